using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsPerformance.Bot.Conversation.Understanding;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace CsPerformance.Bot.Tests.Understanding;

/// <summary>Whatever is typed is read, and never into something that costs anybody anything by chance.</summary>
public sealed class HostileTextTests(ITestOutputHelper output)
{
    private static readonly string[] _senders = ["agent", "lead", "lead@kpi", "qa", "hr", "admin", "vip", "unbound"];

    private static readonly string[] _pieces =
    [
        "记", "扣分", "加分", "质检", "表扬", "投诉", "请假", "同意", "驳回", "撤销", "冲正", "申诉", "我的分数", "如果", "方案", "启用", "播报", "角色", "执行力", "接待量", "优秀案例", "延迟上号", "错误工单", "额外加分",
        "王芳", "小王", "@", "@小李", "10002", "10003", "#1024", "2031", "昨天", "下周三", "31日", "2月30日", "11-25", "9.3", "25日到27日", "半天", "下午3点", "扣2分", "+3", "-2", "二分", "两次", "x2", "会话5531", "工单",
        " ", "，", "。", "\n", "\t", "“", "”", "\"", "😀", "\u200b", "\u202e", "上月", "10月", "从", "到", "事假", "%", "0", "99999999999999999999", "零", "万", "第", "条", "点", "组长", "一组", "\ud83d",
    ];

    [Fact]
    public void Any_text_is_read_without_an_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            foreach (var sender in _senders) Demo.Read(text ?? "", sender, "10003");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_run_of_the_grammars_own_words_is_read_without_an_exception()
    {
        var runs = Gen.Elements(_pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(runs, text =>
        {
            foreach (var sender in _senders) Demo.Read(text, sender);
        }));
    }

    [Fact]
    public void A_recorded_person_is_always_one_that_was_named()
    {
        var runs = Gen.Elements(_pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(runs, text =>
            Demo.Read("记" + text) is not Reading.Understood { Command: Command.RecordItem record } ||
            record.People.All(number => text.Contains(number, StringComparison.Ordinal) || text.Contains(Demo.Roster.ByNumber(number)!.Name, StringComparison.Ordinal) || text.Contains("小李", StringComparison.Ordinal) || text.Contains("小王", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("'; drop table records; --")]
    [InlineData("记 '; delete from people; --")]
    [InlineData("1 or 1=1")]
    [InlineData("${jndi:ldap://x}")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("../../etc/passwd")]
    [InlineData("{{7*7}}")]
    [InlineData("%s%n%x")]
    public void Code_is_not_a_command(string text) => Assert.True(Demo.Read(text) is Reading.NotUnderstood or Reading.Asked);

    [Theory]
    [InlineData("记 \u202e李强\u202c 昨天 延\u200b迟\u200d上号")]
    [InlineData("\ufeff记 李强 昨天 延迟上号\u200f")]
    [InlineData("记\u2067 李强 昨天 延迟上号")]
    [InlineData("🔥记 李强 昨天 延迟上号🔥🔥")]
    [InlineData("记\u3000李强\u00a0昨天\u2003延迟上号")]
    public void Invisible_and_direction_changing_characters_change_nothing(string text) =>
        Assert.Equal("RecordItem d=11-19 i=late_login p=10003", Compact.Show(Demo.Read(text)));

    [Fact]
    public void A_text_of_100_kB_is_read_and_its_time_printed()
    {
        var list = new StringBuilder("接待量\n");
        while (list.Length < 100_000) list.Append(CultureInfo.InvariantCulture, $"王芳 {list.Length}\n李强 {list.Length}\n");
        foreach (var (kind, text) in new[]
        {
            ("list", list.ToString()), ("same character", new string('记', 100_000)), ("spaces", new string(' ', 100_000)), ("digits", new string('9', 100_000)), ("at", string.Concat(Enumerable.Repeat("@王芳", 30_000))),
            ("brackets", new string('(', 100_000)), ("quotes", new string('"', 100_000)), ("lines", string.Concat(Enumerable.Repeat("王 1\n", 20_000))), ("short", string.Concat(Enumerable.Repeat("扣2分 25日到27日 ", 120))),
            ("sentence", string.Concat(Enumerable.Repeat("记李强昨天延迟上号", 200))), ("dashes", new string('-', 1_900)), ("numbers", string.Concat(Enumerable.Repeat("1,000", 390))), ("chinese", new string('一', 1_900)),
        })
        {
            var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            Assert.NotNull(Demo.Read(text));
            output.WriteLine($"{kind}: {text.Length} characters in {clock.ElapsedMilliseconds} ms, {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:0} ms of processor time");
        }
    }
}

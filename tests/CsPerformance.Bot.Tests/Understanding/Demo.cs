using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Tests.Understanding;

/// <summary>The demo company with the words of kf-2017 and kpi-pool, on Friday, 20 November 2026.</summary>
internal static class Demo
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.FromHours(8));

    public static readonly WorkingDays Calendar = Calendars.Read(Path.Combine(AppContext.BaseDirectory, "Schemes", "calendars")).Days;

    public static readonly Roster Roster = new(
    [
        Somebody("10001", "陈静", "客服一组", Role.Lead, null), Somebody("10002", "王芳", "客服一组", Role.Agent, "basic", "小芳"), Somebody("10003", "李强", "客服一组", Role.Agent, "basic"),
        Somebody("10004", "王磊", "客服一组", Role.Agent, "vip"), Somebody("10005", "赵敏", "客服一组", Role.Agent, "phone"), Somebody("10006", "刘洋", "客服二组", Role.Lead, null),
        Somebody("10007", "孙丽", "客服二组", Role.Agent, "basic"), Somebody("10008", "周涛", "客服二组", Role.Agent, "vip"), Somebody("10009", "吴霞", "客服二组", Role.Agent, "phone"),
        Somebody("10010", "郑凯", null, Role.Qa, null), Somebody("10011", "冯雪", null, Role.Hr, null), Somebody("10012", "何军", null, Role.Admin, null),
    ],
    [
        new("MD001", "东门店", [], "客服一组", new HashSet<Role>(), null, null), new("KH001", "老王超市", [], "客服一组", new HashSet<Role>(), null, null),
    ]);

    private static readonly Dictionary<string, Vocabulary> _vocabularies = new[] { "lead", "lead@kpi", "agent", "vip", "qa", "hr", "admin", "unbound" }.ToDictionary(sender => sender, Make);

    /// <summary>The words of the shipped schemes, and one ratio, which neither of them has.</summary>
    public static Vocabulary For(string sender) => _vocabularies[sender];

    private static Vocabulary Make(string sender)
    {
        var number = sender.Split('@')[0] switch { "lead" => "10001", "agent" => "10002", "vip" => "10004", "qa" => "10010", "hr" => "10011", "admin" => "10012", _ => null };
        var schemes = new[] { "kf-2017", "kpi-pool", "weighted-4" }.Select(id => SchemeFiles.Load(id).Scheme!).ToList();
        var words = SchemeWords.VocabularyOf(sender.EndsWith("@kpi", StringComparison.Ordinal) ? schemes[1] : schemes[0], Roster, number is null ? null : Roster.ByNumber(number), schemes);
        return words with
        {
            Attributes = [new AttributeWord("area", "区域", [], ["城网", "农网"], false, false)],
            Checks = [new CheckWord("nominated", "提名", ["被提名"])],
            Metrics = [.. words.Metrics, new MetricWord("csat", "满意度", [], Ratio: true)],
        };
    }

    public static Reading Read(string text, string sender = "lead", params string[] mentions) => Reader.Read(new(text, mentions), For(sender), Now, Calendar);

    private static Person Somebody(string number, string name, string? team, Role role, string? position, params string[] nicknames) =>
        new(number, name, nicknames, team, role is Role.Lead ? new HashSet<Role> { Role.Agent, role } : new HashSet<Role> { role }, position, "初级");
}

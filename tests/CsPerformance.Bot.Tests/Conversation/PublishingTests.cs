using CsPerformance.Bot.Conversation.Publishing;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

public class PublishingTests
{
    [StoreFact]
    public async Task A_published_month_is_frozen_and_a_late_record_becomes_a_correction()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "接待量 @王芳 5200", null, "10002");
        await world.ConfirmAsync("10001", "执行力 @王芳 280", "10002");
        world.Move(TimeSpan.FromDays(10));
        var published = await world.ConfirmAsync("10011", "发布 11月");
        Assert.Contains("工资", published.To("10002"), StringComparison.Ordinal);
        Assert.DoesNotContain("工资", published.To("10001"), StringComparison.Ordinal);
        Assert.All(published.Where(item => item.To.Person == "10002"), item => Assert.Equal(Purpose.Pay, item.Purpose));

        var before = (await world.SayAsync("10002", "我的分数 11月")).To("10002");
        var late = await world.SayAsync("10001", "记 @王芳 11月20日 优秀案例", null, "10002");
        Assert.Contains("11月已发布，已发布的结果不变", late.To("10001"), StringComparison.Ordinal);
        Assert.Contains("11月已发布，已发布的结果不变", (await world.SayAsync("10001", "记 王芳 11月20日 错误工单")).To("10001"), StringComparison.Ordinal);
        Assert.Equal(before, (await world.SayAsync("10002", "我的分数 11月")).To("10002"));

        var corrected = await world.ConfirmAsync("10011", "更正 11月");
        Assert.Contains("+100", corrected.To("10002"), StringComparison.Ordinal);
        var again = (await world.SayAsync("10011", "更正 11月")).To("10011");
        Assert.Contains("没有新的变化", again, StringComparison.Ordinal);
        Assert.Contains("王芳(10002)", again, StringComparison.Ordinal);
        Assert.Contains("+100", again, StringComparison.Ordinal);
        Assert.Contains("已发布，已更正", (await world.SayAsync("10002", "我的分数 11月")).To("10002"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_published_score_still_names_the_records_behind_it()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "接待量 @王芳 5200", null, "10002");
        await world.ConfirmAsync("10001", "执行力 @王芳 280", "10002");
        await world.SayAsync("10001", "记 @王芳 优秀案例", null, "10002");
        var provisional = await AskedAsync(world);
        world.Move(TimeSpan.FromDays(10));
        await world.ConfirmAsync("10011", "发布 11月");
        var published = await AskedAsync(world);

        Assert.Contains("3条记录", provisional[0], StringComparison.Ordinal);
        Assert.Contains("背后的记录", provisional[1], StringComparison.Ordinal);
        Assert.Contains("没有这条为", provisional[2], StringComparison.Ordinal);
        Assert.Equal([Records(provisional[0]), Records(provisional[1]), Records(provisional[2])], [Records(published[0]), Records(published[1]), Records(published[2])]);

        static async Task<IReadOnlyList<string>> AskedAsync(ChatWorld world)
        {
            var answers = new List<string>();
            foreach (var asked in (string[])["我的分数 11月", "为什么 总绩效分数 11月", "为什么 1003"]) answers.Add((await world.SayAsync("10002", asked)).To("10002"));
            return answers;
        }

        static string Records(string answer) => string.Join('\n', answer.Split('\n').Where(line => line.Contains("条记录", StringComparison.Ordinal) || line.Contains('#', StringComparison.Ordinal) || line.Contains("没有这条为", StringComparison.Ordinal)));
    }

    [StoreFact]
    public async Task What_a_correction_leaves_is_told_with_the_next_pay_and_with_no_other()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "接待量 @王芳 5200", null, "10002");
        await world.ConfirmAsync("10001", "执行力 @王芳 280", "10002");
        world.Move(TimeSpan.FromDays(10));
        await world.ConfirmAsync("10011", "发布 11月");
        await world.SayAsync("10001", "记 @王芳 11月20日 优秀案例", null, "10002");
        await world.ConfirmAsync("10011", "更正 11月");
        const string Difference = "11月更正差额，随本期结清：";

        Assert.DoesNotContain("更正差额", (await world.SayAsync("10002", "工资预估 11月")).To("10002"), StringComparison.Ordinal);
        Assert.Contains(Difference, (await world.SayAsync("10002", "工资预估 12月")).To("10002"), StringComparison.Ordinal);
        Assert.DoesNotContain("更正差额", (await world.SayAsync("10003", "工资预估 12月")).To("10003"), StringComparison.Ordinal);

        world.Move(TimeSpan.FromDays(31));
        Assert.DoesNotContain("更正差额", (await world.SayAsync("10002", "工资预估 1月")).To("10002"), StringComparison.Ordinal);
        var published = await world.ConfirmAsync("10011", "发布 12月");
        Assert.Contains(Difference, published.To("10002"), StringComparison.Ordinal);
        Assert.DoesNotContain("更正差额", published.To("10003"), StringComparison.Ordinal);
        Assert.Contains(Difference, (await world.SayAsync("10002", "工资预估 12月")).To("10002"), StringComparison.Ordinal);

        // Corrected once more after December went out: that difference goes with January, the first one does not go again.
        Assert.Contains("已记 #", (await world.SayAsync("10001", "记 @王芳 2026年11月21日 优秀案例", null, "10002")).To("10001"), StringComparison.Ordinal);
        await world.ConfirmAsync("10011", "更正 2026年11月");
        var january = (await world.SayAsync("10002", "工资预估 1月")).To("10002");
        Assert.Equal(1, january.Split("更正差额").Length - 1);
        Assert.Equal(1, (await world.SayAsync("10002", "工资预估 12月")).To("10002").Split("更正差额").Length - 1);
    }

    [Theory]
    [InlineData("10002", "王芳(10002) 总分 100 → 110(+10)", "总分 100 → 110(+10)")]
    [InlineData("10002", "张伟(北京)(10002) 总分 100 → 90(-10)", "总分 100 → 90(-10)")]
    [InlineData("10002", "张伟（北京）(10002) 本期不再列入本组：总分 100 → 无", "本期不再列入本组：总分 100 → 无")]
    [InlineData("10002", "王芳(100021) 总分 100 → 110(+10)", null)]
    [InlineData("10", "王芳(10002) 总分 100 → 110(+10)", null)]
    public void A_line_of_a_correction_is_found_by_the_number_whatever_the_name(string subject, string line, string? changes) =>
        Assert.Equal(changes, Differences.Of(subject, line));

    [StoreFact]
    public async Task A_month_that_is_not_over_cannot_be_published()
    {
        await using var world = await ChatWorld.OpenAsync();
        Assert.Contains("还没有结束", (await world.SayAsync("10011", "发布 11月")).To("10011"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Only_hr_publishes()
    {
        await using var world = await ChatWorld.OpenAsync();
        world.Move(TimeSpan.FromDays(10));
        Assert.Contains("人事", (await world.SayAsync("10001", "发布 11月")).To("10001"), StringComparison.Ordinal);
    }
}

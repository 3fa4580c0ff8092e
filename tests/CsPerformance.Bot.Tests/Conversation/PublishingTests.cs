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
        Assert.Contains("没有变化", (await world.SayAsync("10011", "更正 11月")).To("10011"), StringComparison.Ordinal);
    }

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

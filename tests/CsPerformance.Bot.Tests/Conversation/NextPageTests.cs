using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>下一页 is the next page of the last answer, and of no other.</summary>
public class NextPageTests
{
    [StoreFact]
    public async Task 下一页_after_an_answer_of_one_page_shows_nothing_of_an_older_one()
    {
        await using var world = await ChatWorld.OpenAsync();
        Assert.Contains("回复 下一页", (await world.SayAsync("10001", "方案")).To("10001"), StringComparison.Ordinal);
        await world.SayAsync("10001", "我的请假");
        Assert.Equal("没有下一页了。", (await world.SayAsync("10001", "下一页")).To("10001"));
    }

    [StoreFact]
    public async Task 下一页_goes_through_all_pages_whatever_others_send_between()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "方案");
        await world.ConfirmAsync("10004", "请假 明天 事假 一天");
        Assert.Contains("第 2/", (await world.SayAsync("10001", "下一页")).To("10001"), StringComparison.Ordinal);
        var third = (await world.SayAsync("10001", "下一页")).To("10001");
        Assert.True(third.Contains("第 3/", StringComparison.Ordinal) || third == "没有下一页了。", third);
    }
}

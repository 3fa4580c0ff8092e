using CsPerformance.Domain.Records;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>驳回, 冲正 and 申诉 without a reason: it is asked for, where there is anything left to decide.</summary>
public class MissingReasonTests
{
    [StoreFact]
    public async Task A_refusal_asks_for_its_reason_and_the_answer_completes_it()
    {
        await using var world = await ChatWorld.OpenAsync();
        var leave = await AskLeaveAsync(world);
        var asked = await world.SayAsync("10001", $"驳回 {leave}");
        Assert.Contains("请写驳回的原因。", asked.To("10001"), StringComparison.Ordinal);
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(leave))!.State);
        var heard = await world.SayAsync("10001", "人手不够");
        Assert.Contains("人手不够", heard.To("10002"), StringComparison.Ordinal);
        Assert.Equal(RecordState.Rejected, (await world.RecordAsync(leave))!.State);
    }

    [StoreFact]
    public async Task What_is_decided_is_said_to_be_at_once_with_by_whom_and_when()
    {
        await using var world = await ChatWorld.OpenAsync();
        var leave = await AskLeaveAsync(world);
        await world.SayAsync("10001", $"同意 {leave}");
        world.Move(TimeSpan.FromHours(2));
        foreach (var word in new[] { "驳回", "同意" })
        {
            var heard = await world.SayAsync("10001", $"{word} {leave}");
            Assert.Contains($"#{leave} 不在待审批状态(现在：有效，陈静(10001) 11-25 10:00 办理)，没有变化。", heard.To("10001"), StringComparison.Ordinal);
        }
        // Who may not decide on it does not learn who did.
        Assert.DoesNotContain("陈静", (await world.SayAsync("10006", $"驳回 {leave}")).To("10006"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Who_may_not_refuse_is_told_before_thinking_of_a_reason()
    {
        await using var world = await ChatWorld.OpenAsync();
        var leave = await AskLeaveAsync(world);
        var heard = await world.SayAsync("10006", $"驳回 {leave}");
        Assert.Contains("客服一组的组长", heard.To("10006"), StringComparison.Ordinal);
        Assert.DoesNotContain("原因", heard.To("10006"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_reversal_asks_for_its_reason_only_where_something_counts()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 优秀案例 带新人");
        var record = (await world.RecordsAsync("10002")).Single().Number;
        Assert.Contains("请写冲正的原因。", (await world.SayAsync("10001", $"冲正 {record}")).To("10001"), StringComparison.Ordinal);
        await world.SayAsync("10001", "记错人了");
        await world.SayAsync("10001", "确认");
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(record))!.State);
        var again = await world.SayAsync("10001", $"冲正 {record}");
        Assert.Contains("不能冲正", again.To("10001"), StringComparison.Ordinal);
        Assert.DoesNotContain("请写", again.To("10001"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_bare_word_means_the_card_after_the_question_in_the_same_moment_too_whatever_their_numbers()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 优秀案例 带新人");
        var record = (await world.RecordsAsync("10002")).Single().Number;
        // Three messages a round and four rounds with each start: among them the question 9 and the card 10.
        for (var start = 0; start < 3; start++)
        {
            await world.SayAsync("10001", "你好");
            for (var round = 0; round < 4; round++)
            {
                await world.SayAsync("10001", $"冲正 {record}");
                await world.SayAsync("10001", "记错人了");
                Assert.Contains("已取消", (await world.SayAsync("10001", "取消")).To("10001"), StringComparison.Ordinal);
            }
        }
    }

    [StoreFact]
    public async Task An_appeal_keeps_what_it_proposed_while_its_reason_is_asked_for_and_one_that_is_too_late_is_not_asked()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10010", "质检 @李强 会话5531 未及时回复 扣5分", "10003");
        var flag = (await world.RecordsAsync("10003")).Single().Number;
        Assert.Contains("请写申诉的理由", (await world.SayAsync("10003", $"申诉 {flag} 应为 -2")).To("10003"), StringComparison.Ordinal);
        await world.SayAsync("10003", "当时系统故障");
        var appeal = (await world.RecordsAsync("10003"))[^1];
        Assert.Equal((RecordKind.Appeal, "当时系统故障", -2m), (appeal.Kind, appeal.Reason, appeal.Points));
        await world.SayAsync("10001", $"驳回 {appeal.Number} 录音清楚");
        world.Move(TimeSpan.FromDays(9));
        var late = await world.SayAsync("10003", $"申诉 {flag}");
        Assert.Contains("截止", late.To("10003"), StringComparison.Ordinal);
        Assert.DoesNotContain("请写", late.To("10003"), StringComparison.Ordinal);
    }

    private static async Task<long> AskLeaveAsync(ChatWorld world)
    {
        await world.ConfirmAsync("10002", "请假 明天 事假 一天");
        return (await world.RecordsAsync("10002"))[^1].Number;
    }
}

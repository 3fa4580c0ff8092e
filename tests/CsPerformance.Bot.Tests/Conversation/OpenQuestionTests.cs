using CsPerformance.Domain.Records;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>A question hears one answer. What is said after it was taken back, answered or missed is not for it.</summary>
public class OpenQuestionTests
{
    private const string Lead = "10001";
    private const string Chat = "下午两点去会议室开会";

    [StoreTheory]
    [InlineData("取消")]
    [InlineData("算了")]
    [InlineData("先别管")]
    public async Task What_is_said_after_taking_a_question_back_refuses_nothing(string back)
    {
        await using var world = await ChatWorld.OpenAsync();
        var leave = await AskLeaveAsync(world);
        await world.SayAsync(Lead, $"驳回 {leave}");
        Assert.Contains("已取消，没有记录", (await world.SayAsync(Lead, back)).To(Lead), StringComparison.Ordinal);
        Assert.Contains("没看懂", (await world.SayAsync(Lead, Chat)).To(Lead), StringComparison.Ordinal);
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(leave))!.State);
    }

    [StoreFact]
    public async Task What_is_said_after_taking_a_question_back_is_no_appeal()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10010", "质检 @李强 会话5531 未及时回复 扣5分", "10003");
        var flag = (await world.RecordsAsync("10003")).Single().Number;
        Assert.Contains("请写申诉的理由", (await world.SayAsync("10003", $"申诉 {flag}")).To("10003"), StringComparison.Ordinal);
        await world.SayAsync("10003", "算了");
        await world.SayAsync("10003", "中午吃什么");
        Assert.Single(await world.RecordsAsync("10003"));
    }

    [StoreFact]
    public async Task Taking_a_question_back_leaves_the_card_that_waited_before_it()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 王芳 昨天 延迟上号");
        await world.SayAsync(Lead, "记 周涛 乱七八糟");
        await world.SayAsync(Lead, "取消");
        await world.SayAsync(Lead, "确认");
        Assert.Equal("late_login", Assert.Single(await world.RecordsAsync("10002")).Code);
    }

    [StoreFact]
    public async Task 取消_after_words_that_answered_nothing_means_the_question_and_names_it()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 王芳 昨天 延迟上号");
        await world.SayAsync(Lead, "记 小王 优秀案例 工单88213");
        await world.SayAsync(Lead, Chat);
        Assert.Contains("已取消，没有记录：记 优秀案例 工单88213", Squeezed((await world.SayAsync(Lead, "取消")).To(Lead)), StringComparison.Ordinal);
        await world.SayAsync(Lead, "确认");
        Assert.Equal("late_login", Assert.Single(await world.RecordsAsync("10002")).Code);

        await world.SayAsync(Lead, "记 李强 昨天 延迟上号");
        Assert.Equal("已取消，没有记录：记 李强 昨天 延迟上号", (await world.SayAsync(Lead, "取消")).To(Lead));

        static string Squeezed(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [StoreFact]
    public async Task An_answered_question_hears_no_second_answer()
    {
        await using var world = await ChatWorld.OpenAsync();
        Assert.Contains("分", (await world.SayAsync(Lead, "记 李强 额外加分 帮忙")).To(Lead), StringComparison.Ordinal);
        await world.SayAsync(Lead, "3分");
        Assert.Equal(3m, Assert.Single(await world.RecordsAsync("10003")).Points);
        await world.SayAsync(Lead, "5分");
        Assert.Single(await world.RecordsAsync("10003"));
    }

    [StoreFact]
    public async Task A_question_that_was_passed_over_for_another_record_hears_nothing_more()
    {
        await using var world = await ChatWorld.OpenAsync();
        var leave = await AskLeaveAsync(world);
        await world.SayAsync(Lead, $"驳回 {leave}");
        await world.SayAsync(Lead, "记 李强 优秀案例 工单88213");
        await world.SayAsync(Lead, Chat);
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(leave))!.State);
    }

    [StoreFact]
    public async Task A_question_that_was_passed_over_by_a_button_hears_nothing_more()
    {
        await using var world = await ChatWorld.OpenAsync();
        var leave = await AskLeaveAsync(world);
        var other = await world.ConfirmAsync("10004", "请假 明天 事假 一天");
        await world.SayAsync(Lead, $"驳回 {leave}");
        var task = other.Single(item => item.To.Person == Lead).Message.Card!;
        await world.PressAsync(Lead, task.Id, task.Buttons[0].Key);
        await world.SayAsync(Lead, Chat);
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(leave))!.State);
        Assert.Equal(RecordState.Active, (await world.RecordsAsync("10004")).Single().State);
    }

    [StoreFact]
    public async Task 等一下_is_no_reason()
    {
        await using var world = await ChatWorld.OpenAsync();
        var leave = await AskLeaveAsync(world);
        await world.SayAsync(Lead, $"驳回 {leave}");
        await world.SayAsync(Lead, "等一下");
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(leave))!.State);
        await world.SayAsync(Lead, "人手不够");
        Assert.Equal(RecordState.Rejected, (await world.RecordAsync(leave))!.State);
    }

    [StoreFact]
    public async Task A_second_1_picks_nothing_of_an_older_question()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 小王 优秀案例 工单88213");
        await world.SayAsync(Lead, "记 李强 昨天 延迟上号");
        await world.SayAsync(Lead, "1");
        Assert.Contains("没有等待您选择的内容", (await world.SayAsync(Lead, "1")).To(Lead), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync("10003"));
        Assert.Empty(await world.RecordsAsync("10002"));
    }

    [StoreFact]
    public async Task A_number_still_answers_a_question_after_words_that_did_not()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 小王 优秀案例 工单88213");
        await world.SayAsync(Lead, "个子高的那位呀");
        await world.SayAsync(Lead, "2");
        Assert.Single(await world.RecordsAsync("10004"));
    }

    [StoreFact]
    public async Task A_look_at_something_else_leaves_a_question_open()
    {
        await using var world = await ChatWorld.OpenAsync();
        var leave = await AskLeaveAsync(world);
        await world.SayAsync(Lead, $"驳回 {leave}");
        await world.SayAsync(Lead, $"为什么 {leave}");
        await world.SayAsync(Lead, "人手不够");
        Assert.Equal(RecordState.Rejected, (await world.RecordAsync(leave))!.State);
    }

    [StoreFact]
    public async Task Chat_that_answers_nothing_lets_a_question_go_and_later_words_do_not_pile_up()
    {
        await using var world = await ChatWorld.OpenAsync();
        var asked = await world.SayAsync(Lead, "记 今天 延迟上号");
        var missed = (await world.SayAsync(Lead, "今天觉得助手迟钝")).To(Lead);
        Assert.Contains("没看懂，什么也没有记录。可以这样说", missed, StringComparison.Ordinal);
        Assert.Contains("整句重发：记 今天 延迟上号", missed, StringComparison.Ordinal);
        Assert.DoesNotContain("整句重发", (await world.SayAsync(Lead, "食堂还有饭没有")).To(Lead), StringComparison.Ordinal);
        // Its buttons still mean what they say.
        var card = asked.Single(item => item.Message.Card is not null).Message.Card!;
        var chosen = await world.PressAsync(Lead, card.Id, card.Buttons.Single(button => button.Label.Contains("李强", StringComparison.Ordinal)).Key);
        Assert.Contains(chosen, item => item.Message.Card is { } shown && shown.Buttons[0].Label == "确认");
        Assert.Empty(await world.RecordsAsync("10003"));
    }

    [StoreFact]
    public async Task A_sentence_with_its_own_person_and_number_is_no_answer_and_evidence_does_not_mix()
    {
        await using var world = await ChatWorld.OpenAsync();
        Assert.Contains("哪一位", (await world.SayAsync(Lead, "记 小王 错误工单 工单702")).To(Lead), StringComparison.Ordinal);
        await world.SayAsync(Lead, "李强 错误工单 工单703 记");
        var heard = await world.SayAsync(Lead, "1");
        Assert.DoesNotContain("702", heard.To(Lead), StringComparison.Ordinal);
        await world.SayAsync(Lead, "确认");
        Assert.Equal("工单703", Assert.Single(await world.RecordsAsync("10003")).Reference);
        Assert.Empty(await world.RecordsAsync("10002"));
    }

    [StoreFact]
    public async Task 修改_shows_the_whole_sentence_that_a_question_was_part_of()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 昨天 延迟上号");
        await world.SayAsync(Lead, "李强");
        Assert.Contains("记 昨天 延迟上号 李强", (await world.SayAsync(Lead, "修改")).To(Lead), StringComparison.Ordinal);
    }

    private static async Task<long> AskLeaveAsync(ChatWorld world)
    {
        await world.ConfirmAsync("10002", "请假 明天 事假 一天");
        return (await world.RecordsAsync("10002"))[^1].Number;
    }
}

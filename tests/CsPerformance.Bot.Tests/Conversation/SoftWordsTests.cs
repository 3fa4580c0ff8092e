using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>好的, 嗯, 1 are said to anything: they agree to a card only while it is the last thing in the chat.</summary>
public class SoftWordsTests
{
    private const string Lead = "10001";

    [StoreTheory]
    [InlineData("好的")]
    [InlineData("嗯")]
    [InlineData("可以")]
    [InlineData("1")]
    [InlineData("回复 1")]
    public async Task A_soft_word_right_after_the_card_agrees_to_it(string word)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 赵敏 昨天 延迟上号");
        await world.SayAsync(Lead, word);
        Assert.Single(await world.RecordsAsync("10005"));
    }

    [StoreTheory]
    [InlineData("好的")]
    [InlineData("行")]
    [InlineData("对")]
    [InlineData("ok")]
    [InlineData("1")]
    public async Task After_somebody_elses_request_a_soft_word_shows_the_card_again(string word)
    {
        await using var world = await ChatWorld.OpenAsync();
        var old = await world.SayAsync(Lead, "记 赵敏 昨天 延迟上号");
        world.Move(TimeSpan.FromHours(5.5));
        await world.ConfirmAsync("10004", "请假 明天 事假 一天");
        var again = await world.SayAsync(Lead, word);
        Assert.Empty(await world.RecordsAsync("10005"));
        var card = Assert.Single(again, item => item.Message.Card is not null).Message.Card!;
        Assert.Contains("还在等您处理", again.To(Lead), StringComparison.Ordinal);
        Assert.Contains("赵敏", again.To(Lead), StringComparison.Ordinal);
        Assert.Contains("已处理", (await world.PressAsync(Lead, old.Single(item => item.Message.Card is not null).Message.Card!.Id, "1")).To(Lead), StringComparison.Ordinal);
        await world.PressAsync(Lead, card.Id, "1");
        Assert.Single(await world.RecordsAsync("10005"));
    }

    [StoreTheory]
    [InlineData("确认")]
    [InlineData("好的，确认")]
    [InlineData("确定")]
    public async Task An_explicit_word_agrees_whatever_was_shown_since(string word)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 赵敏 昨天 延迟上号");
        await world.SayAsync(Lead, "团队 1月");
        await world.SayAsync(Lead, word);
        Assert.Single(await world.RecordsAsync("10005"));
    }

    [StoreFact]
    public async Task After_another_answer_a_soft_word_shows_the_card_again_and_the_next_one_agrees()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 赵敏 昨天 延迟上号");
        await world.SayAsync(Lead, "团队 1月");
        Assert.Contains("还在等您处理", (await world.SayAsync(Lead, "嗯")).To(Lead), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync("10005"));
        await world.SayAsync(Lead, "嗯");
        Assert.Single(await world.RecordsAsync("10005"));
    }

    [StoreFact]
    public async Task What_was_put_off_over_night_is_shown_after_the_evenings_card()
    {
        await using var world = await ChatWorld.OpenAsync();
        world.Move(TimeSpan.FromHours(11.5));
        await world.ConfirmAsync("10004", "请假 后天 事假 一天");
        await world.SayAsync(Lead, "记 赵敏 昨天 延迟上号");
        world.Move(TimeSpan.FromHours(11));
        Assert.Contains("还在等您处理", (await world.SayAsync(Lead, "好的")).To(Lead), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync("10005"));
    }

    [StoreFact]
    public async Task An_explicit_word_at_night_is_not_for_what_waits_for_the_morning()
    {
        await using var world = await ChatWorld.OpenAsync();
        world.Move(TimeSpan.FromHours(12));
        await world.Store.WriteAsync(transaction => transaction.People.Save(new Person("10027", "孙悦", [], "客服一组", new HashSet<Role> { Role.Agent }, "basic", "初级"), Domain.Time.Period.Month(2026, 1)));
        await world.SayAsync(Lead, "记 赵敏 昨天 延迟上号");
        await world.HearAsync(new IncomingMessage("wecom", "b1", "stranger", Chat.Direct, "绑定 10027", [], world.Business.Now));
        await world.SayAsync(Lead, "确认");
        Assert.Single(await world.RecordsAsync("10005"));
        Assert.Null(await world.Store.ReadAsync(session => session.Identities.Find("wecom", "stranger")));
    }
}

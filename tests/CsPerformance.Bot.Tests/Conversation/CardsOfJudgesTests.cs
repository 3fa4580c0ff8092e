using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Several people are asked for one decision: the cards of all of them show what was decided, in words as by a button.</summary>
public class CardsOfJudgesTests
{
    private const string Lead = "10001", Qiang = "10003", Qa = "10010", Hr = "10011", OtherHr = "10013";

    [StoreTheory]
    [InlineData("同意", "已同意 · 冯雪 11-25 10:00")]
    [InlineData("驳回", "已驳回 · 冯雪 11-25 10:00")]
    public async Task At_the_second_stage_the_card_of_the_other_judge_shows_what_was_decided_in_words(string word, string outcome)
    {
        await using var world = await OpenAsync();
        var (appeal, asked) = await AppealTwiceAsync(world);
        await SendAsync(world, asked);

        await world.SayAsync(Hr, $"{word} {appeal} 录音清楚");

        Assert.Equal([outcome, outcome], await OutcomesAsync(world, asked));
    }

    [StoreTheory]
    [InlineData("同意")]
    [InlineData("驳回")]
    [InlineData("撤销")]
    public async Task A_card_that_waits_for_the_morning_is_not_sent_when_nothing_is_left_to_decide(string word)
    {
        await using var world = await OpenAsync();
        world.Move(TimeSpan.FromHours(12));
        var asked = await world.SayAsync("10008", "表扬 李强 优秀案例 客户书面表扬 工单88213");
        var praise = (await world.RecordsAsync(Qiang)).Single().Number;
        Assert.Contains(asked, item => item.To.Person == Lead && item.NotBefore > world.Business.Now);

        await world.SayAsync(word == "撤销" ? "10008" : Lead, $"{word} {praise} 查过了");

        Assert.Equal(OutboxState.Dropped, (await world.Store.ReadAsync(session => session.Outbox.Find(asked.Single(item => item.To.Person == Lead).Id)!)).State);
    }

    [StoreFact]
    public async Task A_card_on_its_way_shows_it_as_well()
    {
        await using var world = await OpenAsync();
        var (appeal, asked) = await AppealTwiceAsync(world);
        await world.Store.WriteAsync(transaction => transaction.Outbox.Claim(100, "one", TimeSpan.FromMinutes(1)));

        await world.SayAsync(Hr, $"同意 {appeal}");

        Assert.All(await OutcomesAsync(world, asked), outcome => Assert.StartsWith("已同意 · 冯雪", outcome, StringComparison.Ordinal));
    }

    private static async Task<ChatWorld> OpenAsync()
    {
        var world = await ChatWorld.OpenAsync();
        await world.Store.WriteAsync(transaction =>
        {
            transaction.People.Save(new Person(OtherHr, "秦岚", [], null, new HashSet<Role> { Role.Hr }, null, null), Period.Month(2026, 1));
            transaction.Identities.Bind("simulator", OtherHr, OtherHr, "test");
        });
        return world;
    }

    /// <summary>A flag, an appeal that the lead refused, and the one to 人事.</summary>
    private static async Task<(long Number, IReadOnlyList<OutboxItem> Asked)> AppealTwiceAsync(ChatWorld world)
    {
        await world.ConfirmAsync(Qa, "质检 @李强 会话5531 未及时回复 扣5分", Qiang);
        var flag = (await world.RecordsAsync(Qiang)).Single().Number;
        await world.SayAsync(Qiang, $"申诉 {flag} 理由一");
        await world.SayAsync(Lead, $"驳回 {(await world.RecordsAsync(Qiang))[^1].Number} 录音清楚");
        var asked = await world.SayAsync(Qiang, $"申诉 {flag} 理由二");
        return ((await world.RecordsAsync(Qiang))[^1].Number, [.. asked.Where(item => item.To.Person is Hr or OtherHr)]);
    }

    private static Task SendAsync(ChatWorld world, IReadOnlyList<OutboxItem> items) => world.Store.WriteAsync(transaction =>
    {
        foreach (var item in items) transaction.Outbox.Sent(item.Id, null, "simulator");
    });

    private static Task<List<string?>> OutcomesAsync(ChatWorld world, IReadOnlyList<OutboxItem> items) =>
        world.Store.ReadAsync(session => items.Select(item => session.Cards.Find(item.Message.Card!.Id)!.Outcome).ToList());
}

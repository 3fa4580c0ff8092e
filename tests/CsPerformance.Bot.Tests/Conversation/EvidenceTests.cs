using CsPerformance.Bot.Platforms;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>凭证: a picture may come before the words, with them, before the card is pressed, or after all of it.</summary>
public class EvidenceTests
{
    private static readonly Attachment _picture = new("聊天截图.png", [1, 2, 3, 4, 5, 6], true);

    private int sent;

    [StoreFact]
    public async Task A_picture_after_a_record_is_offered_to_it_and_stands_with_it_only_when_agreed_to()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 优秀案例 工单88213");
        var record = Assert.Single(await world.RecordsAsync("10002"));
        var asked = await SendAsync(world, "10001", Pictures.Word, _picture);
        Assert.Contains($"把它作为 #{record.Number} 的凭证吗", asked.To("10001"), StringComparison.Ordinal);
        Assert.Empty(await DecisionsAsync(world, record.Number));

        var done = await world.SayAsync("10001", "是");
        Assert.Contains("第1份", done.To("10001"), StringComparison.Ordinal);
        Assert.Contains($"凭证 {record.Number}", done.To("10002"), StringComparison.Ordinal);
        Assert.Equal(DecisionKind.Evidence, Assert.Single(await DecisionsAsync(world, record.Number)).Kind);
        Assert.Equal((RecordState.Active, record.Code, record.Points), await world.RecordAsync(record.Number) is { } after ? (after.State, after.Code, after.Points) : default);

        var shown = await world.SayAsync("10002", $"凭证 {record.Number}");
        Assert.Equal(_picture.Content, Assert.Single(shown, item => item.To.Person == "10002").Message.File!.Content);
        var story = (await world.SayAsync("10002", $"为什么 {record.Number}")).To("10002");
        Assert.Contains("附件：有，1份", story, StringComparison.Ordinal);
        Assert.Contains("记录后即生效", story, StringComparison.Ordinal);
        Assert.Contains("陈静(10001) 补充凭证", story, StringComparison.Ordinal);
        Assert.Null((await world.Store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task Saying_no_keeps_the_record_as_it_was()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 优秀案例 工单88213");
        var record = Assert.Single(await world.RecordsAsync("10002"));
        await SendAsync(world, "10001", Pictures.Word, _picture);
        await world.SayAsync("10001", "取消");
        Assert.Empty(await DecisionsAsync(world, record.Number));
        Assert.Contains("还没有凭证", (await world.SayAsync("10001", $"凭证 {record.Number}")).To("10001"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_picture_while_the_card_waits_goes_with_what_is_confirmed()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10010", "质检 李强 会话5531 未及时回复 扣5分");
        Assert.Contains("等您确认的卡片", (await SendAsync(world, "10010", Pictures.Word, _picture)).To("10010"), StringComparison.Ordinal);
        await world.SayAsync("10010", "确认");
        Assert.NotNull(Assert.Single(await world.RecordsAsync("10003")).Attachment);
    }

    [StoreFact]
    public async Task Where_several_were_recorded_at_once_it_asks_which()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 李强 优秀案例 工单88213");
        var card = Assert.Single(await SendAsync(world, "10001", Pictures.Word, _picture)).Message.Card!;
        Assert.Equal(2, card.Buttons.Count);
        await world.PressAsync("10001", card.Id, card.Buttons.Single(button => button.Label.Contains("李强", StringComparison.Ordinal)).Key);
        Assert.Single(await DecisionsAsync(world, Assert.Single(await world.RecordsAsync("10003")).Number));
        Assert.Empty(await DecisionsAsync(world, Assert.Single(await world.RecordsAsync("10002")).Number));
    }

    [StoreFact]
    public async Task The_number_said_with_the_picture_is_enough_and_the_same_picture_twice_is_one()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 优秀案例 工单88213");
        var number = Assert.Single(await world.RecordsAsync("10002")).Number;
        world.Move(TimeSpan.FromDays(2));
        await SendAsync(world, "10001", $"凭证 {number}", _picture);
        Assert.Contains("没有重复保存", (await SendAsync(world, "10001", $"凭证#{number}", _picture)).To("10001"), StringComparison.Ordinal);
        await SendAsync(world, "10001", $"补充凭证 {number}", new Attachment("录音.amr", [6, 5, 4, 3, 2, 1], false));
        Assert.Equal(2, (await DecisionsAsync(world, number)).Count);
        Assert.Equal(2, (await world.SayAsync("10011", $"凭证 {number}")).Count(item => item.Message.File is not null));
    }

    [StoreFact]
    public async Task A_late_picture_without_a_number_waits_for_words_and_changes_nothing()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 优秀案例 工单88213");
        world.Move(TimeSpan.FromMinutes(11));
        Assert.Equal(Pictures.Asked(true), (await SendAsync(world, "10001", Pictures.Word, _picture)).To("10001"));
        Assert.Contains("先发图片", (await world.SayAsync("10001", "凭证")).To("10001"), StringComparison.Ordinal);
    }

    [StoreTheory]
    [InlineData("10003", "不是您提交的")]
    [InlineData("10004", "只有记录人和本组组长")]
    [InlineData("10006", "只有记录人和本组组长")]
    [InlineData("10010", "只有记录人和本组组长")]
    public async Task Nobody_else_adds_to_a_record(string sender, string refusal)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10001", "记 李强 昨天 延迟上号");
        var number = Assert.Single(await world.RecordsAsync("10003")).Number;
        Assert.Contains(refusal, (await SendAsync(world, sender, $"凭证 {number}", _picture)).To(sender), StringComparison.Ordinal);
        Assert.Empty(await DecisionsAsync(world, number));
    }

    [StoreFact]
    public async Task The_undo_window_stays_open_beside_evidence_and_what_is_undone_takes_none()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 优秀案例 工单88213");
        var number = Assert.Single(await world.RecordsAsync("10002")).Number;
        await SendAsync(world, "10001", $"凭证 {number}", _picture);
        Assert.Contains("已撤销", (await world.SayAsync("10001", $"撤销 {number}")).To("10001"), StringComparison.Ordinal);
        Assert.Contains("不能再附凭证", (await SendAsync(world, "10001", $"凭证 {number}", new Attachment("b.png", [9, 9, 9, 9, 9, 9], true))).To("10001"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_picture_does_not_give_away_who_complained()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10008", "投诉 李强 客户说他态度差 会话7001");
        var number = Assert.Single(await world.RecordsAsync("10003")).Number;
        await SendAsync(world, "10008", Pictures.Word, _picture);
        var told = await world.SayAsync("10008", "确认");
        Assert.Equal("", told.To("10003"));
        Assert.Contains($"凭证 {number}", told.To("10001"), StringComparison.Ordinal);
        await world.ConfirmAsync("10001", $"同意 {number} 质检扣分 5分");
        foreach (var words in new[] { $"凭证 {number}", $"为什么 {number}" })
        {
            var answer = await world.SayAsync("10003", words);
            Assert.DoesNotContain("周涛", answer.To("10003"), StringComparison.Ordinal);
            Assert.DoesNotContain(answer, item => item.Message.File is not null);
        }
        Assert.Contains(await world.SayAsync("10001", $"凭证 {number}"), item => item.Message.File is not null);
        Assert.DoesNotContain("质检扣分", (await SendAsync(world, "10008", $"凭证 {number}", new Attachment("b.png", [9, 9, 9, 9, 9, 9], true))).To("10008"), StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<OutboxItem>> SendAsync(ChatWorld world, string from, string text, Attachment file) =>
        world.HearAsync(new IncomingMessage("simulator", $"f{++sent}", from, Chat.Direct, text, [], world.Business.Now, file));

    private static Task<IReadOnlyList<Decision>> DecisionsAsync(ChatWorld world, long number) => world.Store.ReadAsync(session => session.Decisions.Of(number));
}

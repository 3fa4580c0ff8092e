using CsPerformance.Domain.Records;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

public class RecordingTests
{
    [StoreFact]
    public async Task A_leads_praise_counts_at_once_and_is_echoed_with_its_number()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.SayAsync("10001", "记 @王芳 优秀案例 工单88213", null, "10002");
        var record = Assert.Single(await world.RecordsAsync("10002"));
        Assert.Equal((RecordState.Active, "excellent_case", "工单88213"), (record.State, record.Code, record.Reference));
        Assert.Contains($"#{record.Number}", heard.To("10001"), StringComparison.Ordinal);
        Assert.Contains("优秀案例", heard.To("10002"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_deduction_waits_for_confirmation_and_tells_the_person_how_to_appeal()
    {
        await using var world = await ChatWorld.OpenAsync();
        var asked = await world.SayAsync("10010", "质检 @李强 会话5531 未及时回复 扣5分", null, "10003");
        Assert.Empty(await world.RecordsAsync("10003"));
        var card = asked.Single(item => item.Message.Card is not null).Message.Card!;
        Assert.Equal(["确认", "修改", "取消"], card.Buttons.Select(button => button.Label));
        var done = await world.PressAsync("10010", card.Id, "1");
        var record = Assert.Single(await world.RecordsAsync("10003"));
        Assert.Equal((5m, "会话5531", "10010"), (record.Points, record.Reference, record.By));
        Assert.Contains("申诉", done.To("10003"), StringComparison.Ordinal);
        Assert.Contains(done, item => item.To.Person == "10003" && item.Message.Card!.Buttons.Any(button => button.Key == $"申诉 {record.Number}"));
    }

    [StoreFact]
    public async Task Pressing_confirm_twice_records_once()
    {
        await using var world = await ChatWorld.OpenAsync();
        var card = (await world.SayAsync("10001", "扣分 @李强 昨天 延迟上号", null, "10003")).Single(item => item.Message.Card is not null).Message.Card!;
        await world.PressAsync("10001", card.Id, "1");
        var again = await world.PressAsync("10001", card.Id, "1");
        Assert.Single(await world.RecordsAsync("10003"));
        Assert.Contains("已处理", again.To("10001"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Somebody_elses_card_cannot_be_pressed()
    {
        await using var world = await ChatWorld.OpenAsync();
        var card = (await world.SayAsync("10001", "扣分 @李强 昨天 延迟上号", null, "10003")).Single(item => item.Message.Card is not null).Message.Card!;
        await world.PressAsync("10003", card.Id, "1");
        Assert.Empty(await world.RecordsAsync("10003"));
    }

    [StoreFact]
    public async Task A_bare_1_confirms_the_card_that_waits()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "扣分 @李强 昨天 延迟上号", null, "10003");
        await world.SayAsync("10001", "回复 1");
        Assert.Single(await world.RecordsAsync("10003"));
    }

    [StoreFact]
    public async Task The_same_incident_from_two_people_needs_a_second_confirmation()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10010", "质检 @李强 会话5531 未及时回复 扣5分", "10003");
        var asked = await world.SayAsync("10001", "质检 @李强 会话5531 没回复 扣5分", null, "10003");
        Assert.Contains("可能重复", asked.To("10001"), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync("10003"));
        await world.SayAsync("10001", "1");
        Assert.Equal(2, (await world.RecordsAsync("10003")).Count);
    }

    [StoreFact]
    public async Task Two_cards_for_one_incident_that_both_wait_are_recorded_once_without_a_second_confirmation()
    {
        await using var world = await ChatWorld.OpenAsync();
        var mine = Card(await world.SayAsync("10010", "质检 @李强 会话5531 未及时回复 扣5分", null, "10003"));
        var theirs = Card(await world.SayAsync("10001", "质检 @李强 会话5531 没回复 扣5分", null, "10003"));
        await world.PressAsync("10010", mine, "1");
        var asked = await world.PressAsync("10001", theirs, "1");
        Assert.Contains("可能重复", asked.To("10001"), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync("10003"));

        Assert.Equal("没有记录。请改好后整句重发：\n质检 @李强 会话5531 没回复 扣5分", (await world.PressAsync("10001", Card(asked), "2")).Where(item => item.Outcome is null).ToList().To("10001"));
        await world.PressAsync("10001", Card(await world.SayAsync("10001", "质检 @李强 会话5531 没回复 扣5分", null, "10003")), "1");
        Assert.Equal(2, (await world.RecordsAsync("10003")).Count);

        static string Card(IReadOnlyList<Storage.OutboxItem> heard) => heard.Single(item => item is { Outcome: null, Message.Card: not null }).Message.Card!.Id;
    }

    [StoreFact]
    public async Task A_resent_message_is_one_record()
    {
        await using var world = await ChatWorld.OpenAsync();
        var message = new Domain.Chat.IncomingMessage("simulator", "same", "10001", Domain.Chat.Chat.Direct, "记 @王芳 优秀案例", ["10002"], world.Business.Now);
        await world.HearAsync(message);
        Assert.Equal(Domain.Chat.Acceptance.Duplicate, await world.Store.AcceptAsync(message));
        Assert.Single(await world.RecordsAsync("10002"));
    }

    [StoreFact]
    public async Task An_agents_praise_waits_for_the_lead_and_counts_after_同意()
    {
        await using var world = await ChatWorld.OpenAsync();
        var asked = await world.SayAsync("10003", "表扬 @王芳 客户书面表扬 工单88213", null, "10002");
        var heard = asked.Any(item => item.Message.Card is { Buttons.Count: > 1 } && item.To.Person == "10003") ? await world.SayAsync("10003", "1") : asked;
        var record = Assert.Single(await world.RecordsAsync("10002"));
        Assert.Equal(RecordState.Pending, record.State);
        Assert.Contains($"#{record.Number}", heard.To("10001"), StringComparison.Ordinal);
        await world.SayAsync("10001", $"同意 {record.Number}" + (record.Code == "extra" ? " 20分" : ""));
        Assert.Equal(RecordState.Active, (await world.RecordAsync(record.Number))!.State);
    }

    [StoreFact]
    public async Task A_complaint_counts_only_after_item_and_points_are_chosen()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10004", "投诉 @李强 回复慢 会话5531", null, "10003");
        var record = Assert.Single(await world.RecordsAsync("10003"));
        Assert.Equal((RecordState.Pending, null), (record.State, record.Code));
        var asked = await world.SayAsync("10001", $"同意 {record.Number}");
        Assert.Contains("哪一项", asked.To("10001"), StringComparison.Ordinal);
        await world.SayAsync("10001", $"同意 {record.Number} 质检扣分 扣3分");
        await world.SayAsync("10001", "确认");
        var confirmed = (await world.RecordAsync(record.Number))!;
        Assert.Equal((RecordState.Active, "qa", 3m), (confirmed.State, confirmed.Code, confirmed.Points));
    }

    [StoreFact]
    public async Task Undo_works_for_ten_minutes_and_only_for_who_made_it()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 @王芳 优秀案例", null, "10002");
        var number = (await world.RecordsAsync("10002")).Single().Number;
        Assert.Contains("只有本人", (await world.SayAsync("10006", $"撤销 {number}")).To("10006"), StringComparison.Ordinal);
        world.Move(TimeSpan.FromMinutes(9));
        await world.SayAsync("10001", $"撤销 {number}");
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(number))!.State);
        await world.SayAsync("10001", "记 @王芳 优秀案例", null, "10002");
        var second = (await world.RecordsAsync("10002"))[^1].Number;
        world.Move(TimeSpan.FromMinutes(11));
        Assert.Contains("冲正", (await world.SayAsync("10001", $"撤销 {second}")).To("10001"), StringComparison.Ordinal);
        await world.ConfirmAsync("10001", $"冲正 {second} 记错人了");
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(second))!.State);
    }

    [StoreFact]
    public async Task A_second_figure_replaces_the_first_and_says_what_was_there()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "接待量 @王芳 5000", null, "10002");
        var heard = await world.SayAsync("10001", "接待量 @王芳 5200", null, "10002");
        Assert.Contains("原为 5000", heard.To("10001"), StringComparison.Ordinal);
        var records = await world.RecordsAsync("10002");
        Assert.Equal([RecordState.Reversed, RecordState.Active], records.Select(record => record.State));
        Assert.All(records, record => Assert.Equal(("conversations", new DateOnly(2026, 11, 30)), (record.Code, record.On)));
    }

    [StoreFact]
    public async Task A_pasted_list_with_a_fault_is_previewed_and_导入_stores_the_rest()
    {
        await using var world = await ChatWorld.OpenAsync();
        var asked = await world.SayAsync("10001", "接待量\n王芳 5200\n王磊 2100\n张三 99");
        Assert.Empty(await world.RecordsAsync("10002"));
        Assert.Contains("张三", asked.To("10001"), StringComparison.Ordinal);
        await world.SayAsync("10001", "导入");
        Assert.Equal("conversations", Assert.Single(await world.RecordsAsync("10002")).Code);
        Assert.Equal("vip_conversations", Assert.Single(await world.RecordsAsync("10004")).Code);
    }

    [StoreFact]
    public async Task A_rating_is_confirmed_first()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10001", "执行力 @王芳 280", "10002");
        var record = Assert.Single(await world.RecordsAsync("10002"));
        Assert.Equal((RecordKind.Rating, "execution", 280m), (record.Kind, record.Code, record.Value));
    }

    [StoreTheory]
    [InlineData("10003", "表扬 @李强 客户书面表扬 工单88213")]
    [InlineData("10001", "表扬 陈静 客户很满意")]
    public async Task Praise_of_oneself_is_refused_before_anything_is_asked(string from, string text)
    {
        await using var world = await ChatWorld.OpenAsync();
        Assert.Contains("需回避", (await world.SayAsync(from, text, null, from == "10003" ? ["10003"] : [])).To(from), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync(from));
    }

    [StoreTheory]
    [InlineData("记 王芳 优秀案例 太棒了👏👏", "太棒了👏👏")]
    [InlineData("记 王芳 优秀案例 <script>见(http://x)", "<script>见(http://x)")]
    [InlineData("记 王芳 优秀案例 【急】当天处理", "【急】当天处理")]
    [InlineData("记 王芳 优秀案例 当天处理(工单88213)", "当天处理")]
    public async Task A_reason_keeps_the_signs_and_brackets_at_its_edges(string text, string reason)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", text);
        Assert.Equal(reason, Assert.Single(await world.RecordsAsync("10002")).Reason);
    }

    [StoreFact]
    public async Task Why_a_record_is_there_is_told_in_the_words_that_were_said_and_not_in_those_that_confirmed_them()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10001", "记 王芳 错误工单 工单702 填错客户编号");
        Assert.Contains("原话：“记 王芳 错误工单 工单702 填错客户编号”", (await world.SayAsync("10002", "为什么 1001")).To("10002"), StringComparison.Ordinal);

        await world.SayAsync("10001", "记 李强 错误工单 工单703 漏填");
        await world.SayAsync("10001", "确认");
        Assert.Contains("原话：“记 李强 错误工单 工单703 漏填”", (await world.SayAsync("10003", "为什么 1002")).To("10003"), StringComparison.Ordinal);

        await world.SayAsync("10001", "记 王芳 优秀案例 工单704");
        Assert.Contains("原话：“记 王芳 优秀案例 工单704”", (await world.SayAsync("10002", "为什么 1003")).To("10002"), StringComparison.Ordinal);
    }
}

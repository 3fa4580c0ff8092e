using CsPerformance.Domain.Records;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;
using Record = CsPerformance.Domain.Records.Record;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>What an upheld appeal leaves behind: a value that the score counts, as it was proposed or as the judge sets it.</summary>
public sealed class AppealedValueTests
{
    private const string Lead = "10001", Qiang = "10003", Qa = "10010", Hr = "10011";

    [StoreFact]
    public async Task An_upheld_appeal_against_a_figure_records_the_proposed_one()
    {
        await using var world = await ChatWorld.OpenAsync();
        var figure = await FigureAsync(world);
        var (appeal, asked) = await AppealAsync(world, $"申诉 {figure.Number} 少算了 应为 350");
        Assert.Contains("主张：改为 工单量 350", asked.To(Hr), StringComparison.Ordinal);
        Assert.DoesNotContain("+350", asked.To(Hr), StringComparison.Ordinal);
        var heard = await world.SayAsync(Hr, $"同意 {appeal}");
        Assert.Contains("改记为", heard.To(Qiang), StringComparison.Ordinal);
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(figure.Number))!.State);
        var now = await StandingAsync(world);
        Assert.Equal((RecordKind.Metric, "tickets", 350m, figure.On), (now.Kind, now.Code, now.Value, now.On));
    }

    [StoreFact]
    public async Task An_upheld_appeal_against_a_rating_records_the_proposed_one()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync(Lead, "执行力 李强 280");
        var rating = await StandingAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {rating.Number} 这个月带了新人 应为 300");
        await world.SayAsync(Hr, $"同意 {appeal}");
        var now = await StandingAsync(world);
        Assert.Equal((RecordKind.Rating, "execution", 300m, rating.On), (now.Kind, now.Code, now.Value, now.On));
    }

    [StoreTheory]
    [InlineData("350")]
    [InlineData("95")]
    [InlineData("应为 350")]
    public async Task A_figure_without_a_proposal_is_asked_of_the_judge_and_stands_until_it_is_answered(string answer)
    {
        await using var world = await ChatWorld.OpenAsync();
        var figure = await FigureAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {figure.Number} 少算了");
        var asked = await world.SayAsync(Hr, $"同意 {appeal}");
        Assert.Contains("应改为多少", asked.To(Hr), StringComparison.Ordinal);
        Assert.Equal((figure.Number, 320m), ((await StandingAsync(world)).Number, (await StandingAsync(world)).Value));
        await world.SayAsync(Hr, answer);
        Assert.Equal(answer == "95" ? 95m : 350m, (await StandingAsync(world)).Value);
    }

    [StoreFact]
    public async Task A_judges_own_figure_counts_and_not_the_proposed_one()
    {
        await using var world = await ChatWorld.OpenAsync();
        var figure = await FigureAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {figure.Number} 少算了 应为 350");
        await world.SayAsync(Hr, $"同意 {appeal} 改为 340 核对过系统");
        Assert.Equal(340m, (await StandingAsync(world)).Value);
        Assert.Equal("核对过系统", (await DecisionsAsync(world, appeal)).Single().Reason);
    }

    [StoreTheory]
    [InlineData("改为 -1")]
    [InlineData("改为 1分")]
    [InlineData("改为扣1分")]
    [InlineData("改为 1")]
    public async Task A_judges_own_points_count_and_not_the_proposed_ones(string words)
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {flag.Number} 当时系统故障 应为 -2");
        await world.SayAsync(Lead, $"同意 {appeal} {words}");
        var now = await StandingAsync(world);
        Assert.Equal((RecordKind.Item, "qa", 1m), (now.Kind, now.Code, now.Points));
        Assert.Equal("", (await DecisionsAsync(world, appeal)).Single().Reason);
    }

    [StoreFact]
    public async Task A_judges_own_points_count_where_nothing_was_proposed()
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {flag.Number} 当时系统故障");
        await world.SayAsync(Lead, $"同意 {appeal} 改为 -1 看过录音");
        Assert.Equal(1m, (await StandingAsync(world)).Points);
    }

    [StoreTheory]
    [InlineData("扣3分也太多了")]
    [InlineData("扣1分就行")]
    public async Task Points_that_may_only_be_spoken_of_are_shown_on_a_card_first(string words)
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {flag.Number} 当时系统故障 应为 -2");
        var heard = await world.SayAsync(Lead, $"同意 {appeal} {words}");
        Assert.Contains("请确认", heard.To(Lead), StringComparison.Ordinal);
        Assert.Equal(flag.Number, (await StandingAsync(world)).Number);
    }

    [StoreTheory]
    [InlineData("应该是 一时疏忽")]
    [InlineData("应该是2号系统故障")]
    [InlineData("情况属实")]
    public async Task A_judges_reason_is_no_figure(string reason)
    {
        await using var world = await ChatWorld.OpenAsync();
        var figure = await FigureAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {figure.Number} 少算了 应为 350");
        await world.SayAsync(Hr, $"同意 {appeal} {reason}");
        Assert.Equal(350m, (await StandingAsync(world)).Value);
    }

    [StoreTheory]
    [InlineData("改为 340单核对过")]
    [InlineData("核对过，应为340")]
    [InlineData("改为３４０")]
    [InlineData("改为三百四")]
    public async Task A_judges_figure_is_read_wherever_it_stands(string words)
    {
        await using var world = await ChatWorld.OpenAsync();
        var figure = await FigureAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {figure.Number} 少算了 应为 350");
        await world.SayAsync(Hr, $"同意 {appeal} {words}");
        Assert.Equal(340m, (await StandingAsync(world)).Value);
    }

    [StoreFact]
    public async Task More_than_stood_there_is_recorded_only_after_a_card()
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {flag.Number} 当时系统故障");
        var card = (await world.SayAsync(Lead, $"同意 {appeal} 改为 -50")).Single(item => item.To.Person == Lead).Message.Card!;
        Assert.Equal((flag.Number, 5m), ((await StandingAsync(world)).Number, (await StandingAsync(world)).Points));
        await world.PressAsync(Lead, card.Id, "1");
        Assert.Equal(50m, (await StandingAsync(world)).Points);
    }

    [StoreTheory]
    [InlineData("应为 -500", "扣 1 到 100 分")]
    [InlineData("应为 -0.5", "扣 1 到 100 分")]
    [InlineData("应为 +2", "扣减项目")]
    [InlineData("应该加2分", "扣减项目")]
    [InlineData("应为 -5", "现在就是")]
    public async Task A_proposal_that_the_score_would_not_count_is_refused_with_what_is_possible(string proposal, string why)
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        var heard = await world.SayAsync(Qiang, $"申诉 {flag.Number} 当时系统故障 {proposal}");
        Assert.Contains(why, heard.To(Qiang), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync(Qiang));
    }

    [StoreTheory]
    [InlineData("改为 -500")]
    [InlineData("改为 +2")]
    public async Task A_judge_cannot_set_what_the_score_would_not_count(string words)
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {flag.Number} 当时系统故障 应为 -2");
        var heard = await world.SayAsync(Lead, $"同意 {appeal} {words}");
        Assert.Contains("扣 1 到 100 分", heard.To(Lead), StringComparison.Ordinal);
        Assert.Equal(flag.Number, (await StandingAsync(world)).Number);
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(appeal))!.State);
    }

    [StoreFact]
    public async Task A_proposal_stored_before_it_was_checked_is_not_carried_out()
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        var appeal = await world.Store.WriteAsync(transaction => transaction.Records.Add(new NewRecord(
            RecordKind.Appeal, Qiang, null, flag.On, flag.On, Qiang, "simulator", Points: -500, Reason: "手误", About: flag.Number, Pending: true)).Number);
        var heard = await world.SayAsync(Lead, $"同意 {appeal}");
        Assert.Contains("扣 1 到 100 分", heard.To(Lead), StringComparison.Ordinal);
        Assert.Equal(flag.Number, (await StandingAsync(world)).Number);
        await world.SayAsync(Lead, $"同意 {appeal} 改为 0分");
        Assert.DoesNotContain(await world.RecordsAsync(Qiang), record => record.Kind == RecordKind.Item && record.State == RecordState.Active);
    }

    [StoreFact]
    public async Task Other_points_for_what_the_scheme_fixes_are_refused_and_a_plain_appeal_cancels_it()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync(Lead, "记 李强 错误工单 工单702");
        var wrong = await StandingAsync(world);
        var heard = await world.SayAsync(Qiang, $"申诉 {wrong.Number} 只有一处 应为 -5");
        Assert.Contains("按方案固定为一次 -10 分", heard.To(Qiang), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync(Qiang));
        var (appeal, asked) = await AppealAsync(world, $"申诉 {wrong.Number} 不是我的单");
        Assert.Contains("主张：整条取消", asked.To(Hr), StringComparison.Ordinal);
        Assert.Contains("按方案固定", (await world.SayAsync(Hr, $"同意 {appeal} 改为 -5")).To(Hr), StringComparison.Ordinal);
        Assert.Equal(wrong.Number, (await StandingAsync(world)).Number);
        await world.SayAsync(Hr, $"同意 {appeal}");
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(wrong.Number))!.State);
    }

    [StoreTheory]
    [InlineData("记 李强 错误工单 3次", "应为 -20", "错误工单 -20分(2次)")]
    [InlineData("记 李强 延迟上号 3次", "应为 2次", "延迟上号 计2次")]
    public async Task Of_several_occurrences_an_appeal_may_leave_some(string said, string proposal, string shown)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync(Lead, said);
        var (appeal, asked) = await AppealAsync(world, $"申诉 {(await StandingAsync(world)).Number} 有一次是系统故障 {proposal}");
        Assert.Contains($"主张：改为 {shown}", asked.To(Hr), StringComparison.Ordinal);
        await world.SayAsync(Hr, $"同意 {appeal}");
        Assert.Equal(2, (await StandingAsync(world)).Count);
    }

    [StoreTheory]
    [InlineData("应为 301", "0 到 300")]
    [InlineData("应该加20", "最后应为多少")]
    [InlineData("应为 98%", "不是百分数")]
    public async Task A_rating_outside_its_range_is_not_proposed(string proposal, string why)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync(Lead, "执行力 李强 280");
        var heard = await world.SayAsync(Qiang, $"申诉 {(await StandingAsync(world)).Number} 带了新人 {proposal}");
        Assert.Contains(why, heard.To(Qiang), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync(Qiang));
    }

    [StoreFact]
    public async Task Nobody_loses_a_bonus_because_an_appeal_against_it_was_upheld()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "加分 李强 额外加分 10分 加班");
        var bonus = await StandingAsync(world);
        var (appeal, _) = await AppealAsync(world, $"申诉 {bonus.Number} 加少了");
        Assert.Contains("应改为多少？(加不少于 0 分", (await world.SayAsync(Hr, $"同意 {appeal}")).To(Hr), StringComparison.Ordinal);
        Assert.Equal(bonus.Number, (await StandingAsync(world)).Number);
        await world.SayAsync(Hr, "20");
        Assert.Equal(("extra", 20m), ((await StandingAsync(world)).Code, (await StandingAsync(world)).Points));
    }

    [StoreFact]
    public async Task A_fixed_bonus_may_have_happened_more_often()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 李强 优秀案例 工单9");
        var bonus = await StandingAsync(world);
        Assert.Contains("每次 100 分", (await world.SayAsync(Qiang, $"申诉 {bonus.Number} 有两条对话 应为 150")).To(Qiang), StringComparison.Ordinal);
        var (appeal, asked) = await AppealAsync(world, $"申诉 {bonus.Number} 有两条对话 应为 200");
        Assert.Contains("主张：改为 优秀案例 +200分(2次)", asked.To(Hr), StringComparison.Ordinal);
        await world.SayAsync(Hr, $"同意 {appeal}");
        Assert.Equal(("excellent_case", 2), ((await StandingAsync(world)).Code, (await StandingAsync(world)).Count));
    }

    private static async Task<Record> FigureAsync(ChatWorld world)
    {
        await world.SayAsync(Lead, "工单量 李强 320");
        return await StandingAsync(world);
    }

    private static async Task<Record> FlagAsync(ChatWorld world)
    {
        await world.ConfirmAsync(Qa, "质检 @李强 会话5531 未及时回复 扣5分", Qiang);
        return await StandingAsync(world);
    }

    private static async Task<(long Number, IReadOnlyList<OutboxItem> Heard)> AppealAsync(ChatWorld world, string text)
    {
        var heard = await world.SayAsync(Qiang, text);
        var appeal = (await world.RecordsAsync(Qiang))[^1];
        Assert.Equal((RecordKind.Appeal, RecordState.Pending), (appeal.Kind, appeal.State));
        return (appeal.Number, heard);
    }

    /// <summary>The one record of 李强 that counts.</summary>
    private static async Task<Record> StandingAsync(ChatWorld world) =>
        (await world.RecordsAsync(Qiang)).Single(record => record.Kind != RecordKind.Appeal && record.State == RecordState.Active);

    private static Task<IReadOnlyList<Decision>> DecisionsAsync(ChatWorld world, long number) => world.Store.ReadAsync(session => session.Decisions.Of(number));
}

using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.Records;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Importing;

public class UndoingImports
{
    private const string Lead = "10001";

    private static readonly byte[] _book = Dropped.Book(["工号", "智齿会话", "执行力"], ["10002", 5200, 280], ["10003", 4800, 250]);

    [StoreFact]
    public async Task An_import_is_undone_as_a_whole_after_a_card_and_what_was_replaced_is_named()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "接待量 王芳 100");
        Assert.Contains("撤销导入", (await world.ImportAsync(Lead, _book)).To(Lead), StringComparison.Ordinal);
        var card = (await world.SayAsync(Lead, "撤销导入")).CardOf(Lead);
        Assert.Contains(card.Lines, line => line.StartsWith("4条", StringComparison.Ordinal));
        Assert.Contains(card.Lines, line => line.Contains("1个当时替换了旧数据", StringComparison.Ordinal));
        Assert.Equal(2, (await world.RecordsAsync("10003")).Count(record => record.State == RecordState.Active));
        var undone = await world.PressAsync(Lead, card, "确认");
        Assert.Contains("已撤销导入：4条", undone.To(Lead), StringComparison.Ordinal);
        Assert.Contains("已撤销", undone.To("10003"), StringComparison.Ordinal);
        foreach (var person in new[] { "10002", "10003" }) Assert.DoesNotContain(await world.RecordsAsync(person), record => record.State == RecordState.Active);
        Assert.Contains("没有您导入的数据", (await world.SayAsync(Lead, "撤销导入")).To(Lead), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task After_ten_minutes_and_for_somebody_else_nothing_is_undone()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ImportAsync(Lead, _book);
        Assert.Contains("没有您导入的数据", (await world.SayAsync("10011", "撤销导入")).To("10011"), StringComparison.Ordinal);
        var card = (await world.SayAsync(Lead, "撤销导入")).CardOf(Lead);
        world.Move(TimeSpan.FromMinutes(11));
        Assert.Contains("没有您导入的数据", (await world.PressAsync(Lead, card, "确认")).To(Lead), StringComparison.Ordinal);
        Assert.All(await world.RecordsAsync("10002"), record => Assert.Equal(RecordState.Active, record.State));
    }

    [StoreFact]
    public async Task Undoing_a_figure_that_replaced_another_says_that_none_is_left()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "接待量 王芳 5200");
        await world.SayAsync(Lead, "接待量 王芳 52000");
        var second = (await world.RecordsAsync("10002"))[^1].Number;
        Assert.Contains("之前的 5200(#1001)不会自动恢复", (await world.SayAsync(Lead, $"撤销 {second}")).To(Lead), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_figure_far_from_the_one_before_and_a_bonus_of_unusual_size_are_pointed_out()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "接待量 王芳 5200");
        Assert.Contains("相差很大，请核对", (await world.SayAsync(Lead, "接待量 王芳 52000")).To(Lead), StringComparison.Ordinal);
        Assert.DoesNotContain("相差很大", (await world.SayAsync(Lead, "接待量 王芳 51000")).To(Lead), StringComparison.Ordinal);
        var card = (await world.SayAsync(Lead, "记 李强 额外加分 100000分 奖励")).CardOf(Lead);
        Assert.Empty(await world.RecordsAsync("10003"));
        await world.PressAsync(Lead, card, "确认");
        Assert.Single(await world.RecordsAsync("10003"));
    }

    [StoreFact]
    public async Task Two_numbers_in_a_roster_that_differ_in_capitals_are_one_number()
    {
        await using var world = await ChatWorld.OpenAsync();
        var asked = await world.DropAsync("10012", Dropped.Book(["工号", "姓名", "小组", "角色"], ["a001", "钱一", "客服一组", "客服"], ["A001", "钱二", "客服一组", "客服"]));
        Assert.Contains("A3 工号重复，与第2行相同", asked.To("10012"), StringComparison.Ordinal);
    }
}

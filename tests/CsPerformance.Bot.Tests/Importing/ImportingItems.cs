using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.Records;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Importing;

public class ImportingItems
{
    private const string Lead = "10001", Fang = "10002", Qiang = "10003", Qa = "10010";

    private static readonly object?[] _heads = ["人", "日期", "项目", "分数", "次数", "原因", "会话号"];

    [StoreFact]
    public async Task Each_row_becomes_a_record_and_a_deduction_is_told_with_the_way_to_appeal()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Lead, Dropped.Book(
            _heads, ["李强", "2026-11-24", "延迟上号", null, 1, "晚到十分钟", null], ["王芳", "11月23日", "优秀案例", null, null, "客户书面表扬", "工单88213"]));
        Assert.Contains("将记录：", heard.To(Lead), StringComparison.Ordinal);
        Assert.Contains("晚到十分钟", heard.To(Lead), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync(Qiang));
        var done = await world.PressAsync(Lead, heard.CardOf(Lead), "导入");
        var late = Assert.Single(await world.RecordsAsync(Qiang));
        Assert.Equal((RecordKind.Item, new DateOnly(2026, 11, 24), "晚到十分钟"), (late.Kind, late.On, late.Reason));
        Assert.Contains("申诉", done.To(Qiang), StringComparison.Ordinal);
        Assert.Equal("工单88213", Assert.Single(await world.RecordsAsync(Fang)).Reference);
    }

    [StoreFact]
    public async Task Faults_of_day_item_points_and_rights_are_named_by_cell()
    {
        await using var world = await ChatWorld.OpenAsync();
        var said = (await world.DropAsync(Lead, Dropped.Book(
            _heads, ["李强", "2026-12-24", "延迟上号", null, null, null, null], ["李强", "昨天", "延迟上号", null, null, null, null], ["李强", "2026-11-24", "优秀案列", null, null, null, null],
            ["孙丽", "2026-11-24", "延迟上号", null, null, null, null], ["陈静", "2026-11-24", "优秀案例", null, null, null, null], ["李强", "2026-11-24", "优秀案例", -100, null, null, null],
            ["李强", null, "优秀案例", null, null, null, null], ["李强", "2026-11-24", "优秀案例", null, 1.5m, null, null]))).To(Lead);
        foreach (var fault in new[] { "B2 12月24日(周四)还没有到", "B3 看不懂日期“昨天”", "C4 方案里没有项目“优秀案列”，是不是优秀案例", "A5 您没有“记”的权限", "A6 “记”涉及您本人", "D7 “优秀案例”是加分项，分数的正负不符", "B8 没有写日期", "E9 次数应是 1 到 100 的整数" })
            Assert.Contains(fault, said, StringComparison.Ordinal);
        Assert.Contains("没有可以导入的行", said, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task What_is_recorded_already_and_what_stands_twice_is_left_out()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync(Lead, "记 @李强 2026-11-24 延迟上号", Qiang);
        var number = Assert.Single(await world.RecordsAsync(Qiang)).Number;
        var heard = await world.DropAsync(Lead, Dropped.Book(
            _heads, ["李强", "2026-11-24", "延迟上号", null, null, null, null], ["王芳", "2026-11-24", "优秀案例", null, null, "好", null], ["王芳", "2026-11-24", "优秀案例", null, null, "好", null]));
        Assert.Contains($"C2 可能与 #{number} 重复", heard.To(Lead), StringComparison.Ordinal);
        Assert.Contains("C4 与第3行相同", heard.To(Lead), StringComparison.Ordinal);
        await world.PressAsync(Lead, heard.CardOf(Lead), "导入");
        Assert.Single(await world.RecordsAsync(Qiang));
        Assert.Single(await world.RecordsAsync(Fang));
    }

    [StoreFact]
    public async Task Qa_imports_flags_for_any_team_and_nothing_else()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Qa, Dropped.Book(
            _heads, ["孙丽", "2026-11-24", "质检扣分", 5, null, "两分钟没回", "会话5531"], ["孙丽", "2026-11-24", "优秀案例", null, null, null, null]));
        Assert.Contains("A3 您没有“记”的权限", heard.To(Qa), StringComparison.Ordinal);
        await world.PressAsync(Qa, heard.CardOf(Qa), "导入");
        Assert.Equal(5m, Assert.Single(await world.RecordsAsync("10007")).Points);
    }

    [StoreFact]
    public async Task Somebody_with_many_records_is_told_of_all_in_one_message()
    {
        await using var world = await ChatWorld.OpenAsync();
        var done = await world.ImportAsync(Lead, Dropped.Book([_heads, .. Enumerable.Range(1, 6).Select(day => new object?[] { "李强", $"2026-11-{day:00}", "延迟上号", null, null, null, null })]));
        var told = Assert.Single(done, item => item.To.Person == Qiang).Message.Text;
        foreach (var record in await world.RecordsAsync(Qiang)) Assert.Contains($"#{record.Number} ", told, StringComparison.Ordinal);
        Assert.Contains("申诉 编号 理由", told, StringComparison.Ordinal);
    }
}

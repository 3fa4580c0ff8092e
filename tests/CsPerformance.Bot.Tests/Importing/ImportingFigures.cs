using System.Text;
using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.Records;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Importing;

public class ImportingFigures
{
    private const string Lead = "10001", Fang = "10002", Qiang = "10003", Lei = "10004", Sun = "10007", Qa = "10010", Hr = "10011", Admin = "10012";

    private static readonly object?[] _heads = ["工号", "姓名", "智齿会话", "工单量", "执行力"];

    [StoreFact]
    public async Task Nothing_is_stored_before_the_import_and_everything_after()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Lead, Dropped.Book(_heads, ["10002", "王芳", 5200, 310, 280], ["10003", "李强", 4100, 200, null]));
        Assert.Contains("识别 2 行，没有错误；“导入”存入 2 行", heard.To(Lead), StringComparison.Ordinal);
        Assert.Contains("识别的列：工号、姓名、智齿会话、工单量、执行力", heard.To(Lead), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync(Fang));
        var done = await world.PressAsync(Lead, heard.CardOf(Lead), "导入");
        Assert.Contains("已导入 数据.xlsx：智齿会话 2个、工单量 2个、执行力 1个", done.To(Lead), StringComparison.Ordinal);
        Assert.Equal([5200m, 310m, 280m], (await world.RecordsAsync(Fang)).Select(record => record.Value!.Value));
        Assert.Contains("执行力 280", done.To(Fang), StringComparison.Ordinal);
        Assert.Equal(new DateOnly(2026, 11, 30), (await world.RecordsAsync(Qiang))[0].On);
    }

    [StoreFact]
    public async Task Faults_are_named_by_cell_and_the_sheet_of_errors_can_be_mended_and_sent_back()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Lead, Dropped.Book(
            _heads, ["10002", "王芳", 5200, null, null], ["10099", "张三", 10, null, null], ["10003", "王芳", 10, null, null],
            ["10003", "李强", "很多", null, null], ["10007", "孙丽", 10, null, null], ["10001", "陈静", 10, null, null], ["10004", "王磊", 10, null, null], [null, null, 7, null, null]));
        var said = heard.To(Lead);
        Assert.Contains("识别 8 行，7 行有误", said, StringComparison.Ordinal);
        foreach (var fault in new[] { "A3 工号不存在(10099)", "B4 10003 是李强，不是“王芳”", "C5 “很多”不是数字", "A6 您没有“录入指标”的权限", "A7 “录入指标”涉及您本人", "C8 王磊的岗位没有“智齿会话”", "A9 没有写是谁" })
            Assert.Contains(fault, said, StringComparison.Ordinal);
        var sheet = (await world.PressAsync(Lead, heard.CardOf(Lead), "下载错误表")).Single(item => item.Message.File is not null).Message.File!;
        var rows = sheet.RowsOf();
        Assert.Equal(["工号", "姓名", "智齿会话", "工单量", "执行力", "错误"], rows[0].Cells.Select(cell => cell.Text));
        Assert.Equal(8, rows.Count);
        Assert.Equal("A3 工号不存在(10099)", rows[1][5].Text);
        Assert.Contains("已导入", (await world.PressAsync(Lead, heard.CardOf(Lead), "导入")).To(Lead), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync(Fang));
        Assert.Contains("识别 7 行，7 行有误", (await world.DropAsync(Lead, sheet.Content)).To(Lead), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task The_import_happens_once_however_often_and_by_whomever_it_is_pressed()
    {
        await using var world = await ChatWorld.OpenAsync();
        var card = (await world.DropAsync(Lead, Dropped.Book(_heads, ["10002", "王芳", 5200, null, null]))).CardOf(Lead);
        Assert.Contains("不是发给您的", (await world.PressAsync("10006", card, "导入")).To("10006"), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync(Fang));
        await world.PressAsync(Lead, card, "导入");
        Assert.Contains("已处理", (await world.PressAsync(Lead, card, "导入")).To(Lead), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync(Fang));
    }

    [StoreFact]
    public async Task The_same_file_twice_is_noticed_and_stores_nothing_that_is_there_already()
    {
        await using var world = await ChatWorld.OpenAsync();
        var file = Dropped.Book(_heads, ["10002", "王芳", 5200, null, null]);
        var (first, second) = ((await world.DropAsync(Lead, file)).CardOf(Lead), (await world.DropAsync(Lead, file)).CardOf(Lead));
        await world.PressAsync(Lead, first, "导入");
        // The second card was shown before the first import: it says so instead of storing again.
        Assert.DoesNotContain("编号", (await world.PressAsync(Lead, second, "导入")).To(Lead), StringComparison.Ordinal);
        var again = await world.DropAsync(Lead, file, "改了名.xlsx");
        Assert.Contains("同样的文件已经导入过", again.To(Lead), StringComparison.Ordinal);
        await world.PressAsync(Lead, again.CardOf(Lead), "仍要导入");
        Assert.Single(await world.RecordsAsync(Fang));
    }

    [StoreFact]
    public async Task A_second_figure_replaces_the_first_and_the_echo_says_what_was_there()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "接待量 @王芳 5000", null, Fang);
        var heard = await world.DropAsync(Lead, Dropped.Book(_heads, ["10002", "王芳", 5200, null, null]));
        Assert.Contains("(原为 5000)", heard.To(Lead), StringComparison.Ordinal);
        Assert.Contains("原为 5000", (await world.PressAsync(Lead, heard.CardOf(Lead), "导入")).To(Lead), StringComparison.Ordinal);
        Assert.Equal([RecordState.Reversed, RecordState.Active], (await world.RecordsAsync(Fang)).Select(record => record.State));
    }

    [StoreFact]
    public async Task What_changed_since_the_preview_is_shown_anew()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Lead, Dropped.Book(_heads, ["10002", "王芳", 5200, null, null], ["10099", "新人", 10, null, null]));
        await world.Store.WriteAsync(transaction => transaction.People.Save(
            new("10099", "新人", [], "客服一组", new HashSet<Domain.People.Role> { Domain.People.Role.Agent }, "basic", "初级"), Domain.Time.Period.Month(2026, 1)));
        var pressed = await world.PressAsync(Lead, heard.CardOf(Lead), "导入");
        Assert.Contains("预览之后数据有变化", pressed.To(Lead), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync(Fang));
        await world.PressAsync(Lead, pressed.CardOf(Lead), "导入");
        Assert.Single(await world.RecordsAsync("10099"));
    }

    [StoreFact]
    public async Task The_template_filled_in_comes_back_as_it_went_out()
    {
        await using var world = await ChatWorld.OpenAsync();
        var template = (await world.SayAsync(Lead, "模板")).Single(item => item.Message.File is not null).Message.File!;
        var rows = template.RowsOf().Select(row => Enumerable.Range(0, template.RowsOf()[0].Cells.Count).Select(i => (object?)row[i].Text).ToArray()).ToArray();
        var tickets = Array.IndexOf(rows[0], "工单量");
        foreach (var row in rows.Skip(1)) row[tickets] = 300;
        var done = await world.ImportAsync(Lead, Dropped.Book(rows), template.Name);
        Assert.Contains("工单量 4个", done.To(Lead), StringComparison.Ordinal);
        Assert.Equal(300m, Assert.Single(await world.RecordsAsync(Lei)).Value);
    }

    [StoreTheory]
    [InlineData("2026年10月数据.xlsx", "", "2026-10-31")]
    [InlineData("数据-2026-09.xlsx", "", "2026-09-30")]
    [InlineData("数据.xlsx", "导入 10月", "2026-10-31")]
    [InlineData("2026年9月.xlsx", "这是10月的表", "2026-10-31")]
    [InlineData("数据.xlsx", "12月", "2025-12-31")]
    [InlineData("数据.xlsx", "", "2026-11-30")]
    public async Task The_month_is_taken_from_what_was_said_or_from_the_files_name(string name, string text, string day)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ImportAsync(Lead, Dropped.Book(_heads, ["10002", "王芳", 5200, null, null]), name, text);
        Assert.Equal(day, (await world.RecordsAsync(Fang)).Single().On.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [StoreFact]
    public async Task A_column_for_the_month_rules_each_row_and_the_future_is_refused()
    {
        await using var world = await ChatWorld.OpenAsync();
        var file = Dropped.Book(["工号", "月份", "工单量"], ["10002", "2026-10", 1], ["10002", "9月", 2], ["10003", 202608, 3], ["10003", "2027-01", 4], ["10003", "下个月", 5]);
        var heard = await world.DropAsync(Lead, file);
        Assert.Contains("B5 2027-01 还没有到", heard.To(Lead), StringComparison.Ordinal);
        Assert.Contains("B6 看不懂月份“下个月”", heard.To(Lead), StringComparison.Ordinal);
        await world.PressAsync(Lead, heard.CardOf(Lead), "导入");
        Assert.Equal([new(2026, 10, 31), new(2026, 9, 30)], (await world.RecordsAsync(Fang)).Select(record => record.On));
        Assert.Equal(new DateOnly(2026, 8, 31), (await world.RecordsAsync(Qiang)).Single().On);
    }

    [StoreFact]
    public async Task A_short_name_in_a_row_is_offered_everybody_whom_it_fits()
    {
        await using var world = await ChatWorld.OpenAsync();
        var said = (await world.DropAsync(Lead, Dropped.Book(["姓名", "工单量"], ["小王", 1], ["老赵", 2], ["小李", 3]))).To(Lead);
        Assert.Contains("“小王”，是不是王芳(10002)、王磊(10004)", said, StringComparison.Ordinal);
        Assert.Contains("“老赵”，是不是赵敏(10005)", said, StringComparison.Ordinal);
    }

    [StoreTheory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("GB18030", false)]
    [InlineData("utf-16", true)]
    public async Task Csv_of_any_encoding_and_separator_is_read(string encoding, bool mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        foreach (var separator in new[] { ",", ";", "\t" })
        {
            await using var world = await ChatWorld.OpenAsync();
            var text = string.Join("\r\n", "2026年10月 客服绩效", "", Row("姓名", "智齿会话(条)", "工单量", "备注"), Row("小芳", "\"5,200\"", "３１０单", "\"多\"\"好\"\"\n换行\""), "", Row("李强", "'4100", "", ""), Row("合计", "9300", "310", ""));
            var bytes = Encoding.GetEncoding(encoding).GetBytes(text);
            await world.ImportAsync(Lead, mark ? [.. Encoding.GetEncoding(encoding).GetPreamble(), .. bytes] : bytes, "数据.csv");
            Assert.Equal([5200m, 310m], (await world.RecordsAsync(Fang)).Select(record => record.Value!.Value));
            var own = Assert.Single(await world.RecordsAsync(Qiang));
            Assert.Equal((4100m, new DateOnly(2026, 10, 31)), (own.Value!.Value, own.On));

            string Row(params string[] cells) => string.Join(separator, cells);
        }
    }

    [StoreFact]
    public async Task The_names_of_columns_may_be_merged_over_two_lines()
    {
        await using var world = await ChatWorld.OpenAsync();
        var file = Dropped.Book(["客服一组 10月", null, null, null], ["工号", "姓名", "业务量", null], [null, null, "智齿会话", "工单量"], ["10002", "王芳", 5200, 310]);
        await world.ImportAsync(Lead, file);
        Assert.Equal([5200m, 310m], (await world.RecordsAsync(Fang)).Select(record => record.Value!.Value));
    }

    [StoreFact]
    public async Task A_column_that_is_left_out_is_named_with_what_it_may_have_been()
    {
        await using var world = await ChatWorld.OpenAsync();
        var said = (await world.DropAsync(Lead, Dropped.Book(["工号", "姓名", "小组", "工单量", "智齿会活", "备注"], ["10002", "王芳", "客服一组", 1, 5200, "好"]))).To(Lead);
        Assert.Contains("识别的列：工号、姓名、工单量\n不读取的列：小组、智齿会活(是不是“智齿会话”？)、备注", said, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_row_that_stands_twice_is_stored_once()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Lead, Dropped.Book(["工号", "工单量"], ["10002", 1], ["10002", 2]));
        Assert.Contains("B3 与第2行是同一个人的同一项", heard.To(Lead), StringComparison.Ordinal);
        await world.PressAsync(Lead, heard.CardOf(Lead), "导入");
        Assert.Equal(1m, Assert.Single(await world.RecordsAsync(Fang)).Value);
    }

    [StoreTheory]
    [InlineData(Fang)]
    [InlineData(Sun)]
    public async Task An_agent_may_not_import(string agent)
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(agent, Dropped.Book(["工号", "工单量"], ["10003", 1]));
        Assert.Contains("权限", heard.To(agent), StringComparison.Ordinal);
        Assert.DoesNotContain(heard, item => item.Message.Card is not null);
    }

    [StoreTheory]
    [InlineData(Qa)]
    [InlineData(Hr)]
    [InlineData(Admin)]
    public async Task Who_may_not_enter_figures_by_chat_may_not_by_file(string sender)
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(sender, Dropped.Book(["工号", "工单量"], ["10003", 1]));
        Assert.Contains("A2 您没有“录入指标”的权限；客服一组的组长可以办理", heard.To(sender), StringComparison.Ordinal);
        Assert.DoesNotContain(heard.CardOf(sender).Buttons, button => button.Label == "导入");
    }

    [StoreFact]
    public async Task In_a_group_the_preview_is_private()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Lead, Dropped.Book(_heads, ["10002", "王芳", 5200, null, null]), group: "客服一组");
        Assert.Equal("已私信您。", heard.ToGroup("客服一组"));
        Assert.Contains("识别 1 行", heard.To(Lead), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Ten_thousand_rows_are_read_and_stored()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.Store.WriteAsync(transaction =>
        {
            for (var i = 0; i < 500; i++)
                transaction.People.Save(new($"2{i:0000}", $"员工{i}", [], "客服一组", new HashSet<Domain.People.Role> { Domain.People.Role.Agent }, "basic", "初级"), Domain.Time.Period.Month(2026, 1));
        });
        object?[][] rows = [["工号", "月份", "工单量"], .. Enumerable.Range(0, 10_000).Select(i => new object?[] { $"2{i % 500:0000}", $"{2025 + (i / 6_000)}-{1 + (i / 500 % 12):00}", i })];
        var done = await world.ImportAsync(Lead, Dropped.Book(rows));
        Assert.Contains("工单量 10000个", done.To(Lead), StringComparison.Ordinal);
        Assert.Equal(20, (await world.RecordsAsync("20007")).Count);
    }

    [StoreFact]
    public async Task What_looks_like_a_formula_stays_text_in_the_sheet_of_errors()
    {
        await using var world = await ChatWorld.OpenAsync();
        string[] names = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "＋1,=2", "a\n=1"];
        var heard = await world.DropAsync(Lead, Dropped.Book([["姓名", "工单量"], .. names.Select(name => new object?[] { name, 1 })]));
        var sheet = (await world.PressAsync(Lead, heard.CardOf(Lead), "下载错误表")).Single(item => item.Message.File is not null).Message.File!;
        using var stream = new MemoryStream(sheet.Content);
        using var document = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(stream, false);
        var cells = document.WorkbookPart!.WorksheetParts.Single().Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>().ToList();
        Assert.All(cells, cell => Assert.Null(cell.CellFormula));
        Assert.DoesNotContain(cells, cell => cell.InlineString?.InnerText is ['=' or '+' or '-' or '@' or '\t' or '＝' or '＋', ..]);
        Assert.Equal("＝1+1", sheet.RowsOf()[6][0].Text);
    }
}

using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Tests.Scores;
using CsPerformance.Domain.Time;
using CsPerformance.Storage.Tests;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace CsPerformance.Bot.Tests.Asking;

public class ExportTests
{
    private static readonly Command _november = new Command.Export(Period.Month(2026, 11));

    [StoreFact]
    public async Task A_lead_exports_scores_of_the_own_team_and_hr_pay_of_all()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        var lead = Texts(Assert.Single(await office.AskAsync(Office.Lead, _november)).Message.File!.Content);
        Assert.Contains("7430", lead);
        foreach (var hidden in new[] { "工资", "绩效工资", "6715", "3715", "孙丽" }) Assert.DoesNotContain(hidden, lead);
        var hr = Texts(Assert.Single(await office.AskAsync(Office.Hr, _november)).Message.File!.Content);
        foreach (var shown in new[] { "7430", "6715", "孙丽" }) Assert.Contains(shown, hr);
        Assert.Equal("导出", Assert.Single(await office.Store.ReadAsync(session => session.PayLooks.Of("*"))).How);
    }

    [StoreFact]
    public async Task The_template_has_this_months_people_and_the_figures_of_the_scheme()
    {
        await using var office = await Office.OpenAsync();
        var texts = Texts(Assert.Single(await office.AskAsync(Office.Lead, new Command.Template())).Message.File!.Content);
        foreach (var shown in new[] { "工号", "智齿会话", "工单量", "执行力", Office.Fang, "王芳" }) Assert.Contains(shown, texts);
    }

    [StoreTheory]
    [InlineData("=1+1")]
    [InlineData("+cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)")]
    [InlineData("-2+3")]
    [InlineData("＝1+1")]
    [InlineData("\t=1")]
    [InlineData("ok\u0001\uFFFF")]
    public void What_looks_like_a_formula_is_text_and_what_xml_cannot_hold_is_left_out(string text)
    {
        using var stream = new MemoryStream(Files.Workbook.Write(new Files.Sheet("数据", ["头"], [[new(text)]])));
        using var document = SpreadsheetDocument.Open(stream, false);
        var cell = document.WorkbookPart!.WorksheetParts.Single().Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>().Last();
        Assert.Null(cell.CellFormula);
        Assert.Equal(CellValues.InlineString, cell.DataType!.Value);
        var clean = text.Replace("\u0001", "", StringComparison.Ordinal).Replace("\uFFFF", "", StringComparison.Ordinal);
        Assert.Equal(text.StartsWith("ok", StringComparison.Ordinal) ? clean : "'" + clean, cell.InlineString!.InnerText);
    }

    private static List<string> Texts(byte[] file)
    {
        using var stream = new MemoryStream(file);
        using var document = SpreadsheetDocument.Open(stream, false);
        return [.. document.WorkbookPart!.WorksheetParts.SelectMany(part => part.Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>()).Select(cell => cell.InlineString?.InnerText ?? cell.CellValue?.Text ?? "")];
    }
}

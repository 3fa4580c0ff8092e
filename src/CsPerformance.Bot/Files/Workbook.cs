using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Book = DocumentFormat.OpenXml.Spreadsheet.Workbook;
using ExcelSheet = DocumentFormat.OpenXml.Spreadsheet.Sheet;

namespace CsPerformance.Bot.Files;

/// <summary>A cell: a number or a text.</summary>
internal readonly record struct Cell(decimal? Number, string? Text)
{
    public Cell(decimal number)
        : this(number, null)
    {
    }

    public Cell(string? text)
        : this(null, text)
    {
    }
}

/// <param name="Name">At most 31 characters, none of []:*?/\.</param>
internal sealed record Sheet(string Name, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<Cell>> Rows);

/// <summary>Writes Excel files (.xlsx).</summary>
internal static class Workbook
{
    /// <summary>What begins like a formula, also in full width, gets an apostrophe before it, so that it stays text wherever it is copied to. Source: ASVS 5.0 1.2.10.</summary>
    private const string Triggers = "=+-@\t\r\n＝＋－＠";

    public static byte[] Write(params IReadOnlyList<Sheet> sheets)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            book.Workbook = new Book(new Sheets());
            var styles = book.AddNewPart<WorkbookStylesPart>();
            styles.Stylesheet = Styles();
            for (var i = 0; i < sheets.Count; i++)
            {
                var part = book.AddNewPart<WorksheetPart>();
                part.Worksheet = new Worksheet(Data(sheets[i]));
                book.Workbook.Sheets!.Append(new ExcelSheet { Id = book.GetIdOfPart(part), SheetId = (uint)i + 1, Name = sheets[i].Name });
            }
        }
        return stream.ToArray();
    }

    private static SheetData Data(Sheet sheet)
    {
        var data = new SheetData();
        data.Append(new Row(sheet.Heads.Select(head => CellOf(new Cell(head)))));
        foreach (var row in sheet.Rows) data.Append(new Row(row.Select(CellOf)));
        return data;
    }

    private static DocumentFormat.OpenXml.Spreadsheet.Cell CellOf(Cell cell)
    {
        if (cell.Number is { } number) return new() { DataType = CellValues.Number, CellValue = new(number.ToString("0.############################", CultureInfo.InvariantCulture)) };
        var text = Clean(cell.Text ?? "");
        if (StartsLikeFormula(text)) text = "'" + text;
        var written = new DocumentFormat.OpenXml.Spreadsheet.Cell
        {
            DataType = CellValues.InlineString,
            InlineString = new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }),
        };
        return written;
    }

    /// <summary>True for what a spreadsheet may take for a formula.</summary>
    public static bool StartsLikeFormula(string text) => text.Length > 0 && Triggers.Contains(text[0], StringComparison.Ordinal);

    /// <summary>Without the control characters that XML cannot hold.</summary>
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => rune.Value is '\t' or '\n' or '\r' or >= 0x20 and not 0xFFFE and not 0xFFFF));

    private static Stylesheet Styles() => new(
        new Fonts(new Font()),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(new CellFormat()));
}

using System.Buffers.Binary;

namespace CsPerformance.Bot.Files;

/// <summary>Reads a file that somebody sent: .xlsx, .xls or CSV, told apart by its content. Whatever the file is, the answer is tables or a sentence.</summary>
internal static class ReceivedFile
{
    private const string NoTable = "只能读取 Excel(.xlsx、.xls)或 CSV 文件，这个文件不是。";

    public static TablesRead Read(byte[] content)
    {
        if (content.Length == 0) return new TablesRead.Refused("文件是空的。");
        if (content.Length > TableBounds.MostBytes) return new TablesRead.Refused("文件超过 10 MB，请只保留需要的行和列后重发。");
        var bounds = new TableBounds();
        try
        {
            var sheets = Sheets(content, bounds);
            if (sheets is null) return new TablesRead.Refused(NoTable);
            return sheets.Any(sheet => sheet.Rows.Count > 0) ? new TablesRead.Tables([.. sheets.Where(sheet => sheet.Rows.Count > 0)]) : new TablesRead.Refused("文件里没有数据。");
        }
        catch (TableBoundsException much)
        {
            return new TablesRead.Refused(much.Message);
        }
    }

    private static IReadOnlyList<Table>? Sheets(byte[] content, TableBounds bounds)
    {
        if (content.AsSpan().StartsWith("PK"u8)) return ZipBounds.Refusal(content) is { } why ? throw new TableBoundsException(why) : ExcelTables.Read(content, bounds);
        if (content.Length > 8 && BinaryPrimitives.ReadUInt64BigEndian(content) == 0xD0CF11E0A1B11AE1) return ExcelTables.Read(content, bounds);
        return CsvTable.Decode(content) is { } text ? [CsvTable.Read(text, bounds)] : null;
    }
}

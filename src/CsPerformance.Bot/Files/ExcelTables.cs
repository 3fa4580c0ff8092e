using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace CsPerformance.Bot.Files;

/// <summary>Reads the sheets of an Excel file: shown values of formulas, numbers as Excel holds them (15 digits), days where the format is one.</summary>
internal static class ExcelTables
{
    private const int MostSheets = 10;
    private const int MostMerged = 5_000;
    private const int MostColumnsApart = 1_024;
    private const int MostRowsApart = 100_000;

    /// <exception cref="TableBoundsException">Too large, broken or protected; its message is ready to show.</exception>
    public static IReadOnlyList<Table> Read(byte[] content, TableBounds bounds)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            using var reader = ExcelReaderFactory.CreateReader(new WatchedStream(content, bounds), new ExcelReaderConfiguration { FallbackEncoding = Encoding.GetEncoding("GB18030") });
            var tables = new List<Table>();
            do
            {
                tables.Add(Sheet(reader, bounds));
            }
            while (tables.Count < MostSheets && reader.NextResult());
            return tables;
        }
        catch (TableBoundsException)
        {
            throw;
        }
        catch (InvalidPasswordException)
        {
            throw new TableBoundsException("这个 Excel 文件有密码，无法读取。请去掉密码后重发。");
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // A parser on somebody's bytes fails in ways of its own; for the sender they are all one.
            throw new TableBoundsException("这个 Excel 文件已损坏，无法读取。请重新保存后再发。");
        }
    }

    private static Table Sheet(IExcelDataReader reader, TableBounds bounds)
    {
        // A single cell far away makes the reader walk through everything before it.
        if (reader.FieldCount > MostColumnsApart) throw new TableBoundsException("表格右边很远的地方还有内容，请只保留需要的列后重发。");
        if (reader.RowCount > MostRowsApart) throw new TableBoundsException("表格下面很远的地方还有内容，请删去空行、只保留需要的行后重发。");
        var rows = new List<TableRow>();
        while (reader.Read())
        {
            bounds.CheckTime();
            var cells = Cells(reader);
            if (cells.Count == 0) continue;
            bounds.CountRow(cells.Count);
            rows.Add(new(reader.Depth + 1, cells));
        }
        return new(reader.Name ?? "", Filled(rows, reader.MergeCells ?? []));
    }

    /// <summary>The cells up to the last one that holds anything.</summary>
    private static List<ReadCell> Cells(IExcelDataReader reader)
    {
        var cells = new List<ReadCell>();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (CellAt(reader, i) is not { IsEmpty: false } cell) continue;
            while (cells.Count < i) cells.Add(ReadCell.Empty);
            cells.Add(cell);
        }
        return cells;
    }

    private static ReadCell CellAt(IExcelDataReader reader, int column)
    {
        return reader.GetValue(column) switch
        {
            null => ReadCell.Empty,
            string text => new(Plain(text.Length > TableBounds.LongestCell ? text[..TableBounds.LongestCell] : text)),
            double number => OfNumber(number, reader.GetNumberFormatString(column)),
            int number => OfNumber(number, reader.GetNumberFormatString(column)),
            DateTime moment => OfDay(DateOnly.FromDateTime(moment)),
            bool yes => new(yes ? "是" : "否"),
            var other => new(Convert.ToString(other, CultureInfo.InvariantCulture) ?? ""),
        };
    }

    /// <summary>Without the apostrophe that keeps a text from being a formula, so that our own sheets come back as they went out.</summary>
    private static string Plain(string text) => text.Length > 1 && text[0] == '\'' && Workbook.StartsLikeFormula(text[1..]) ? text[1..] : text;

    private static ReadCell OfNumber(double value, string? format)
    {
        if (!double.IsFinite(value) || Math.Abs(value) >= 1e20) return new(value.ToString("R", CultureInfo.InvariantCulture));
        var number = (decimal)value;
        var percent = format?.Contains('%', StringComparison.Ordinal) == true;
        return new(percent ? Plain(number * 100) + "%" : Plain(number), number, percent);
    }

    private static string Plain(decimal number) => number.ToString("0.####################", CultureInfo.InvariantCulture);

    public static ReadCell OfDay(DateOnly day) => new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Day: day);

    /// <summary>A name that is merged downwards stands for each of its rows; a merged number belongs to its first row only.</summary>
    private static List<TableRow> Filled(List<TableRow> rows, CellRange[] merged)
    {
        var byNumber = new Dictionary<int, int>(rows.Count);
        for (var i = 0; i < rows.Count; i++) byNumber[rows[i].Number] = i;
        foreach (var range in merged.Take(MostMerged).Where(range => range.ToRow > range.FromRow && range.FromColumn == range.ToColumn && range.FromColumn < TableBounds.MostColumns))
        {
            if (!byNumber.TryGetValue(range.FromRow + 1, out var first) || rows[first][range.FromColumn] is not { IsEmpty: false, Number: null } top) continue;
            for (var at = first + 1; at < rows.Count && rows[at].Number <= range.ToRow + 1; at++)
            {
                var cells = rows[at].Cells.ToList();
                while (cells.Count <= range.FromColumn) cells.Add(ReadCell.Empty);
                cells[range.FromColumn] = top;
                rows[at] = rows[at] with { Cells = cells };
            }
        }
        return rows;
    }

    /// <summary>The content as a stream that ends the work when its time is over, also in the middle of a parser's loop.</summary>
    private sealed class WatchedStream(byte[] content, TableBounds bounds) : MemoryStream(content, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            bounds.CheckTime();
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            bounds.CheckTime();
            return base.Read(buffer);
        }

        public override long Seek(long offset, SeekOrigin loc)
        {
            bounds.CheckTime();
            return base.Seek(offset, loc);
        }
    }
}

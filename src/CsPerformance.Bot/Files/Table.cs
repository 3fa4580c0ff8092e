namespace CsPerformance.Bot.Files;

/// <summary>A cell as it was read: what it shows, and the number or day behind it where the file says so.</summary>
/// <param name="Percent">The number is shown in percent: 0.93 as 93%.</param>
internal readonly record struct ReadCell(string Text, decimal? Number = null, bool Percent = false, DateOnly? Day = null)
{
    public static ReadCell Empty { get; } = new("");

    public bool IsEmpty => string.IsNullOrWhiteSpace(Text);
}

/// <param name="Number">1-based, as Excel counts it.</param>
internal sealed record TableRow(int Number, IReadOnlyList<ReadCell> Cells)
{
    public ReadCell this[int column] => column < Cells.Count ? Cells[column] : ReadCell.Empty;

    public bool IsEmpty => Cells.All(cell => cell.IsEmpty);
}

/// <summary>The rows of one sheet that hold anything.</summary>
internal sealed record Table(string Name, IReadOnlyList<TableRow> Rows)
{
    /// <summary>A, B … Z, AA, as Excel names a column.</summary>
    /// <param name="column">From 0.</param>
    public static string Letters(int column) => column < 26 ? ((char)('A' + column)).ToString() : Letters((column / 26) - 1) + (char)('A' + (column % 26));
}

/// <summary>What reading a file came to.</summary>
internal abstract record TablesRead
{
    public sealed record Tables(IReadOnlyList<Table> Sheets) : TablesRead;

    /// <param name="Why">In Chinese, ready to show.</param>
    public sealed record Refused(string Why) : TablesRead;
}

/// <summary>The file holds more than a table of people and figures ever does.</summary>
internal sealed class TableBoundsException(string why) : Exception(why);

/// <summary>Counts what is taken out of a file and how long it takes; stops where either is too much.</summary>
internal sealed class TableBounds
{
    public const int MostBytes = 10 * 1024 * 1024;
    public const int MostRows = 20_000;
    public const int MostColumns = 256;
    public const int LongestCell = 2_000;
    private const int MostCells = 1_000_000;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    private readonly long started = System.Diagnostics.Stopwatch.GetTimestamp();
    private int cells;
    private int rows;

    /// <exception cref="TableBoundsException">Too many rows, columns or cells.</exception>
    public void CountRow(int columns)
    {
        if (++rows > MostRows) throw new TableBoundsException($"文件超过 {MostRows} 行，请分成几个文件发送。");
        if (columns > MostColumns) throw new TableBoundsException($"文件超过 {MostColumns} 列，请只保留需要的列。");
        cells += columns;
        if (cells > MostCells) throw new TableBoundsException("文件的单元格太多，请只保留需要的行和列。");
        CheckTime();
    }

    /// <exception cref="TableBoundsException">It has taken too long.</exception>
    public void CheckTime()
    {
        if (System.Diagnostics.Stopwatch.GetElapsedTime(started) > _longest) throw new TableBoundsException("文件太复杂，读取超时。请另存为 CSV 后重发。");
    }
}

using System.Security.Cryptography;
using System.Text;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>A cell that keeps its row from being stored.</summary>
/// <param name="Row">1-based, as Excel counts.</param>
/// <param name="Column">From 0.</param>
internal sealed record CellFault(int Row, int Column, string Problem)
{
    /// <summary>B7</summary>
    public string Place => Table.Letters(Column) + Row.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What a file would do, worked out and not yet done.</summary>
/// <param name="Rows">Rows that hold something.</param>
/// <param name="Good">Rows that can be stored as they are.</param>
/// <param name="Lines">What would be stored, for the preview.</param>
/// <param name="Content">What would be stored, whole; its hash tells whether it is still what was shown.</param>
/// <param name="Keep">Stores it and tells everybody concerned.</param>
internal sealed record ImportPlan(
    Received File, int Rows, int Good, IReadOnlyList<CellFault> Faults, IReadOnlyList<string> Lines, StringBuilder Content, Effect Keep)
{
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content.ToString())));

    public int FaultyRows => Faults.Select(fault => fault.Row).Distinct().Count();

    /// <summary>The faulty rows with what is wrong with them, to be mended and sent again.</summary>
    public byte[] ErrorSheet()
    {
        var faults = Faults.GroupBy(fault => fault.Row).ToDictionary(group => group.Key, group => string.Join("；", group.Select(fault => $"{fault.Place} {fault.Problem}")));
        var heads = File.Header.Columns.OrderBy(column => column.Index).ToList();
        var rows = File.Table.Rows.Where(row => faults.ContainsKey(row.Number))
            .Select(row => (IReadOnlyList<Cell>)[.. heads.Select(head => CellOf(row[head.Index])), new(faults[row.Number])]);
        return Workbook.Write(new Sheet("错误", [.. heads.Select(head => head.Head), "错误"], [.. rows]));
    }

    /// <summary>A percentage and a day stay as they were written, so that the sheet can be sent back.</summary>
    private static Cell CellOf(ReadCell cell) => cell is { Number: { } number, Percent: false } ? new(number) : new(cell.Text);
}

/// <summary>A table of a received file with its header.</summary>
/// <param name="Id">The id under which the store keeps the file.</param>
/// <param name="Names">Names of everything that a column may be, in plain form.</param>
internal sealed record Received(string Id, string Name, Table Table, Header Header, IReadOnlySet<string> Names)
{
    /// <summary>The columns that are left out, each with the name that it may have been meant to be.</summary>
    public IEnumerable<string> LeftOut => Header.Columns.Except(Header.Used).Select(column =>
        Names.FirstOrDefault(name => name.Length >= 3 && Likeness.Distance(name, Column.Plain(column.Head)) == 1) is { } near ? $"{column.Head}(是不是“{near}”？)" : column.Head);

    /// <summary>The rows under the header that hold anything in a column that is known, and are no sum.</summary>
    public IEnumerable<TableRow> Rows => Table.Rows.Where(row => row.Number > Header.Row && Header.Columns.Any(column => column.Kind != ColumnKind.Unknown && !row[column.Index].IsEmpty) && !IsHead(row) && !IsSum(row));

    private bool IsHead(TableRow row) => Header.Columns.Count(column => Column.Plain(row[column.Index].Text) == Column.Plain(column.Head)) * 2 > Header.Columns.Count;

    private static bool IsSum(TableRow row) => Column.Plain(row.Cells.FirstOrDefault(cell => !cell.IsEmpty).Text ?? "") is "合计" or "总计" or "小计" or "平均" or "平均值" or "均值" or "汇总";
}

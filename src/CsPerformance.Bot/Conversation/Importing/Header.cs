using CsPerformance.Bot.Files;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>The line of a table that names its columns, and what stands above it.</summary>
/// <param name="Row">1-based.</param>
/// <param name="Title">The text of the rows above, where a month may stand.</param>
internal sealed record Header(int Row, IReadOnlyList<Column> Columns, string Title)
{
    private const int RowsSearched = 20;

    public IEnumerable<Column> Terms => Columns.Where(column => column.Kind == ColumnKind.Term);

    /// <summary>The columns whose cells are read; which they are depends on what the table is.</summary>
    public IEnumerable<Column> Used => Columns.Where(column => column.IsPerson || (
        IsItems ? column.Kind is ColumnKind.Day or ColumnKind.Item or ColumnKind.Points or ColumnKind.Count or ColumnKind.Reason or ColumnKind.Reference
        : Terms.Any() && Column(ColumnKind.Role) is null ? column.Kind is ColumnKind.Month or ColumnKind.Term
        : column.Kind is ColumnKind.Team or ColumnKind.Role or ColumnKind.Position or ColumnKind.Grade or ColumnKind.Status or ColumnKind.LeftOn or ColumnKind.JoinedOn or ColumnKind.Kind));

    public bool IsItems => Column(ColumnKind.Item) is not null;

    /// <summary>Shops, centres or customers to be registered.</summary>
    public bool IsRegister => Column(ColumnKind.Kind) is not null && Column(ColumnKind.Name) is not null && !Terms.Any() && !IsItems;

    public bool IsRoster => Column(ColumnKind.Number) is not null && Column(ColumnKind.Name) is not null && (Column(ColumnKind.Role) is not null
        || (!Terms.Any() && !IsItems && Columns.Any(column => column.Kind is ColumnKind.Team or ColumnKind.Position or ColumnKind.Grade or ColumnKind.Status or ColumnKind.LeftOn or ColumnKind.JoinedOn or ColumnKind.Nickname)));

    public Column? Column(ColumnKind kind) => Columns.FirstOrDefault(column => column.Kind == kind);

    /// <summary>The row that names the most columns, the first of them; a head that is merged downwards is taken from above. Null where none names a person and something else.</summary>
    public static Header? Find(Table table, IReadOnlySet<string> names)
    {
        Header? best = null;
        var most = 1;
        for (var i = 0; i < Math.Min(RowsSearched, table.Rows.Count); i++)
        {
            var columns = Of(table.Rows[i], i > 0 && table.Rows[i - 1].Number == table.Rows[i].Number - 1 ? table.Rows[i - 1] : null, names);
            var known = columns.Count(column => column.Kind != ColumnKind.Unknown);
            if (known <= most || !columns.Any(column => column.IsPerson)) continue;
            most = known;
            best = new(table.Rows[i].Number, columns, string.Join(' ', table.Rows.Take(i).SelectMany(row => row.Cells).Select(cell => cell.Text).Where(text => text.Length is > 0 and < 100)));
        }
        return best;
    }

    private static List<Column> Of(TableRow row, TableRow? above, IReadOnlySet<string> names)
    {
        var heads = Enumerable.Range(0, Math.Max(row.Cells.Count, above?.Cells.Count ?? 0))
            .Select(i => (Index: i, Text: row[i].IsEmpty && above is not null ? above[i].Text : row[i].Text)).Where(head => !string.IsNullOrWhiteSpace(head.Text)).ToList();
        var forItems = heads.Any(head => Importing.Column.IsItem(head.Text));
        var columns = heads.Select(head => Importing.Column.Of(head.Index, head.Text.Trim(), names, forItems)).ToList();
        return columns.Exists(column => column.Kind != ColumnKind.Unknown && !row[column.Index].IsEmpty) ? columns : [];
    }
}

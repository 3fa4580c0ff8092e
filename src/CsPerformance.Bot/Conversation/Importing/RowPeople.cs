using System.Globalization;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>Who a row is about: by number, full name or 花名; where several are given they must agree.</summary>
internal sealed class RowPeople
{
    private readonly Roster roster;
    private readonly Header header;
    private readonly ILookup<string, Person> byName;
    private readonly ILookup<string, Person> byTail;

    public RowPeople(Roster roster, Header header)
    {
        (this.roster, this.header) = (roster, header);
        var former = roster.Former.Where(person => roster.Everybody.All(here => here.Name != person.Name && !here.Nicknames.Contains(person.Name)));
        byName = roster.Everybody.Concat(former).SelectMany(person => person.Nicknames.Prepend(person.Name).Select(Column.Plain).Distinct().Select(name => (name, person))).ToLookup(pair => pair.name, pair => pair.person);
        byTail = roster.Everybody.Concat(roster.Former).ToLookup(person => person.Number.TrimStart('0'));
    }

    /// <summary>The first column that names somebody in the row; the place of a fault that concerns the person.</summary>
    public Column ColumnOf(TableRow row) => header.Columns.FirstOrDefault(column => column.IsPerson && !row[column.Index].IsEmpty) ?? header.Columns.First(column => column.IsPerson);

    /// <summary>The person, or what is wrong.</summary>
    public (Person? Person, CellFault? Fault) Of(TableRow row)
    {
        Person? found = null;
        foreach (var column in header.Columns.Where(column => column.IsPerson && !row[column.Index].IsEmpty).OrderBy(column => column.Kind))
        {
            var text = row[column.Index].Text.Trim();
            var named = Named(column.Kind, text);
            if (found is not null)
            {
                if (!named.Contains(found)) return (null, new(row.Number, column.Index, $"{found.Number} 是{found.Name}，不是“{text}”"));
                continue;
            }
            if (named.Count == 0) return (null, new(row.Number, column.Index, Unknown(column.Kind, text)));
            if (named.Count == 1) found = named[0];
            else if (Agreed(row, named) is { } one) found = one;
            else return (null, new(row.Number, column.Index, $"“{text}”有{named.Count}人({string.Join("、", named.Select(person => person.Number))})，请写工号"));
        }
        return found is null ? (null, new(row.Number, ColumnOf(row).Index, "没有写是谁")) : (found, null);
    }

    /// <summary>Of several with one name, the one whom another column names.</summary>
    private Person? Agreed(TableRow row, List<Person> named)
    {
        var left = named.Where(person => header.Columns.Where(column => column.IsPerson && !row[column.Index].IsEmpty).All(column => Named(column.Kind, row[column.Index].Text.Trim()).Contains(person))).ToList();
        return left is [var one] ? one : null;
    }

    private List<Person> Named(ColumnKind kind, string text)
    {
        if (kind != ColumnKind.Name && kind != ColumnKind.Nickname) return ByNumber(text);
        var named = byName[Column.Plain(text).TrimStart('@')].Distinct().ToList();
        // A column 人 or 客服 may hold numbers as well.
        return named.Count == 0 && text.Any(char.IsDigit) ? ByNumber(text) : named;
    }

    /// <summary>Excel takes the zeros from the front of a number.</summary>
    private List<Person> ByNumber(string text)
    {
        var plain = Column.Plain(text);
        if (roster.Known(plain) is { } person) return [person];
        return long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out _) && byTail[plain.TrimStart('0')].ToList() is [var one] ? [one] : [];
    }

    private string Unknown(ColumnKind kind, string text)
    {
        var shown = text.Length > 20 ? text[..20] + "…" : text;
        if (kind == ColumnKind.Number) return $"工号不存在({shown})";
        // 小王 may be anybody called 王, not only who has a 花名 that looks like it.
        var near = Column.Plain(shown) is ['小' or '老' or '阿', .. { Length: > 0 } part] && roster.ByPart(part) is { Count: > 0 } called ? [.. called.Take(4)] : roster.Nearest(Column.Plain(shown), 2);
        return $"名单里没有“{shown}”" + (near.Count > 0 ? $"，是不是{string.Join("、", near.Select(Words.Of))}" : "");
    }
}

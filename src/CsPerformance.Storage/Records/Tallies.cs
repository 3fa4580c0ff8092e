using System.Data.Common;
using CsPerformance.Domain.Records;
using Dapper;

namespace CsPerformance.Storage;

/// <summary>How often something counts on a day for a subject.</summary>
/// <param name="Points">For one occurrence; null where the item fixes them.</param>
/// <param name="Count">Sum of the counts of the active records.</param>
/// <param name="Records">How many records stand behind it.</param>
public sealed record Tally(string Subject, RecordKind Kind, string Code, DateOnly Day, decimal? Points, long Count, long Records);

/// <summary>A tally that does not agree with the records; the sums that the records give are right.</summary>
public sealed record TallyDifference(Tally Right, long StoredCount, long StoredRecords);

/// <summary>Daily sums of the active records, kept with every record and decision, so that a score never reads the history.</summary>
public sealed class Tallies
{
    private const string Columns = "select t.subject, t.kind, t.code, t.day, t.points, t.count, t.records from tallies t";

    private const string FromRecords = """
        select r.subject, r.kind, s.code, r.on_day as day, s.points, sum(r.count) as count, count(*) as records
        from records r join record_states s on s.number = r.number
        where r.on_day = @day and s.state = 'active' and s.code is not null
        group by r.subject, r.kind, s.code, r.on_day, s.points
        """;

    private readonly Session session;

    internal Tallies(Session session) => this.session = session;

    /// <summary>Tallies of one subject in a span of days, both ends included.</summary>
    public IReadOnlyList<Tally> Of(string subject, DateOnly from, DateOnly until) => Read(
        Columns + " where t.subject = @subject and t.day >= @from and t.day <= @until and t.records <> 0 order by t.day, t.kind, t.code, t.points",
        new { subject, from, until });

    /// <summary>Tallies of everybody who is in a team on the last day of the span (null: of all).</summary>
    public IReadOnlyList<Tally> OfTeam(string? team, DateOnly from, DateOnly until)
    {
        var inTeam = team is null ? "" : $" and t.subject in (select e.number from people e where {RecordFilter.TeamOn("e.number", "@until")} = @team)";
        return Read(
            Columns + " where t.day >= @from and t.day <= @until and t.records <> 0" + inTeam + " order by t.subject, t.day, t.kind, t.code, t.points",
            team is null ? new { from, until } : new { from, until, team });
    }

    /// <summary>
    /// Tallies of everybody in a span of days, by subject; read without a detour over rows, because a company's month has hundreds of
    /// thousands.
    /// </summary>
    public IReadOnlyDictionary<string, List<Tally>> BySubject(DateOnly from, DateOnly until)
    {
        var found = new Dictionary<string, List<Tally>>(StringComparer.Ordinal);
        var (kinds, days, codes) = (new Dictionary<string, RecordKind>(), new Dictionary<string, DateOnly>(), new Dictionary<string, string>());
        using var reader = (DbDataReader)session.Connection.ExecuteReader(
            "select t.subject, t.kind, t.code, t.day, t.points, t.count, t.records from tallies t where t.day >= @from and t.day <= @until and t.records <> 0",
            new { from, until }, session.DbTransaction);
        while (reader.Read())
        {
            var (subject, kind, code, points) = (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(4));
            if (!kinds.TryGetValue(kind, out var kindOf)) kinds[kind] = kindOf = Words.To<RecordKind>(kind);
            if (!codes.TryGetValue(code, out var oneCode)) codes[code] = oneCode = code;
            var tally = new Tally(subject, kindOf, oneCode, DayOf(reader, days), points.Length == 0 ? null : Storage.Columns.Decimal(points), reader.GetInt64(5), reader.GetInt64(6));
            if (found.TryGetValue(subject, out var list)) list.Add(tally);
            else found[subject] = [tally];
        }
        foreach (var list in found.Values) list.Sort(InOrder);
        return found;
    }

    /// <summary>The first day from one on that has a record or a tally; null where none is left.</summary>
    public DateOnly? NextDay(DateOnly from) => session.First<DateOnly?>("""
        select day from (
            select * from (select on_day as day from records where on_day >= @from order by on_day limit 1) r
            union all select * from (select day from tallies where day >= @from order by day limit 1) t) d
        order by day limit 1
        """, new { from });

    /// <summary>All of them, from the first on.</summary>
    public IEnumerable<DateOnly> Days()
    {
        for (var day = NextDay(DateOnly.MinValue); day is { } found; day = found < DateOnly.MaxValue ? NextDay(found.AddDays(1)) : null) yield return found;
    }

    /// <summary>Where tallies and records of a day do not agree. A day at a time, because years of records do not fit into memory.</summary>
    public IReadOnlyList<TallyDifference> Differences(DateOnly day)
    {
        var right = Read(FromRecords, new { day }).ToDictionary(Key);
        var stored = Read(Columns + " where t.day = @day", new { day }).ToDictionary(Key);
        return [.. right.Keys.Union(stored.Keys)
            .Select(key =>
            {
                var is_ = stored.GetValueOrDefault(key);
                var should = right.GetValueOrDefault(key) ?? is_! with { Count = 0, Records = 0 };
                return new TallyDifference(should, is_?.Count ?? 0, is_?.Records ?? 0);
            })
            .Where(d => (d.Right.Count, d.Right.Records) != (d.StoredCount, d.StoredRecords))
            .OrderBy(d => d.Right.Subject, StringComparer.Ordinal).ThenBy(d => d.Right.Code, StringComparer.Ordinal)];
    }

    /// <summary>The same for the whole history, by day.</summary>
    public IReadOnlyList<TallyDifference> Differences() => [.. Days().SelectMany(Differences)];

    /// <summary>Puts the tallies of a day right and returns what was wrong.</summary>
    public IReadOnlyList<TallyDifference> Repair(DateOnly day)
    {
        session.Writing.LockHead();
        var differences = Differences(day);
        foreach (var difference in differences)
            Add(difference.Right, difference.Right.Count - difference.StoredCount, difference.Right.Records - difference.StoredRecords);
        return differences;
    }

    /// <summary>Takes a record in (+1) or out (-1).</summary>
    internal void Count(Record record, int sign)
    {
        if (record.Code is null) return;
        Add(new Tally(record.Subject, record.Kind, record.Code, record.On, record.Points, 0, 0), sign * record.Count, sign);
    }

    private void Add(Tally tally, long count, long records) => session.Writing.Later("""
        insert into tallies (subject, kind, code, day, points, count, records)
        values (@Subject, @kind, @Code, @Day, @points, @count, @records)
        on conflict (subject, day, kind, code, points) do update set
            count = tallies.count + excluded.count, records = tallies.records + excluded.records
        """, new { tally.Subject, kind = Words.Of(tally.Kind), tally.Code, tally.Day, points = Points(tally.Points), count, records });

    private static string Points(decimal? points) => points is { } value ? Storage.Columns.Text(value) : "";

    private DateOnly DayOf(DbDataReader reader, Dictionary<string, DateOnly> days)
    {
        if (session.Database.IsPostgres) return reader.GetFieldValue<DateOnly>(3);
        var text = reader.GetString(3);
        if (!days.TryGetValue(text, out var day)) days[text] = day = Storage.Columns.Day(text);
        return day;
    }

    private static int InOrder(Tally one, Tally other) =>
        one.Day.CompareTo(other.Day) is not 0 and var day ? day
        : string.CompareOrdinal(Words.Of(one.Kind), Words.Of(other.Kind)) is not 0 and var kind ? kind
        : string.CompareOrdinal(one.Code, other.Code) is not 0 and var code ? code
        : Nullable.Compare(one.Points, other.Points);

    private static (string, RecordKind, string, DateOnly, decimal?) Key(Tally tally) => (tally.Subject, tally.Kind, tally.Code, tally.Day, tally.Points);

    private List<Tally> Read(string sql, object? parameters) => [.. session.Query<Row>(sql, parameters).Select(row => row.ToTally())];

    private sealed class Row
    {
        public string Subject { get; set; } = "";

        public string Kind { get; set; } = "";

        public string Code { get; set; } = "";

        public DateOnly Day { get; set; }

        public object? Points { get; set; }

        public long Count { get; set; }

        public long Records { get; set; }

        public Tally ToTally() => new(
            Subject, Words.To<RecordKind>(Kind), Code, Day,
            Points switch { null or "" => null, string text => Storage.Columns.Decimal(text), var number => Storage.Columns.Plain((decimal)number) },
            Count, Records);
    }
}

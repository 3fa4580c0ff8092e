using System.Text;
using CsPerformance.Domain.Records;

namespace CsPerformance.Storage;

/// <summary>What was recorded. Rows are never changed or deleted, which the database itself refuses.</summary>
public sealed class Records
{
    private const string Columns = """
        select r.number, r.kind, r.subject, s.code, r.on_day, r.until_day, r.by_person, r.channel, r.count, s.points, r.value, r.label,
            r.assessor, r.reason, r.reference, r.about, r.part, r.attachment, r.recorded_at, r.message_id, s.state
        from records r join record_states s on s.number = r.number
        """;

    private readonly Session session;

    internal Records(Session session) => this.session = session;

    /// <summary>Adds a record under the next number; it counts at once unless it is pending.</summary>
    /// <param name="inboxId">The message behind it; null where none is (an import, a job).</param>
    public Record Add(NewRecord record, long? inboxId = null)
    {
        var transaction = session.Writing;
        var clean = Clean(record);
        var number = transaction.TakeNumber();
        var state = clean.Pending ? RecordState.Pending : RecordState.Active;
        transaction.AddLink(
            ChainTable.Records, number, Words.Of(clean.Kind), clean.Subject, clean.Code, clean.On, clean.Until, clean.By, clean.Channel,
            (long)clean.Count, clean.Points, clean.Value, clean.Label, clean.Assessor, clean.Reason, clean.Reference, clean.About,
            clean.Pending, clean.Part, clean.Attachment, session.Now, inboxId);
        transaction.Later(
            "insert into record_states (number, state, code, points, steps) values (@number, @state, @Code, @Points, 0)",
            new { number, state = Words.Of(state), clean.Code, clean.Points });
        var added = ToRecord(clean, number, inboxId, state);
        if (state == RecordState.Active) session.Tallies.Count(added, +1);
        return added;
    }

    /// <summary>
    /// Adds a figure or mark and replaces the one that counts for the same subject, kind, code, assessor and day (the period's last).
    /// </summary>
    /// <returns>The new record and the one that it replaced, as it was; null where there was none.</returns>
    public (Record Added, Record? Previous) AddReplacing(NewRecord record, long? inboxId = null)
    {
        // The lock comes before the look: another instance may just be adding the same figure.
        session.Writing.LockHead();
        var previous = Query(new RecordFilter
        {
            Person = record.Subject,
            Kind = record.Kind,
            From = record.On,
            Until = record.On,
            State = RecordState.Active,
        }).LastOrDefault(old => old.Code == record.Code && old.Assessor == record.Assessor);
        var added = Add(record, inboxId);
        if (previous is not null && !record.Pending)
        {
            session.Decisions.Add(
                new Decision(previous.Number, DecisionKind.Replace, record.By, session.Now, $"#{added.Number}"), RecordState.Active);
        }
        return (added, previous);
    }

    /// <summary>
    /// The same for a whole file of figures and marks: what stands is looked up once for each kind and day, and a later entry of the
    /// list replaces an earlier one at its place.
    /// </summary>
    public IReadOnlyList<(Record Added, Record? Previous)> AddReplacing(IReadOnlyList<NewRecord> records, long? inboxId = null)
    {
        session.Writing.LockHead();
        var standing = new Dictionary<(string, RecordKind, string?, string?, DateOnly), Record>();
        foreach (var (kind, on) in records.Select(record => (record.Kind, record.On)).Distinct())
        {
            foreach (var record in Query(new RecordFilter { Kind = kind, From = on, Until = on, State = RecordState.Active }))
                standing[(record.Subject, kind, record.Code, record.Assessor, on)] = record;
        }
        var added = new List<(Record, Record?)>(records.Count);
        foreach (var record in records)
        {
            var place = (record.Subject, record.Kind, record.Code, record.Assessor, record.On);
            var (now, previous) = (Add(record, inboxId), standing.GetValueOrDefault(place));
            if (previous is not null && !record.Pending)
            {
                session.Decisions.Add(
                    new Decision(previous.Number, DecisionKind.Replace, record.By, session.Now, $"#{now.Number}"), RecordState.Active);
            }
            if (!record.Pending) standing[place] = now;
            added.Add((now, previous));
        }
        return added;
    }

    /// <summary>Keeps others from recording and deciding until this work is kept: what is looked up from here on still stands then.</summary>
    public void Hold() => session.Writing.LockHead();

    public Record? Find(long number) => session.First<RecordRow>(Columns + " where r.number = @number", new { number })?.ToRecord();

    /// <summary>Records of a subject that touch a span of days, both ends included, by number; leave counts with each of its days.</summary>
    /// <param name="kinds">All kinds where none is given.</param>
    public IReadOnlyList<Record> Of(string subject, DateOnly from, DateOnly until, params IReadOnlyList<RecordKind> kinds)
    {
        // Two ways into the index instead of one condition on both ends, which would read the whole history.
        var ofKinds = kinds.Count == 0 ? "" : $" and r.kind in ({string.Join(", ", kinds.Select(kind => $"'{Words.Of(kind)}'"))})";
        var sql = $"""
            {Columns} where r.subject = @subject and r.on_day >= @from and r.on_day <= @until{ofKinds}
            union all
            {Columns} where r.subject = @subject and r.until_day > r.on_day and r.on_day < @from and r.until_day >= @from{ofKinds}
            """;
        return [.. session.Query<RecordRow>(sql, new { subject, from, until }).Select(row => row.ToRecord()).OrderBy(record => record.Number)];
    }

    /// <summary>The same of every subject, in one look.</summary>
    public ILookup<string, Record> BySubject(DateOnly from, DateOnly until, params IReadOnlyList<RecordKind> kinds)
    {
        var ofKinds = kinds.Count == 0 ? "" : $" and r.kind in ({string.Join(", ", kinds.Select(kind => $"'{Words.Of(kind)}'"))})";
        var sql = $"""
            {Columns} where r.on_day >= @from and r.on_day <= @until{ofKinds}
            union all
            {Columns} where r.until_day > r.on_day and r.on_day < @from and r.until_day >= @from{ofKinds}
            """;
        return session.Query<RecordRow>(sql, new { from, until }).Select(row => row.ToRecord()).OrderBy(record => record.Number).ToLookup(record => record.Subject);
    }

    /// <summary>Records that fit a filter, by number.</summary>
    public IReadOnlyList<Record> Query(RecordFilter filter)
    {
        var sql = new StringBuilder(Columns).Append(" where 1 = 1");
        var parameters = new List<(string, object?)>();
        foreach (var (condition, name, value) in filter.Conditions())
        {
            sql.Append(" and ").Append(condition);
            parameters.Add((name, value));
        }
        sql.Append(" order by r.number").Append(filter.NewestFirst ? " desc" : "");
        if (filter.Limit is { } limit)
        {
            sql.Append(" limit @limit");
            parameters.Add(("limit", (long)limit));
        }
        return [.. session.Query<RecordRow>(sql.ToString(), parameters).Select(row => row.ToRecord())];
    }

    /// <summary>Reports that may be of the same incident: of the same person, day and order or session number, without an item yet, neither refused nor reversed.</summary>
    public IReadOnlyList<Record> SameReport(string subject, DateOnly on, string? reference) =>
        string.IsNullOrEmpty(reference) ? [] : [.. session.Query<RecordRow>(
            Columns + """
             where r.subject = @subject and r.on_day = @on and r.reference = @reference and s.state in ('pending', 'active') and s.code is null order by r.number
            """, new { subject, on, reference }).Select(row => row.ToRecord())];

    /// <summary>
    /// Records of the same incident as one to be added, neither refused nor reversed: same subject, item, day and order or session number;
    /// without such a number, by somebody else.
    /// </summary>
    public IReadOnlyList<Record> Twins(NewRecord record) =>
        [.. session.Query<RecordRow>($"{Columns} where {TwinOf(record)} order by r.number", TwinKey(record)).Select(row => row.ToRecord())];

    /// <summary>Two who agree in the same moment see nothing of each other when they look: the work fails where a twin was added since.</summary>
    /// <exception cref="RecordedMeanwhileException">Now or when the work ends.</exception>
    public void ExpectNoTwin(NewRecord record)
    {
        Hold();
        // No statement that returns rows, which could not be gathered with others: it touches the head, and only where there is a twin.
        session.Writing.Later($"""
            update chain_head set length = length where id = 1 and exists (
                select 1 from records r join record_states s on s.number = r.number where {TwinOf(record)})
            """, TwinKey(record), fault: touched => touched > 0 ? new RecordedMeanwhileException() : null);
    }

    private static string TwinOf(NewRecord record) =>
        "r.subject = @subject and r.on_day = @on and s.code = @code and s.state in ('pending', 'active') and "
        + (record.Reference is null ? "r.kind = @kind and r.reference is null and r.by_person <> @by" : "r.reference = @reference");

    private static object TwinKey(NewRecord r) => r.Reference is null
        ? new { subject = r.Subject, on = r.On, code = r.Code, kind = Words.Of(r.Kind), by = r.By }
        : new { subject = r.Subject, on = r.On, code = r.Code, reference = r.Reference };

    /// <summary>Numbers of the records that a message caused.</summary>
    public IReadOnlyList<long> CausedBy(long inboxId) =>
        session.Query<long>("select number from records where message_id = @inboxId order by number", new { inboxId });

    private static NewRecord Clean(NewRecord record) => record with
    {
        Subject = Storage.Columns.Clean(record.Subject),
        Code = Clean(record.Code),
        By = Storage.Columns.Clean(record.By),
        Channel = Storage.Columns.Clean(record.Channel),
        Points = record.Points is { } points ? Storage.Columns.Plain(points) : null,
        Value = record.Value is { } value ? Storage.Columns.Plain(value) : null,
        Label = Clean(record.Label),
        Assessor = Clean(record.Assessor),
        Reason = Storage.Columns.Clean(record.Reason),
        Reference = Clean(record.Reference),
        Part = Clean(record.Part),
        Attachment = Clean(record.Attachment),
    };

    private static string? Clean(string? text) => text is null ? null : Storage.Columns.Clean(text);

    private Record ToRecord(NewRecord r, long number, long? inboxId, RecordState state) => new(
        number, r.Kind, r.Subject, r.Code, r.On, r.Until, r.By, r.Channel, r.Count, r.Points, r.Value, r.Label, r.Assessor, r.Reason,
        r.Reference, r.About, r.Part, r.Attachment, session.Now, inboxId, state);
}

/// <summary>Somebody else recorded the same incident since a work looked: the work is undone, and right once more as soon as it looks again.</summary>
public sealed class RecordedMeanwhileException() : Exception("The same incident was recorded meanwhile.");

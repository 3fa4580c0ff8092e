using System.Data.Common;
using CsPerformance.Domain.Records;

namespace CsPerformance.Storage;

/// <summary>The first row that is not as the bot wrote it.</summary>
/// <param name="Key">Number of the record, id of the publication; for a decision the number of its record.</param>
public sealed record BadRow(string Table, string Key, string Problem)
{
    public override string ToString() => $"{Table} {Key}: {Problem}";
}

/// <param name="Links">Rows that were walked and are right.</param>
/// <param name="Head">The last hash; the one to compare with the one that was written down elsewhere.</param>
/// <param name="Bad">Null where all is right.</param>
public sealed record VerifyReport(long Links, string Head, BadRow? Bad);

/// <summary>
/// Walks the chain over records, decisions, publications and redactions and compares it with its head; then what is derived from them: the
/// states and the tallies. An owner who rewrites every row and the head is found only by a head that was published before.
/// </summary>
internal sealed class Verification(Session session)
{
    private const long Slice = 5_000;

    private readonly Dictionary<(string Table, long Place), (string Old, string New)> redacted = [];
    private string previous = "";
    private long links;

    public VerifyReport Run(CancellationToken cancellation)
    {
        ReadRedactions();
        var head = session.First<ChainHead>("select next_number, length, hash from chain_head where id = 1");
        var bad = head is null ? new BadRow("chain_head", "1", "The head of the chain is missing.") : Walk(head, cancellation);
        return new VerifyReport(links, previous, bad ?? States(cancellation) ?? Tallies(cancellation));
    }

    private BadRow? Walk(ChainHead head, CancellationToken cancellation)
    {
        for (var from = 1L; from <= head.Length; from += Slice)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var link in Links(from, from + Slice - 1).OrderBy(link => link.Sequence))
                if (Check(link) is { } bad) return bad;
        }
        return End(head);
    }

    private BadRow? Check(Link link)
    {
        if (link.Sequence != links + 1)
            return link.Bad(link.Sequence > links + 1 ? "A row before this one is missing." : "Another row has the same place in the chain.");
        if (link.Unreadable is not null) return link.Bad(link.Unreadable);
        if (link.Previous != previous) return link.Bad("It does not follow the row before it.");
        var content = Chain.Hash(previous, link.Sequence, link.Table, link.Values);
        // Words may have been taken out since; the redaction, a later link, says what the content was and what it has to be now.
        var (old, now) = redacted.GetValueOrDefault((link.Table.Name, link.Sequence), (link.Hash, link.Hash));
        if (link.Hash != old || content != now) return link.Bad("Its content was changed.");
        previous = link.Hash;
        links++;
        return null;
    }

    /// <summary>The first redaction of a row says what it was, the latest what it is.</summary>
    private void ReadRedactions()
    {
        foreach (var (table, place, old, now) in session.Query<(string, long, string, string)>(
            "select table_name, chain_place, old_hash, new_hash from redactions where chain_place > 0 order by id"))
        {
            var before = redacted.TryGetValue((table, place), out var earlier) ? earlier : (Old: old, New: old);
            // One that does not go on from the one before it vouches for nothing.
            redacted[(table, place)] = (before.Old, before.New == old ? now : "");
        }
    }

    /// <summary>The chain has to end where the head says, and no row may stand outside it.</summary>
    private BadRow? End(ChainHead head)
    {
        foreach (var table in ChainTable.All)
        {
            var outside = session.First<long?>(
                $"select {table.Key} from {table.Name} where chain_seq < 1 or chain_seq > @Length order by {table.Key} limit 1", new { head.Length });
            if (outside is { } key) return new BadRow(table.Name, Chain.Text(key)!, "It stands outside the chain.");
        }
        if (links < head.Length) return new BadRow("chain_head", "1", $"Rows after link {links} are missing; the head counts {head.Length}.");
        if (previous != head.Hash) return new BadRow("chain_head", "1", "Its hash is not that of the last row.");
        var last = session.First<long?>("select max(number) from records") ?? 0;
        return last < head.NextNumber ? null : new BadRow("chain_head", "1", $"The next number {head.NextNumber} was given out already.");
    }

    /// <summary>What the decisions made of each record has to be what is stored about it.</summary>
    private BadRow? States(CancellationToken cancellation)
    {
        var strays = session.First<long?>("select s.number from record_states s where not exists (select 1 from records r where r.number = s.number) limit 1");
        if (strays is { } stray) return new BadRow("record_states", Chain.Text(stray)!, "There is no such record.");
        var last = session.First<long?>("select max(number) from records") ?? 0;
        for (var from = session.First<long?>("select min(number) from records") ?? 1; from <= last; from += Slice)
        {
            cancellation.ThrowIfCancellationRequested();
            var span = new { from, until = from + Slice - 1 };
            var decisions = session.Query<StateRow>("""
                select record as number, kind as state, code, points, sequence as steps from decisions
                where record between @from and @until order by record, sequence
                """, span).ToLookup(row => row.Number);
            var stored = session.Query<StateRow>(
                "select number, state, code, points, steps from record_states where number between @from and @until", span).ToDictionary(row => row.Number);
            var records = session.Query<StateRow>("""
                select number, case when pending then 'pending' else 'active' end as state, code, points, 0 as steps from records
                where number between @from and @until order by number
                """, span);
            foreach (var record in records)
            {
                foreach (var decision in decisions[record.Number]) record.Take(decision);
                if (!record.Same(stored.GetValueOrDefault(record.Number)))
                    return new BadRow("record_states", Chain.Text(record.Number)!, "It is not what the decisions made of the record.");
            }
        }
        return null;
    }

    private BadRow? Tallies(CancellationToken cancellation)
    {
        foreach (var day in session.Tallies.Days())
        {
            cancellation.ThrowIfCancellationRequested();
            if (session.Tallies.Differences(day) is [var first, ..])
                return new BadRow("tallies", $"{first.Right.Subject} {Columns.Text(first.Right.Day)} {first.Right.Code}", "It is not the sum of the records.");
        }
        return null;
    }

    private List<Link> Links(long from, long until)
    {
        var links = new List<Link>();
        foreach (var table in ChainTable.All)
        {
            using var command = session.Connection.CreateCommand();
            command.Transaction = session.DbTransaction;
            command.CommandText = $"""
                select {string.Join(", ", table.Columns)}, chain_seq, prev_hash, hash from {table.Name}
                where chain_seq between @from and @until
                """;
            Add(command, "from", from);
            Add(command, "until", until);
            using var reader = command.ExecuteReader();
            while (reader.Read()) links.Add(Link.Read(table, reader));
        }
        return links;
    }

    private static void Add(DbCommand command, string name, long value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private sealed record Link(ChainTable Table, string Key, IReadOnlyList<string?> Values, long Sequence, string Previous, string Hash, string? Unreadable)
    {
        public static Link Read(ChainTable table, DbDataReader reader)
        {
            var count = table.Columns.Count;
            var key = Chain.Text(reader.GetInt64(0))!;
            try
            {
                var values = Enumerable.Range(0, count).Select(i => Chain.Text(reader.GetValue(i))).ToList();
                return new Link(table, key, values, reader.GetInt64(count), reader.GetString(count + 1), reader.GetString(count + 2), null);
            }
            catch (Exception e) when (e is OverflowException or InvalidCastException or FormatException or ArgumentException)
            {
                return new Link(table, key, [], reader.GetInt64(count), "", "", "A value in it cannot be read.");
            }
        }

        public BadRow Bad(string problem) => new(Table.Name, Key, problem);
    }

    private sealed class StateRow
    {
        public long Number { get; set; }

        public string State { get; set; } = "";

        public string? Code { get; set; }

        public decimal? Points { get; set; }

        public long Steps { get; set; }

        public void Take(StateRow decision)
        {
            State = Words.Of(Decisions.After(Words.To<DecisionKind>(decision.State), Words.To<RecordState>(State)));
            (Code, Points, Steps) = (decision.Code ?? Code, decision.Points ?? Points, decision.Steps);
        }

        public bool Same(StateRow? other) => other is not null
            && (State, Code, Points, Steps) == (other.State, other.Code, other.Points, other.Steps);
    }
}

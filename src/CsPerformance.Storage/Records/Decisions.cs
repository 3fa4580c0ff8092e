using CsPerformance.Domain.Records;

namespace CsPerformance.Storage;

/// <summary>What was decided on records; append-only like they are.</summary>
public sealed class Decisions
{
    private readonly Session session;

    internal Decisions(Session session) => this.session = session;

    /// <summary>Decides on a record that is in the expected state.</summary>
    /// <returns>False where somebody decided before: nothing happened then.</returns>
    public bool Add(Decision decision, RecordState expected)
    {
        var transaction = session.Writing;
        transaction.LockHead();
        if (session.Records.Find(decision.Record) is not { } record || record.State != expected) return false;
        var after = record with
        {
            State = After(decision.Kind, record.State),
            Code = decision.Code is null ? record.Code : Columns.Clean(decision.Code),
            Points = decision.Points is { } points ? Columns.Plain(points) : record.Points,
        };
        var step = transaction.Number("""
            update record_states set state = @after, code = @Code, points = @Points, steps = steps + 1
            where number = @Number and state = @before returning steps
            """, new { after = Words.Of(after.State), before = Words.Of(expected), after.Code, after.Points, after.Number });
        if (step is null) return false;
        transaction.AddLink(
            ChainTable.Decisions, decision.Record, step, Words.Of(decision.Kind), Columns.Clean(decision.By), Columns.Truncate(decision.At),
            Columns.Clean(decision.Reason), decision.Code is null ? null : Columns.Clean(decision.Code),
            decision.Points is { } chosen ? Columns.Plain(chosen) : null);
        if (record.State == RecordState.Active) session.Tallies.Count(record, -1);
        if (after.State == RecordState.Active) session.Tallies.Count(after, +1);
        return true;
    }

    /// <summary>Decisions on a record, first to last.</summary>
    public IReadOnlyList<Decision> Of(long record) =>
        [.. session.Query<Row>("""
            select record, kind, by_person, decided_at, reason, code, points from decisions where record = @record order by sequence
            """, new { record }).Select(row => row.ToDecision())];

    /// <summary>What a decision makes of a record: the latest one counts.</summary>
    internal static RecordState After(DecisionKind kind, RecordState before) => kind switch
    {
        DecisionKind.Approve => RecordState.Active,
        DecisionKind.Reject => RecordState.Rejected,
        DecisionKind.Forward or DecisionKind.Evidence => before,
        _ => RecordState.Reversed,
    };

    private sealed class Row
    {
        public long Record { get; set; }

        public string Kind { get; set; } = "";

        public string ByPerson { get; set; } = "";

        public DateTimeOffset DecidedAt { get; set; }

        public string Reason { get; set; } = "";

        public string? Code { get; set; }

        public decimal? Points { get; set; }

        public Decision ToDecision() => new(Record, Words.To<DecisionKind>(Kind), ByPerson, DecidedAt, Reason, Code, Points);
    }
}

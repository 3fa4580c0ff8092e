using System.Globalization;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>One step of a client; its answer is the number of the new record, or 1 and 0 for a decision that was taken or not.</summary>
internal abstract record Operation
{
    public static readonly DateOnly FirstDay = new(2026, 11, 1), LastDay = new(2026, 11, 30);

    private const string By = "20000";

    public abstract long Do(Transaction transaction);

    /// <param name="known">Numbers of records that the client has heard of.</param>
    public static Operation Any(Random random, List<long> known)
    {
        var subject = string.Create(CultureInfo.InvariantCulture, $"{10001 + random.Next(20)}");
        var day = FirstDay.AddDays(random.Next(5));
        return (known.Count == 0 ? random.Next(6) : random.Next(10)) switch
        {
            < 4 => new Add(new NewRecord(RecordKind.Item, subject, "item" + random.Next(3), day, day, By, "simulator", 1 + random.Next(3),
                random.Next(2) == 0 ? null : random.Next(6) / 2m, Pending: random.Next(3) == 0)),
            < 6 => new Rate(new NewRecord(RecordKind.Rating, subject, "execution", LastDay, LastDay, By, "simulator", Value: random.Next(200, 300))),
            _ => AnyDecision(random, known[random.Next(known.Count)]),
        };
    }

    private static Decide AnyDecision(Random random, long number) => random.Next(4) switch
    {
        0 => new Decide(number, DecisionKind.Approve, RecordState.Pending, random.Next(2) == 0 ? null : 2.5m),
        1 => new Decide(number, DecisionKind.Reject, RecordState.Pending, null),
        2 => new Decide(number, DecisionKind.Reverse, RecordState.Active, null),
        _ => new Decide(number, DecisionKind.Undo, RecordState.Active, null),
    };

    public sealed record Add(NewRecord Record) : Operation
    {
        public override long Do(Transaction transaction) => transaction.Records.Add(Record).Number;
    }

    public sealed record Rate(NewRecord Record) : Operation
    {
        public override long Do(Transaction transaction) => transaction.Records.AddReplacing(Record).Added.Number;
    }

    public sealed record Decide(long Number, DecisionKind Kind, RecordState Expected, decimal? Points) : Operation
    {
        public override long Do(Transaction transaction) =>
            transaction.Decisions.Add(new Decision(Number, Kind, By, transaction.Now, "试验", Points: Points), Expected) ? 1 : 0;
    }
}

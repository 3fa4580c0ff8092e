using System.Globalization;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>
/// One step of a client; its answer is the number of the new record, 1 and 0 for a decision that was taken or not, or the id of a
/// publication and 0 where there was nothing to publish or to correct.
/// </summary>
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
        if (random.Next(50) == 0) return random.Next(2) == 0 ? new Publish(subject) : new Correct(subject);
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

    /// <summary>What a publication of a subject freezes: its tallies, in one order.</summary>
    public static string Sheet(IEnumerable<Tally> tallies) => string.Join('\n', tallies
        .Select(tally => string.Create(CultureInfo.InvariantCulture, $"{tally.Day:O} {tally.Kind} {tally.Code} {tally.Points:0.############} {tally.Count} {tally.Records}"))
        .Order(StringComparer.Ordinal));

    private static long Freeze(Transaction transaction, string subject, Publication? corrects, string sheet) => transaction.Publications.Add(new NewPublication(
        Period.Month(FirstDay), subject, "trial", "1", "{}", sheet, By, corrects?.Id, corrects is null ? null : corrects.Sheet + "\n=>\n" + sheet))!.Id;

    private static string SheetOf(Transaction transaction, string subject) => Sheet(transaction.Tallies.Of(subject, FirstDay, LastDay));

    /// <summary>Freezes a subject's month once.</summary>
    public sealed record Publish(string Subject) : Operation
    {
        public override long Do(Transaction transaction)
        {
            // What is frozen must be what stands at the commit.
            transaction.Records.Hold();
            return transaction.Publications.Latest(Period.Month(FirstDay), Subject) is not null ? 0 : Freeze(transaction, Subject, null, SheetOf(transaction, Subject));
        }
    }

    /// <summary>Corrects a published month where something changed since.</summary>
    public sealed record Correct(string Subject) : Operation
    {
        public override long Do(Transaction transaction)
        {
            transaction.Records.Hold();
            return transaction.Publications.Latest(Period.Month(FirstDay), Subject) is { } published && SheetOf(transaction, Subject) is var now && now != published.Sheet
                ? Freeze(transaction, Subject, published, now) : 0;
        }
    }

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

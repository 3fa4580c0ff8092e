using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>What the store should do, one operation after the other, with nothing but a dictionary.</summary>
internal sealed class Model
{
    // The first number that the bot gives.
    private const long FirstNumber = 1001;

    private readonly Dictionary<long, (NewRecord Record, RecordState State, decimal? Points)> records = [];
    private readonly Dictionary<(string Subject, string? Code), long> marks = [];

    public int Count => records.Count;

    public RecordState? StateOf(long number) => records.TryGetValue(number, out var known) ? known.State : null;

    public long Do(Operation operation)
    {
        switch (operation)
        {
            case Operation.Add add:
                return Put(add.Record);
            case Operation.Rate rate:
                // A mark takes the place of the one that counts; one that was undone meanwhile has no place to give.
                if (marks.TryGetValue((rate.Record.Subject, rate.Record.Code), out var last) && records[last] is { State: RecordState.Active } old)
                    records[last] = old with { State = RecordState.Reversed };
                return marks[(rate.Record.Subject, rate.Record.Code)] = Put(rate.Record);
            case Operation.Decide decide:
                if (!records.TryGetValue(decide.Number, out var known) || known.State != decide.Expected) return 0;
                records[decide.Number] = (known.Record, After(decide.Kind), decide.Points ?? known.Points);
                return 1;
            default:
                throw new InvalidOperationException(operation.ToString());
        }
    }

    public IEnumerable<Tally> Tallies() => records.Values
        .Where(one => one.State == RecordState.Active)
        .GroupBy(one => (one.Record.Subject, one.Record.Kind, Code: one.Record.Code!, one.Record.On, one.Points))
        .Select(group => new Tally(group.Key.Subject, group.Key.Kind, group.Key.Code, group.Key.On, group.Key.Points, group.Sum(one => one.Record.Count), group.Count()));

    private long Put(NewRecord record)
    {
        var number = FirstNumber + records.Count;
        records.Add(number, (record, record.Pending ? RecordState.Pending : RecordState.Active, record.Points));
        return number;
    }

    private static RecordState After(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => RecordState.Active,
        DecisionKind.Reject => RecordState.Rejected,
        _ => RecordState.Reversed,
    };
}

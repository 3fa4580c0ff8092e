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
    private readonly List<(string Subject, string Sheet, long? Corrects)> publications = [];

    public int Count => records.Count;

    /// <summary>What was published, first to last; the first one has id 1.</summary>
    public IReadOnlyList<(string Subject, string Sheet, long? Corrects)> Publications => publications;

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
            case Operation.Publish publish:
                return LatestOf(publish.Subject) is not null ? 0 : Publish(publish.Subject, null);
            case Operation.Correct correct:
                return LatestOf(correct.Subject) is { } id && SheetOf(correct.Subject) != publications[(int)id - 1].Sheet ? Publish(correct.Subject, id) : 0;
            case Operation.Decide decide:
                if (!records.TryGetValue(decide.Number, out var known) || known.State != decide.Expected) return 0;
                records[decide.Number] = (known.Record, After(decide.Kind), decide.Points ?? known.Points);
                return 1;
            default:
                throw new InvalidOperationException(operation.ToString());
        }
    }

    public IEnumerable<Tally> Tallies() => Tallies(records.Values);

    private static IEnumerable<Tally> Tallies(IEnumerable<(NewRecord Record, RecordState State, decimal? Points)> records) => records
        .Where(one => one.State == RecordState.Active)
        .GroupBy(one => (one.Record.Subject, one.Record.Kind, Code: one.Record.Code!, one.Record.On, one.Points))
        .Select(group => new Tally(group.Key.Subject, group.Key.Kind, group.Key.Code, group.Key.On, group.Key.Points, group.Sum(one => one.Record.Count), group.Count()));

    private string SheetOf(string subject) => Operation.Sheet(Tallies(records.Values.Where(one => one.Record.Subject == subject)));

    private long? LatestOf(string subject) => publications.FindLastIndex(one => one.Subject == subject) is >= 0 and var at ? at + 1 : null;

    private long Publish(string subject, long? corrects)
    {
        publications.Add((subject, SheetOf(subject), corrects));
        return publications.Count;
    }

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

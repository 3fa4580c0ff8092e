using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Scores;

/// <summary>Puts together what is known of a period: tallies or records, figures, marks, approved leave, attributes as they stood then.</summary>
/// <remarks>Items come from the daily tallies; the single records are read only where their numbers or an earlier moment are asked for.</remarks>
internal sealed class FactsOfPeriod(Session session, Scheme scheme, Period period, WorkingDays calendar, Wish wish)
{
    private static readonly IReadOnlyDictionary<string, ParameterFact> _noParameters = new Dictionary<string, ParameterFact>();

    private static readonly IReadOnlyList<RecordKind> _notItems = [RecordKind.Rating, RecordKind.Metric, RecordKind.Leave, RecordKind.Check];

    /// <summary>From so many subjects on, one look at everybody costs less than one at each.</summary>
    private const int Many = 200;

    private readonly bool numbered = wish.Explain || wish.Numbered;
    private readonly bool single = wish.Explain || wish.Numbered || wish.AsOf is not null;
    private ILookup<string, Record>? allRecords;
    private ILookup<string, Record>? allAttributes;
    private IReadOnlyDictionary<string, List<Tally>>? allTallies;

    private readonly Dictionary<string, ItemDefinition> items = scheme.Items.ToDictionary(item => item.Code);
    private readonly DateOnly from = scheme.Items
        .Select(item => item.EarliestIn(period)).Append(period.First).Min();

    public Facts Of(IReadOnlyList<Rated> subjects, string? team)
    {
        if (subjects.Count >= Many) LookAtAll();
        return new(period, team is null ? null : new GroupFact(team, team), [.. subjects.Select(Of)], _noParameters);
    }

    /// <summary>What belongs to a whole company is read in one look each; somebody's own is found through an index.</summary>
    private void LookAtAll()
    {
        allRecords = single ? session.Records.BySubject(from, period.Last) : session.Records.BySubject(period.First, period.Last, _notItems);
        if (!single) allTallies = session.Tallies.BySubject(from, period.Last);
        if (HasOwnAttributes) allAttributes = session.Records.Query(AttributesUntil(null)).ToLookup(record => record.Subject);
    }

    private IEnumerable<Record> RecordsOf(string subject) =>
        allRecords is not null ? allRecords[subject]
        : single ? session.Records.Of(subject, from, period.Last) : session.Records.Of(subject, period.First, period.Last, _notItems);

    private IReadOnlyList<Tally> TalliesOf(string subject) =>
        allTallies is null ? session.Tallies.Of(subject, from, period.Last) : allTallies.GetValueOrDefault(subject) ?? [];

    private SubjectFacts Of(Rated subject)
    {
        var records = RecordsOf(subject.Id).Where(record => single ? Counts(record) : record.State == RecordState.Active).ToList();
        return new(
            subject.Id, subject.Name, Attributes(subject), Metrics(records),
            single ? ItemsOf(records) : ItemsOf(TalliesOf(subject.Id)),
            [.. records.Where(record => record.Kind == RecordKind.Leave).Select(leave => LeaveIn(leave, subject)).OfType<LeaveFact>()],
            Ratings(records), Checks(records), [])
        { Sources = numbered ? Sources(records) : null };
    }

    /// <summary>The record that gives each figure and check, and those that give the marks.</summary>
    private Dictionary<string, IReadOnlyList<long>> Sources(IReadOnlyList<Record> records)
    {
        var found = new Dictionary<string, IReadOnlyList<long>>();
        foreach (var (kind, name) in new[] { (RecordKind.Metric, "metrics."), (RecordKind.Check, "checks."), (RecordKind.Rating, "ratings.") })
        {
            foreach (var group in InPeriod(records, kind).GroupBy(record => record.Code!))
                found[name + group.Key] = [.. group.GroupBy(record => record.Assessor).Select(marks => marks.Last().Number)];
        }
        return found;
    }

    private bool Counts(Record record) =>
        wish.AsOf is not { } moment ? record.State == RecordState.Active
        : record.At <= moment && StateAt(record, moment) == RecordState.Active;

    private RecordState StateAt(Record record, DateTimeOffset moment)
    {
        var decisions = session.Decisions.Of(record.Number).Where(decision => decision.Kind != DecisionKind.Evidence).ToList();
        if (decisions.Count == 0) return record.State;
        var waited = record.Kind is RecordKind.Leave or RecordKind.Complaint or RecordKind.Appeal
            || decisions[0].Kind is DecisionKind.Approve or DecisionKind.Reject or DecisionKind.Forward;
        return decisions.LastOrDefault(decision => decision.At <= moment && decision.Kind != DecisionKind.Forward)?.Kind switch
        {
            null => waited ? RecordState.Pending : RecordState.Active,
            DecisionKind.Approve => RecordState.Active,
            DecisionKind.Reject => RecordState.Rejected,
            _ => RecordState.Reversed,
        };
    }

    /// <summary>An item that the scheme does not know, or points that do not fit it, cannot count: they come from another scheme's time.</summary>
    private List<ItemFact> ItemsOf(IReadOnlyList<Tally> tallies) =>
        [.. tallies.Where(tally => tally.Kind is RecordKind.Item or RecordKind.Complaint && Fits(tally.Code, tally.Points, tally.Day))
            .Select(tally => new ItemFact(tally.Code, checked((int)tally.Count), PointsOf(tally.Code, tally.Points), tally.Day))];

    private List<ItemFact> ItemsOf(IReadOnlyList<Record> records) =>
        [.. records.Where(record => record is { Kind: RecordKind.Item or RecordKind.Complaint, Code: not null } && Fits(record.Code, record.Points, record.On))
            .Select(record => new ItemFact(record.Code!, record.Count, PointsOf(record.Code!, record.Points), record.On, record.Number))];

    private bool Fits(string code, decimal? points, DateOnly day) =>
        items.TryGetValue(code, out var item)
        && (item.Chosen is not { } range || (points is { } chosen && range.Contains(chosen)))
        && day >= item.EarliestIn(period);

    private decimal? PointsOf(string code, decimal? points) => items[code].Chosen is null ? null : points;

    private Dictionary<string, FactValue> Attributes(Rated subject)
    {
        var found = new Dictionary<string, FactValue>();
        foreach (var definition in scheme.Attributes)
        {
            var text = definition.Code switch { "position" or "post" => subject.Position, "grade" => subject.Grade, _ => null };
            if (text is not null && Labels.Known(definition.Labels, text) is { } label) found[definition.Code] = FactValue.Of(label);
        }
        if (!HasOwnAttributes) return found;
        var records = allAttributes is null ? session.Records.Query(AttributesUntil(subject.Id)) : allAttributes[subject.Id];
        foreach (var record in records.OrderBy(record => record.On).ThenBy(record => record.Number))
        {
            if (scheme.Attributes.FirstOrDefault(attribute => attribute.Code == record.Code) is { } definition
                && Labels.Value(definition.Kind, definition.Labels, record) is { } value)
                found[definition.Code] = value;
        }
        return found;
    }

    private bool HasOwnAttributes => scheme.Attributes.Any(attribute => attribute.Code is not ("position" or "post" or "grade"));

    private RecordFilter AttributesUntil(string? person) =>
        new() { Person = person, Kind = RecordKind.Attribute, Until = period.Last, State = RecordState.Active };

    /// <summary>The latest figure of the period; a scheme for a quarter also takes one that was entered for a month of it.</summary>
    private Dictionary<string, decimal> Metrics(IReadOnlyList<Record> records) =>
        InPeriod(records, RecordKind.Metric).Where(record => record.Value is not null && scheme.Metrics.Any(metric => metric.Code == record.Code))
            .GroupBy(record => record.Code!).ToDictionary(group => group.Key, group => group.Last().Value!.Value);

    private Dictionary<string, IReadOnlyDictionary<string, FactValue>> Ratings(IReadOnlyList<Record> records)
    {
        var found = new Dictionary<string, IReadOnlyDictionary<string, FactValue>>();
        foreach (var group in InPeriod(records, RecordKind.Rating).GroupBy(record => record.Code!))
        {
            if (scheme.Ratings.FirstOrDefault(rating => rating.Code == group.Key) is not { } definition) continue;
            var marks = new Dictionary<string, FactValue>();
            foreach (var record in group)
            {
                if (Labels.Value(definition.Kind, definition.Labels, record) is { } mark) marks[record.Assessor ?? ""] = mark;
            }
            if (marks.Count > 0) found[group.Key] = marks;
        }
        return found;
    }

    private Dictionary<string, bool> Checks(IReadOnlyList<Record> records) =>
        InPeriod(records, RecordKind.Check).Where(record => record.Value is not null && scheme.Checks.Any(check => check.Code == record.Code))
            .GroupBy(record => record.Code!).ToDictionary(group => group.Key, group => group.Last().Value != 0);

    private IEnumerable<Record> InPeriod(IReadOnlyList<Record> records, RecordKind kind) =>
        records.Where(record => record.Kind == kind && record.Code is not null && period.Contains(record.On)).OrderBy(record => record.On).ThenBy(record => record.Number);

    /// <summary>The part of a leave that lies in the period and in the time of employment, in working days; null where none does.</summary>
    private LeaveFact? LeaveIn(Record leave, Rated subject)
    {
        var (first, last) = (leave.On < period.First ? period.First : leave.On, leave.Until > period.Last ? period.Last : leave.Until);
        if (leave.Value is not { } days || leave.Code is null || first > last || subject.Employed(first, last) is not { } employed) return null;
        (first, last) = employed;
        if (first != leave.On || last != leave.Until)
        {
            // Halves at the ends: a whole day less means both ends, half a day less the first one.
            var less = calendar.Count(leave.On, leave.Until) - days;
            days = calendar.Count(first, last);
            if (less >= 0.5m && first == leave.On) days -= 0.5m;
            if (less >= 1m && last == leave.Until) days -= 0.5m;
        }
        return days <= 0 ? null : new(leave.Code, days, first, leave.Number);
    }
}

/// <summary>Words that a value can be, by their code or by what people say.</summary>
internal static class Labels
{
    /// <summary>The code of a word; null where the scheme does not know it. A scheme that lists none takes any.</summary>
    public static string? Known(IReadOnlyList<Choice> choices, string text) =>
        choices.Count == 0 ? text : choices.FirstOrDefault(choice => choice.Code == text || choice.Title == text)?.Code;

    /// <summary>What a record says, in the kind that the scheme wants; null where it does not fit.</summary>
    public static FactValue? Value(ValueKind kind, IReadOnlyList<Choice> choices, Record record) => kind switch
    {
        ValueKind.Label => record.Label is { } label && Known(choices, label) is { } code ? FactValue.Of(code) : null,
        ValueKind.YesNo => record.Label is { } word ? FactValue.Of(word is "是" or "yes" or "true" or "合格") : record.Value is { } mark ? FactValue.Of(mark != 0) : null,
        _ => record.Value is { } number ? FactValue.Of(number) : null,
    };
}

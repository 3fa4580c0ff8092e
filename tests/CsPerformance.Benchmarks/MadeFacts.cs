using System.Globalization;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Benchmarks;

/// <summary>Facts with every input that a scheme knows, the same in every run.</summary>
internal static class MadeFacts
{
    private const int Seed = 42;

    public static Facts Of(Scheme scheme, int subjects)
    {
        var period = scheme.PeriodKinds[0] switch
        {
            PeriodKind.Quarter => new Period(PeriodKind.Quarter, 2026, 4),
            PeriodKind.Half => new Period(PeriodKind.Half, 2026, 2),
            PeriodKind.Year => new Period(PeriodKind.Year, 2026, 1),
            _ => Period.Month(2026, scheme.Months.Count > 0 ? scheme.Months[^1] : 10),
        };
#pragma warning disable CA5394 // The same numbers in every run are wanted.
        var random = new Random(Seed);
#pragma warning restore CA5394
        return new(period, null, [.. Enumerable.Range(0, subjects).Select(i => Subject(scheme, period, random, i))], new Dictionary<string, ParameterFact>());
    }

    private static SubjectFacts Subject(Scheme scheme, Period period, Random random, int index) => new(
        index.ToString(CultureInfo.InvariantCulture),
        null,
        scheme.Attributes.ToDictionary(one => one.Code, one => Value(one.Kind, one.Labels, one.Range, random, one.Whole)),
        scheme.Metrics.ToDictionary(one => one.Code, one => Number(one.Range, random, one.Whole)),
        [.. scheme.Items.Where(_ => One(random, 3) == 0).Select(one => new ItemFact(one.Code, 1, one.Chosen is { } range ? Number(range, random, true) : null, null))],
        One(random, 5) == 0 ? [new LeaveFact("事假", 0.5m, null)] : [],
        scheme.Ratings.ToDictionary(one => one.Code, one => (IReadOnlyDictionary<string, FactValue>)(one.Assessors.Count == 0 ? [""] : one.Assessors.Select(who => who.Code))
            .ToDictionary(who => who, _ => one.Values.Count > 0 ? FactValue.Of(one.Values[One(random, one.Values.Count)]) : Value(one.Kind, one.Labels, one.Range, random, true))),
        scheme.Checks.ToDictionary(one => one.Code, _ => One(random, 2) == 0),
        Earlier(scheme, period, random));

    private static HistoryFact[] Earlier(Scheme scheme, Period period, Random random)
    {
        if (scheme.History.Count == 0) return [];
        var each = scheme.History[0].Each;
        var last = each == period.Kind ? period.Previous : Period.Of(each, period.Last);
        return [.. Enumerable.Range(0, 3).Select(back => last.Plus(-back)).Where(one => scheme.Months.Count == 0 || scheme.Months.Contains(one.Last.Month)).Reverse()
            .Select(one => new HistoryFact(one, scheme.History.ToDictionary(line => line.Code, line => Value(line.Kind, [], Interval.NotNegative, random, false))))];
    }

    private static FactValue Value(ValueKind kind, IReadOnlyList<Choice> labels, Interval range, Random random, bool whole) => kind switch
    {
        ValueKind.Label => FactValue.Of(labels.Count == 0 ? "不合格" : labels[One(random, labels.Count)].Code),
        ValueKind.YesNo => FactValue.Of(One(random, 2) == 0),
        _ => FactValue.Of(Number(range, random, whole)),
    };

    private static decimal Number(Interval range, Random random, bool whole)
    {
        var from = range.From ?? 1;
        var number = from + ((range.To ?? (from + 100)) - from) * (1 + One(random, 100)) / 100m;
        return whole ? Math.Floor(number) : number;
    }

#pragma warning disable CA5394
    private static int One(Random random, int of) => random.Next(of);
#pragma warning restore CA5394
}

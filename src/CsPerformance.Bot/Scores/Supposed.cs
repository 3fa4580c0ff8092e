using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Scores;

public enum InputKind
{
    Item,
    Metric,
    Rating,
}

/// <summary>An input of the scheme that can be supposed to be different.</summary>
internal sealed record Input(InputKind Kind, string Code);

/// <summary>Facts with one input supposed to be different.</summary>
internal static class Supposed
{
    /// <summary>What stands there now: a figure, a mark, occurrences, or points where they are chosen.</summary>
    /// <returns>Null where nothing was entered and the scheme has no default.</returns>
    public static decimal? Current(Scheme scheme, SubjectFacts subject, Input input) => input.Kind switch
    {
        InputKind.Metric => subject.Metrics.TryGetValue(input.Code, out var value) ? value : scheme.Metrics.FirstOrDefault(metric => metric.Code == input.Code)?.Default,
        InputKind.Rating => subject.Ratings.TryGetValue(input.Code, out var marks) && marks.Values.FirstOrDefault() is { Number: { } mark } ? mark : null,
        _ => subject.Items.Where(item => item.Item == input.Code).Sum(item => IsChosen(scheme, input.Code) ? item.Count * item.Points ?? 0 : item.Count),
    };

    /// <summary>The facts of one subject with an input set to a value.</summary>
    public static Facts With(Scheme scheme, Facts facts, string subject, Input input, decimal value) => facts with
    {
        Subjects = [.. facts.Subjects.Select(one => one.Id == subject ? With(scheme, one, input, value, facts.Period.Last) : one)],
    };

    /// <summary>The step in which people count this input.</summary>
    public static decimal Step(Scheme scheme, Input input) => input.Kind switch
    {
        InputKind.Metric when scheme.Metrics.FirstOrDefault(metric => metric.Code == input.Code) is { } metric =>
            metric.Whole ? 1 : metric.Range is { From: 0, To: <= 1 } ? 0.001m : metric.Unit is "比例" or "%" ? 0.01m : metric.Range is { From: 0, To: <= 10 } ? 0.01m : metric.Default is 0 ? 1 : 0.1m,
        InputKind.Rating when scheme.Ratings.FirstOrDefault(rating => rating.Code == input.Code) is { } rating =>
            rating.Step ?? (rating.Range is { From: 0, To: <= 2 } ? 0.01m : 1),
        _ => IsChosen(scheme, input.Code) ? 0.5m : 1,
    };

    public static Interval Range(Scheme scheme, Input input) => input.Kind switch
    {
        InputKind.Metric => scheme.Metrics.FirstOrDefault(metric => metric.Code == input.Code)?.Range ?? Interval.NotNegative,
        InputKind.Rating => scheme.Ratings.FirstOrDefault(rating => rating.Code == input.Code)?.Range ?? Interval.NotNegative,
        _ => Interval.NotNegative,
    };

    public static bool IsChosen(Scheme scheme, string item) => scheme.Items.FirstOrDefault(one => one.Code == item)?.Chosen is not null;

    private static SubjectFacts With(Scheme scheme, SubjectFacts subject, Input input, decimal value, DateOnly day)
    {
        switch (input.Kind)
        {
            case InputKind.Metric:
                return subject with { Metrics = new Dictionary<string, decimal>(subject.Metrics) { [input.Code] = value } };
            case InputKind.Rating:
                var assessor = subject.Ratings.TryGetValue(input.Code, out var marks) && marks.Count > 0 ? marks.Keys.First() : scheme.Ratings.FirstOrDefault(rating => rating.Code == input.Code)?.Assessors is [var first, ..] ? first.Code : "";
                var changed = new Dictionary<string, FactValue>(marks ?? new Dictionary<string, FactValue>()) { [assessor] = FactValue.Of(value) };
                return subject with { Ratings = new Dictionary<string, IReadOnlyDictionary<string, FactValue>>(subject.Ratings) { [input.Code] = changed } };
            default:
                var others = subject.Items.Where(item => item.Item != input.Code);
                return subject with { Items = [.. others, .. Items(scheme, input.Code, value, subject.Items.LastOrDefault(item => item.Item == input.Code)?.On ?? day)] };
        }
    }

    /// <summary>So many occurrences, or so many points in portions that the item allows.</summary>
    private static IEnumerable<ItemFact> Items(Scheme scheme, string code, decimal value, DateOnly day)
    {
        if (scheme.Items.FirstOrDefault(item => item.Code == code)?.Chosen is not { } range)
        {
            if (value >= 1) yield return new(code, checked((int)value), null, day);
            yield break;
        }
        while (value > 0)
        {
            var portion = range.To is { } most && value > most ? most : value;
            if (range.From is { } least && value > portion && value - portion < least) portion -= least;
            yield return new(code, 1, portion, day);
            value -= portion;
        }
    }
}

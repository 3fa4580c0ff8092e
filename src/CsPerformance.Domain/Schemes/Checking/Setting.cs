using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>A made-up subject with a value for every input, by qualified name (<c>metrics.calls</c>, <c>items.late</c>). A copy shares what it does not change.</summary>
internal sealed class Setting(Scheme scheme)
{
    private readonly Scheme scheme = scheme;
    private Dictionary<string, FactValue> attributes = [];
    private Dictionary<string, decimal> metrics = [];
    private Dictionary<string, decimal> items = [];
    private Dictionary<string, decimal> leave = [];
    private Dictionary<string, FactValue> marks = [];
    private Dictionary<string, bool> checks = [];
    private Dictionary<string, FactValue> history = [];
    private Dictionary<string, IReadOnlyDictionary<string, FactValue>> ratings = [];

    public FactValue? this[string name]
    {
        get
        {
            var (kind, code) = Parts(name);
            return kind switch
            {
                "metrics" => Number(metrics, code),
                "items" => Number(items, code),
                "leave" => Number(leave, code),
                "checks" => checks.TryGetValue(code, out var check) ? FactValue.Of(check) : null,
                "attributes" => attributes.TryGetValue(code, out var attribute) ? attribute : null,
                "ratings" => marks.TryGetValue(code, out var mark) ? mark : null,
                _ => history.TryGetValue(code, out var earlier) ? earlier : null,
            };
        }
    }

    public Setting With(string name, FactValue? value)
    {
        var next = (Setting)MemberwiseClone();
        next.Put(name, value);
        return next;
    }

    public Setting With(IEnumerable<KeyValuePair<string, FactValue>> changes)
    {
        var next = (Setting)MemberwiseClone();
        foreach (var (name, value) in changes) next.Put(name, value);
        return next;
    }

    public SubjectFacts Facts(string id, IReadOnlyList<Period> earlier) => new(
        id, null, attributes, metrics,
        [.. items.Where(pair => pair.Value > 0).Select(pair => IsChosen(pair.Key) ? new ItemFact(pair.Key, 1, pair.Value, null) : new(pair.Key, (int)pair.Value, null, null))],
        [.. leave.Where(pair => pair.Value > 0).Select(pair => new LeaveFact(pair.Key, pair.Value, null))],
        ratings, checks,
        history.Count == 0 ? [] : [.. earlier.Select(period => new HistoryFact(period, history))]);

    private static FactValue? Number(Dictionary<string, decimal> of, string code) => of.TryGetValue(code, out var number) ? FactValue.Of(number) : null;

    private static (string Kind, string Code) Parts(string name) => name.IndexOf('.', StringComparison.Ordinal) is var dot ? (name[..dot], name[(dot + 1)..]) : default;

    private bool IsChosen(string code) => scheme.Items.First(item => item.Code == code).Chosen is not null;

    private void Put(string name, FactValue? value)
    {
        var (kind, code) = Parts(name);
        switch (kind)
        {
            case "metrics": metrics = Changed(metrics, code, value?.Number); break;
            case "items": items = Changed(items, code, value?.Number); break;
            case "leave": leave = Changed(leave, code, value?.Number); break;
            case "checks": checks = Changed(checks, code, value?.YesNo); break;
            case "attributes": attributes = Changed(attributes, code, value); break;
            case "history": history = Changed(history, code, value); break;
            default:
                (marks, ratings) = (Changed(marks, code, value), new(ratings, StringComparer.Ordinal));
                if (value is { } mark) ratings[code] = Marks(code, mark);
                else ratings.Remove(code);
                break;
        }
    }

    private static Dictionary<string, T> Changed<T>(Dictionary<string, T> of, string code, T? value)
        where T : struct
    {
        var next = new Dictionary<string, T>(of, StringComparer.Ordinal);
        if (value is { } known) next[code] = known;
        else next.Remove(code);
        return next;
    }

    // Several assessors are taken to be of one mind.
    private Dictionary<string, FactValue> Marks(string code, FactValue mark)
    {
        var assessors = scheme.Ratings.First(rating => rating.Code == code).Assessors;
        return assessors.Count == 0 ? new() { [""] = mark } : assessors.ToDictionary(one => one.Code, _ => mark, StringComparer.Ordinal);
    }
}

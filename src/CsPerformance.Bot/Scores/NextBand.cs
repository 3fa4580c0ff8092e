using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Scores;

/// <summary>The smallest change of one input that moves a line, and what it brings.</summary>
/// <param name="Line">The line that changes its band, grade or star.</param>
/// <param name="By">The difference of the input: points for items with chosen points, else occurrences, figure or mark.</param>
/// <param name="Points">What the ranking line gains; null where it is missing or none.</param>
/// <param name="Yuan">What the pay gains; null where the scheme has none or it is missing.</param>
internal sealed record Reach(SchemeLine Line, LineValue From, LineValue To, Input Input, string Title, decimal Now, decimal By, decimal? Points, decimal? Yuan);

/// <summary>Looks for the next band, grade or star by evaluating again and again; what it finds is what would be paid.</summary>
internal sealed class NextBand(Scored scored, string subject)
{
    /// <summary>Doublings of the step: far beyond any figure that people enter.</summary>
    private const int MostDoublings = 24;

    private readonly Scheme scheme = scored.Scheme;
    private readonly SubjectFacts facts = scored.Facts.Subjects.First(one => one.Id == subject);

    /// <summary>Ways up, the smallest change of each single input, for every line that has bands or levels.</summary>
    /// <param name="withinSteps">Null: as far as it takes.</param>
    public IReadOnlyList<Reach> Up(decimal? withinSteps = null) => Search(up: true, withinSteps);

    /// <summary>Ways down within so many steps of an input: who is near a boundary.</summary>
    public IReadOnlyList<Reach> Down(decimal withinSteps) => Search(up: false, withinSteps);

    /// <summary>The lines that jump: read from bands, or a label.</summary>
    public IReadOnlyList<SchemeLine> Lines() =>
        [.. scheme.Lines.Where(line => (line.Bands.Count > 0 || line.Kind == ValueKind.Label || line.Unit is "星" or "级") && !line.Money && !line.Code.EndsWith("held_back_by", StringComparison.Ordinal)
            && scored.Of(subject).Line(line.Code)?.Value is { } value and not LineValue.Missing && value is not LineValue.YesNo)];

    private List<Reach> Search(bool up, decimal? withinSteps)
    {
        var found = new List<Reach>();
        var lines = Lines();
        if (lines.Count == 0) return found;
        foreach (var (input, title) in Inputs())
        {
            if (Supposed.Current(scheme, facts, input) is not { } now) continue;
            foreach (var sign in new[] { 1, -1 })
            {
                foreach (var line in lines)
                {
                    if (Smallest(line, input, title, now, sign, up, withinSteps) is { } reach) found.Add(reach);
                }
            }
        }
        return [.. found.OrderBy(reach => IndexOf(reach.Line)).ThenBy(reach => Math.Abs(reach.By) / Supposed.Step(scheme, reach.Input))];
    }

    private IEnumerable<(Input, string)> Inputs()
    {
        foreach (var item in scheme.Items.Where(Applies)) yield return (new(InputKind.Item, item.Code), item.Title);
        foreach (var metric in scheme.Metrics.Where(Applies)) yield return (new(InputKind.Metric, metric.Code), metric.Title);
        foreach (var rating in scheme.Ratings.Where(rating => rating.Kind == ValueKind.Number && Applies(rating))) yield return (new(InputKind.Rating, rating.Code), rating.Title);
    }

    private bool Applies(Definition definition) => definition.AppliesTo.All(only =>
        !facts.Attributes.TryGetValue(only.Key, out var value) || value.Label is not { } label || only.Value.Contains(label));

    /// <summary>Doubles the change until the line moves the wanted way, then halves down to the smallest.</summary>
    private Reach? Smallest(SchemeLine line, Input input, string title, decimal now, int sign, bool up, decimal? withinSteps)
    {
        var step = Supposed.Step(scheme, input);
        var range = Supposed.Range(scheme, input);
        long reached = 0, below = 0;
        for (var (steps, doubling) = (1L, 0); doubling < MostDoublings; doubling++, steps *= 2)
        {
            var most = withinSteps is { } limit && steps > limit ? (long)limit : steps;
            var bounded = Bounded(now, sign, step, most, range);
            if (bounded > below && Moves(line, input, now + sign * step * bounded, up)) reached = bounded;
            if (reached > 0 || bounded < steps) break;
            below = bounded;
        }
        if (reached == 0) return null;
        while (reached - below > 1)
        {
            var middle = below + (reached - below) / 2;
            if (Moves(line, input, now + sign * step * middle, up)) reached = middle;
            else below = middle;
        }
        return Made(line, input, title, now, sign * step * reached);
    }

    /// <summary>As many steps as the range of the input allows.</summary>
    private static long Bounded(decimal now, int sign, decimal step, long steps, Interval range)
    {
        var end = sign > 0 ? range.To : range.From ?? 0;
        if (end is not { } limit) return steps;
        var room = sign > 0 ? (limit - now) / step : (now - limit) / step;
        return room < steps ? Math.Max(0, (long)decimal.Floor(room)) : steps;
    }

    private bool Moves(SchemeLine line, Input input, decimal value, bool up)
    {
        var then = Then(input, value);
        return then.Problems.Count == 0 && IsMoved(line, then, up);
    }

    private Scored Then(Input input, decimal value) => ScoreBook.Suppose(scored, known => Supposed.With(scheme, known, subject, input, value));

    /// <summary>A number moves by its size; a label by the pay or the points that come with it, or by its place among the scheme's levels.</summary>
    private bool IsMoved(SchemeLine line, Scored then, bool up)
    {
        var (before, after) = (scored.Of(subject).Line(line.Code)?.Value, then.Of(subject).Line(line.Code)?.Value);
        if (before is null or LineValue.Missing || after is null or LineValue.Missing || before.Equals(after)) return false;
        var better = (before, after) switch
        {
            (LineValue.Number was, LineValue.Number is_) => is_.Value > was.Value,
            (LineValue.Void, _) => true,
            (_, LineValue.Void) => false,
            (LineValue.Label was, LineValue.Label is_) when Levels.Compare(line, was.Text, is_.Text) is { } order => order < 0,
            _ => (Pay(then) ?? then.Board(subject)) > (Pay(scored) ?? scored.Board(subject)),
        };
        return better == up;
    }

    private Reach Made(SchemeLine line, Input input, string title, decimal now, decimal by)
    {
        var then = Then(input, now + by);
        return new(
            line, scored.Of(subject).Line(line.Code)!.Value, then.Of(subject).Line(line.Code)!.Value, input, title, now, by,
            then.Board(subject) - scored.Board(subject), Pay(then) - Pay(scored));
    }

    /// <summary>The last pay line that the scheme puts out is what is paid.</summary>
    private decimal? Pay(Scored sheet) =>
        scheme.Lines.LastOrDefault(line => line.Money) is { } pay && sheet.Of(subject).Line(pay.Code)?.Value is LineValue.Number yuan ? yuan.Value : null;

    private int IndexOf(SchemeLine line)
    {
        for (var i = 0; i < scheme.Lines.Count; i++) if (scheme.Lines[i] == line) return i;
        return -1;
    }
}

/// <summary>Which of two levels is the higher one, where the words or the scheme tell.</summary>
internal static class Levels
{
    private static readonly string[] _fromBest = ["卓越", "优秀", "优", "良好", "良", "中等", "中", "合格", "达标", "及格", "一般", "基本合格", "待改进", "待提高", "较差", "差", "不合格", "不达标", "无"];

    /// <summary>Negative where the first is lower; null where nothing tells.</summary>
    public static int? Compare(SchemeLine line, string first, string second)
    {
        if (Stars(first) is { } a && Stars(second) is { } b && a != b) return a.CompareTo(b);
        var (i, j) = (Array.IndexOf(_fromBest, first), Array.IndexOf(_fromBest, second));
        if (i >= 0 && j >= 0) return j.CompareTo(i);
        var edges = line.Bands.Where(band => band.For.Count == 0).Select(band => (band.Gives, band.Interval.From ?? decimal.MinValue)).ToList();
        var (low, high) = (edges.FindIndex(band => band.Gives == first), edges.FindIndex(band => band.Gives == second));
        return low >= 0 && high >= 0 && edges[low].Item2 != edges[high].Item2 ? edges[low].Item2.CompareTo(edges[high].Item2) : null;
    }

    /// <summary>The number in 五星, 3星, 4级.</summary>
    private static int? Stars(string text)
    {
        if (!text.Contains('星') && !text.Contains('级')) return null;
        if (text.FirstOrDefault(char.IsAsciiDigit) is var digit and not '\0') return digit - '0';
        var place = "零一二三四五六七八九".IndexOf(text[0], StringComparison.Ordinal);
        return place >= 0 ? place : null;
    }
}

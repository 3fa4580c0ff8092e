using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

internal enum Gather
{
    Members,
    Count,
    Sum,
    Mean,
    Ratio,
    Lowest,
    Highest,
    BestRank,
    WorstRank,
}

/// <summary>
/// A figure over the group's subjects that have all of its inputs; who lacks one is left out, and the own line is
/// missing (common rule 12). It is computed once for a group, an earlier period and a value of <paramref name="by"/>.
/// </summary>
/// <param name="number">What is gathered; for a count the condition.</param>
/// <param name="below">The divisor of a ratio of sums.</param>
/// <param name="among">Only the subjects for which it holds.</param>
/// <param name="by">Only the subjects that share the value with the own one.</param>
internal sealed class Gathered(Gather gather, Node? number, Node? below, Node? among, Node? by, int id, string name, string divisor) : Node
{
    private readonly Absence nobody = Absence.Of(name, $"没有人有 {name} 的数据");
    private readonly Absence byZero = Absence.Of(divisor, $"除数 {divisor} 为 0");

    public Gather Gather => gather;

    public override ValueKind Kind => ValueKind.Number;

    public override IEnumerable<Node> Children => new[] { number, below, among, by }.OfType<Node>();

    public override bool ReadsSubject => by is not null || gather is Gather.BestRank or Gather.WorstRank;

    public override Value Eval(Frame at)
    {
        if (gather == Gather.Members) return Value.Of((decimal)at.Run.SubjectCount);
        var (own, missing) = Own(at, out var key);
        if (missing.IsMissing) return missing;
        if (!at.Run.Figures.TryGetValue((id, at.Back, key), out var gathered)) at.Run.Figures[(id, at.Back, key)] = gathered = Collect(at.Run, at.Back, key);
        if (gathered.Ranked is { } ranked) return Value.Of((decimal)(gather == Gather.BestRank ? ranked.Length - Upper(ranked, own.Number) + 1 : ranked.Length - Lower(ranked, own.Number)));
        return gathered.One;
    }

    // The own subject's inputs, for its place and so that its own line is missing where it lacks one.
    private (Value Own, Value Missing) Own(Frame at, out string key)
    {
        key = "";
        if (at.Subject < 0) return (Value.Void, Value.Void);
        var own = at.Take(number!);
        var missing = below is null ? own : at.Run.Absences.Join(own, at.Count(below));
        if (among is not null) missing = at.Run.Absences.Join(missing, at.Test(among));
        if (by is not null)
        {
            var shared = by.Eval(at);
            missing = at.Run.Absences.Join(missing, shared);
            key = shared.Held == Held.Label ? shared.Label : shared.ToString();
        }
        return (own, missing.IsMissing ? missing : Value.Void);
    }

    private GatheredFigure Collect(Run run, int back, string key)
    {
        var frame = new Frame(run) { Back = back };
        var (sum, divisorSum, low, high, count, yes) = ((Exact)0m, (Exact)0m, (Exact)0m, (Exact)0m, 0, 0);
        var ranked = gather is Gather.BestRank or Gather.WorstRank ? new List<Exact>() : null;
        for (frame.Subject = 0; frame.Subject < run.SubjectCount; frame.Subject++)
        {
            if (Left(frame, key, out var value, out var other)) continue;
            count++;
            if (value.Yes) yes++;
            ranked?.Add(value.Number);
            if (gather is Gather.Sum or Gather.Mean or Gather.Ratio) sum += value.Number;
            divisorSum += other.Number;
            low = count == 1 || value.Number < low ? value.Number : low;
            high = count == 1 || value.Number > high ? value.Number : high;
        }
        ranked?.Sort(Exact.Compare);
        if (ranked is not null) return new(Value.Void, [.. ranked]);
        return new(gather switch
        {
            Gather.Count => Value.Of((decimal)yes),
            Gather.Sum => Value.Of(sum),
            _ when count == 0 => Value.Of(nobody),
            Gather.Mean => Value.Of(sum / count),
            Gather.Ratio => divisorSum.IsZero ? Value.Of(byZero) : Value.Of(sum / divisorSum),
            Gather.Lowest => Value.Of(low),
            _ => Value.Of(high),
        }, null);
    }

    private bool Left(Frame frame, string key, out Value value, out Value other)
    {
        frame.MayBeQuick = true;
        (value, other) = (frame.Take(number!), below is null ? Value.Void : frame.Count(below));
        if (value.IsMissing || other.IsMissing) return true;
        if (among is not null && !frame.Test(among).Yes) return true;
        if (by is null) return false;
        var shared = by.Eval(frame);
        return shared.IsMissing || (shared.Held == Held.Label ? shared.Label : shared.ToString()) != key;
    }

    // The first place whose number is above / not below the own one, in ascending order.
    private static int Upper(Exact[] sorted, Exact own) => Place(sorted, own, 1);

    private static int Lower(Exact[] sorted, Exact own) => Place(sorted, own, 0);

    private static int Place(Exact[] sorted, Exact own, int equalsGoBelow)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Exact.Compare(sorted[middle], own) < equalsGoBelow) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    public override void Write(Wording words)
    {
        words.Put(by is null ? "全组" : "同类");
        if (among is not null) words.Put("(").Put(among).Put("者)");
        words.Put(gather switch
        {
            Gather.Members => "人数",
            Gather.Count => "符合(",
            Gather.Sum => "合计(",
            Gather.Mean => "平均(",
            Gather.Ratio => "比率(",
            Gather.Lowest => "最低(",
            Gather.Highest => "最高(",
            _ => "名次(",
        });
        var titles = new Wording(null);
        if (number is not null) words.Put(titles.Put(number).ToString());
        if (below is not null) words.Put(" ÷ ").Put(Wording.Of(below, null));
        if (gather != Gather.Members) words.Put(")");
        // Inside of a function over history there is one for each period, and none for all of them.
        if (words.At is { } at && (at.Back >= 0 || !Tree().OfType<HistoryName>().Any())) words.Put(" ").Put(Eval(at).ToString());
    }
}

/// <param name="Ranked">For a rank: all numbers in ascending order.</param>
internal sealed record GatheredFigure(Value One, Exact[]? Ranked);

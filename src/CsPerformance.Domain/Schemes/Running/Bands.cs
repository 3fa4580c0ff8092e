using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

/// <param name="For">Values of the deciding label; empty: all.</param>
internal sealed record Band(IReadOnlyList<string> For, Interval Interval, Node Gives, string Written);

/// <summary>Written intervals, each giving a value; the first that takes the number in counts.</summary>
/// <param name="by">The label that decides which rows count; null: all do.</param>
internal sealed class Bands(Node number, Node? by, Band[] rows, ValueKind kind, string name) : Node
{
    /// <summary>So many intervals are named where none takes the number.</summary>
    private const int MostNamed = 8;

    private readonly Absence none = Absence.Of(name, $"{name} 没有适用的档({string.Join("、", rows.Select(row => row.Interval.ToString()).Distinct().Take(MostNamed))}{(rows.Select(row => row.Interval).Distinct().Count() > MostNamed ? "…" : "")})");
    private readonly Steps? steps = Steps.Of([.. rows.Select(row => row.Interval)]);

    public override ValueKind Kind => kind;

    public Node Number => number;

    public Node? By => by;

    public IReadOnlyList<Band> Rows => rows;

    public override IEnumerable<Node> Children => (by is null ? [number] : new[] { number, by }).Concat(rows.Select(row => row.Gives));

    public override Value Eval(Frame at)
    {
        if (at.MayBeQuick)
        {
            var quick = QuickRow(at);
            if (quick >= 0) return rows[quick].Gives.Eval(at);
            at.MayBeQuick = false;
        }
        var missing = Hit(at, out var row, out _);
        return missing.IsMissing ? missing : row is null ? Value.Of(none) : row.Gives.Eval(at);
    }

    public override Short Quick(Frame at) => QuickRow(at) is var row && row < 0 ? Short.None : Quickly(rows[row].Gives, at);

    public override Truth Holds(Frame at) => QuickRow(at) is var row && row < 0 ? Truth.Unknown : rows[row].Gives.Holds(at);

    // The index of the row that is hit; -1 where only the exact way can tell.
    private int QuickRow(Frame at)
    {
        if (steps is null) return -1;
        var x = Quickly(number, at);
        if (x.IsNone) return -1;
        if (by is null) return steps.Find(x);
        var label = by.Eval(at);
        if (label.IsMissing) return -1;
        var place = steps.Place(x);
        for (var row = 0; row < rows.Length; row++) if (steps.Takes(row, place) && Fits(rows[row].For, label.Label)) return row;
        return -1;
    }

    public override void Write(Wording words)
    {
        words.Put("按 ").Put(number).Put(" 所在的档");
        if (words.At is { } at && Hit(at, out var row, out _) is var _ && row is not null) words.Put($" {row.Interval} → ").Put(row.Gives);
    }

    /// <summary>The band that was hit, as the scheme writes it.</summary>
    public string? Shown(Frame at) => Hit(at, out var row, out _).IsMissing || row is null ? null : $"{row.Interval} → {row.Written}";

    /// <summary>The nearest better band and how far it is; null at the best or where bands cannot be compared.</summary>
    public string? Next(Frame at)
    {
        if (Hit(at, out var row, out var value).IsMissing || row is null) return null;
        var own = row.Gives.Eval(at);
        if (own.Held is not (Held.Number or Held.Void)) return null;
        var better = rows.Where(other => other != row && other.For.SequenceEqual(row.For) && other.Gives is Literal { Value.Held: Held.Number } gives && gives.Value.Number > own.Number)
            .OrderBy(other => Distance(other, value), Comparer<Exact>.Create(Exact.Compare)).FirstOrDefault();
        if (better is null) return null;
        return $"{Wording.Of(number, null)} {Way(better.Interval, value, Distance(better, value))} 即到 {better.Interval} → {better.Written}";
    }

    /// <summary>再降 5, 再升 3 以上 where the end does not belong to it, 低于 50 from that very end.</summary>
    private static string Way(Interval better, Exact value, Exact distance)
    {
        var down = better.To is { } to && value >= to;
        if (distance.IsZero) return down ? $"低于 {better.To}" : $"高于 {better.From}";
        return $"{(down ? "再降" : "再升")} {distance}{(down ? better.ToIn : better.FromIn) switch { true => "", false => " 以上" }}";
    }

    private static Exact Distance(Band band, Exact value) =>
        band.Interval.To is { } to && value >= to ? value - to
        : band.Interval.From is { } from && value <= from ? from - value
        : 0m;

    private Value Hit(Frame at, out Band? row, out Exact value)
    {
        var (x, label) = (number.Eval(at), by?.Eval(at) ?? Value.Void);
        (row, value) = (null, x.Number);
        if (x.IsMissing || label.IsMissing) return at.Run.Absences.Join(x, label);
        foreach (var band in rows)
        {
            if (!x.Number.In(band.Interval) || (by is not null && !Fits(band.For, label.Label))) continue;
            row = band;
            break;
        }
        return Value.Void;
    }

    private static bool Fits(IReadOnlyList<string> labels, string label)
    {
        if (labels.Count == 0) return true;
        for (var i = 0; i < labels.Count; i++) if (string.Equals(labels[i], label, StringComparison.Ordinal)) return true;
        return false;
    }
}

using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>What a condition demands of a measure.</summary>
internal sealed record Limit(string Measure, string Sign, decimal Value, Extent Extent)
{
    public bool IsFloor => Sign is "≥" or ">";

    public bool Takes => Sign is "≥" or "≤";

    public Interval Interval => IsFloor ? new(Value, Takes, null, false) : new(null, false, Value, Takes);

    public bool IsLaxerThan(Limit other) => IsFloor
        ? Value < other.Value || (Value == other.Value && Takes && !other.Takes)
        : Value > other.Value || (Value == other.Value && Takes && !other.Takes);

    public override string ToString() => $"{Measure} {Sign} {BandChecks.Text(Value)}";

    /// <summary>The limits that must hold for a condition to hold; what is no limit on one measure is left out.</summary>
    public static IReadOnlyList<Limit> Of(Extents extents, Node node)
    {
        switch (node)
        {
            case Junction { All: true }:
                return [.. node.Children.SelectMany(part => Of(extents, part))];
            case Among { Range: { } range } among:
                var (name, extent) = (Wording.Of(among.Inner, null), extents.Of(among.Inner));
                return [.. new[] { range.From is { } from ? new Limit(name, range.FromIn ? "≥" : ">", from, extent) : null, range.To is { } to ? new Limit(name, range.ToIn ? "≤" : "<", to, extent) : null }.OfType<Limit>()];
            case Comparison { Left.Kind: ValueKind.Number, Sign: not "≠" } comparison:
                return Of(extents, comparison);
            default:
                return [];
        }
    }

    /// <summary>True where the limits of a condition say all that it says.</summary>
    public static bool IsWhole(Extents extents, Node node) => node is Junction { All: true } ? node.Children.All(part => IsWhole(extents, part)) : Of(extents, node).Count > 0;

    /// <summary>The numbers of one measure that satisfy all of some limits; null where none does.</summary>
    public static Interval? Common(IEnumerable<Limit> limits)
    {
        Interval? common = null;
        var whole = false;
        foreach (var limit in limits)
        {
            whole = limit.Extent.Whole;
            if (Pieces.Common(common ?? limit.Extent.ToInterval(), limit.Interval) is not { } inside) return null;
            common = inside;
        }
        return common is { } found && Pieces.Example(found, whole) is not null ? found : null;
    }

    private static Limit[] Of(Extents extents, Comparison comparison)
    {
        var (measure, edge, sign) = extents.Of(comparison.Right).IsPoint ? (comparison.Left, comparison.Right, comparison.Sign)
            : (comparison.Right, comparison.Left, comparison.Sign switch { "<" => ">", "≤" => "≥", ">" => "<", "≥" => "≤", var same => same });
        if (extents.Of(edge) is not { IsPoint: true, From: { } value } || extents.Of(measure) is not { IsPoint: false } extent) return [];
        var name = Wording.Of(measure, null);
        return sign == "=" ? [new(name, "≥", value, extent), new(name, "≤", value, extent)] : [new(name, sign, value, extent)];
    }
}

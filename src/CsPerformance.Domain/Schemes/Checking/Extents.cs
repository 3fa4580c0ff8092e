using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>What each expression of a scheme can come to, from the declared ranges of its inputs; too wide rather than too narrow.</summary>
internal sealed class Extents(Scheme scheme)
{
    private static readonly Extent _counts = new(0, null, true);

    private readonly Dictionary<PlanLine, Extent> lines = [];

    public Extent Of(PlanLine line)
    {
        if (lines.TryGetValue(line, out var known)) return known;
        lines[line] = Extent.Any;
        return lines[line] = Of(line.Root);
    }

    public Extent Of(Node node) => node switch
    {
        Literal literal => literal.Value.Held == Held.Number ? Extent.Point(literal.Value.Number.Shown) : Extent.Point(0),
        Input input => Of(input.Slot),
        LineName name => Of(name.Line),
        HistoryName { Own: { } own } => Of(own),
        ParameterName name => Parameter(name),
        TableRow { Kind: ValueKind.Number } row => Parameter(row),
        Running.Arithmetic sum => Of(sum.Left) is var a && Of(sum.Right) is var b ? sum.Sign switch { '+' => a + b, '-' => a + -b, '*' => a * b, _ => a / b } : default,
        Negation => -Only(node),
        Several several => Of(several),
        Shaped shaped => Of(shaped),
        Clamp => Clamped([.. node.Children.Select(Of)]),
        Cases cases => Union([.. cases.Parts.Select(part => part.Gives), .. cases.Otherwise is null ? Array.Empty<Node>() : [cases.Otherwise]]),
        Bands bands => Union(bands.Rows.Select(row => row.Gives)),
        Ladder ladder => Union([.. ladder.Rungs.Select(rung => rung.Gives), .. ladder.None is null ? Array.Empty<Node>() : [ladder.None]]),
        Quota quota => Of(quota.Children.First()),
        Probed { Probe: Probe.OrElse } => Union(node.Children),
        Streak => _counts,
        Lookback back => back.Look switch { Look.Times or Look.Longest => _counts, Look.Lowest or Look.Highest => Only(node), Look.Mean => Only(node) with { Whole = false }, _ => Summed(node) },
        Ago => Only(node),
        Gathered gathered => Of(gathered),
        PeriodName name => Of(name),
        _ => Extent.Any,
    };

    /// <summary>Whether a condition always holds (true), never (false), or sometimes (null), as far as ranges tell.</summary>
    public bool? Truth(Node node)
    {
        switch (node)
        {
            case Literal { Value.Held: Held.YesNo } literal:
                return literal.Value.Yes;
            case Not:
                return !Truth(node.Children.First());
            case Junction junction:
                var parts = junction.Children.Select(Truth).ToList();
                if (parts.Contains(!junction.All)) return !junction.All;
                if (parts.All(part => part == junction.All)) return junction.All;
                // Two parts that each can hold may exclude each other: m ≥ 60 and m < 50.
                return junction.All && Limit.Of(this, junction).GroupBy(limit => limit.Measure).Any(limits => Limit.Common(limits) is null) ? false : null;
            case Among { Range: { } range } among:
                return Pieces.Common(Of(among.Inner).ToInterval(), range) is not { } inside || Pieces.Example(inside, Of(among.Inner).Whole) is null ? false
                    : Pieces.Without([Of(among.Inner).ToInterval()], range).All(piece => Pieces.Example(piece, Of(among.Inner).Whole) is null) ? true : null;
            case Comparison { Left.Kind: ValueKind.Number } comparison:
                return Compare(comparison.Sign, Of(comparison.Left), Of(comparison.Right));
            default:
                return null;
        }
    }

    private static bool? Compare(string sign, Extent a, Extent b) => sign switch
    {
        "<" => a.To < b.From ? true : a.From >= b.To ? false : null,
        "≤" => a.To <= b.From ? true : a.From > b.To ? false : null,
        ">" => Compare("<", b, a),
        "≥" => Compare("≤", b, a),
        "=" => a.To < b.From || b.To < a.From ? false : a.IsPoint && b.IsPoint ? a.From == b.From : null,
        _ => !Compare("=", a, b),
    };

    private Extent Of(Slot slot)
    {
        var code = slot.Codes.Count > 0 ? slot.Codes[0] : "";
        return slot.Kind switch
        {
            SlotKind.Attribute => scheme.Attributes.FirstOrDefault(one => one.Code == code) is { } attribute ? Extent.Of(attribute.Range, attribute.Whole) : Extent.Any,
            SlotKind.Metric => scheme.Metrics.FirstOrDefault(one => one.Code == code) is { } metric ? Extent.Of(metric.Range, metric.Whole) : Extent.Any,
            SlotKind.Rating => scheme.Ratings.FirstOrDefault(one => one.Code == code) is { } rating ? Of(rating) : Extent.Any,
            SlotKind.Count => _counts,
            SlotKind.Leave => new(0, null, false),
            SlotKind.Points => new(0, null, slot.Items.Values.All(IsWhole)),
            SlotKind.Score => new(slot.Items.Values.Any(item => item.Direction == ItemDirection.Deduction) ? null : 0, slot.Items.Values.Any(item => item.Direction == ItemDirection.Bonus) ? null : 0, slot.Items.Values.All(IsWhole)),
            _ => Extent.Any,
        };
    }

    private static bool IsWhole(ItemDefinition item) => item.Chosen is null && (item.FixedPoints is not { } points || points == decimal.Truncate(points));

    /// <summary>What a mark can be.</summary>
    public static Extent Of(RatingDefinition rating)
    {
        if (rating.Values.Count > 0) return new(rating.Values.Min(), rating.Values.Max(), rating.Values.All(value => value == decimal.Truncate(value)));
        var whole = rating.Step is { } step && step == decimal.Truncate(step) && rating.Range.From is { } from && from == decimal.Truncate(from);
        return Extent.Of(rating.Range, whole);
    }

    // What is not set yet is taken as an amount, a rate or a limit that is not negative, unless its range says more.
    private Extent Parameter(IParameterNode name)
    {
        var leaves = scheme.Plan.Parameters[name.Index].Values.SelectMany(value => value.Value.Table?.Leaves() ?? [value.Value.One]).Where(value => value.Held == Held.Number).ToList();
        if (leaves.Count == 0) return Extent.Of(name.Parameter.Range == Interval.Everything ? Interval.NotNegative : name.Parameter.Range, false);
        return leaves.Select(value => Extent.Point(value.Number.Shown)).Aggregate((a, b) => a.Or(b));
    }

    private Extent Of(Several several)
    {
        var parts = several.Children.Select(Of).ToList();
        return several.Fold switch
        {
            Fold.Smallest => parts.Aggregate((a, b) => a.Least(b)),
            Fold.Greatest => parts.Aggregate((a, b) => a.Greatest(b)),
            Fold.Sum => parts.Aggregate((a, b) => a + b),
            _ => parts.Aggregate((a, b) => a + b) / Extent.Point(parts.Count),
        };
    }

    private Extent Of(Shaped shaped)
    {
        var inner = Only(shaped);
        return shaped.Shape switch
        {
            Shape.Floor => new(Floor(inner.From), Floor(inner.To), true),
            Shape.Ceiling => -new Extent(Floor(-inner.To), Floor(-inner.From), true),
            Shape.Absolute => inner.IsNotNegative ? inner : new(0, inner.From is null || inner.To is null ? null : Math.Max(-inner.From.Value, Math.Abs(inner.To.Value)), inner.Whole),
            _ => shaped.Decimals > 0 ? inner : new(Round(inner.From), Round(inner.To), true),
        };
    }

    private static decimal? Floor(decimal? x) => x is { } number ? decimal.Floor(number) : null;

    private static decimal? Round(decimal? x) => x is { } number ? decimal.Round(number, MidpointRounding.AwayFromZero) : null;

    private static Extent Clamped(Extent[] parts) => parts[0].Greatest(parts[1]).Least(parts[2]);

    private Extent Of(Gathered gathered) => gathered.Gather switch
    {
        Gather.Members or Gather.BestRank or Gather.WorstRank => new(1, null, true),
        Gather.Count => _counts,
        Gather.Sum => Summed(gathered),
        Gather.Mean => Only(gathered) with { Whole = false },
        Gather.Ratio => gathered.Children.Take(2).All(part => Of(part).IsNotNegative) ? new(0, null, false) : Extent.Any,
        _ => Only(gathered),
    };

    private static Extent Of(PeriodName name) => name.Name switch
    {
        "period.month" => new(1, 12, true),
        "period.months" => new(1, 12, true),
        "period.days" => new(28, 366, true),
        "period.year" => new(2000, null, true),
        _ => Extent.Any,
    };

    private Extent Only(Node node) => Of(node.Children.First());

    private Extent Summed(Node node) => Only(node) is var inner ? new(inner.From >= 0 ? 0 : null, inner.To <= 0 ? 0 : null, inner.Whole) : default;

    private Extent Union(IEnumerable<Node> nodes) => nodes.Select(Of).Aggregate((a, b) => a.Or(b));
}

using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>An input that is moved by itself, with how far and by what step.</summary>
/// <param name="Name">Qualified: <c>metrics.calls</c>.</param>
/// <param name="Unit">What is read behind a number of it; empty where nothing is known.</param>
internal sealed record Movable(string Name, string Title, string Unit, decimal From, decimal To, decimal Step);

/// <summary>Plausible values for every input of a scheme, from its range and unit; where nothing tells, from a scale.</summary>
internal sealed class Typical(Scheme scheme, RiskRule? attendance, decimal scale)
{
    private const decimal Yuan = 3000, DaysOfMonth = 22, Most = 100;

    /// <param name="attribute">The attribute that takes <paramref name="label"/>; others take their first label.</param>
    public Setting Setting(string? attribute = null, string? label = null)
    {
        var setting = new Setting(scheme);
        foreach (var one in scheme.Attributes)
        {
            FactValue? value = one.Kind switch
            {
                ValueKind.Number => FactValue.Of(Fit(one.Range, one.Whole, Guess(one.Title, one.Unit) ?? Middle(one.Range) ?? 1)),
                ValueKind.YesNo => null,
                _ => FactValue.Of(one.Code == attribute ? label! : one.Labels.Count > 0 ? one.Labels[0].Code : "x"),
            };
            setting = setting.With("attributes." + one.Code, value);
        }
        foreach (var one in scheme.Attributes.Where(one => one.Kind == ValueKind.YesNo && !HasDefault(one.Code))) setting = setting.With("attributes." + one.Code, FactValue.Of(false));
        foreach (var metric in scheme.Metrics) setting = setting.With("metrics." + metric.Code, Metric(metric, setting) is { } value ? FactValue.Of(value) : null);
        foreach (var rating in scheme.Ratings) setting = setting.With("ratings." + rating.Code, Mark(rating));
        foreach (var check in scheme.Checks) setting = setting.With("checks." + check.Code, FactValue.Of(true));
        foreach (var history in scheme.History)
            setting = setting.With("history." + history.Code, history.Kind switch { ValueKind.YesNo => FactValue.Of(false), ValueKind.Label => FactValue.Of("x"), _ => FactValue.Of(1) });
        return setting;
    }

    /// <summary>All numbers that the work of the period moves: no attributes, no history.</summary>
    public IReadOnlyList<Movable> Movables() =>
    [
        .. scheme.Metrics.Select(metric => new Movable("metrics." + metric.Code, metric.Title, metric.Unit is { Length: <= 2 } unit ? unit : "", metric.Range.From ?? 0, metric.Range.To ?? 3 * (Guess(metric.Title, metric.Unit) ?? scale), metric.Whole ? 1 : Step(metric.Range, metric.Unit))),
        .. scheme.Ratings.Where(rating => rating.Kind == ValueKind.Number && rating.Values.Count == 0).Select(rating => new Movable("ratings." + rating.Code, rating.Title, "分", rating.Range.From ?? 0, rating.Range.To ?? Most, rating.Step ?? Step(rating.Range, "分"))),
        .. scheme.Items.Select(item => new Movable("items." + item.Code, item.Title, item.Chosen is null ? "次" : "分", 0, item.Chosen is null ? 20 : Most, 1)),
        .. scheme.Plan.Slots.Where(slot => slot.Kind == SlotKind.Leave).SelectMany(slot => slot.Codes).Distinct().Select(code => new Movable("leave." + code, LeaveTypes.All.First(type => type.Code == code).Title, "天", 0, 5, 0.5m)),
    ];

    /// <summary>True for days at work, by the words of the data file.</summary>
    public bool IsAttendance(Movable input) => input.Name.StartsWith("metrics.", StringComparison.Ordinal) && IsAttendance(input.Title);

    /// <summary>A number of an input as people read it.</summary>
    public static string Text(Movable input, decimal number) => input.Unit == "比例" ? BandChecks.Text(number * 100) + "%" : BandChecks.Text(number) + input.Unit;

    public static bool CanMove(Movable input) => Small(input.From, input.To) && input.From < input.To && input.Step > 0;

    private bool IsAttendance(string title) => attendance is not null && attendance.Words.Any(word => title.Contains(word, StringComparison.Ordinal));

    private bool HasDefault(string code) => scheme.Plan.Slots.Any(slot => slot.Kind == SlotKind.Attribute && slot.Codes[0] == code && slot.Input is { Period: not null } or { Default: not null });

    private decimal? Metric(MetricDefinition metric, Setting setting)
    {
        if (IsAttendance(metric.Title)) return Fit(metric.Range, metric.Whole, DaysOfMonth);
        // What is meant for others, or counts 0 by itself, stays away.
        if (metric.AppliesTo.Any(pair => setting["attributes." + pair.Key]?.Label is { } label && !pair.Value.Contains(label))) return null;
        if (metric.Default is not null && metric.AppliesTo.Count == 0 && !IsNeeded(metric)) return null;
        return Fit(metric.Range, metric.Whole, Guess(metric.Title, metric.Unit) ?? High(metric.Range) ?? scale);
    }

    private bool IsNeeded(MetricDefinition metric) => scheme.Plan.Slots.Any(slot => slot.Kind == SlotKind.Metric && slot.Codes[0] == metric.Code && slot.Input is { NoneOfThem: not null } input && input.Together[0] == metric.Code);

    private static FactValue Mark(RatingDefinition rating) => rating.Kind switch
    {
        ValueKind.YesNo => FactValue.Of(true),
        ValueKind.Label => FactValue.Of(rating.Labels.Count > 0 ? rating.Labels[0].Code : "x"),
        _ when rating.Values.Count > 0 => FactValue.Of(rating.Values.Max()),
        _ => FactValue.Of(Stepped(rating, Fit(rating.Range, false, High(rating.Range) ?? 80))),
    };

    private static decimal Stepped(RatingDefinition rating, decimal number) => rating.Step is { } step and > 0 && decimal.Floor(number / step) * step is var on && rating.Range.Contains(on) ? on : number;

    // What the unit or the name says about how large a number usually is.
    private static decimal? Guess(string title, string? unit) => unit switch
    {
        "比例" or "%" => 0.9m,
        "元/小时" or "元/时" => 20,
        "月" => 12,
        "年" => 2,
        "小时" => 10,
        not null when unit.Contains('元', StringComparison.Ordinal) => Yuan,
        not null when unit.Contains('天', StringComparison.Ordinal) => DaysOfMonth,
        _ => title.EndsWith('率') ? 0.9m : null,
    };

    // Four fifths of what can be reached: near the top, as most people are.
    private static decimal? High(Interval range) => range is { From: { } from, To: { } to } && Small(from, to) ? from + (to - from) * 0.8m : null;

    private static decimal? Middle(Interval range) => range is { From: { } from, To: { } to } && Small(from, to) ? (from + to) / 2 : null;

    private static bool Small(decimal from, decimal to) => from is > -1e15m and < 1e15m && to is > -1e15m and < 1e15m;

    private static decimal Step(Interval range, string? unit) => unit is "比例" or "%" || range is { To: <= 2 and > 0 } ? 0.01m : 1;

    private static decimal Fit(Interval range, bool whole, decimal number)
    {
        var fit = whole ? decimal.Ceiling(number) : number;
        return range.Contains(fit) ? fit : Pieces.Example(range, whole) ?? fit;
    }
}

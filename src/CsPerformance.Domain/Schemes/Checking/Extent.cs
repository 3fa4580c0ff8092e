using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>All numbers that a value can be, as far as it is known: a null end is open.</summary>
/// <param name="Whole">True where only whole numbers can occur.</param>
internal readonly record struct Extent(decimal? From, decimal? To, bool Whole)
{
    public static Extent Any { get; } = new(null, null, false);

    public bool IsPoint => From is not null && From == To;

    public bool IsNotNegative => From >= 0;

    public static Extent Point(decimal x) => new(x, x, x == decimal.Truncate(x));

    public static Extent Of(Interval range, bool whole) => new(range.From, range.To, whole);

    public Interval ToInterval() => new(From, From is not null, To, To is not null);

    public Extent Or(Extent other) => new(
        From is null || other.From is null ? null : Math.Min(From.Value, other.From.Value),
        To is null || other.To is null ? null : Math.Max(To.Value, other.To.Value),
        Whole && other.Whole);

    public static Extent operator +(Extent a, Extent b) => new(Two(a.From, b.From, Add), Two(a.To, b.To, Add), a.Whole && b.Whole);

    public static Extent operator -(Extent a) => new(-a.To, -a.From, a.Whole);

    public static Extent operator *(Extent a, Extent b)
    {
        var whole = a.Whole && b.Whole;
        if (a is { From: 0, To: 0 } || b is { From: 0, To: 0 }) return Point(0);
        if (a.IsNotNegative && b.IsNotNegative) return new(Two(a.From, b.From, Times), Two(a.To, b.To, Times), whole);
        if (a.IsPoint) return a.From >= 0 ? new(Two(a.From, b.From, Times), Two(a.From, b.To, Times), whole) : -(Point(-a.From!.Value) * b);
        if (b.IsPoint) return b * a;
        decimal?[] corners = [Two(a.From, b.From, Times), Two(a.From, b.To, Times), Two(a.To, b.From, Times), Two(a.To, b.To, Times)];
        return corners.Any(corner => corner is null) ? Any with { Whole = whole } : new(corners.Min(), corners.Max(), whole);
    }

    public static Extent operator /(Extent a, Extent b)
    {
        if (b.IsPoint && b.From != 0) return new Extent(Two(a.From, b.From, Over), Two(a.To, b.To, Over), false) is var scaled && b.From > 0 ? scaled : new(scaled.To, scaled.From, false);
        if (!a.IsNotNegative || !b.IsNotNegative) return Any;
        return new(b.To is { } high ? Two(a.From, high, Over) : 0, b.From > 0 ? Two(a.To, b.From, Over) : null, false);
    }

    public Extent Least(Extent other) => new(
        From is null || other.From is null ? null : Math.Min(From.Value, other.From.Value),
        To is null ? other.To : other.To is null ? To : Math.Min(To.Value, other.To.Value),
        Whole && other.Whole);

    public Extent Greatest(Extent other) => -(-this).Least(-other);

    // An end beyond the bounds of a decimal is as good as open.
    private static decimal? Two(decimal? a, decimal? b, Func<Exact, Exact, Exact> fold)
    {
        if (a is null || b is null) return null;
        var result = fold(a.Value, b.Value);
        return result.IsOverflow ? null : result.Shown;
    }

    private static Exact Add(Exact a, Exact b) => a + b;

    private static Exact Times(Exact a, Exact b) => a * b;

    private static Exact Over(Exact a, Exact b) => a / b;
}

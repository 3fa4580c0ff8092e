namespace CsPerformance.Domain.Schemes.Numbers;

/// <summary>
/// Intervals made ready for <see cref="Short"/> numbers. All ends are counted in halves of one finest decimal, so that an
/// end that is left out is the half beside it, and a lookup compares whole numbers only.
/// </summary>
internal sealed class Steps
{
    private const long Greatest = 1_000_000_000_000_000_000;

    private readonly (long From, long To)[] rows;
    private readonly int scale;

    private Steps((long, long)[] rows, int scale) => (this.rows, this.scale) = (rows, scale);

    /// <summary>Null where an end is too great or too fine for it.</summary>
    public static Steps? Of(IReadOnlyList<Interval> intervals)
    {
        var ends = intervals.SelectMany(interval => new[] { interval.From, interval.To }).OfType<decimal>().Select(Short.Of).ToList();
        if (ends.Any(end => end.IsNone)) return null;
        var scale = ends.Select(end => end.Decimals).DefaultIfEmpty().Max();
        if (ends.Any(end => end.CountOf(scale, out _) is > Greatest or < -Greatest)) return null;
        return new([.. intervals.Select(interval => (
            interval.From is { } from ? 2 * Short.Of(from).CountOf(scale, out _) + (interval.FromIn ? 0 : 1) : long.MinValue,
            interval.To is { } to ? 2 * Short.Of(to).CountOf(scale, out _) - (interval.ToIn ? 0 : 1) : long.MaxValue))], scale);
    }

    /// <summary>Where a number stands among the ends; for <see cref="Takes"/>.</summary>
    public long Place(Short number)
    {
        var count = number.CountOf(scale, out var rest);
        return count > Greatest ? 3 * Greatest : count < -Greatest ? -3 * Greatest : 2 * count + (rest ? 1 : 0);
    }

    public bool Takes(int row, long place) => place >= rows[row].From && place <= rows[row].To;

    /// <summary>The first row that takes the number in; -1 where none does.</summary>
    public int Find(Short number)
    {
        var place = Place(number);
        for (var row = 0; row < rows.Length; row++) if (Takes(row, place)) return row;
        return -1;
    }
}

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Sets of numbers as lists of intervals that do not touch each other's insides.</summary>
internal static class Pieces
{
    public static Interval? Common(Interval a, Interval b)
    {
        var (from, fromIn) = Higher(a.From, a.FromIn, b.From, b.FromIn);
        var (minus, toIn) = Higher(-a.To, a.ToIn, -b.To, b.ToIn);
        var to = -minus;
        if (from is not null && to is not null && (from > to || (from == to && !(fromIn && toIn)))) return null;
        return new(from, fromIn, to, toIn);
    }

    /// <summary>What is left of some pieces without an interval.</summary>
    public static List<Interval> Without(IEnumerable<Interval> pieces, Interval cut)
    {
        var left = new List<Interval>();
        foreach (var piece in pieces)
        {
            if (cut.From is { } low && Common(piece, new(null, false, low, !cut.FromIn)) is { } below) left.Add(below);
            if (cut.To is { } high && Common(piece, new(high, !cut.ToIn, null, false)) is { } above) left.Add(above);
        }
        return left;
    }

    /// <summary>A number inside; a whole one where only whole ones occur; null where there is none.</summary>
    public static decimal? Example(Interval piece, bool whole)
    {
        if (!whole)
        {
            return (piece.From, piece.To) switch
            {
                ({ } from, { } to) => from == to ? from : from + (to - from) / 2,
                ({ } from, null) => piece.FromIn ? from : from + 1,
                (null, { } to) => piece.ToIn ? to : to - 1,
                _ => 0,
            };
        }
        if (piece.From is not { } low) return piece.To is not { } top ? 0 : decimal.Floor(top) is var floor && piece.Contains(floor) ? floor : floor - 1;
        var first = decimal.Ceiling(low) is var ceiling && ceiling == low && !piece.FromIn ? ceiling + 1 : decimal.Ceiling(low);
        return piece.Contains(first) ? first : null;
    }

    private static (decimal? End, bool In) Higher(decimal? a, bool aIn, decimal? b, bool bIn) =>
        a is null ? (b, bIn) : b is null ? (a, aIn) : a > b ? (a, aIn) : b > a ? (b, bIn) : (a, aIn && bIn);
}

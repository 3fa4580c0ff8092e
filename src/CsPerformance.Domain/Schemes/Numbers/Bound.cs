namespace CsPerformance.Domain.Schemes.Numbers;

/// <summary>A fixed number made ready to be compared with many others: its digits at every scale that holds them.</summary>
internal sealed class Bound
{
    private readonly Short number;
    private readonly long[] digits;
    private readonly int finest;

    private Bound(Short number, long[] digits)
    {
        (this.number, this.digits) = (number, digits);
        finest = number.Decimals + digits.Length - 1;
    }

    /// <summary>Null where a decimal does not hold it.</summary>
    public static Bound? Of(Short number)
    {
        if (!number.IsPlain) return null;
        var digits = new List<long>();
        for (var scale = number.Decimals; number.TryCount(scale, out var count); scale++) digits.Add(count);
        return new(number, [.. digits]);
    }

    /// <summary>Below 0, 0 or above, as a number is less, equal or more than this one.</summary>
    public int Compare(Short other)
    {
        var scale = other.Decimals;
        if (!other.IsPlain || scale < number.Decimals || scale > finest) return Short.Compare(other, number);
        return other.Digits.CompareTo(digits[scale - number.Decimals]);
    }
}

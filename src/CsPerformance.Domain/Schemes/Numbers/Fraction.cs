using System.Numerics;

namespace CsPerformance.Domain.Schemes.Numbers;

/// <summary>A reduced fraction, for the numbers that no decimal holds exactly (1/3); the denominator is positive.</summary>
internal sealed class Fraction
{
    /// <summary>Beyond this many bits a calculation has run away.</summary>
    private const long MaxBits = 4096;

    private Fraction(BigInteger numerator, BigInteger denominator) => (Numerator, Denominator) = (numerator, denominator);

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public static Fraction Of(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var mantissa = (new BigInteger(unchecked((uint)bits[2])) << 64) | (new BigInteger(unchecked((uint)bits[1])) << 32) | unchecked((uint)bits[0]);
        return Reduced(bits[3] < 0 ? -mantissa : mantissa, BigInteger.Pow(10, number.Scale));
    }

    /// <summary>The reduced fraction; null where it is out of bounds. The denominator is not 0.</summary>
    public static Fraction? Bounded(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.GetBitLength() > 2 * MaxBits || denominator.GetBitLength() > 2 * MaxBits) return null;
        var reduced = Reduced(numerator, denominator);
        return reduced.Numerator.GetBitLength() > MaxBits || reduced.Denominator.GetBitLength() > MaxBits ? null : reduced;
    }

    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The decimal that is exactly this number; null where there is none.</summary>
    public decimal? AsDecimal()
    {
        var (rest, twos, fives) = (Denominator, 0, 0);
        while (rest.IsEven && twos <= 28) (rest, twos) = (rest >> 1, twos + 1);
        while (fives <= 28 && BigInteger.Remainder(rest, 5).IsZero) (rest, fives) = (rest / 5, fives + 1);
        var scale = Math.Max(twos, fives);
        return rest.IsOne && scale <= 28 ? Compose(Numerator * BigInteger.Pow(10, scale) / Denominator, scale) : null;
    }

    /// <summary>The nearest number with at most 28 significant digits; null where it is too great for a decimal.</summary>
    public decimal? Nearest()
    {
        var whole = BigInteger.Abs(Numerator / Denominator);
        var digits = whole.IsZero ? 0 : whole.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        return digits > 28 ? null : Rounded(28 - digits);
    }

    /// <summary>Rounds half away from zero to so many decimals; null where it is too great for a decimal.</summary>
    public decimal? Rounded(int decimals)
    {
        var scaled = BigInteger.Abs(Numerator) * BigInteger.Pow(10, decimals);
        var quotient = BigInteger.DivRem(scaled, Denominator, out var rest);
        if (rest * 2 >= Denominator) quotient += 1;
        return Compose(Numerator.Sign < 0 ? -quotient : quotient, decimals);
    }

    private static Fraction Reduced(BigInteger numerator, BigInteger denominator)
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0) common = -common;
        return new(numerator / common, denominator / common);
    }

    private static decimal? Compose(BigInteger mantissa, int scale)
    {
        var magnitude = BigInteger.Abs(mantissa);
        if (magnitude.GetBitLength() > 96) return null;
        var (low, middle, high) = ((uint)(magnitude & uint.MaxValue), (uint)((magnitude >> 32) & uint.MaxValue), (uint)(magnitude >> 64));
        return new decimal(unchecked((int)low), unchecked((int)middle), unchecked((int)high), mantissa.Sign < 0, (byte)scale);
    }
}

using System.Globalization;
using System.Numerics;

namespace CsPerformance.Domain.Schemes.Numbers;

/// <summary>
/// An exact rational number: a decimal as long as that is exact, else a fraction. So floor, comparison, bands and
/// rounding are exact even after a division by 3. A result out of bounds is <see cref="Overflow"/>, which stays so.
/// </summary>
internal readonly struct Exact
{
    private static readonly Fraction Marker = Fraction.Of(0);

    private readonly decimal small;
    private readonly Fraction? wide;

    private Exact(decimal small, Fraction? wide) => (this.small, this.wide) = (small, wide);

    /// <summary>What a calculation beyond all bounds comes to.</summary>
    public static Exact Overflow { get; } = new(0, Marker);

    public bool IsOverflow => ReferenceEquals(wide, Marker);

    /// <summary>The fraction where no decimal holds it.</summary>
    public Fraction? Fraction => wide;

    public bool IsZero => wide is null && small == 0;

    /// <summary>The number, rounded to 28 significant digits where no decimal holds it.</summary>
    public decimal Shown => wide is null ? small : wide.Nearest() ?? 0;

    public static Exact Of(Fraction fraction) => new(0, fraction);

    public static Exact Of(Short number)
    {
        if (number.IsPlain) return number.ToDecimal();
        var (numerator, tens, divisor) = number.Parts;
        return Of(numerator, (BigInteger)tens * divisor);
    }

    public static implicit operator Exact(decimal number) => new(number, null);

    public static Exact operator +(Exact a, Exact b)
    {
        if (a.wide is null && b.wide is null)
        {
            try
            {
                var sum = a.small + b.small;
                if (sum.Scale >= Math.Max(a.small.Scale, b.small.Scale)) return new(sum, null);
            }
            catch (OverflowException)
            {
                // The fraction below holds it, or says that it is out of bounds.
            }
        }
        if (a.IsOverflow || b.IsOverflow) return Overflow;
        var (x, y) = (a.Wide(), b.Wide());
        return Of(x.Numerator * y.Denominator + y.Numerator * x.Denominator, x.Denominator * y.Denominator);
    }

    public static Exact operator -(Exact a) => a.wide is null ? new(-a.small, null) : a.IsOverflow ? a : Of(-a.wide.Numerator, a.wide.Denominator);

    public static Exact operator -(Exact a, Exact b) => a + -b;

    public static Exact operator *(Exact a, Exact b)
    {
        if (a.wide is null && b.wide is null)
        {
            if (a.small == 0 || b.small == 0) return new(0, null);
            try
            {
                var product = a.small * b.small;
                if (product.Scale == a.small.Scale + b.small.Scale) return new(product, null);
            }
            catch (OverflowException)
            {
                // As above.
            }
        }
        if (a.IsOverflow || b.IsOverflow) return Overflow;
        var (x, y) = (a.Wide(), b.Wide());
        return Of(x.Numerator * y.Numerator, x.Denominator * y.Denominator);
    }

    /// <summary>The divisor is not zero: the caller makes that a missing line.</summary>
    public static Exact operator /(Exact a, Exact b)
    {
        if (a.wide is null && b.wide is null)
        {
            if (a.small == 0) return new(0, null);
            try
            {
                var quotient = a.small / b.small;
                var back = quotient * b.small;
                if (back == a.small && back.Scale == quotient.Scale + b.small.Scale) return new(quotient, null);
            }
            catch (OverflowException)
            {
                // As above.
            }
        }
        if (a.IsOverflow || b.IsOverflow) return Overflow;
        var (x, y) = (a.Wide(), b.Wide());
        return Of(x.Numerator * y.Denominator, x.Denominator * y.Numerator);
    }

    public static bool operator <(Exact a, Exact b) => Compare(a, b) < 0;

    public static bool operator >(Exact a, Exact b) => Compare(a, b) > 0;

    public static bool operator <=(Exact a, Exact b) => Compare(a, b) <= 0;

    public static bool operator >=(Exact a, Exact b) => Compare(a, b) >= 0;

    public static int Compare(Exact a, Exact b)
    {
        if (a.wide is null && b.wide is null) return a.small.CompareTo(b.small);
        var (x, y) = (a.Wide(), b.Wide());
        return (x.Numerator * y.Denominator).CompareTo(y.Numerator * x.Denominator);
    }

    /// <summary>The greatest whole number not above it.</summary>
    public Exact Floor() => wide is null ? new(decimal.Floor(small), null) : IsOverflow ? this : Of(wide.Floor(), BigInteger.One);

    /// <summary>Rounds half away from zero (四舍五入) to so many decimals, 0..28.</summary>
    public Exact Round(int decimals)
    {
        if (wide is null) return new(decimal.Round(small, decimals, MidpointRounding.AwayFromZero), null);
        return IsOverflow || wide.Rounded(decimals) is not { } rounded ? Overflow : new(rounded, null);
    }

    /// <summary>True where the interval takes it in; exact for fractions too.</summary>
    public bool In(Interval interval)
    {
        if (wide is null) return interval.Contains(small);
        return (interval.From is not { } low || Compare(this, low) is var from && (from > 0 || (from == 0 && interval.FromIn))) &&
            (interval.To is not { } high || Compare(this, high) is var to && (to < 0 || (to == 0 && interval.ToIn)));
    }

    public override string ToString() => Text(Shown);

    /// <summary>A number without trailing zeros.</summary>
    public static string Text(decimal number)
    {
        Span<char> text = stackalloc char[40];
        return text[..Write(text, number)].ToString();
    }

    /// <summary>Writes a number without trailing zeros.</summary>
    /// <param name="text">Room for 40 characters.</param>
    /// <returns>How many were written.</returns>
    public static int Write(Span<char> text, decimal number)
    {
        number.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        if (number.Scale == 0) return length;
        while (text[length - 1] == '0') length--;
        if (text[length - 1] == '.') length--;
        return length == 2 && text[0] == '-' && text[1] == '0' ? WriteZero(text) : length;
    }

    private static int WriteZero(Span<char> text)
    {
        text[0] = '0';
        return 1;
    }

    private static Exact Of(BigInteger numerator, BigInteger denominator) =>
        Fraction.Bounded(numerator, denominator) is not { } fraction ? Overflow
        : fraction.AsDecimal() is { } exact ? new(exact, null)
        : fraction.Nearest() is null ? Overflow
        : new(0, fraction);

    private Fraction Wide() => wide ?? Fraction.Of(small);
}

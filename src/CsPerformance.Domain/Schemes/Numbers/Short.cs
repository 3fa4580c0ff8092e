using System.Runtime.CompilerServices;

namespace CsPerformance.Domain.Schemes.Numbers;

/// <summary>
/// A number as a whole count of its last decimal, divided by a whole number where no decimal holds it: 12.50 is 1250 with
/// two decimals, 2/3 is 2 divided by 3. Nearly every figure of a scheme fits; it is counted without memory of its own and
/// several times faster than a <see cref="decimal"/>. Every operation is exact or says <see cref="None"/>: then
/// <see cref="Exact"/> has the result.
/// </summary>
internal readonly partial struct Short
{
    /// <summary>The most decimals.</summary>
    private const int Finest = 18;

    private const ulong NoForm = ulong.MaxValue;

    private static readonly long[] Tens = [.. Enumerable.Range(0, Finest + 1).Select(power => Enumerable.Repeat(10L, power).Aggregate(1L, (product, ten) => product * ten))];

    private readonly long digits;

    // The decimals, 0..18; above 32 bits the divisor, which has no factor in common with 10 or with the digits: 0 for none.
    private readonly ulong form;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Short(long digits, ulong form) => (this.digits, this.form) = (digits, form);

    /// <summary>Not a number of this kind: absent, a word, or beyond its bounds.</summary>
    public static Short None => new(0, NoForm);

    public static Short Zero => default;

    public bool IsNone => form == NoForm;

    /// <summary>True where a decimal holds it.</summary>
    public bool IsPlain => form <= Finest;

    public bool IsNegative => digits < 0;

    /// <summary>It as a fraction.</summary>
    public (long Numerator, long Tens, long Divisor) Parts => (digits, Tens[Scale], Divisor);

    private int Scale => (int)(form & 31);

    private long Divisor => form <= Finest ? 1 : (long)(form >> 32);

    public static Short Of(long whole) => new(whole, 0);

    public static Short Of(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        if (bits[2] != 0 || bits[1] < 0 || number.Scale > Finest) return None;
        var magnitude = ((long)bits[1] << 32) | unchecked((uint)bits[0]);
        return new(bits[3] < 0 ? -magnitude : magnitude, number.Scale);
    }

    /// <summary>The decimal; only where it <see cref="IsPlain"/>.</summary>
    public decimal ToDecimal()
    {
        var magnitude = digits < 0 ? unchecked(0UL - (ulong)digits) : (ulong)digits;
        return unchecked(new decimal((int)magnitude, (int)(magnitude >> 32), 0, digits < 0, (byte)form));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Short Add(Short a, Short b)
    {
        if (a.form != b.form || a.form > Finest) return AddUneven(a, b);
        var sum = unchecked(a.digits + b.digits);
        return ((a.digits ^ sum) & (b.digits ^ sum)) < 0 ? None : new(sum, a.form);
    }

    public static Short Subtract(Short a, Short b) => Add(a, Negate(b));

    public static Short Negate(Short a) => a.digits == long.MinValue ? None : new(-a.digits, a.form);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Short Multiply(Short a, Short b)
    {
        if ((a.form | b.form) > 31) return MultiplyRatios(a, b);
        var high = Math.BigMul(a.digits, b.digits, out long low);
        var decimals = a.form + b.form;
        return high != low >> 63 || decimals > Finest ? None : new(low, decimals);
    }

    /// <summary>The quotient; none by zero.</summary>
    public static Short Divide(Short a, Short b)
    {
        if (a.IsNone || b.IsNone || b.digits is 0 or long.MinValue || a.digits == long.MinValue) return None;
        if (!b.IsPlain) return Math.Abs(b.digits) > uint.MaxValue ? None : Multiply(a, Inverse(b));
        var (top, bottom, decimals) = b.digits < 0 ? (-a.digits, -b.digits, a.Scale - b.Scale) : (a.digits, b.digits, a.Scale - b.Scale);
        if (!a.IsPlain) return Over(top, decimals, bottom, a.Divisor);
        var quotient = Math.DivRem(top, bottom, out var rest);
        return rest == 0 ? Shifted(quotient, decimals) : Over(top, decimals, bottom, 1);
    }

    /// <summary>Below 0, 0 or above, as a is less, equal or more; both are numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(Short a, Short b) => a.form == b.form && a.form <= Finest ? a.digits.CompareTo(b.digits) : CompareUneven(a, b);

    /// <summary>Rounds half away from zero (四舍五入) to so many decimals.</summary>
    public static Short Round(Short a, int decimals)
    {
        if (a.IsNone || (a.IsPlain && a.Scale <= decimals)) return a;
        if (decimals > Finest || a.digits == long.MinValue) return None;
        if (!a.IsPlain) return RoundRatio(a, decimals);
        var unit = Tens[a.Scale - decimals];
        var quotient = Math.DivRem(a.digits, unit, out var rest);
        if (Math.Abs(rest) >= unit - Math.Abs(rest)) quotient += a.digits < 0 ? -1 : 1;
        return new(quotient, (ulong)decimals);
    }

    /// <summary>The greatest whole number not above it.</summary>
    public static Short Floor(Short a) => a.IsNone || a.form == 0 ? a : new(a.CountOf(0, out _), 0);

    /// <summary>Its count of the decimal <paramref name="decimals"/>, rounded down, and whether anything was left over; saturated where it is too great.</summary>
    public long CountOf(int decimals, out bool rest)
    {
        rest = false;
        if (!IsPlain) return CountRatio(decimals, out rest);
        if (Scale <= decimals) return TryRaise(digits, decimals - Scale, out var raised) ? raised : digits < 0 ? long.MinValue : long.MaxValue;
        var quotient = Math.DivRem(digits, Tens[Scale - decimals], out var left);
        rest = left != 0;
        return left < 0 ? quotient - 1 : quotient;
    }

    /// <summary>How many decimals it has.</summary>
    public int Decimals => Scale;

    /// <summary>The count of its last decimal.</summary>
    public long Digits => digits;

    /// <summary>Its count of a decimal that is no coarser than its own; false beyond the bounds.</summary>
    public bool TryCount(int decimals, out long count)
    {
        count = 0;
        return decimals <= Finest && TryRaise(digits, decimals - Scale, out count);
    }

    /// <summary>Writes it without trailing zeros; only where it <see cref="IsPlain"/>.</summary>
    /// <param name="text">Room for 40 characters.</param>
    /// <returns>How many were written.</returns>
    public int Write(Span<char> text)
    {
        var (left, decimals, at) = (digits < 0 ? unchecked(0UL - (ulong)digits) : (ulong)digits, Scale, text.Length);
        for (; decimals > 0 && left % 10 == 0; decimals--) left /= 10;
        for (var written = 0; left > 0 || written <= decimals; written++)
        {
            if (written == decimals && decimals > 0) text[--at] = '.';
            text[--at] = (char)('0' + left % 10);
            left /= 10;
        }
        if (digits < 0) text[--at] = '-';
        text[at..].CopyTo(text);
        return text.Length - at;
    }

    private static Short AddUneven(Short a, Short b)
    {
        if ((a.form | b.form) > 31) return AddRatios(a, b);
        if (a.form < b.form) (a, b) = (b, a);
        if (!TryRaise(b.digits, a.Scale - b.Scale, out var raised)) return None;
        var sum = unchecked(a.digits + raised);
        return ((a.digits ^ sum) & (raised ^ sum)) < 0 ? None : new(sum, a.form);
    }

    private static int CompareUneven(Short a, Short b)
    {
        if ((a.form | b.form) > 31) return CompareRatios(a, b);
        // What is too great when it is raised is farther from zero than any number of the finer scale.
        if (a.form < b.form) return TryRaise(a.digits, b.Scale - a.Scale, out var raised) ? raised.CompareTo(b.digits) : Math.Sign(a.digits);
        return TryRaise(b.digits, a.Scale - b.Scale, out var other) ? a.digits.CompareTo(other) : -Math.Sign(b.digits);
    }

    // A whole count with so many decimals, which may be negative.
    private static Short Shifted(long digits, int decimals)
    {
        if (decimals >= 0) return decimals > Finest ? None : new(digits, (ulong)decimals);
        return -decimals <= Finest && TryRaise(digits, -decimals, out var raised) ? new(raised, 0) : None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRaise(long number, int power, out long raised) => TryTimes(number, Tens[power], out raised);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTimes(long a, long b, out long product) => Math.BigMul(a, b, out product) == product >> 63;
}

namespace CsPerformance.Domain.Schemes.Numbers;

/// <summary>The operations where a number is divided by something that no decimal holds.</summary>
internal readonly partial struct Short
{
    private const int Chunk = 11;

    /// <summary>The nearest decimal with at most 28 significant digits, as <see cref="Fraction.Nearest"/> has it.</summary>
    public decimal Nearest()
    {
        if (IsPlain) return ToDecimal();
        var (bottom, top) = ((UInt128)Tens[Scale] * (ulong)Divisor, (UInt128)Math.Abs(digits));
        var (mantissa, rest) = UInt128.DivRem(top, bottom);
        var decimals = 28 - Length((ulong)mantissa);
        // The divisor has 91 bits at most, so that eleven more digits at a time stay within 128.
        for (var left = decimals; left > 0; left -= Chunk)
        {
            UInt128 unit = (ulong)Tens[Math.Min(left, Chunk)];
            (var next, rest) = UInt128.DivRem(rest * unit, bottom);
            mantissa = mantissa * unit + next;
        }
        if (rest >= bottom - rest) mantissa += 1;
        return unchecked(new decimal((int)mantissa, (int)(mantissa >> 32), (int)(mantissa >> 64), digits < 0, (byte)decimals));
    }

    private static int Length(ulong whole)
    {
        var length = 0;
        for (; whole > 0; length++) whole /= 10;
        return length;
    }

    private static Short AddRatios(Short a, Short b)
    {
        if (a.IsNone || b.IsNone) return None;
        var decimals = Math.Max(a.Scale, b.Scale);
        var shared = Common(a.Divisor, b.Divisor);
        var (left, right) = (b.Divisor / shared, a.Divisor / shared);
        if (!TryRaise(a.digits, decimals - a.Scale, out var x) || !TryTimes(x, left, out x)) return None;
        if (!TryRaise(b.digits, decimals - b.Scale, out var y) || !TryTimes(y, right, out y)) return None;
        var sum = unchecked(x + y);
        if (((x ^ sum) & (y ^ sum)) < 0 || sum == long.MinValue) return None;
        var divisor = a.Divisor * left;
        return Reduced(sum, decimals, divisor);
    }

    private static Short MultiplyRatios(Short a, Short b)
    {
        if (a.IsNone || b.IsNone || a.digits == long.MinValue || b.digits == long.MinValue) return None;
        var (one, other) = (Common(a.digits, b.Divisor), Common(b.digits, a.Divisor));
        if (!TryTimes(a.digits / one, b.digits / other, out var product)) return None;
        return Formed(product, a.Scale + b.Scale, a.Divisor / other * (b.Divisor / one));
    }

    // 1 ÷ it; its digits are no greater than a divisor can be.
    private static Short Inverse(Short a)
    {
        var top = Math.Sign(a.digits) * a.Divisor;
        return Reduced(top, -a.Scale, Math.Abs(a.digits));
    }

    // top ÷ (bottom × divisor) with so many decimals; bottom and divisor are positive.
    private static Short Over(long top, int decimals, long bottom, long divisor)
    {
        var shared = Common(top, bottom);
        (top, bottom) = (top / shared, bottom / shared);
        return bottom > uint.MaxValue || !TryTimes(bottom, divisor, out var whole) ? None : Reduced(top, decimals, whole);
    }

    // Puts a quotient into its one form: twos and fives of the divisor become decimals.
    private static Short Reduced(long top, int decimals, long divisor)
    {
        if (top == long.MinValue) return None;
        var shared = Common(top, divisor);
        (top, divisor) = (top / shared, divisor / shared);
        for (; divisor % 2 == 0; decimals++) if (!TryTimes(top, 5, out top)) return None; else divisor /= 2;
        for (; divisor % 5 == 0; decimals++) if (!TryTimes(top, 2, out top)) return None; else divisor /= 5;
        return Formed(top, decimals, divisor);
    }

    private static Short Formed(long top, int decimals, long divisor)
    {
        var plain = Shifted(top, decimals);
        if (plain.IsNone || divisor == 1 || top == 0) return plain;
        return divisor > int.MaxValue ? None : new(plain.digits, plain.form | ((ulong)divisor << 32));
    }

    private static int CompareRatios(Short a, Short b)
    {
        var decimals = Math.Max(a.Scale, b.Scale);
        if (TryRaise(a.digits, decimals - a.Scale, out var x) && TryRaise(b.digits, decimals - b.Scale, out var y))
            return ((Int128)x * b.Divisor).CompareTo((Int128)y * a.Divisor);
        return Exact.Compare(Exact.Of(a), Exact.Of(b));
    }

    private static Short RoundRatio(Short a, int decimals)
    {
        var (top, bottom) = a.Quotient(decimals);
        var (quotient, rest) = Int128.DivRem(Int128.Abs(top), bottom);
        if (rest >= bottom - rest) quotient += 1;
        return quotient > long.MaxValue ? None : new(a.digits < 0 ? -(long)quotient : (long)quotient, (ulong)decimals);
    }

    private long CountRatio(int decimals, out bool rest)
    {
        var (top, bottom) = Quotient(decimals);
        var (quotient, left) = Int128.DivRem(top, bottom);
        rest = left != 0;
        if (left < 0) quotient -= 1;
        return quotient > long.MaxValue ? long.MaxValue : quotient < long.MinValue ? long.MinValue : (long)quotient;
    }

    // It, counted in so many decimals: at most 63 + 60 bits above, 60 + 31 below.
    private (Int128 Top, Int128 Bottom) Quotient(int decimals) => Scale <= decimals
        ? ((Int128)digits * Tens[decimals - Scale], Divisor)
        : (digits, (Int128)Tens[Scale - decimals] * Divisor);

    // The greatest common divisor; the second is positive.
    private static long Common(long a, long b)
    {
        a = Math.Abs(a);
        while (a != 0) (a, b) = (b % a, a);
        return b;
    }
}

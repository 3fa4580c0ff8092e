using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Schemes.Numbers;
using FsCheck;
using FsCheck.Fluent;
using Interval = CsPerformance.Domain.Schemes.Interval;

namespace CsPerformance.Domain.Tests.Schemes;

public sealed class ExactTests
{
    [Fact]
    public void Three_thirds_are_one() => Assert.Equal(0, Exact.Compare((Exact)1m / 3m * 3m, 1m));

    [Fact]
    public void Floor_is_exact_after_a_division_that_no_decimal_holds() =>
        Assert.Equal("2", (((Exact)1m / 3m - (Exact)1m / 3m + (Exact)7m / 3m) * 3m / 3m).Floor().ToString());

    [Theory]
    [InlineData("0.005", "0.01")]
    [InlineData("-0.005", "-0.01")]
    [InlineData("0.0049999999999999999999999999", "0")]
    public void Money_is_rounded_half_away_from_zero(string yuan, string fen) =>
        Assert.Equal(fen, ((Exact)decimal.Parse(yuan, System.Globalization.CultureInfo.InvariantCulture)).Round(2).ToString());

    [Fact]
    public void Half_a_fen_is_seen_even_when_it_comes_from_a_fraction() => Assert.Equal("0.01", ((Exact)1m / 3m * 0.015m).Round(2).ToString());

    [Fact]
    public void A_product_that_a_decimal_would_round_stays_exact()
    {
        Exact small = 0.0000000000000001m;
        Assert.Equal(0, Exact.Compare(small * small / small, small));
    }

    [Fact]
    public void Beyond_all_bounds_is_overflow_and_stays_so()
    {
        Exact number = decimal.MaxValue;
        for (var i = 0; i < 200; i++) number *= decimal.MaxValue;
        Assert.True(number.IsOverflow);
        Assert.True((number / number).IsOverflow);
        Assert.True((number - number).IsOverflow);
    }

    [Fact]
    public void A_fraction_is_shown_with_28_digits() => Assert.Equal("86.33333333333333333333333333", ((Exact)259m / 3m).ToString());

    [Fact]
    public void Sums_do_not_depend_on_their_order() =>
        Prop.ForAll<int[]>(parts =>
        {
            var numbers = parts.Select(part => (Exact)(decimal)part / 7m).ToArray();
            var (forward, backward) = ((Exact)0m, (Exact)0m);
            foreach (var number in numbers) forward += number;
            foreach (var number in numbers.Reverse()) backward += number;
            return Exact.Compare(forward, backward) == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dividing_and_multiplying_back_gives_the_same_number() =>
        Prop.ForAll<int, int>((a, b) => b == 0 || Exact.Compare((Exact)(decimal)a / (decimal)b * (decimal)b, (decimal)a) == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Fractions_fall_into_intervals_exactly()
    {
        Assert.True(Interval.TryParse("(0.33,0.34]", out var interval));
        Assert.True(((Exact)1m / 3m).In(interval));
        Assert.False(((Exact)1m / 3m * 3m / 3m).In(new Interval(null, false, 0.3333m, true)));
    }
}

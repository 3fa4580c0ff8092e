using CsPerformance.Domain.Schemes.Numbers;
using FsCheck;
using FsCheck.Fluent;
using Interval = CsPerformance.Domain.Schemes.Interval;

namespace CsPerformance.Domain.Tests.Schemes;

public sealed class ShortTests
{
    private static readonly decimal[] Edges =
    [
        0, 1, -1, 0.5m, -0.005m, 2.675m, 1m / 8, 3, 7, 9.99m, 1_000_000_007, long.MaxValue, long.MinValue + 1, long.MaxValue / 100m, 0.000000000000000001m,
        999_999_999.999999999m, 3_000_000_000, decimal.MaxValue, 0.0000000000000000000000000001m, 1234567890123456.789m, 4_294_967_296, 1.10m,
    ];

    private static readonly (string Name, Func<Short, Short, Short> Quick, Func<Exact, Exact, Exact> Exactly)[] Operations =
    [
        ("+", Short.Add, (a, b) => a + b),
        ("-", Short.Subtract, (a, b) => a - b),
        ("*", Short.Multiply, (a, b) => a * b),
        ("/", Short.Divide, (a, b) => b.IsZero ? Exact.Overflow : a / b),
        ("round", (a, b) => Short.Round(a, Places(b)), (a, b) => a.Round(Places(b))),
        ("floor", (a, _) => Short.Floor(a), (a, _) => a.Floor()),
        ("negate", (a, _) => Short.Negate(a), (a, _) => -a),
    ];

    [Fact]
    public void Whatever_is_counted_the_result_is_the_exact_one_or_none() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var (quick, exact) = (new List<Short>(), new List<Exact>());
            for (var i = 0; i < 6; i++)
            {
                var number = Number(random);
                quick.Add(Short.Of(number));
                exact.Add(number);
            }
            for (var step = 0; step < 25; step++)
            {
                var (operation, a, b) = (Operations[random.Next(Operations.Length)], random.Next(quick.Count), random.Next(quick.Count));
                if (quick[a].IsNone || quick[b].IsNone) continue;
                var (result, wanted) = (operation.Quick(quick[a], quick[b]), operation.Exactly(exact[a], exact[b]));
                if (result.IsNone) continue;
                Assert.True(!wanted.IsOverflow && Exact.Compare(Exact.Of(result), wanted) == 0, $"seed {seed}: {exact[a]} {operation.Name} {exact[b]} = {wanted}, not {Exact.Of(result)}");
                Assert.Equal(Math.Sign(Exact.Compare(wanted, exact[a])), Math.Sign(Short.Compare(result, quick[a])));
                Assert.Equal(wanted.Shown, result.Nearest());
                Assert.Equal(result.IsPlain, Exact.Of(result).Fraction is null);
                quick.Add(result);
                exact.Add(wanted);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_number_falls_into_the_same_interval_either_way() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var (low, high) = (Number(random), Number(random));
            if (low > high) (low, high) = (high, low);
            var interval = new Interval(random.Next(4) == 0 ? null : low, random.Next(2) == 0, random.Next(4) == 0 ? null : high, random.Next(2) == 0);
            if (Steps.Of([interval]) is not { } steps) return;
            foreach (var number in new[] { low, high, Number(random), (low / 2) + (high / 2) })
            {
                var quick = Short.Of(number);
                if (!quick.IsNone) Assert.Equal(((Exact)number).In(interval), steps.Find(quick) == 0);
                quick = Short.Divide(quick, Short.Of(3L));
                if (!quick.IsNone) Assert.Equal(Exact.Of(quick).In(interval), steps.Find(quick) == 0);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Figures_of_usual_size_never_need_the_exact_way()
    {
        var share = Short.Divide(Short.Of(5187L), Short.Of(6000L));
        var pay = Short.Multiply(Short.Multiply(Short.Of(2345.67m), share), Short.Divide(Short.Of(21.5m), Short.Of(22L)));
        Assert.False(pay.IsNone);
        Assert.Equal(Short.Round(pay, 2).ToDecimal(), ((Exact)2345.67m * 5187m / 6000m * 21.5m / 22m).Round(2).Shown);
    }

    [Fact]
    public void A_third_three_times_is_a_plain_one()
    {
        var third = Short.Divide(Short.Of(1L), Short.Of(3L));
        Assert.False(third.IsPlain);
        Assert.Equal(1m, Short.Add(Short.Add(third, third), third).ToDecimal());
    }

    [Fact]
    public void Nothing_can_be_divided_by_zero() => Assert.True(Short.Divide(Short.Of(1L), Short.Zero).IsNone);

    [Fact]
    public void What_is_none_stays_none() =>
        Assert.All(Operations, operation => Assert.True(operation.Quick(Short.None, Short.Of(2L)).IsNone));

    private static int Places(Short number) => Places(Exact.Of(number));

    private static int Places(Exact number) => (int)(Math.Abs(number.Floor().Shown) % 5);

    private static decimal Number(Random random) => random.Next(4) switch
    {
        0 => Edges[random.Next(Edges.Length)],
        1 => random.Next(-1000, 1000),
        2 => random.Next(-100_000, 100_000) / 100m,
        _ => random.NextInt64(-1_000_000_000_000, 1_000_000_000_000) / 10_000m,
    };
}

using CsPerformance.Domain.Schemes;
using FsCheck;
using FsCheck.Fluent;
using Interval = CsPerformance.Domain.Schemes.Interval;

namespace CsPerformance.Domain.Tests.Schemes;

public sealed class IntervalTests
{
    [Theory]
    [InlineData(20, false)]
    [InlineData(20.5, true)]
    [InlineData(30, true)]
    [InlineData(30.5, false)]
    public void Half_open_takes_in_its_upper_end_only(decimal points, bool inside)
    {
        Assert.True(Interval.TryParse("(20,30]", out var interval));
        Assert.Equal(inside, interval.Contains(points));
    }

    [Theory]
    [InlineData("≥90", 90, true)]
    [InlineData(">90", 90, false)]
    [InlineData("<60", 59.99, true)]
    [InlineData("<=60", 60, true)]
    [InlineData("4", 4, true)]
    [InlineData("4", 4.1, false)]
    [InlineData("[0,∞)", 1000000, true)]
    [InlineData("[0.85,1)", 1, false)]
    [InlineData("[85%,100%]", 1, true)]
    public void Reads_what_people_write(string text, decimal number, bool inside)
    {
        Assert.True(Interval.TryParse(text, out var interval));
        Assert.Equal(inside, interval.Contains(number));
    }

    [Theory]
    [InlineData("[30,20]")]
    [InlineData("(20,20]")]
    [InlineData("[20,30")]
    [InlineData("20-30")]
    [InlineData("[a,b]")]
    [InlineData("")]
    [InlineData("[123456789012345678901234567890,∞)")]
    public void Refuses_what_is_no_interval(string text) => Assert.False(Interval.TryParse(text, out _));

    [Fact]
    public void Neighbouring_half_open_intervals_take_in_every_number_once() =>
        Prop.ForAll<int[], int>((cuts, at) =>
        {
            var ends = cuts.Select(cut => (decimal)cut).Distinct().Order().ToList();
            var intervals = new List<Interval>();
            for (var i = 0; i <= ends.Count; i++) intervals.Add(new(i == 0 ? null : ends[i - 1], false, i == ends.Count ? null : ends[i], i < ends.Count));
            return intervals.Count(interval => interval.Contains(at)) == 1 && intervals.Count(interval => interval.Contains(at + 0.5m)) == 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reading_its_own_text_gives_the_same_interval() =>
        Prop.ForAll<int, PositiveInt, int>((from, width, ends) =>
        {
            var interval = new Interval(from / 4m, ends % 2 == 0, (from + width.Get) / 4m, ends % 3 == 0);
            return Interval.TryParse(interval.ToString(), out var back) && back == interval;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_an_interval_or_refused_without_an_exception() =>
        Prop.ForAll<string>(text =>
        {
            var read = Interval.TryParse(text ?? "", out var interval);
            return read || interval == default;
        }).QuickCheckThrowOnFailure();
}

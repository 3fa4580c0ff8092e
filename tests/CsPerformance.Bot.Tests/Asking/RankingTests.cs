using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Tests.Asking;

/// <summary>Whom a board names where everybody reads it.</summary>
public sealed class RankingTests
{
    [Theory]
    [InlineData("9", "9")]
    [InlineData("9 8", "9")]
    [InlineData("9 8 7", "9")]
    [InlineData("9 8 7 6", "9 8")]
    [InlineData("9 8 7 6 5", "9 8 7")]
    [InlineData("9 8 7 6 5 4 3", "9 8 7 6 5")]
    [InlineData("9 8 7 6 5 4 3 2", "9 8 7 6 5")]
    // Where all are equal nobody is last; a place that is shared is named as a whole or not at all.
    [InlineData("9 9 9", "9 9 9")]
    [InlineData("9 9 9 1", "9 9 9")]
    [InlineData("9 8 8 1", "9")]
    [InlineData("9 8 0 0", "9 8")]
    [InlineData("0 0 0", "")]
    public void The_first_are_named_as_long_as_nobody_is_told_apart_as_the_last(string values, string named)
    {
        Assert.Equal(named, string.Join(' ', Ranking.Openly(Of(values, 0)).Select(row => row.Value)));
    }

    [Theory]
    [InlineData("9 8 7", 24)]
    [InlineData("9 9 9", 27)]
    [InlineData("9", 9)]
    // One is unnamed: the sum less the others would be that one's points.
    [InlineData("9 8", null)]
    [InlineData("9 9 9 1", null)]
    public void The_sum_of_a_team_tells_nobodys_points(string values, int? total) => Assert.Equal((decimal?)total, Ranking.Total(Of(values, 0)));

    [Theory]
    // 8 is named openly, 7 and 6 are not.
    [InlineData("r1", "距上一名还差 1")]
    [InlineData("r2", "距上一名还差 1.5")]
    [InlineData("r3", null)]
    public void The_distance_is_told_only_to_somebody_whom_everybody_may_see(string whose, string? distance)
    {
        var own = Ranking.Own("客服一组", Of("9 8 6.5 6", 0), new(whose, whose, [], "客服一组", new HashSet<Role> { Role.Agent }, null, null))!;
        if (distance is null) Assert.DoesNotContain("距上一名", own, StringComparison.Ordinal);
        else Assert.EndsWith(distance, own, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_has_no_value_yet_is_among_the_unnamed_and_a_known_part_is_no_way_around()
    {
        Assert.Equal(2, Ranking.Openly(Of("9 8", 2)).Count);
        var board = Of("", 4);
        board = board with { Partly = [.. board.Waiting.Select((rated, i) => new KnownPart(rated, 40 - i, "执行力"))] };
        var open = Ranking.Open("客服一组", board);
        Assert.Contains("• w0 40(缺评分 执行力)\n• w1 39(缺评分 执行力)", open, StringComparison.Ordinal);
        Assert.DoesNotContain("w2", open, StringComparison.Ordinal);
        Assert.DoesNotContain("w3", open, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_titles_the_best_is_named_and_the_next_only_in_a_larger_team()
    {
        var small = Of("", 0) with { Labels = [("优秀", [Rated("a"), Rated("b")]), ("合格", [Rated("c")])] };
        Assert.DoesNotContain("合格", Ranking.Open("客服一组", small), StringComparison.Ordinal);
        var large = small with { Labels = [.. small.Labels, ("待改进", [Rated("d"), Rated("e")])] };
        Assert.Contains("优秀：a、b\n合格：c", Ranking.Open("客服一组", large), StringComparison.Ordinal);
        Assert.DoesNotContain("待改进", Ranking.Open("客服一组", large), StringComparison.Ordinal);
    }

    private static Board Of(string values, int waiting)
    {
        var known = values.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(value => decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        var rows = known.Select((value, i) => new BoardRow(Rated($"r{i}"), 1 + known.Count(other => other > value), value, null)).ToList();
        return new(SchemeFiles.Load("kf-2017").Scheme!, "总绩效分数", rows, [.. Enumerable.Range(0, waiting).Select(i => Rated($"w{i}"))], []);
    }

    private static Rated Rated(string id) => new(id, id, "客服一组", "basic", "初级");
}

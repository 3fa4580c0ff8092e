namespace CsPerformance.Bot.Tests.Schemes;

public sealed class GroupAndHistoryTests
{
    private static string People(params (string Id, string Metrics)[] people) => string.Join(',', people.Select(one => $$"""{"id":"{{one.Id}}","metrics":{ {{one.Metrics}} } }"""));

    [Fact]
    public void A_group_figure_leaves_out_who_lacks_an_input_and_the_own_line_is_missing()
    {
        var scheme = Try.Scheme("metrics: {a: a, b: b}\nlines:\n  x: group_ratio(a, b)\n  m: group_mean(a)\ngroup:\n  n: members()\n  s: group_sum(a)\n  over: group_count(a > 10)\n");
        var sheet = Try.Sheet(scheme, People(("1", "\"a\":30,\"b\":100"), ("2", "\"a\":40,\"b\":100"), ("3", "\"a\":50")));
        Assert.Equal("0.35 0.35 missing:b", Try.Line(sheet, "x"));
        Assert.Equal("40 40 40", Try.Line(sheet, "m"));
        Assert.Equal("3 120 3", string.Join(' ', sheet.Group.Lines.Select(line => Try.Text(line.Value))));
    }

    [Fact]
    public void Nobody_at_all_is_an_empty_result()
    {
        var sheet = Try.Sheet(Try.Scheme("metrics: {a: a}\nlines: {x: a}\ngroup:\n  n: members()\n  m: group_mean(a)\n"), "");
        Assert.Empty(sheet.Subjects);
        Assert.Empty(sheet.Group.Lines);
    }

    [Fact]
    public void Ranks_of_equals_are_their_best_or_their_worst_place()
    {
        var sheet = Try.Sheet(
            Try.Scheme("metrics: {a: a}\nlines:\n  best: group_rank(a)\n  worst: group_rank_worst(a)\n  half: group_rank(a among a < 9)\n"),
            People(("1", "\"a\":9"), ("2", "\"a\":7"), ("3", "\"a\":7"), ("4", "\"a\":5")));
        Assert.Equal("1 2 2 4", Try.Line(sheet, "best"));
        Assert.Equal("1 3 3 4", Try.Line(sheet, "worst"));
        Assert.Equal("1 1 1 3", Try.Line(sheet, "half"));
    }

    private const string Grades = """
        metrics: {m: m}
        steps:
          wanted: {bands: m, rows: {"≥90": "A", "≥80": "B", else: "C"}}
        lines:
          x:
            quota:
              wants: wanted
              rank: m
              waits: one_level_down
              levels:
                - {level: "A", at_most: 10%}
                - {level: "B", at_most: 30%}
                - {level: "C"}
        """;

    [Theory]
    [InlineData("97", "C")]
    [InlineData("95 92 88 85 70 70 70 70 70 70", "A B B B C C C C C C")]
    [InlineData("95 92 88 85 84 70 70 70 70 70", "A B B B C C C C C C")]
    [InlineData("95 95 88 85 70 70 70 70 70 70", "B B B C C C C C C C")]
    [InlineData("95 88 88 88 88 70 70 70 70 70", "A C C C C C C C C C")]
    [InlineData("95 89 88 88 88 70 70 70 70 70", "A B C C C C C C C C")]
    public void Places_are_filled_by_rank_and_a_tie_across_the_limit_drops_as_a_whole(string marks, string grades)
    {
        var people = marks.Split(' ').Select((mark, i) => ($"s{i}", $"\"m\":{mark}")).ToArray();
        Assert.Equal(grades, Try.Line(Try.Sheet(Try.Scheme(Grades), People(people)), "x"));
    }

    private const string Stars = """
        attributes: {star: 现星级}
        metrics: {want: 应得, m: 成绩}
        lines:
          x:
            quota:
              wants: want
              holds: attributes.star
              rank: m
              waits: keeps
              levels:
                - {level: 3, below: 50%}
                - {level: 2, below: 50%}
                - {level: 1}
                - {level: 0}
        """;

    [Fact]
    public void Holders_keep_their_level_newcomers_wait_from_the_lowest_and_who_falls_falls()
    {
        static string Person(string id, int star, int want, int mark) => $$"""{"id":"{{id}}","attributes":{"star":{{star}}},"metrics":{"want":{{want}},"m":{{mark}} } }""";
        var scheme = Try.Scheme(Stars);
        // Two of four at level 3 are not below half: the lower newcomer keeps level 2 and is counted there.
        Assert.Equal("3 2 1 1", Try.Line(Try.Sheet(scheme, string.Join(',', Person("a", 2, 3, 90), Person("b", 2, 3, 80), Person("c", 1, 1, 50), Person("d", 1, 1, 50))), "x"));
        // Equals wait together; holders stay even beyond the limit.
        Assert.Equal("2 2 3 3", Try.Line(Try.Sheet(scheme, string.Join(',', Person("a", 2, 3, 90), Person("b", 2, 3, 90), Person("c", 3, 3, 50), Person("d", 3, 3, 50))), "x"));
        // Falling to a full level is never stopped.
        Assert.Equal("2 2 2 1", Try.Line(Try.Sheet(scheme, string.Join(',', Person("a", 3, 2, 10), Person("b", 2, 2, 90), Person("c", 2, 2, 50), Person("d", 1, 2, 99))), "x"));
        Assert.Equal("missing:star", Try.Line(Try.Sheet(scheme, """{"id":"a","metrics":{"want":3,"m":1}}"""), "x"));
    }

    private static string Past(string lines, params (string Period, string Lines)[] periods) =>
        $$"""{"id":"a","metrics":{ {{lines}} },"history":[{{string.Join(',', periods.Select(one => $$"""{"period":"{{one.Period}}","lines":{ {{one.Lines}} } }"""))}}]}""";

    [Fact]
    public void A_streak_counts_the_present_first_and_ends_at_a_gap()
    {
        var scheme = Try.Scheme("metrics: {m: m}\nhistory: {s: {}}\nlines:\n  s: m\n  x: streak(s ≥ 5)\n");
        string Streak(string subject) => Try.Line(Try.Sheet(scheme, subject), "x");
        Assert.Equal("1", Streak(Past("\"m\":5")));
        Assert.Equal("0", Streak(Past("\"m\":4", ("2026-09", "\"s\":9"))));
        Assert.Equal("3", Streak(Past("\"m\":5", ("2026-07", "\"s\":1"), ("2026-08", "\"s\":5"), ("2026-09", "\"s\":9"))));
        Assert.Equal("2", Streak(Past("\"m\":5", ("2026-07", "\"s\":5"), ("2026-09", "\"s\":9"))));
        Assert.Equal("missing:m", Streak(Past("", ("2026-09", "\"s\":9"))));
    }

    [Fact]
    public void Windows_need_every_period_unless_only_the_known_ones_are_asked_for()
    {
        var scheme = Try.Scheme("metrics: {m: m}\nhistory: {s: {}}\nlines:\n  s: m\n  x: sum_of(s, known year)\n  y: mean_of(s, last(3))\n  z: times(s ≥ 5, all)\n  w: ago(s, 1)\n  v: highest_of(s, before(2))\n");
        var sheet = Try.Sheet(scheme, Past("\"m\":5", ("2025-12", "\"s\":100"), ("2026-08", "\"s\":\"void\""), ("2026-09", "\"s\":7")));
        Assert.Equal("12 4 3 7 7", string.Join(' ', "xyzwv".Select(code => Try.Line(sheet, code.ToString()))));
        sheet = Try.Sheet(scheme, Past("\"m\":5", ("2026-08", "\"s\":7")));
        Assert.Equal("12 missing:s 2 missing:s missing:s", string.Join(' ', "xyzwv".Select(code => Try.Line(sheet, code.ToString()))));
    }

    [Fact]
    public void A_quarter_reads_its_own_months()
    {
        var scheme = Try.Scheme("history: {s: {scheme: other, each: month}}\nlines:\n  x: longest(s < 5, quarter)\n  y: every(s < 9, quarter)\n  z: mean_of(s, quarter)\n", "quarter");
        var sheet = Try.Sheet(scheme, Past("", ("2026-09", "\"s\":1"), ("2026-10", "\"s\":1"), ("2026-11", "\"s\":8"), ("2026-12", "\"s\":3")), "2026-Q4");
        Assert.Equal("1 yes 4", $"{Try.Line(sheet, "x")} {Try.Line(sheet, "y")} {Try.Line(sheet, "z")}");
    }

    [Fact]
    public void The_period_before_is_the_one_before_in_the_months_of_the_scheme()
    {
        var scheme = Try.Scheme("months: [4, 10]\nmetrics: {m: m}\nhistory: {s: {}}\nlines:\n  s: m\n  x: streak(s ≥ 3)\n  y: ago(s, 2)\n");
        var sheet = Try.Sheet(scheme, Past("\"m\":3", ("2025-10", "\"s\":1"), ("2026-04", "\"s\":3")));
        Assert.Equal("2 1", $"{Try.Line(sheet, "x")} {Try.Line(sheet, "y")}");
    }

    [Fact]
    public void A_cycle_is_a_fault_but_an_earlier_period_of_the_own_line_is_none()
    {
        Assert.Contains(Try.Faults("lines:\n  x: y + 1\n  y: x + 1\n"), fault => fault.Problem.Contains("用到了自己", StringComparison.Ordinal));
        Assert.Contains(Try.Faults("lines:\n  x: group_mean(x)\n"), fault => fault.Problem.Contains("用到了自己", StringComparison.Ordinal));
        var scheme = Try.Scheme("history: {x: {}}\nlines:\n  x: or_else(ago(x, 1), 0) + 1\n");
        Assert.Equal("8", Try.Line(Try.Sheet(scheme, Past("", ("2026-09", "\"x\":7"))), "x"));
    }

    private const string Bonus = """
        metrics: {bonus: 奖金}
        history: {x: }
        lines:
          x: metrics.bonus
          year: sum_of(history.x, known year)
          ever: sum_of(history.x, all)
          before: sum_of(history.x, known before(3))
        """;

    [Fact]
    public void Known_passes_over_earlier_periods_without_a_result()
    {
        var sheet = Try.Sheet(Try.Scheme(Bonus), """{"id":"1","metrics":{"bonus":5},"history":[{"period":"2026-08","lines":{"x":7}}]}""");
        Assert.Equal("12 12 7", string.Join(' ', new[] { "year", "ever", "before" }.Select(line => Try.Line(sheet, line))));
    }

    [Fact]
    public void Known_does_not_pardon_that_the_present_period_lacks_an_input()
    {
        var sheet = Try.Sheet(Try.Scheme(Bonus), """{"id":"1","history":[{"period":"2026-08","lines":{"x":7}}]}""");
        Assert.Equal("missing:bonus missing:bonus 7", string.Join(' ', new[] { "year", "ever", "before" }.Select(line => Try.Line(sheet, line))));
    }

    [Fact]
    public void Another_schemes_line_is_not_missed_in_the_present_period()
    {
        var sheet = Try.Sheet(
            Try.Scheme("history: {y: {scheme: other}}\nlines:\n  year: sum_of(history.y, known year)\n"),
            """{"id":"1","history":[{"period":"2026-08","lines":{"y":7}}]}""");
        Assert.Equal("7", Try.Line(sheet, "year"));
    }
}

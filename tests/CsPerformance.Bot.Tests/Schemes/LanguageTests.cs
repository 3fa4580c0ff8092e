using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Tests.Schemes;

public sealed class LanguageTests
{
    private static string One(string body, string subject, string period = "2026-10", string parameters = "{}") =>
        Try.Line(Try.Sheet(Try.Scheme(body), subject, period, parameters), "x");

    [Theory]
    [InlineData("1 + 2 × 3", "7")]
    [InlineData("(1 + 2) * 3 - -1", "10")]
    [InlineData("10 ÷ 4", "2.5")]
    [InlineData("1 / 3 * 3 = 1", "yes")]
    [InlineData("20% × 50", "10")]
    [InlineData("floor((1.2 - 1) / 0.1)", "2")]
    [InlineData("ceil(1.01) + abs(-2) + round(2.5) + round(1.005, 2)", "8.01")]
    [InlineData("clamp(120, 0, 100) + min(3, 2, 5) + max(1, 4) + sum(1, 2) + average(1, 2)", "110.5")]
    [InlineData("if 1 < 2 then 'a' else 'b'", "a")]
    [InlineData("if 1 > 2 then 1 else if 2 > 1 then 2 else 3", "2")]
    [InlineData("0.85 in [0.85,1) and not 1 in [0.85,1) and 2 in {1, 2}", "yes")]
    [InlineData("'甲' in {'乙', '甲'} or false", "yes")]
    [InlineData("1 ÷ 3", "0.3333333333333333333333333333")]
    [InlineData("period.month + period.year", "2036")]
    public void Expressions_come_to_what_arithmetic_says(string expression, string value) =>
        Assert.Equal(value, One($"lines:\n  x:\n    value: >-\n      {expression}\n", """{"id":"a"}"""));

    [Theory]
    [InlineData("m + n", "missing:m+n")]
    [InlineData("if m > 0 then 1 else 2", "missing:m")]
    [InlineData("if true then 1 else m", "1")]
    [InlineData("if false and m > 0 then 1 else 2", "missing:m")]
    [InlineData("if true or m > 0 then 1 else 2", "missing:m")]
    [InlineData("p + m", "missing:p+m")]
    [InlineData("or_else(m, 7)", "7")]
    [InlineData("if present(m) then 1 else 0", "0")]
    [InlineData("1 / d", "missing:d")]
    [InlineData("1 / (d + 0)", "missing:(d+0)")]
    [InlineData("d", "0")]
    public void What_is_absent_is_collected_and_what_is_not_reached_needs_nothing(string expression, string value) =>
        Assert.Equal(value, One($"parameters: {{p: {{unset: true}}}}\nmetrics: {{m: 指标, n: 指标, d: {{default: 0}}}}\nlines:\n  x: {expression}\n", """{"id":"a"}"""));

    [Fact]
    public void Void_counts_0_in_what_depends_on_it()
    {
        var scheme = Try.Scheme("metrics: {m: m}\nlines:\n  c: {bands: m, rows: {\"<5\": 2, else: void}}\n  x: c\n  y: 10 × c + 1\n  z: if is_void(c) then 1 else 0\n");
        var sheet = Try.Sheet(scheme, """{"id":"a","metrics":{"m":5}}""");
        Assert.Equal(("void", "0", "1", "1"), (Try.Line(sheet, "c"), Try.Line(sheet, "x"), Try.Line(sheet, "y"), Try.Line(sheet, "z")));
    }

    [Theory]
    [InlineData(0, "低")]
    [InlineData(10, "低")]
    [InlineData(10.1, "中")]
    [InlineData(20, "高")]
    [InlineData(19.99, "中")]
    [InlineData(30, "missing:top")]
    public void Bands_take_each_end_where_it_is_written(decimal number, string label) => Assert.Equal(
        label,
        One(
            "parameters: {top: {type: label, unset: true}}\nmetrics: {m: m}\nlines:\n  x: {bands: m, rows: {\"[0,10]\": \"低\", \"(10,20)\": \"中\", \"[20,30)\": \"高\", \"≥30\": top}}\n",
            $$"""{"id":"a","metrics":{"m":{{number.ToString(System.Globalization.CultureInfo.InvariantCulture)}} } }"""));

    [Fact]
    public void A_gap_between_bands_is_missing() =>
        Assert.Equal("missing:x", One("metrics: {m: m}\nlines:\n  x: {bands: m, rows: {\"<1\": 1, \">2\": 2}}\n", """{"id":"a","metrics":{"m":1.5}}"""));

    [Fact]
    public void A_section_stays_between_0_and_its_maximum()
    {
        const string body = "items: {a: {points: -5}, b: {deducts: \"[1,10]\"}, c: {points: 3}}\nlines:\n  x: {section: {max: 10, items: [a, b, c]}}\n";
        Assert.Equal("10", One(body, """{"id":"s"}"""));
        Assert.Equal("0", One(body, """{"id":"s","items":[{"item":"a","count":3}]}"""));
        Assert.Equal("10", One(body, """{"id":"s","items":[{"item":"c"}]}"""));
        Assert.Equal("3.5", One(body, """{"id":"s","items":[{"item":"a"},{"item":"b","points":1.5}]}"""));
    }

    [Theory]
    [InlineData("items: {a: {points: -5}, b: {points: -1}}\nlines:\n  x: {section: {max: 10, items: [a, b, a]}}\n", "项目 a 写了两次")]
    [InlineData("lines:\n  x: leave(事假, 病假, 事假)\n", "假别 事假 写了两次")]
    public void What_is_named_twice_in_a_sum_is_a_fault(string body, string problem) =>
        Assert.Contains(problem, Assert.Single(Try.Faults(body)).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_table_takes_the_greatest_key_not_above_and_names_a_row_that_it_lacks()
    {
        const string body = "parameters: {base: {unset: true, table: [label, floor]}}\nattributes: {grade: {one_of: [a, b]}, years: y}\nlines:\n  x: \"base[grade, years]\"\n";
        const string table = """{"base":{"a":{"0":10,"1":20,"3":30}}}""";
        Assert.Equal("20", One(body, """{"id":"s","attributes":{"grade":"a","years":2.9}}""", parameters: table));
        Assert.Equal("30", One(body, """{"id":"s","attributes":{"grade":"a","years":3}}""", parameters: table));
        Assert.Equal("missing:base", One(body, """{"id":"s","attributes":{"grade":"b","years":3}}""", parameters: table));
        Assert.Equal("missing:base", One(body, """{"id":"s","attributes":{"grade":"a","years":3}}"""));
        Assert.Equal("missing:base+years", One(body, """{"id":"s","attributes":{"grade":"a"}}"""));
    }

    [Theory]
    [InlineData(49, "0")]
    [InlineData(50, "1")]
    [InlineData(79, "2")]
    [InlineData(80, "3")]
    public void The_greatest_key_whose_value_is_reached(int total, string star) =>
        Assert.Equal(star, One("parameters: {t: {unset: true, table: [number]}}\nmetrics: {m: m}\nlines:\n  x: key_reached(t, m, 0)\n", $$"""{"id":"s","metrics":{"m":{{total}} } }""", parameters: """{"t":{"3":80,"1":50,"2":60}}"""));

    [Fact]
    public void A_ladder_needs_every_quantity_and_names_what_held_back()
    {
        var scheme = Try.Scheme("metrics: {a: a, b: b}\nlines:\n  x:\n    measures: [a ≥, b ≤]\n    ladder: {1: [1, 9], 2: [2, 5], 3: [3, 1]}\n    none: 0\n  back: {held_back: x}\n");
        var sheet = Try.Sheet(scheme, """{"id":"1","metrics":{"a":3,"b":1}},{"id":"2","metrics":{"a":2,"b":2}},{"id":"3","metrics":{"a":0,"b":10}},{"id":"4","metrics":{"a":3}}""");
        Assert.Equal("3 2 0 missing:b", Try.Line(sheet, "x"));
        Assert.Equal(" a,b a,b missing:b", Try.Line(sheet, "back"));
    }

    [Fact]
    public void Labels_whose_conditions_hold_are_joined() => Assert.Equal(
        "study,training,uniform",
        One("metrics: {m: m}\nlines:\n  x:\n    join:\n      - {when: m ≥ 2, gives: \"study\"}\n      - {when: m ≥ 3, gives: \"training,uniform\"}\n      - {when: m ≥ 4, gives: \"exchange\"}\n", """{"id":"s","metrics":{"m":3}}"""));

    [Theory]
    [InlineData("'a' - 1")]
    [InlineData("grade × 2")]
    [InlineData("1 + grade × 2 + m")]
    public void Counting_with_a_text_is_a_fault_that_says_so(string formula) =>
        Assert.Contains("要用数", Assert.Single(Try.Faults($"metrics: {{m: m}}\nattributes: {{grade: {{one_of: [a, b]}}}}\nlines:\n  x: \"{formula}\"\n")).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_name_with_two_meanings_must_be_written_in_full()
    {
        Assert.Contains("几种含义", Assert.Single(Try.Faults("ratings: {r: {range: \"[0,1]\"}}\nlines:\n  r: ratings.r\n  x: r + 1\n")).Problem);
        Assert.Equal("0.5", One("ratings: {x: {range: \"[0,1]\"}}\nlines:\n  x: ratings.x\n", """{"id":"s","ratings":{"x":0.5}}"""));
    }

    [Fact]
    public void A_dated_parameter_counts_from_its_month_on()
    {
        const string body = "parameters: {p: {since: {2026-03: 2, 2026-01: 1}}}\nlines:\n  x: p\n";
        Assert.Equal("missing:p", One(body, """{"id":"s"}""", "2025-12"));
        Assert.Equal("1", One(body, """{"id":"s"}""", "2026-02"));
        Assert.Equal("2", One(body, """{"id":"s"}""", "2026-03"));
        Assert.Equal("9", One(body, """{"id":"s"}""", "2026-03", """{"p":9}"""));
    }

    [Fact]
    public void Out_of_bounds_is_a_fault_that_names_the_line()
    {
        var body = "lines:\n  a: 1000000000000000000000 × 1000000\n  x: " + string.Join(" × ", Enumerable.Repeat("a", 100)) + "\n";
        var faulty = Assert.IsType<Evaluation.Faulty>(Try.Evaluate(Try.Scheme(body), """{"id":"s"}"""));
        Assert.Contains("lines.x", Assert.Single(faulty.Faults).Place);
    }
}

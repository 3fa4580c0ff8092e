using System.Text;
using CsPerformance.Bot.Commands;
using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes.Checking;

namespace CsPerformance.Bot.Tests.Checking;

public sealed class SchemeCheckTests
{
    private const string Head = "id: t\ntitle: t\nsource: t\nperiod: month\n";

    [Theory]
    [InlineData("bands.gap", "metrics: {m: {title: M, range: \"[0,100]\"}}\nlines:\n  x: {bands: m, rows: {\"[0,20]\": 1, \"[21,100]\": 2}}", "例如 20.5")]
    [InlineData("bands.gap", "metrics: {m: {title: M, range: \"[0,100]\", whole: true}}\nlines:\n  x: {bands: m, rows: {\"[0,20]\": 1, \"[22,100]\": 2}}", "例如 21")]
    [InlineData("bands.overlap", "metrics: {m: {title: M}}\nlines:\n  x: {bands: m, rows: {\"[0,20]\": 1, \"[20,∞)\": 2}}", "例如 20")]
    [InlineData("bands.unreachable", "metrics: {m: {title: M, range: \"[0,10]\"}}\nlines:\n  x: {bands: m, rows: {\"[0,10]\": 1, \"(10,20]\": 2}}", "(10,20]")]
    [InlineData("bands.outside", "metrics: {m: {title: M, range: \"[0,10]\"}}\nlines:\n  x: {bands: m, rows: {\"[0,5]\": 1, \"(5,20]\": 2}}", "(5,20]")]
    [InlineData("bands.unreachable", "metrics: {m: {title: M}}\nlines:\n  x: {bands: m, rows: {\"≥60\": 1, \"≥80\": 2, else: 3}}", "轮不到")]
    [InlineData("bands.gap", "attributes: {a: {title: A, one_of: [p, q]}}\nmetrics: {m: {title: M}}\nlines:\n  x: {bands: m, by: a, rows: {p: {\"[0,∞)\": 1}}}", "(q)")]
    [InlineData("total.weights", "metrics: {m: {title: M}, n: {title: N}}\nlines:\n  x: 40% × m + 50% × n", "0.9")]
    [InlineData("total.maximum", "ratings: {m: {title: M, range: \"[0,60]\"}, n: {title: N, range: \"[0,45]\"}}\nlines:\n  total: {title: 总分, value: m + n}", "105")]
    [InlineData("total.part", "clauses: {1: 纪律(15分)}\nratings: {m: {title: 纪律, range: \"[0,20]\"}}\nlines:\n  x: m", "15")]
    [InlineData("unset", "parameters: {p: {title: P, unset: true}}\nlines:\n  x: {title: X, value: p}\n  y: {title: Y, value: x × 2}", "Y(y)")]
    [InlineData("unused", "metrics: {m: {title: M}, n: {title: N}}\nlines:\n  x: m", "N(n)")]
    [InlineData("unused", "items: {i: {title: I, points: -1}}\nlines:\n  x: 1", "I(i)")]
    [InlineData("unused", "metrics: {m: {title: M}}\nitems: {i: {title: I, points: -1}, j: {title: J, points: -1}}\nlines:\n  x: m + i.count", "J(j)")]
    [InlineData("unused", "steps:\n  s: 1\nlines:\n  x: 1", "s")]
    [InlineData("unknown.word", "attributes: {a: {title: A, one_of: [p, q]}}\nlines:\n  x: if a = 'r' then 1 else 0", "“r”")]
    [InlineData("rules.unreachable", "metrics: {m: {title: M, range: \"[0,10]\"}}\nlines:\n  x: if m > 10 then 1 else 0", "永远不成立")]
    [InlineData("rules.ladder", "metrics: {m: {title: M}}\nlines:\n  x: {ladder: {1: m ≥ 60, 2: m ≥ 50}, none: 0}", "还松")]
    [InlineData("rules.opposed", "metrics: {m: {title: M}}\nlines:\n  promoted: {title: 晋升, value: m ≥ 60}\n  demoted: {title: 降级, value: m < 70}", "同时成立")]
    [InlineData("bands.gap", "metrics: {m: {title: M, range: \"[0,100]\"}}\nlines:\n  x: {cases: [{when: m ≥ 80, gives: 2}, {when: m < 70, gives: 1}]}", "例如 75")]
    [InlineData("rules.unreachable", "metrics: {m: {title: M}}\nlines:\n  x: if m ≥ 60 then 1 else if m ≥ 80 then 2 else 0", "前面的情形已经占满")]
    [InlineData("rules.unreachable", "metrics: {m: {title: M}}\nlines:\n  x: if m ≥ 60 and m < 50 then 1 else 0", "永远不成立")]
    [InlineData("rules.unreachable", "metrics: {m: {title: M, range: \"[0,10]\"}}\nlines:\n  promoted: {title: 晋升, value: m > 10}", "永远不成立")]
    [InlineData("rules.unreachable", "metrics: {m: {title: M}, n: {title: N}}\nlines:\n  x: {ladder: {1: \"m ≥ 60 and n ≥ 5\", 2: m ≥ 60}, none: 0}", "都够到 2")]
    [InlineData("rules.opposed", "metrics: {m: {title: M}, n: {title: N}}\nlines:\n  promoted: {title: 晋升, value: m ≥ 60}\n  demoted: {title: 降级, value: n < 5}", "N 4")]
    [InlineData("rules.opposed", "metrics: {m: {title: M}}\nlines:\n  x: {cases: [{when: m ≥ 60, gives: \"晋升\"}, {when: m < 70, gives: \"降级\"}, {else: \"不变\"}]}", "可以同时成立")]
    [InlineData("rules.opposed", "attributes: {grade: {title: 等级, one_of: [甲, 乙]}}\nmetrics: {m: {title: M}}\nlines:\n  promoted: {title: 晋升, value: \"grade = '甲' and m ≥ 80\"}\n  demoted: {title: 降级, value: \"grade = '乙' and m < 90\"}\n  next_grade: {title: 新等级, value: \"if promoted then '乙' else if demoted then '甲' else grade\"}", "马上又降级")]
    [InlineData("cliff", "metrics: {m: {title: M}}\nlines:\n  pay: {bands: m, rows: {\"[0,10]\": 100, \"(10,∞)\": 200}}", "差 50%")]
    [InlineData("cliff", "metrics: {m: {title: M}}\nlines:\n  pay: {title: 工资, value: 3000 + 1000 × grade}\nsteps:\n  grade: {title: 级, bands: m, rows: {\"[0,10]\": 1, \"(10,∞)\": 3}}", "M 10→11 时 级 1→3,工资 4000→6000元(差 33.3%)")]
    [InlineData("cliff", "ratings: {m: {title: M, range: \"[0,100]\"}}\nlines:\n  bonus: {title: 奖金, value: \"10 × m + (if level = '优' then 900 else 0)\"}\nsteps:\n  level: {title: 级, value: \"if m ≥ 90 then '优' else '良'\"}", "M 89分→90分 时 级 良→优,奖金 890→1800元")]
    [InlineData("risk.share", "items: {i: {title: I, deducts: \"[1,100]\"}}\nlines:\n  pay: {title: 工资, value: \"max(1000, 3000 − 10 × i.points)\"}", "I 到 61分时 3000→2390 元(少 20.3%)")]
    [InlineData("risk.minimum_wage", "items: {i: {title: I, deducts: \"[1,100]\"}}\nlines:\n  pay: {title: 工资, value: \"max(1000, 3000 − 10 × i.points)\"}", "可到 2000 元(通常 3000 元)")]
    [InlineData("risk.base_pay", "items: {i: {title: I, points: -1}}\nlines:\n  base_pay: {title: 底薪, value: 3000 − i.points}", "底薪 随 I 变化")]
    [InlineData("risk.share", "items: {i: {title: I, points: -1}}\nlines:\n  pay: {title: 工资, value: 3000 − i.points}", "没有下限")]
    [InlineData("risk.minimum_wage", "items: {i: {title: I, points: -1}}\nlines:\n  pay: {title: 工资, value: 3000 − i.points}", "还没有数字")]
    [InlineData("risk.protected_leave", "lines:\n  bonus: {title: 全勤奖, value: if leave(产假) > 0 then 0 else 100}", "产假")]
    [InlineData("risk.wording", "items: {i: {title: 迟到罚款, points: -1}}\nlines:\n  x: i.count", "罚款")]
    [InlineData("risk.last_place", "clauses: {1: 末位淘汰}\nlines:\n  x: 1", "末位")]
    public void A_weakness_is_named_with_its_place(string code, string body, string words)
    {
        var found = CheckedScheme.Of("t.yaml", Encoding.UTF8.GetBytes(Head + body));
        Assert.Empty(found.Faults);
        var remark = Assert.Single(found.Remarks, remark => remark.Code == code);
        Assert.Contains(words, remark.What + remark.Why, StringComparison.Ordinal);
        Assert.InRange(remark.Line, 5, 14);
        Assert.NotEmpty(remark.Todo);
    }

    [Theory]
    [InlineData("metrics: {m: {title: M, range: \"[0,100]\", whole: true}}\nlines:\n  x: {bands: m, rows: {\"[0,20]\": 1, \"[21,100]\": 2}}")]
    [InlineData("metrics: {m: {title: M}, n: {title: N}}\nlines:\n  x: 40% × m + 60% × n")]
    [InlineData("ratings: {m: {title: M, range: \"[0,60]\"}, n: {title: N, range: \"[0,40]\"}}\nlines:\n  total: {title: 总分, value: m + n}")]
    [InlineData("metrics: {m: {title: M}}\nlines:\n  promoted: {title: 晋升, value: m ≥ 70}\n  demoted: {title: 降级, value: m < 70}")]
    [InlineData("items: {i: {title: I, points: -1}}\nlines:\n  pay:\n    title: 工资\n    value: 3000 + max(0, 500 − i.points)")]
    [InlineData("metrics: {d: {title: 出勤天数}}\nlines:\n  base_pay: {title: 底薪, value: 100 × d}")]
    [InlineData("metrics: {m: {title: M}}\nlines:\n  pay: {title: 提成, value: 8% × m}")]
    [InlineData("metrics: {m: {title: M}}\nlines:\n  x: {cases: [{when: m ≥ 80, gives: 2}, {when: m ≥ 60, gives: 1}, {else: 0}]}")]
    [InlineData("metrics: {m: {title: M}}\nlines:\n  pay: {bands: m, rows: {\"[0,10]\": 1000, \"(10,∞)\": 1100}}")]
    [InlineData("metrics: {m: {title: M}, n: {title: N}}\nlines:\n  promoted: {title: 晋升, value: m ≥ 60 and n ≥ 5}\n  demoted: {title: 降级, value: n < 5}")]
    [InlineData("cliff: 60%\nmetrics: {m: {title: M}}\nlines:\n  pay: {bands: m, rows: {\"[0,10]\": 100, \"(10,∞)\": 200}}")]
    public void What_is_sound_gets_no_remark(string body) => Assert.Empty(CheckedScheme.Of("t.yaml", Encoding.UTF8.GetBytes(Head + body)).Remarks);

    [Fact]
    public void The_command_tells_everything_at_once_one_in_a_line()
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(0, SchemeCheckCommand.Run(["kf-2017"], output, error));
        Assert.All(output.ToString().TrimEnd().Split(Environment.NewLine), line => Assert.Matches("^kf-2017\\.yaml:\\d+: .+: .+ — .+ — .+$", line));
        Assert.Equal(2, SchemeCheckCommand.Run([], output, error));
        Assert.Equal(2, SchemeCheckCommand.Run(["a", "b"], output, error));
        Assert.Equal(1, SchemeCheckCommand.Run(["kf-2071"], output, error));
        Assert.Contains("kf-2017", output.ToString().TrimEnd().Split(Environment.NewLine)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_faults_are_told_together()
    {
        var found = CheckedScheme.Of("t.yaml", Encoding.UTF8.GetBytes(Head + "metrics: {m: {title: M}}\nlines:\n  x: mm + 1\n  y: 1 +"));
        Assert.Equal([7, 8], found.Faults.Select(fault => fault.Line));
        Assert.Null(found.Scheme);
    }

    [Fact]
    public void Remarks_on_the_sound_part_are_told_with_the_faults()
    {
        var found = CheckedScheme.Of("t.yaml", Encoding.UTF8.GetBytes(Head + "metrics: {m: {title: M}, n: {title: N}}\nlines:\n  x: mm + 1\n  y: x + n\n  z: {bands: m, rows: {\"[0,20]\": 1, \"[21,∞)\": 2}}\n  w: 40% × m + 50% × n"));
        Assert.Null(found.Scheme);
        Assert.Equal([(7, "fault"), (9, "bands.gap"), (10, "total.weights")], found.Remarks.Select(remark => (remark.Line, remark.Code)));
    }

    [Fact]
    public void A_formula_of_a_megabyte_is_a_fault() =>
        Assert.NotEmpty(CheckedScheme.Of("t.yaml", Encoding.UTF8.GetBytes(Head + "lines:\n  x: " + string.Join('+', Enumerable.Repeat("1", 500_000)))).Faults);

    [Theory]
    [InlineData("9999999999999999999999999999")]
    [InlineData("-9999999999999999999999999999")]
    [InlineData("0.0000000000000000000000000001")]
    public void Numbers_at_the_bounds_are_checked_without_an_exception(string number)
    {
        var body = $"metrics: {{m: {{title: M, range: \"[-9999999999999999999999999999,9999999999999999999999999999]\"}}}}\nlines:\n  total: {{title: 总分, value: m × {number} × {number} + m ÷ {number} + round(m) + {number}}}\n  pay: {{bands: total, rows: {{\"<{number}\": {number}, \">{number}\": 1}}}}";
        Assert.NotEmpty(CheckedScheme.Of("t.yaml", Encoding.UTF8.GetBytes(Head + body)).Remarks);
    }

    [Fact]
    public void A_base_pay_below_a_known_minimum_wage_is_named()
    {
        var text = Head + "parameters: {b: {title: 底薪标准, unit: 元/月, value: 1500}}\nlines:\n  base_pay: {title: 底薪, value: b}\n";
        var law = LawFiles.Tables with { MinimumWages = [new("某市", 1501, new(2026, 1, 1), "test"), new("另一市", 1500, new(2026, 1, 1), "test")] };
        var remark = Assert.Single(SchemeChecker.Check(new("t.yaml", text, YamlTree.Read("t.yaml", text).Root!), null, law));
        Assert.Equal(("risk.minimum_wage", 5), (remark.Code, remark.Line));
        Assert.Contains("某市", remark.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_of_the_law_files_names_its_source_and_date_and_no_wage_is_invented()
    {
        Assert.All(LawFiles.Tables.Rules, rule => Assert.True(rule.Source.Length > 0 && rule.Article.Length > 0 && rule.On.Year >= 2026));
        Assert.All(LawFiles.Tables.MinimumWages, wage => Assert.True(wage.Amount is null || wage is { Source: not null, Since: not null }));
    }
}

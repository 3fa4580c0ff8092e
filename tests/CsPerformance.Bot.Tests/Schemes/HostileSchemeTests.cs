using System.Diagnostics;
using System.Text;
using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes;
using FsCheck;
using FsCheck.Fluent;

namespace CsPerformance.Bot.Tests.Schemes;

public sealed class HostileSchemeTests
{
    public static TheoryData<string> Hostile => new(
        "",
        "- 1",
        "id: [",
        "a: &a [1]\nb: *a",
        "id: !!binary abc",
        "--- 1\n--- 2",
        "? [1, 2]\n: 3",
        "lines:\n  x: " + new string('(', 5000),
        "lines:\n  x: " + string.Concat(Enumerable.Repeat("not ", 2000)) + "true",
        "lines:\n  x: " + string.Concat(Enumerable.Repeat("-", 5000)) + "1",
        "lines:\n  x: " + string.Join('+', Enumerable.Repeat("1", 4000)),
        "lines:\n  x: " + string.Concat(Enumerable.Repeat("if true then ", 500)),
        "lines:\n  x: >-\n    " + new string('1', 20000),
        "lines:\n" + string.Concat(Enumerable.Range(0, 900).Select(i => $"  x{i}: x{i + 1}\n")),
        "lines:\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"  x{i}: 1\n")),
        "parameters: {p: {value: {a: {b: {c: 1}}}, table: [label]}}",
        new string(' ', 100_000) + "a",
        string.Concat(Enumerable.Repeat("- ", 50_000)));

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_file_is_faults(string text) => Assert.NotEmpty(SchemeFiles.Read("x.yaml", text).Faults);

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void A_million_brackets_are_a_fault(char bracket) => Assert.NotEmpty(SchemeFiles.Read("x.yaml", Encoding.UTF8.GetBytes(new string(bracket, 1_000_000))).Faults);

    [Fact]
    public void A_quarter_megabyte_of_brackets_is_a_fault() => Assert.NotEmpty(SchemeFiles.Read("x.yaml", new string('[', 250_000)).Faults);

    [Fact]
    public void Any_text_is_faults() =>
        Prop.ForAll<string>(text => SchemeFiles.Read("x.yaml", text ?? "").Faults.Count > 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_faults() =>
        Prop.ForAll<byte[]>(bytes => SchemeFiles.Read("x.yaml", bytes ?? []).Faults.Count > 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_expression_is_a_scheme_or_a_fault_at_its_line()
    {
        var words = new[] { "m", "1", "+", "-", "(", ")", "if", "then", "else", "and", "not", "in", "[0,1)", "{", "}", "'a'", "streak(", "group_mean(", "by", "among", ",", "quarter", "last(3)", "round(", "<", "=", "x", "void", "leave(病假)", "p[", "]" };
        var expression = Gen.Elements(words).ListOf().Select(parts => string.Join(' ', parts));
        Prop.ForAll(expression.ToArbitrary(), text =>
        {
            var reading = SchemeFiles.Read("x.yaml", $"id: t\ntitle: t\nsource: t\nperiod: month\nmetrics: {{m: m}}\nlines:\n  x:\n    value: >-\n      {text}\n");
            return reading.Scheme is not null || reading.Faults.All(fault => fault.Place.Contains("lines.x", StringComparison.Ordinal) || fault.Place.Contains('第'));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void All_faults_come_at_once_with_line_place_and_nearest_name()
    {
        var faults = SchemeFiles.Read("x.yaml", """
            id: t
            title: t
            sorce: t
            period: mounth
            metrics: {calls: 话务}
            items: {late: {points: -1, adds: "[0,1]"}}
            lines:
              a: cals × 2
              a: 1
              b: {bands: calls, rows: {"[0,20": 1}}
              c: calls + 'x'
            """).Faults;
        Assert.Contains(faults, fault => fault is { Place: "第 8 行 lines.a", Nearest: "calls" });
        Assert.Contains(faults, fault => fault.Nearest == "source");
        Assert.Contains(faults, fault => fault.Nearest == "month");
        Assert.Contains(faults, fault => fault.Place.Contains("第 9 行", StringComparison.Ordinal) && fault.Problem.Contains("重复", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Place.Contains("第 10 行", StringComparison.Ordinal) && fault.Problem.Contains("不是区间", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Place.Contains("第 11 行", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Place.Contains("第 6 行", StringComparison.Ordinal));
    }

    [Fact]
    public void Mutated_schemes_are_a_scheme_or_faults_never_an_exception()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        foreach (var id in SchemeFiles.Ids)
        {
            var text = File.ReadAllText(SchemeFiles.PathOf(id));
            for (var i = 0; i < 50; i++)
            {
                var mutant = Mutate(text, random);
                var clock = Stopwatch.StartNew();
                var reading = SchemeFiles.Read(id, mutant);
                Assert.True(reading.Scheme is null != (reading.Faults.Count == 0), $"seed {seed}, {id}, mutation {i} after {clock.Elapsed}");
            }
        }
    }

    private static string Mutate(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(4))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            case 2:
                lines[at] = new string([.. lines[at].Select(c => random.Next(20) == 0 ? "[]{}:,'\"&*!0x "[random.Next(14)] : c)]);
                break;
            default:
                lines[at] = lines[at][..random.Next(lines[at].Length + 1)];
                break;
        }
        return string.Join('\n', lines);
    }
}

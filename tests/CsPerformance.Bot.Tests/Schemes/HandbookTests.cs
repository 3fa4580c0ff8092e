using System.Text;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Tests.Schemes;

/// <summary>What the handbook tells a lead to copy must work as it stands there.</summary>
public sealed partial class HandbookTests
{
    private static readonly string _handbook = File.ReadAllText(Path.Combine(SchemeCase.Top, "src", "Schemes", "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_scheme_of_the_handbook_is_sound_and_comes_to_what_the_handbook_says()
    {
        var found = CheckedScheme.Of("night-team.yaml", Encoding.UTF8.GetBytes(Block("yaml", "id: night-team")));
        Assert.Empty(found.Remarks);
        var facts = FactsReader.Read(Encoding.UTF8.GetBytes(Block("json", "{")), "facts").Facts!;
        var sheet = Assert.IsType<Evaluation.Sheet>(found.Scheme!.Evaluate(facts)).Result.Subjects[0];
        var said = ResultForm().Match(_handbook);
        Assert.Equal(
            [said.Groups["total"].Value, said.Groups["performance"].Value, said.Groups["allowance"].Value, said.Groups["pay"].Value],
            new[] { "total", "performance_pay", "allowance", "pay" }.Select(code => ((LineValue.Number)sheet.Line(code)!.Value).Value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Every_key_that_a_file_or_a_line_can_have_is_in_the_handbook()
    {
        var found = CheckedScheme.Of("t.yaml", Encoding.UTF8.GetBytes("id: t\ntitle: t\nsource: t\nperiod: month\nzzzzzz: 1\nlines:\n  x: {title: X, value: 1, zzzzzz: 2}\n"));
        Assert.Equal(2, found.Faults.Count);
        foreach (var key in new[] { "cliff", "confidential", "assessment", "publication", "at_least_one", "requires", "notices", "deadlines", "workflow", "unit", "labels", "money", "held_back", "measures", "section", "join", "quota", "ladder", "bands", "cases", "months_back", "applies_to", "assessors", "levels" })
            Assert.Contains(key, _handbook, StringComparison.Ordinal);
    }

    private static string Block(string kind, string beginning)
    {
        var start = _handbook.IndexOf($"```{kind}\n{beginning}", StringComparison.Ordinal) + kind.Length + 4;
        return _handbook[start.._handbook.IndexOf("```", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"= (?<total>\d+)，绩效工资 (?<performance>\d+)，夜班补贴 (?<allowance>\d+)，应发工资 (?<pay>\d+)。")]
    private static partial Regex ResultForm();
}

using System.Text;
using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Tests.Schemes;

public sealed class SchemeCaseTests
{
    public static TheoryData<string> Shipped => new(SchemeFiles.Ids);

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_scheme_reads_without_a_fault(string id)
    {
        var reading = SchemeFiles.Load(id);
        Assert.Empty(reading.Faults);
        Assert.Equal(id, reading.Scheme!.Id);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_scheme_passes_its_public_examples(string id)
    {
        if (SchemeCase.Examples is null) return;
        var file = Path.Combine(SchemeCase.Examples, id + ".json");
        Check(SchemeCase.FromExamples(file).ToList(), 1);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_scheme_passes_at_least_six_worked_cases_of_its_own(string id)
    {
        var file = Path.Combine(SchemeCase.OwnCases, id + ".cases.yaml");
        Assert.True(File.Exists(file), $"{file} is missing");
        Check(SchemeCase.FromOwn(file).ToList(), 6);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void An_explanation_changes_no_line_and_covers_every_line(string id)
    {
        var file = Path.Combine(SchemeCase.OwnCases, id + ".cases.yaml");
        foreach (var one in SchemeCase.FromOwn(file).Where(one => one.Faults.Count == 0))
        {
            var facts = Facts(one);
            var plain = Assert.IsType<Evaluation.Sheet>(SchemeFiles.Load(id).Scheme!.Evaluate(facts)).Result;
            var explained = Assert.IsType<Evaluation.Sheet>(SchemeFiles.Load(id).Scheme!.Evaluate(facts, explain: true)).Result;
            Assert.All(explained.Subjects.SelectMany(subject => subject.Lines), line => Assert.False(string.IsNullOrEmpty(line.Explanation!.Formula)));
            // What came out lacks nothing, and says so of none of its parts.
            Assert.All(
                explained.Subjects.SelectMany(subject => subject.Lines.Concat(subject.Steps ?? [])).Where(line => line.Value is not LineValue.Missing && line.Explanation is not null),
                line => Assert.DoesNotContain("缺(", line.Explanation!.Numbers, StringComparison.Ordinal));
            Assert.Equal(
                plain.Subjects.SelectMany(subject => subject.Lines).Select(line => line.Value.ToString()),
                explained.Subjects.SelectMany(subject => subject.Lines).Select(line => line.Value.ToString()));
        }
    }

    private static void Check(List<SchemeCase> cases, int atLeast)
    {
        Assert.True(cases.Count >= atLeast, $"{cases.Count} cases, at least {atLeast} expected");
        var wrong = cases.SelectMany(one => Differences(one).Select(difference => $"{one}: {difference}")).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static Facts Facts(SchemeCase one)
    {
        var reading = FactsReader.Read(Encoding.UTF8.GetBytes(one.Facts.ToJsonString()), one.ToString());
        Assert.Empty(reading.Faults);
        return reading.Facts!;
    }

    private static IEnumerable<string> Differences(SchemeCase one)
    {
        var reading = FactsReader.Read(Encoding.UTF8.GetBytes(one.Facts.ToJsonString()), one.ToString());
        var evaluation = reading.Facts is null ? new Evaluation.Faulty(reading.Faults) : SchemeFiles.Load(one.Scheme).Scheme!.Evaluate(reading.Facts);
        if (evaluation is Evaluation.Faulty faulty)
        {
            var told = string.Join('\n', faulty.Faults);
            return one.Faults.Count == 0 ? [told] : one.Faults.Where(fault => !told.Contains(fault, StringComparison.Ordinal)).Select(fault => $"no fault {fault} in {told}");
        }
        if (one.Faults.Count > 0) return [$"evaluated, expected {string.Join(", ", one.Faults)}"];
        var sheet = ((Evaluation.Sheet)evaluation).Result;
        var differences = one.Subjects.Zip(sheet.Subjects).SelectMany(pair => pair.First.Differences(pair.Second, one.Whole));
        return one.Group is null ? differences : differences.Concat(one.Group.Differences(sheet.Group, one.Whole));
    }
}

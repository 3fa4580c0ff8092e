using System.Diagnostics;
using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Benchmarks;

/// <summary>Every shipped scheme on one core: the compiled lines alone, a whole evaluation, one with explanation, and all its words written.</summary>
internal static class SchemesBenchmark
{
    private const int GroupSize = 1000;
    private const int Warm = 250;

    public static void Run(int subjects)
    {
        var clock = Stopwatch.StartNew();
        var schemes = SchemeFiles.Ids.Select(id => SchemeFiles.Load(id).Scheme!).ToList();
        Console.WriteLine($"{schemes.Count} schemes loaded and compiled in {clock.Elapsed.TotalMilliseconds:F0} ms");
        Console.WriteLine($"{subjects} subjects through each, {GroupSize} together; ns and bytes for each subject, medians");
        Console.WriteLine($"{"",-26} {"inputs",6} {"lines",5} {"compiled lines",16} {"whole evaluation",18} {"with explanation",18} {"all words",18}");
        foreach (var scheme in schemes) Console.WriteLine(Line(scheme, subjects));
    }

    private static string Line(Scheme scheme, int subjects)
    {
        var facts = MadeFacts.Of(scheme, GroupSize);
        if (scheme.Bind(facts, "facts").Run is not { } run) return $"{scheme.Id,-26} {string.Join(" ", scheme.Bind(facts, "facts").Faults.Take(1))}";
        var lines = Measuring.Of(GroupSize, subjects, Warm, run.Execute);
        var whole = Measuring.Of(GroupSize, subjects, Warm, () => GC.KeepAlive(scheme.Evaluate(facts)));
        var explained = Measuring.Of(GroupSize, subjects, Warm, () => GC.KeepAlive(scheme.Evaluate(facts, explain: true)));
        var words = Measuring.Of(GroupSize, subjects / 10, Warm, () => Words(scheme, facts));
        return $"{scheme.Id,-26} {scheme.Plan.Slots.Count,6} {scheme.Plan.Lines.Count,5} {Both(lines),16} {Both(whole),18} {Both(explained),18} {Both(words),18}";
    }

    /// <summary>Evaluates with explanation and reads every word of it.</summary>
    public static int Words(Scheme scheme, Facts facts)
    {
        var length = 0;
        if (scheme.Evaluate(facts, explain: true) is not Evaluation.Sheet { Result: var sheet }) return 0;
        foreach (var subject in sheet.Subjects)
        {
            foreach (var line in subject.Lines) length += Length(line.Explanation!);
            foreach (var step in subject.Steps!) length += Length(step.Explanation!);
        }
        return length;
    }

    private static int Length(Explanation how) =>
        how.Formula.Length + how.Numbers.Length + how.Result.Length + (how.Band?.Length ?? 0) + (how.Next?.Length ?? 0) + (how.Clause?.Length ?? 0) + how.Records.Count + how.Uses.Count;

    private static string Both(Measured measured) => $"{measured.Nanoseconds:F0} ns {measured.Bytes} B";
}

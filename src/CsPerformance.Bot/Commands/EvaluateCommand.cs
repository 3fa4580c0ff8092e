using CsPerformance.Bot.Schemes;
using CsPerformance.Domain;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Commands;

/// <summary><c>evaluate --scheme ID|FILE --facts FILE [--explain]</c>: runs a scheme on facts from a file.</summary>
public static class EvaluateCommand
{
    private const int Evaluated = 0;
    private const int Wrong = 1;
    private const int Misused = 2;
    private const int LargestFacts = 64 * 1024 * 1024;

    /// <param name="args">What follows the word <c>evaluate</c>.</param>
    /// <param name="output">Takes the result, one JSON object, and nothing else.</param>
    /// <param name="error">Takes one line for each fault: file, place, problem, nearest valid name.</param>
    /// <returns>0 evaluated (lines may be missing), 1 the scheme or the facts are wrong, 2 wrong usage.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (Options(args) is not { } options)
        {
            error.WriteLine("用法: evaluate --scheme <方案代码或文件> --facts <事实文件.json> [--explain]");
            return Misused;
        }
        var reading = SchemeFiles.Load(options.Scheme);
        var facts = Facts(options.Facts);
        if (reading.Scheme is null || facts.Facts is null)
            return Tell(error, [.. reading.Faults, .. facts.Faults, .. reading.Scheme?.FaultsBeside(facts, options.Facts) ?? []]);
        switch (reading.Scheme.Evaluate(facts.Facts, options.Explain, options.Facts))
        {
            case Evaluation.Sheet sheet:
                output.WriteLine(SheetJson.Write(sheet.Result));
                return Evaluated;
            case Evaluation.Faulty faulty:
                return Tell(error, faulty.Faults);
            default:
                return Wrong;
        }
    }

    private static int Tell(TextWriter error, IReadOnlyList<Fault> faults)
    {
        // A fault is one line, whatever a file's text holds.
        foreach (var fault in faults) error.WriteLine(string.Concat(fault.ToString().Select(c => char.IsControl(c) ? ' ' : c)));
        return Wrong;
    }

    private static FactsReading Facts(string file)
    {
        try
        {
            var length = new FileInfo(file).Length;
            return length > LargestFacts ? new(null, [new(file, "文件", "文件太大(最多 64 MB)")]) : FactsReader.Read(File.ReadAllBytes(file), file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(null, [new(file, "文件", "没有这个文件，或读不出来")]);
        }
    }

    private static (string Scheme, string Facts, bool Explain)? Options(string[] args)
    {
        var (scheme, facts, explain) = ((string?)null, (string?)null, false);
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], null);
            if (name == "--explain" && value is null && !explain)
            {
                explain = true;
                continue;
            }
            value ??= i + 1 < args.Length ? args[++i] : null;
            if (string.IsNullOrEmpty(value)) return null;
            if (name == "--scheme" && scheme is null) scheme = value;
            else if (name == "--facts" && facts is null) facts = value;
            else return null;
        }
        return scheme is null || facts is null ? null : (scheme, facts, explain);
    }
}

using CsPerformance.Bot.Schemes;

namespace CsPerformance.Bot.Commands;

/// <summary><c>scheme check FILE|ID</c>: every fault and every remark of a scheme, one in a line.</summary>
public static class SchemeCheckCommand
{
    private const int Sound = 0;
    private const int Wrong = 1;
    private const int Misused = 2;

    /// <param name="args">What follows the words <c>scheme check</c>.</param>
    /// <param name="output">Takes one line for each: file:line: place: what — why — what to do.</param>
    /// <param name="error">Takes how many there are.</param>
    /// <returns>0 no faults (there may be remarks), 1 faults, 2 wrong usage.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (args is not [{ Length: > 0 } scheme] || scheme.StartsWith("--", StringComparison.Ordinal))
        {
            error.WriteLine("用法: scheme check <方案代码或文件>");
            return Misused;
        }
        var found = CheckedScheme.Load(scheme);
        // One remark is one line, whatever a file's text holds.
        foreach (var remark in found.Remarks) output.WriteLine(string.Concat(remark.ToString().Select(c => char.IsControl(c) ? ' ' : c)));
        var faults = found.Faults.Count;
        error.WriteLine($"错误 {faults} 处，提醒 {found.Remarks.Count - faults} 条{(faults > 0 ? "；有错误的方案不能启用" : "")}");
        return faults > 0 ? Wrong : Sound;
    }
}

using CsPerformance.Domain.Schemes.Running;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes;

/// <summary>What a line came to.</summary>
public abstract record LineValue
{
    public sealed record Number(decimal Value) : LineValue;

    public sealed record Label(string Text) : LineValue;

    public sealed record YesNo(bool Value) : LineValue;

    /// <summary>The scheme declares that there is no value (当月无绩效); what depends on it counts 0.</summary>
    public sealed record Void : LineValue;

    /// <summary>It could not be computed.</summary>
    /// <param name="Reasons">In Chinese, one for each absent input, naming it by its code.</param>
    /// <param name="Needs">The codes of what is absent.</param>
    public sealed record Missing(IReadOnlyList<string> Reasons, IReadOnlyList<string> Needs) : LineValue
    {
        public string Why { get; } = string.Join("；", Reasons);
    }
}

/// <param name="Money">True for an amount in yuan, rounded to fen; pay lines are private.</param>
public sealed record SheetLine(string Code, string Title, bool Money, LineValue Value, Explanation? Explanation = null)
{
    /// <summary>What is read behind its number (星, 分); null where nothing is.</summary>
    public string? Unit { get; init; }

    /// <summary>What people read for its texts (promote: 晋升).</summary>
    public IReadOnlyList<Choice> Labels { get; init; } = [];
}

/// <summary>The lines of one subject, or of the group, in the order of the scheme.</summary>
/// <param name="Steps">Intermediate figures that the scheme does not put out, for the explanation only.</param>
public sealed record SubjectSheet(string Id, IReadOnlyList<SheetLine> Lines, IReadOnlyList<string> Notices, IReadOnlyList<SheetLine>? Steps = null)
{
    public SheetLine? Line(string code) => Lines.FirstOrDefault(line => line.Code == code);
}

/// <summary>The result of one evaluation.</summary>
/// <param name="Version">SHA-256 (hex) of the scheme text.</param>
public sealed record ScoreSheet(string Scheme, string Version, Period Period, IReadOnlyList<SubjectSheet> Subjects, SubjectSheet Group);

/// <summary>
/// How a line came about, from the same run that produced it. It keeps what that run held; the words are written when they
/// are asked for, and are the same whenever that is.
/// </summary>
public sealed class Explanation
{
    private readonly Trace trace;
    private readonly PlanLine line;
    private readonly int subject;

    internal Explanation(Trace trace, PlanLine line, int subject) => (this.trace, this.line, this.subject) = (trace, line, subject);

    /// <summary>The formula in Chinese words: 接待量分值 × 系数 + 执行力 …</summary>
    public string Formula => line.Words;

    /// <summary>The same with the numbers put in: 5200 × 1.2 + 280 …</summary>
    public string Numbers => trace.Numbers(line, subject);

    /// <summary>The result as people read it.</summary>
    public string Result => trace.Result(line, subject);

    /// <summary>The band that was hit, as the scheme writes it: (20,30] → 1.0; null where there is none.</summary>
    public string? Band => trace.Band(line, subject);

    /// <summary>What it takes to reach the next better band; null where there is none.</summary>
    public string? Next => trace.Next(line, subject);

    /// <summary>The clause of the scheme, in its own words.</summary>
    public string? Clause => trace.Clause(line);

    /// <summary>Numbers of the records behind it.</summary>
    public IReadOnlyList<long> Records => trace.Records(line, subject);

    /// <summary>Codes of the lines that it uses.</summary>
    public IReadOnlyList<string> Uses => line.Uses;
}

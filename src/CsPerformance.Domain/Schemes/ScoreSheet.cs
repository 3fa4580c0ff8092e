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
        public string Why { get; } = string.Join(";", Reasons);
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

/// <summary>How a line came about, from the same run that produced it.</summary>
/// <param name="Formula">The formula in Chinese words: 接待量分值 × 系数 + 执行力 …</param>
/// <param name="Numbers">The same with the numbers put in: 5200 × 1.2 + 280 …</param>
/// <param name="Result">The result as people read it.</param>
/// <param name="Band">The band that was hit, as the scheme writes it: (20,30] → 1.0; null where there is none.</param>
/// <param name="Next">What it takes to reach the next better band; null where there is none.</param>
/// <param name="Clause">The clause of the scheme, in its own words.</param>
/// <param name="Records">Numbers of the records behind it.</param>
/// <param name="Uses">Codes of the lines that it uses.</param>
public sealed record Explanation(
    string Formula,
    string Numbers,
    string Result,
    string? Band,
    string? Next,
    string? Clause,
    IReadOnlyList<long> Records,
    IReadOnlyList<string> Uses);

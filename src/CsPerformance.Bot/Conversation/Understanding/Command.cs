using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>What somebody wants, with every word resolved. People are 工号; <c>Person</c> null means the sender.</summary>
public abstract partial record Command
{
    /// <summary>The command's name as the table of rights knows it.</summary>
    public string Name => GetType().Name;
}

/// <summary>The time that a question is about; both ends included.</summary>
public abstract record Stretch(DateOnly From, DateOnly Until)
{
    public sealed record OfPeriod(Period Period) : Stretch(Period.First, Period.Last);

    public sealed record OfWeek(Week Week) : Stretch(Week.Monday, Week.Sunday);

    /// <summary>Single days; only 明细 takes them.</summary>
    public sealed record OfDays(DateOnly First, DateOnly Last) : Stretch(First, Last);
}

/// <summary>What kind of word of the scheme a code belongs to.</summary>
public enum TermKind
{
    Item,
    Metric,
    Rating,
    Line,
}

/// <param name="Kind">Codes are unique within a kind only.</param>
public sealed record Term(TermKind Kind, string Code);

/// <summary>A figure or mark for one person.</summary>
/// <param name="Value">Null where <paramref name="Label"/> is given.</param>
/// <param name="Line">1-based line of the pasted text.</param>
public sealed record Figure(string Person, string Code, decimal? Value, int Line, string? Label = null, string? Assessor = null);

/// <summary>A line of a pasted list that could not be read.</summary>
/// <param name="Problem">In Chinese, naming what is wrong and the nearest names.</param>
public sealed record LineFault(int Line, string Text, string Problem);

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>Where an expression is evaluated: whose inputs and lines it reads, and at which earlier period.</summary>
internal sealed class Frame(Run run)
{
    /// <summary>Outside a function over history.</summary>
    public const int Now = -1;

    public Run Run { get; } = run;

    /// <summary>Index of the subject; -1 for the group.</summary>
    public int Subject { get; set; } = -1;

    /// <summary>How many periods back a name of the history is read; <see cref="Now"/> outside such a function.</summary>
    public int Back { get; set; } = Now;
}

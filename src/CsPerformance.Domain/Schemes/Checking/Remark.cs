namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Something that the author of a scheme should mend (a fault) or know (a remark).</summary>
/// <param name="Line">Where it stands in the file, from 1; 0 for the file as a whole.</param>
/// <param name="What">What was found, in one sentence.</param>
/// <param name="Why">Why it matters; for a risk the article of the law.</param>
/// <param name="Todo">What to do about it.</param>
/// <param name="Code">What kind it is: <c>fault</c>, <c>bands.gap</c>, <c>risk.wording</c> …</param>
public sealed record Remark(string File, int Line, string Place, string What, string Why, string Todo, string Code)
{
    public const string FaultCode = "fault";

    /// <summary>True where the scheme cannot be put in force because of it.</summary>
    public bool IsFault => Code == FaultCode;

    public override string ToString() => $"{File}:{Line}: {Place}: {What} — {Why} — {Todo}";
}

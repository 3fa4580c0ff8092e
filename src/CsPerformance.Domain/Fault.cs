namespace CsPerformance.Domain;

/// <summary>Something that its author has to mend: where it stands, what is wrong, and the nearest valid name.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Place">The place in it: <c>line 12, lines.total</c> or <c>subjects[2].metrics</c>.</param>
/// <param name="Problem">What is wrong, in one sentence.</param>
/// <param name="Nearest">The nearest valid name, where a name was not known.</param>
public sealed record Fault(string File, string Place, string Problem, string? Nearest = null)
{
    public override string ToString() =>
        $"{File}: {Place}: {Problem}" + (Nearest is null ? "" : $" 是否想写 “{Nearest}”？");
}

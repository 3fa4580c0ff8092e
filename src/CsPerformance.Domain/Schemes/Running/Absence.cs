namespace CsPerformance.Domain.Schemes.Running;

/// <summary>One input that is not there.</summary>
/// <param name="Code">As the scheme codes it.</param>
/// <param name="Reason">In Chinese, with the code: 缺少评分 execution.</param>
internal sealed record AbsentInput(string Code, string Reason);

/// <summary>All inputs whose absence makes a value missing. Never changed; joined ones are kept by <see cref="Absences"/>.</summary>
internal sealed class Absence
{
    private Absence(IReadOnlyList<AbsentInput> inputs, bool isOverflow)
    {
        (Inputs, IsOverflow) = (inputs, isOverflow);
        Codes = [.. inputs.Select(input => input.Code).Distinct()];
        Reasons = [.. inputs.Select(input => input.Reason).Distinct()];
    }

    public static Absence Nothing { get; } = new([], false);

    /// <summary>Not an absence: a number ran out of bounds.</summary>
    public static Absence Overflow { get; } = new([], true);

    public IReadOnlyList<AbsentInput> Inputs { get; }

    public bool IsOverflow { get; }

    public IReadOnlyList<string> Codes { get; }

    public IReadOnlyList<string> Reasons { get; }

    public static Absence Of(string code, string reason) => new([new(code, reason)], false);

    public static Absence Of(IEnumerable<AbsentInput> inputs) => new([.. inputs], false);

    public static Absence Join(Absence left, Absence right) =>
        new([.. left.Inputs.Concat(right.Inputs).Distinct()], left.IsOverflow || right.IsOverflow);
}

/// <summary>Joins absences, each pair once, so that a run over many subjects allocates none in the steady state.</summary>
internal sealed class Absences
{
    private readonly Dictionary<(Absence, Absence), Absence> joined = [];

    public Value Join(in Value left, in Value right)
    {
        if (!right.IsMissing) return left;
        if (!left.IsMissing) return right;
        var (a, b) = (left.Absence, right.Absence);
        if (ReferenceEquals(a, b)) return left;
        if (!joined.TryGetValue((a, b), out var both)) joined[(a, b)] = both = Canonical(a, b);
        return Value.Of(both);
    }

    // A join that adds nothing must stay the same object, or a long sum would make a new pair at each step for ever.
    private static Absence Canonical(Absence a, Absence b)
    {
        var both = Absence.Join(a, b);
        return both.Inputs.Count == a.Inputs.Count && both.IsOverflow == a.IsOverflow ? a : both;
    }
}

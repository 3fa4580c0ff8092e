namespace CsPerformance.Storage;

/// <summary>What came of the wish to forget somebody.</summary>
public abstract record ForgetReport
{
    /// <summary>Nobody of the roster has this number.</summary>
    public sealed record Nobody : ForgetReport;

    /// <summary>Still at work: whoever is paid here cannot be forgotten.</summary>
    public sealed record AtWork(string Name) : ForgetReport;

    /// <summary>Forgotten before; nothing was changed.</summary>
    public sealed record Before(string Pseudonym) : ForgetReport;

    /// <param name="Pseudonym">What stands in the place of the name from now on.</param>
    /// <param name="Rows">Rows that were changed or removed, by table.</param>
    /// <param name="Shared">Names that a colleague has too: they stay where others speak of the colleague.</param>
    public sealed record Done(string Pseudonym, IReadOnlyDictionary<string, int> Rows, IReadOnlyList<string> Shared) : ForgetReport;
}

/// <summary>Whom to forget, and what the redactions say about it. Neither may name the person.</summary>
/// <param name="Number">工号</param>
/// <param name="Why">The reason, such as the article of the law or the number of the request.</param>
/// <param name="By">Who asked for it: a 工号, or a word for the command line.</param>
public sealed record ForgetWish(string Number, string Why, string By);

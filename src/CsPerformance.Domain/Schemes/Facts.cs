using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes;

/// <summary>A value in facts: a number, a label or yes/no. Exactly one of the three is set.</summary>
public readonly record struct FactValue(decimal? Number, string? Label, bool? YesNo)
{
    public static FactValue Of(decimal number) => new(number, null, null);

    public static FactValue Of(string label) => new(null, label, null);

    public static FactValue Of(bool yesNo) => new(null, null, yesNo);
}

/// <summary>Everything that one evaluation uses. Source: evaluate.md, Facts.</summary>
/// <param name="Group">The group that is evaluated together; null where there is none.</param>
/// <param name="Parameters">Set or overridden parameters by code.</param>
public sealed record Facts(
    Period Period,
    GroupFact? Group,
    IReadOnlyList<SubjectFacts> Subjects,
    IReadOnlyDictionary<string, ParameterFact> Parameters);

public sealed record GroupFact(string Id, string? Name);

/// <summary>A parameter's value: a scalar, or a table by key (which may hold tables).</summary>
public abstract record ParameterFact
{
    public sealed record One(FactValue Value) : ParameterFact;

    public sealed record Table(IReadOnlyList<KeyValuePair<string, ParameterFact>> Rows) : ParameterFact;
}

/// <param name="Ratings">By code, then by assessor; the assessor is "" where the scheme has one only.</param>
/// <param name="History">Outputs of earlier periods, oldest first.</param>
public sealed record SubjectFacts(
    string Id,
    string? Name,
    IReadOnlyDictionary<string, FactValue> Attributes,
    IReadOnlyDictionary<string, decimal> Metrics,
    IReadOnlyList<ItemFact> Items,
    IReadOnlyList<LeaveFact> Leave,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, FactValue>> Ratings,
    IReadOnlyDictionary<string, bool> Checks,
    IReadOnlyList<HistoryFact> History)
{
    /// <summary>Numbers of the records behind figures, marks and checks by qualified name (<c>metrics.tickets</c>), for the explanation; null where facts come from a file.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>>? Sources { get; init; }
}

/// <param name="Record">Number of the record behind it, for the explanation; null where facts come from a file.</param>
public sealed record ItemFact(string Item, int Count, decimal? Points, DateOnly? On, long? Record = null);

/// <param name="Type">The Chinese type name of schemes.md rule 5 (事假 …); the English code is accepted as well.</param>
/// <param name="Days">Working days, in halves.</param>
public sealed record LeaveFact(string Type, decimal Days, DateOnly? On, long? Record = null);

/// <summary>Outputs of one earlier period: numbers, labels, yes/no, or "void".</summary>
public sealed record HistoryFact(Period Period, IReadOnlyDictionary<string, FactValue> Lines);

using CsPerformance.Domain.Records;

namespace CsPerformance.Storage;

/// <summary>Which records are wanted; what is null does not matter.</summary>
public sealed record RecordFilter
{
    /// <summary>工号, or the code of a subject that is not a person.</summary>
    public string? Person { get; init; }

    /// <summary>The team that the person was in on the record's day.</summary>
    public string? Team { get; init; }

    /// <summary>First day of <see cref="Record.On"/>, included.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of <see cref="Record.On"/>, included.</summary>
    public DateOnly? Until { get; init; }

    public RecordKind? Kind { get; init; }

    public RecordState? State { get; init; }

    /// <summary>As recorded, or as the confirming decision chose it.</summary>
    public string? Code { get; init; }

    /// <summary>工号 of who recorded it.</summary>
    public string? By { get; init; }

    public string? Reference { get; init; }

    /// <summary>The record that an appeal is about.</summary>
    public long? About { get; init; }

    public int? Limit { get; init; }

    public bool NewestFirst { get; init; }

    internal IEnumerable<(string Condition, string Name, object Value)> Conditions()
    {
        if (Person is not null) yield return ("r.subject = @person", "person", Person);
        if (Team is not null) yield return (TeamOn("r.subject", "r.on_day") + " = @team", "team", Team);
        if (From is { } from) yield return ("r.on_day >= @from", "from", from);
        if (Until is { } until) yield return ("r.on_day <= @until", "until", until);
        if (Kind is { } kind) yield return ("r.kind = @kind", "kind", Words.Of(kind));
        // Written out for the pending ones, so that the planner sees the partial index.
        if (State is { } state) yield return ($"s.state = '{Words.Of(state)}' and s.state = @state", "state", Words.Of(state));
        if (Code is not null) yield return ("s.code = @code", "code", Code);
        if (By is not null) yield return ("r.by_person = @by", "by", By);
        if (Reference is not null) yield return ("r.reference = @reference", "reference", Reference);
        if (About is { } about) yield return ("r.about = @about", "about", about);
    }

    /// <summary>An expression: the team of a person on a day; before the first posting, the first one.</summary>
    internal static string TeamOn(string person, string day) => $"""
        (select p.team from postings p where p.person = {person} and p.from_day = coalesce(
            (select max(q.from_day) from postings q where q.person = {person} and q.from_day <= {day}),
            (select min(q.from_day) from postings q where q.person = {person})))
        """;
}

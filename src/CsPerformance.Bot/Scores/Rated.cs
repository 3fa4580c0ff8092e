using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Scores;

/// <summary>Who or what is rated in a period, as it stood in that period.</summary>
/// <param name="Id">工号, or the code of a subject that is not a person.</param>
internal sealed record Rated(string Id, string Name, string? Team, string? Position, string? Grade)
{
    /// <summary>When the person had left the company; empty for what is no person.</summary>
    public IReadOnlyList<Leaving> Leavings { get; init; } = [];

    /// <summary>The first day of employment; null where it is not known or this is no person.</summary>
    public DateOnly? JoinedOn { get; init; }

    /// <summary>The days within a span on which the person was employed, from the first to the last; null where there are none. A gap between them stays in.</summary>
    public (DateOnly First, DateOnly Last)? Employed(DateOnly first, DateOnly last)
    {
        if (JoinedOn > first && JoinedOn <= last) first = JoinedOn.Value;
        foreach (var leaving in Leavings)
        {
            if (leaving.Covers(first, last)) return null;
            if (leaving.LeftOn < first && leaving.BackOn > first) first = leaving.BackOn.Value;
            if (leaving.LeftOn < last && leaving.LeftOn >= first && !(leaving.BackOn <= last)) last = leaving.LeftOn;
        }
        return (first, last);
    }

    public static Rated Of(Person person) => new(person.Number, person.Name, person.Team, person.Position, person.Grade) { Leavings = person.Leavings, JoinedOn = person.JoinedOn };

    public static Rated Of(Subject subject) => new(subject.Code, subject.Name, subject.Team, null, null);

    /// <summary>
    /// Who was an agent of a team in a period and employed on one day of it at least, whatever they are today; or the registered
    /// subjects where the scheme rates shops, centres or customers.
    /// </summary>
    /// <param name="team">Null for the whole company.</param>
    public static IReadOnlyList<Rated> Subjects(Session session, Scheme scheme, string? team, Period period)
    {
        if (scheme.Subject == SubjectKind.Agent)
        {
            return [.. session.People.Employed(period).Where(person => person.IsRated && (team is null || person.Team == team)).Select(Of)];
        }
        return [.. session.Subjects.All()
            .Where(subject => subject.Kind.Equals(scheme.Subject.ToString(), StringComparison.OrdinalIgnoreCase)
                && (team is null || subject.Team is null || subject.Team == team)
                && (subject.ClosedFrom is not { } closed || closed > period.First))
            .Select(Of)];
    }

    /// <summary>One person or subject as it stood in a period; null where nobody has that number.</summary>
    public static Rated? Find(Session session, string id, Period period) =>
        session.People.Find(id, MonthOf(period)) is { } person ? Of(person)
        : session.Subjects.Find(id) is { } subject ? Of(subject)
        : null;

    /// <summary>The month that decides team, position and grade of a longer period: its last.</summary>
    public static Period MonthOf(Period period) => Period.Month(period.Last);
}

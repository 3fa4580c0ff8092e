namespace CsPerformance.Domain.People;

/// <summary>What somebody may do; one person can hold several. Source: chat.md, Roles.</summary>
public enum Role
{
    /// <summary>客服</summary>
    Agent,

    /// <summary>组长: everything an agent may, and the own teams.</summary>
    Lead,

    /// <summary>质检</summary>
    Qa,

    /// <summary>人事: the only role that sees other people's pay.</summary>
    Hr,

    /// <summary>管理员</summary>
    Admin,
}

/// <summary>A colleague on the roster.</summary>
/// <param name="Number">工号, unique in the company.</param>
/// <param name="Nicknames">花名, in the order of the roster; each may be shared by several people.</param>
/// <param name="Team">The team (小组) that the person belongs to, which a lead leads.</param>
/// <param name="Position">岗位 as the scheme codes it, such as <c>basic</c>.</param>
/// <param name="Grade">等级, such as 初级.</param>
/// <param name="Mobile">Digits only; used to match a platform account, never shown.</param>
/// <param name="Active">False for who has left (离职), as of today; who worked in a past month is told by <see cref="WasAway"/>.</param>
/// <param name="Forgotten">The personal data was removed; the number is never given out again.</param>
public sealed record Person(
    string Number,
    string Name,
    IReadOnlyList<string> Nicknames,
    string? Team,
    IReadOnlySet<Role> Roles,
    string? Position,
    string? Grade,
    string? Mobile = null,
    bool Active = true,
    bool Forgotten = false)
{
    /// <summary>The first day of employment; null where it is not known: then it lies before all that is stored.</summary>
    public DateOnly? JoinedOn { get; init; }

    /// <summary>The spells after leaving, first to last; the last one is open for who has left.</summary>
    public IReadOnlyList<Leaving> Leavings { get; init; } = [];

    /// <summary>Whether the person was an agent in the month that this is as of, where the roles of today say otherwise; else null.</summary>
    public bool? RatedThen { get; init; }

    /// <summary>True for who is rated in the month that this is as of: its agents.</summary>
    public bool IsRated => RatedThen ?? Is(Role.Agent);

    /// <summary>The last day of employment of who has left; null for who is here.</summary>
    public DateOnly? LeftOn => Leavings is [.., { BackOn: null } open] ? open.LeftOn : null;

    /// <summary>True where the person had left before these days and came back after them, if at all; both ends included.</summary>
    public bool WasAway(DateOnly from, DateOnly until) => Leavings.Any(leaving => leaving.Covers(from, until));

    /// <summary>True where the person was employed on at least one of these days, both ends included.</summary>
    public bool WorkedIn(DateOnly from, DateOnly until)
    {
        var first = JoinedOn is { } joined && joined > from ? joined : from;
        return first <= until && !WasAway(first, until);
    }

    /// <summary>The person after leaving, with this last day; for who has left already, with a corrected last day.</summary>
    public Person LeavingOn(DateOnly lastDay) => this with
    {
        Active = false,
        Leavings = [.. Leavings.Where(leaving => leaving.BackOn is not null), new(lastDay)],
    };

    /// <summary>The person at work again from this day on; without a day in between nobody was away.</summary>
    public Person BackFrom(DateOnly firstDay) => this with
    {
        Active = true,
        Leavings = [.. Leavings.Where(leaving => leaving.BackOn is not null), .. LeftOn is { } left && left.AddDays(1) < firstDay ? [new(left, firstDay)] : Array.Empty<Leaving>()],
    };

    public bool Is(Role role) => Roles.Contains(role);

    /// <summary>True where this person is lead (组长) of the other one's team.</summary>
    public bool Leads(Person other) => Is(Role.Lead) && Team is not null && Team == other.Team && Number != other.Number;
}

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
/// <param name="Active">False for who has left (离职).</param>
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
    public bool Is(Role role) => Roles.Contains(role);

    /// <summary>True where this person is lead (组长) of the other one's team.</summary>
    public bool Leads(Person other) => Is(Role.Lead) && Team is not null && Team == other.Team && Number != other.Number;
}

using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Rights;

/// <summary>How far a role's right goes.</summary>
internal enum Reach
{
    /// <summary>What concerns nobody else.</summary>
    Self,

    /// <summary>Oneself and the team that one leads.</summary>
    OwnTeam,

    /// <summary>Everybody.</summary>
    Anybody,
}

/// <summary>Where the answer is given when the question comes from a group.</summary>
internal enum Where
{
    /// <summary>In the group itself.</summary>
    Open,

    /// <summary>In a direct message; the group sees 已私信您.</summary>
    Private,
}

internal sealed record Grant(Role Role, Reach Reach);

/// <summary>One row of the table of rights: who may do a thing, to whom, and where the answer goes.</summary>
/// <param name="Action">The command's name; decisions carry the kind of record after a dot.</param>
/// <param name="Title">The command as people say it.</param>
/// <param name="Example">A whole sentence that works, for the help text.</param>
/// <param name="NotForSelf">Conflict of interest: nobody does this where the own records are concerned.</param>
internal sealed record Right(string Action, string Title, string Example, Where Where, bool NotForSelf, IReadOnlyList<Grant> Grants)
{
    /// <summary>Null where the sender may do it to this person, else who may, ready to show.</summary>
    /// <param name="concerned">Null where nobody in particular is concerned.</param>
    public string? Refuses(Person sender, Person? concerned)
    {
        var self = concerned is null || concerned.Number == sender.Number;
        if (NotForSelf && concerned is not null && self)
            return $"“{Title}”涉及您本人，需回避；{WhoMay(concerned)}。";
        foreach (var grant in Grants)
        {
            if (!sender.Is(grant.Role)) continue;
            if (self || grant.Reach == Reach.Anybody || (grant.Reach == Reach.OwnTeam && concerned!.Team is not null && concerned.Team == sender.Team)) return null;
        }
        return $"您没有“{Title}”的权限；{WhoMay(concerned)}。";
    }

    /// <summary>The same for a whole team.</summary>
    public string? RefusesTeam(Person sender, string team) =>
        Grants.Any(grant => sender.Is(grant.Role) && (grant.Reach == Reach.Anybody || (grant.Reach == Reach.OwnTeam && sender.Team == team))) ? null
            : $"您没有 {team} 的“{Title}”的权限；{WhoMay(null)}。";

    private string WhoMay(Person? concerned)
    {
        var who = Grants
            .Where(grant => grant.Reach != Reach.Self || concerned is null)
            .Select(grant => grant.Reach == Reach.OwnTeam ? (concerned?.Team ?? "本组") + "的" + Words.Of(grant.Role) : Words.Of(grant.Role))
            .Distinct();
        var names = string.Join("、", who);
        return names.Length == 0 ? "只有本人可以" : names + "可以办理";
    }
}

using CsPerformance.Channels.WeCom;

namespace CsPerformance.Bot.Platforms;

/// <summary>
/// What WeChat Work tells of its contacts as it happens: who left loses the binding, a renamed account keeps it, and for whoever came or changed
/// the contacts are read again, because new apps are told no number and not who is visible. An event may come twice or never.
/// </summary>
internal sealed class WeComContactEvents(RosterMatch match, WeComChores chores)
{
    // An account is one person, whether the app or the robot is spoken to.
    private static readonly string[] _channels = ["wecom", "wecom-robot"];

    /// <summary>The <see cref="TakeContactChange"/> of the callback.</summary>
    public async Task TakeAsync(WeComContactChange change, CancellationToken cancellation)
    {
        // Accounts are told apart without their case.
        var account = change.Account.ToLowerInvariant();
        if (change.Type == "delete_user") await match.LeaveAsync(_channels, [account], cancellation);
        if (change is { Type: "update_user", NewAccount: { } renamed }) await match.RenameAsync(_channels, account, renamed.ToLowerInvariant(), cancellation);
        // A department may carry members into the app's visible range.
        if (change.Type is "create_user" or "update_user" or "create_party" or "update_party" or "delete_party") chores.ContactsChanged();
    }
}

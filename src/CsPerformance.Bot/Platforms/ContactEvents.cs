using CsPerformance.Channels.DingTalk;

namespace CsPerformance.Bot.Platforms;

/// <summary>What DingTalk tells of its contacts as it happens: who left loses the binding, who came or changed is matched. An event may come twice.</summary>
internal sealed class ContactEvents(DingTalkApi api, RosterMatch match)
{
    /// <summary>The <see cref="TakeNote"/> of the inbox. Events about anything else are taken without a word.</summary>
    /// <exception cref="IOException">The contacts could not be read: the platform delivers the event again.</exception>
    public async Task<bool> TakeAsync(DingTalkEvent happened, CancellationToken cancellation)
    {
        if (happened.Type == "user_leave_org") await match.LeaveAsync([DingTalkChannel.ChannelName], happened.Accounts, cancellation);
        if (happened.Type is not ("user_add_org" or "user_modify_org" or "user_active_org")) return true;
        foreach (var account in happened.Accounts)
        {
            if (await new DingTalkContacts(api).GetAsync(account, cancellation) is { IsActive: true } member) await KnowAsync(member, cancellation);
        }
        return true;
    }

    private async Task KnowAsync(DingTalkContact member, CancellationToken cancellation)
    {
        if (await match.PersonOfAsync(DingTalkChannel.ChannelName, member.Account, cancellation) is { } bound)
        {
            if (member.JobNumber is { } number && number != bound) await match.ContradictAsync(DingTalkChannel.ChannelName, member.Account, bound, number, cancellation);
            return;
        }
        var unbound = await match.UnboundAsync(DingTalkChannel.ChannelName, cancellation);
        var meant = unbound.Where(person => person.Number == member.JobNumber).ToList();
        if (meant.Count == 0 && member.Mobile is { } mobile) meant = [.. unbound.Where(person => person.Mobile == mobile)];
        var accounts = meant.Count == 1 ? new Dictionary<string, string> { [meant[0].Number] = member.Account } : [];
        await match.BindAsync(DingTalkChannel.ChannelName, accounts, [new Stranger(member.Account, member.Name)], cancellation);
    }
}

using CsPerformance.Channels.Simulator;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;
using Target = CsPerformance.Domain.Chat.Delivery;

namespace CsPerformance.Bot.Delivery;

/// <summary>Where a message goes: through which channel and to which account or group there.</summary>
/// <param name="groupRobots">The channel for what is pushed to a team's group, where a group robot is set up for the team.</param>
internal sealed class Routes(IReadOnlyList<IChatChannel> channels, IReadOnlyDictionary<string, string> groupRobots)
{
    public sealed record Route(IChatChannel Channel, Target Target)
    {
        public TimeSpan DropsSecond => Channel.DropsSecond(Target);
    }

    public IChatChannel? Find(string name) => channels.FirstOrDefault(channel => channel.Name == name);

    /// <summary>For how long after a first send a second one of the message does no harm, whichever way the first may have taken; zero where it does.</summary>
    public TimeSpan DropsSecond(Session session, OutboxItem item)
    {
        if (item.Channel is not null || item.To.Person is not { } person || Addressed(person) is not null) return Of(session, item)?.DropsSecond ?? TimeSpan.Zero;
        var ways = session.Identities.AccountsOf(person).Where(account => Find(account.Channel) is not null)
            .Select(account => New(Find(account.Channel)!, item, account.Account, null)).ToList();
        // Beside the app the robot only answers.
        if (item.ReplyHandle is null && ways.Exists(way => way.Channel.Name == "wecom")) ways.RemoveAll(way => way.Channel.Name == "wecom-robot");
        return ways.Count == 0 ? TimeSpan.Zero : ways.Min(way => way.DropsSecond);
    }

    /// <returns>Null where nobody can be reached: no bound account, or none on a channel that is switched on.</returns>
    public Route? Of(Session session, OutboxItem item) =>
        item.To.Person is { } person ? ToPerson(session, item, person) : ToGroup(session, item, item.To.Group!);

    private Route? ToPerson(Session session, OutboxItem item, string person)
    {
        if (Addressed(person) is { } stranger) return New(stranger.Channel, item, stranger.Id, null);
        var accounts = session.Identities.AccountsOf(person).Where(account => Find(account.Channel) is not null).ToList();
        var chosen = accounts.FirstOrDefault(account => account.Channel == item.Channel) ?? (accounts.Count > 0 ? accounts[0] : null);
        // The robot may start a talk only where somebody spoke to it alone; without a message to answer the app is the sure way.
        if (chosen?.Channel == "wecom-robot" && item.ReplyHandle is null) chosen = accounts.Find(account => account.Channel == "wecom") ?? chosen;
        return chosen is null ? null : New(Find(chosen.Channel)!, item, chosen.Account, null);
    }

    private Route? ToGroup(Session session, OutboxItem item, string group)
    {
        if (Addressed(group) is { } chat) return New(chat.Channel, item, null, chat.Id);
        if (item.Channel is null && groupRobots.TryGetValue(group, out var name) && Find(name) is { } robot) return New(robot, item, null, group);
        var chats = session.GroupChats.Of(group).Where(bound => Find(bound.Channel) is not null).ToList();
        var chosen = chats.Find(bound => bound.Channel == item.Channel);
        // Where the simulator runs beside a platform, the people are on the platform.
        if (chosen == default) chosen = chats.Find(bound => bound.Channel != SimulatorChannel.ChannelName);
        if (chosen == default && chats.Count > 0) chosen = chats[0];
        return chosen == default ? null : New(Find(chosen.Channel)!, item, null, chosen.Chat);
    }

    /// <summary>An address that names its channel: <c>dingtalk:cidXYZ</c>.</summary>
    private (IChatChannel Channel, string Id)? Addressed(string address)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Find(address[..colon]) is { } channel ? (channel, address[(colon + 1)..]) : null;
    }

    // A reply handle belongs to the platform that gave it.
    private static Route New(IChatChannel channel, OutboxItem item, string? account, string? group) =>
        new(channel, new Target(account, group, item.Channel is null || item.Channel == channel.Name ? item.ReplyHandle : null, item.DedupeKey));

    /// <summary>How an address of the simulator is shown: without the channel's name.</summary>
    public static string Shown(Recipient to) => to.ToString().Replace(':' + SimulatorChannel.ChannelName + ':', ":", StringComparison.Ordinal);
}

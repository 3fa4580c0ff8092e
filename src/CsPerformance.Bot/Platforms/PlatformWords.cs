using System.Text.RegularExpressions;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Channels.Simulator;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>What is said about the platforms themselves: which group is a team's, and where somebody wants to be told.</summary>
internal static partial class PlatformWords
{
    private static readonly Dictionary<string, string[]> _platforms = new(StringComparer.Ordinal)
    {
        ["企业微信"] = ["wecom", "wecom-robot"],
        ["钉钉"] = ["dingtalk"],
        ["模拟器"] = [SimulatorChannel.ChannelName],
    };

    /// <summary>False for what is certainly none of these: most messages, which are not worth a transaction of their own.</summary>
    public static bool MayConcern(IncomingMessage message) =>
        message.Press is null && (IsFromGroup(message) || BindHere().IsMatch(message.Text.Trim()) || TellMeOn().IsMatch(message.Text.Trim()));

    /// <summary>The answer; null where the words are none of these.</summary>
    public static string? Answer(Transaction transaction, IncomingMessage message)
    {
        var text = message.Text.Trim();
        var bind = BindHere().Match(text);
        var prefer = TellMeOn().Match(text);
        if (!bind.Success && !prefer.Success) return null;
        if (SenderOf(transaction, message) is not { } sender) return null;
        if (prefer.Success) return Prefer(transaction, sender, prefer.Groups[1].Value);
        if (message.Chat.Group is not { } group) return $"请在要绑定的群里 @我 说“{text}”。";
        return bind.Groups["un"].Success
            ? Unbind(transaction, message.Channel, group, sender)
            : Bind(transaction, message.Channel, group, sender, bind.Groups["team"].Value);
    }

    /// <summary>The first word of a lead in a group that nobody bound yet makes it the team's; null where it does not.</summary>
    public static string? Adopt(Transaction transaction, IncomingMessage message)
    {
        if (!IsFromGroup(message) || message.Chat.Group is not { } group || transaction.GroupChats.TeamOf(message.Channel, group) is not null) return null;
        if (SenderOf(transaction, message) is not { Team: { } team } sender || !sender.Is(Role.Lead)) return null;
        if (transaction.GroupChats.Of(team).Any(chat => chat.Channel == message.Channel)) return null;
        // Once for each group: a lead who unbound it does not want it bound by the next word.
        if (!transaction.JobRuns.Once("group-chat", message.Channel, group)) return null;
        Put(transaction, team, message.Channel, group);
        return $"本群已设为 {team} 的群，周榜会发到这里。如果不是，请发“解绑本群”。";
    }

    /// <summary>The board goes to the group that somebody chose, not to the one that the app made.</summary>
    private static void Put(Transaction transaction, string team, string channel, string group)
    {
        transaction.GroupChats.Bind(team, channel, group);
        transaction.GroupChats.Unbind("wecom", WeComGroups.ChatOf(team));
    }

    // The groups of the simulator are the teams' by their name.
    private static bool IsFromGroup(IncomingMessage message) => message.Chat.IsGroup && message.Channel != SimulatorChannel.ChannelName;

    private static Person? SenderOf(Session session, IncomingMessage message) =>
        session.Identities.Find(message.Channel, message.Account) is { } number && session.People.Find(number) is { Active: true } sender ? sender : null;

    private static string Bind(Transaction transaction, string channel, string group, Person sender, string named)
    {
        var team = named.Length > 0 ? named : sender.Team;
        if (team is null) return "请说明是哪个小组，例如：绑定本群 客服一组";
        if (!transaction.People.Teams().Contains(team)) return $"没有小组“{team}”。";
        if (Refuses(transaction, sender, team)) return "只有本组组长或管理员可以绑定群。";
        Put(transaction, team, channel, group);
        transaction.JobRuns.Once("group-chat", channel, group);
        return $"本群已设为 {team} 的群，周榜会发到这里。";
    }

    private static string Unbind(Transaction transaction, string channel, string group, Person sender)
    {
        if (transaction.GroupChats.TeamOf(channel, group) is not { } bound) return "本群没有绑定小组。";
        if (Refuses(transaction, sender, bound)) return "只有本组组长或管理员可以解绑群。";
        transaction.GroupChats.Unbind(channel, group);
        return "本群已解绑，不再向这里发送周榜。";
    }

    /// <summary>A board goes to the platform that the person used last, or to the chosen one; never to both.</summary>
    private static string Prefer(Transaction transaction, Person sender, string platform)
    {
        if (platform == "自动")
        {
            transaction.Identities.Prefer(sender.Number, null);
            return "好的，周报和通知今后发到您最近使用的平台。";
        }
        var accounts = transaction.Identities.AccountsOf(sender.Number);
        if (_platforms[platform].FirstOrDefault(channel => accounts.Any(account => account.Channel == channel)) is not { } chosen)
            return $"您在{platform}上还没有绑定账号。请先在{platform}里私信我“绑定 {sender.Number}”。";
        transaction.Identities.Prefer(sender.Number, chosen);
        return $"好的，周报和通知今后只发到您的{platform}。回复“播报到 自动”恢复为最近使用的平台。";
    }

    private static bool Refuses(Transaction transaction, Person sender, string team)
    {
        var right = RightsTable.Of(RightsTable.BindGroup);
        if (right.RefusesTeam(sender, team) is not { } refusal) return false;
        transaction.Refusals.Add(sender.Number, right.Action, refusal);
        return true;
    }

    [GeneratedRegex(@"^(?<un>解绑本群)$|^绑定本群\s*(?<team>\S*)$")]
    private static partial Regex BindHere();

    [GeneratedRegex(@"^(?:播报|推送|通知)到?\s*(企业微信|钉钉|模拟器|自动)$")]
    private static partial Regex TellMeOn();
}

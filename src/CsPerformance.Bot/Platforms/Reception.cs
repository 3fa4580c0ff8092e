using System.Text.RegularExpressions;
using CsPerformance.Bot.Delivery;
using CsPerformance.Channels.Simulator;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>
/// What a platform's message needs before the conversation sees it: its account known on both doors of WeChat Work, its group known, its
/// file fetched. May run again after a fault, like the answer itself.
/// </summary>
internal sealed partial class Reception(Store store, Lazy<Routes> routes, Conversation.Conversation conversation)
{
    private const string App = "wecom", Robot = "wecom-robot";

    private const string FileGone = "这个文件没能取到(可能已过期,或超过 20 MB)。请重新发送一次。";

    /// <summary>What stands for a message that cannot be read as words.</summary>
    private static readonly Dictionary<string, string> _wordless = new(StringComparer.Ordinal)
    {
        ["[语音]"] = "我还听不懂语音,请打字告诉我。",
        ["[视频]"] = "我还看不懂视频,请打字告诉我;截图可以作为附件发送。",
        ["[位置]"] = "我还看不懂位置,请打字告诉我。",
        ["[链接]"] = "我不会打开链接,请把内容打字告诉我。",
    };

    /// <summary>The <see cref="Answer"/> of the host.</summary>
    public async Task AnswerAsync(long inboxId, IncomingMessage message, CancellationToken cancellation)
    {
        if (message.Channel != SimulatorChannel.ChannelName)
        {
            await KnowAccountAsync(message, cancellation);
            if (message.Chat.Group is not null && await store.WriteAsync(transaction => GroupWord(transaction, inboxId, message), cancellation)) return;
            if (_wordless.TryGetValue(message.Text, out var instead) && await SayAsync(inboxId, message, instead, cancellation)) return;
        }
        if (message is { FileReference: { } reference, File: null })
        {
            if (await FetchAsync(message.Channel, reference, cancellation) is not { } file)
            {
                await SayAsync(inboxId, message, FileGone, cancellation);
                return;
            }
            message = message with { File = file };
        }
        await conversation.AnswerAsync(inboxId, message, cancellation);
    }

    /// <summary>One account of WeChat Work is one person, whether the app or the robot is spoken to. Source: platforms.md, part 9.</summary>
    private async Task KnowAccountAsync(IncomingMessage message, CancellationToken cancellation)
    {
        var twin = message.Channel switch { App => Robot, Robot => App, _ => null };
        if (twin is null) return;
        var (own, other) = await store.ReadAsync(session => (session.Identities.Find(message.Channel, message.Account), session.Identities.Find(twin, message.Account)), cancellation);
        if (own is not null || other is null) return;
        await store.WriteAsync(transaction => transaction.Identities.Bind(message.Channel, message.Account, other, twin), cancellation);
    }

    private async Task<Attachment?> FetchAsync(string channel, string reference, CancellationToken cancellation)
    {
        if (routes.Value.Find(channel) is not { } found || await found.FetchAsync(reference, cancellation) is not { } file) return null;
        await store.WriteAsync(transaction => transaction.Files.Keep(file), cancellation);
        return file;
    }

    private Task<bool> SayAsync(long inboxId, IncomingMessage message, string text, CancellationToken cancellation) =>
        store.WriteAsync(transaction => Say(transaction, inboxId, message, text, isAnswer: true), cancellation);

    /// <summary>绑定本群, 解绑本群, and the first word of a lead in a group that nobody bound yet.</summary>
    /// <returns>True where this was the answer.</returns>
    private static bool GroupWord(Transaction transaction, long inboxId, IncomingMessage message)
    {
        var group = message.Chat.Group!;
        if (transaction.Identities.Find(message.Channel, message.Account) is not { } number || transaction.People.Find(number) is not { Active: true } sender) return false;
        var bound = transaction.GroupChats.TeamOf(message.Channel, group);
        if (BindHere().Match(message.Text) is { Success: true } bind) return Say(transaction, inboxId, message, Bind(transaction, message.Channel, group, sender, bind.Groups[1].Value), isAnswer: true);
        if (message.Text.Trim() == "解绑本群") return Say(transaction, inboxId, message, Unbind(transaction, message.Channel, group, sender, bound), isAnswer: true);
        if (bound is not null || !sender.Is(Role.Lead) || sender.Team is not { } team || transaction.GroupChats.Of(team).Any(chat => chat.Channel == message.Channel)) return false;
        // Once for each group: a lead who unbound it does not want it bound by the next word.
        if (!transaction.JobRuns.Once("group-chat", message.Channel, group)) return false;
        transaction.GroupChats.Bind(team, message.Channel, group);
        Say(transaction, inboxId, message, $"本群已设为 {team} 的群,周榜会发到这里。如果不是,请发“解绑本群”。", isAnswer: false);
        return false;
    }

    private static string Bind(Transaction transaction, string channel, string group, Person sender, string named)
    {
        var team = named.Length > 0 ? named : sender.Team;
        if (team is null) return "请说明是哪个小组,例如:绑定本群 客服一组";
        if (!transaction.People.Teams().Contains(team)) return $"没有小组“{team}”。";
        if (!MayDecide(sender, team)) return "只有本组组长或管理员可以绑定群。";
        transaction.GroupChats.Bind(team, channel, group);
        transaction.JobRuns.Once("group-chat", channel, group);
        return $"本群已设为 {team} 的群,周榜会发到这里。";
    }

    private static string Unbind(Transaction transaction, string channel, string group, Person sender, string? bound)
    {
        if (bound is null) return "本群没有绑定小组。";
        if (!MayDecide(sender, bound)) return "只有本组组长或管理员可以解绑群。";
        transaction.GroupChats.Unbind(channel, group);
        return "本群已解绑,不再向这里发送周榜。";
    }

    private static bool MayDecide(Person sender, string team) => sender.Is(Role.Admin) || (sender.Is(Role.Lead) && sender.Team == team);

    /// <returns>False where the message was answered by another instance meanwhile.</returns>
    private static bool Say(Transaction transaction, long inboxId, IncomingMessage message, string text, bool isAnswer)
    {
        if (isAnswer && !transaction.Inbox.Done(inboxId)) return true;
        var person = transaction.Identities.Find(message.Channel, message.Account);
        var to = message.Chat.Group is { } group ? Recipient.ToGroup($"{message.Channel}:{group}") : Recipient.To(person ?? $"{message.Channel}:{message.Account}");
        transaction.Outbox.Add(new NewOutgoing(
            to, new OutgoingMessage(text), Purpose.Reply, FormattableString.Invariant($"reception:{inboxId}"), message.Channel, inboxId, isAnswer ? message.ReplyHandle : null));
        return true;
    }

    [GeneratedRegex(@"^\s*绑定本群\s*(\S*)\s*$")]
    private static partial Regex BindHere();
}

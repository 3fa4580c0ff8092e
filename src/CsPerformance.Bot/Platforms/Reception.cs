using CsPerformance.Bot.Delivery;
using CsPerformance.Bot.Hosting;
using CsPerformance.Channels.Simulator;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>
/// What a platform's message needs before the conversation sees it: its account known on both doors of WeChat Work, its group known, its
/// file fetched. May run again after a fault, like the answer itself.
/// </summary>
internal sealed class Reception(Store store, Lazy<Routes> routes, Conversation.Conversation conversation, BusinessClock clock, Pictures pictures)
{
    private const string App = "wecom", Robot = "wecom-robot";

    /// <summary>What stands for opening the app, joining its visible range or the first entry of the day into the robot's chat.</summary>
    private const string Entered = "[进入]";

    private const string FileGone = "这个文件没能取到(可能已过期，或超过 20 MB)。请重新发送一次。";

    /// <summary>What stands for a message that cannot be read as words.</summary>
    private static readonly Dictionary<string, string> _wordless = new(StringComparer.Ordinal)
    {
        ["[语音]"] = "我还听不懂语音，请打字告诉我。",
        ["[视频]"] = "我还看不懂视频，请打字告诉我；截图可以作为附件发送。",
        ["[位置]"] = "我还看不懂位置，请打字告诉我。",
        ["[链接]"] = "我不会打开链接，请把内容打字告诉我。",
    };

    /// <summary>The <see cref="Answer"/> of the host.</summary>
    public async Task AnswerAsync(long inboxId, IncomingMessage message, CancellationToken cancellation)
    {
        var (picture, prepared) = await LookAsync(inboxId, message, cancellation);
        if (prepared is not null)
        {
            await conversation.KeepAsync(prepared, cancellation);
            return;
        }
        if (message.Channel != SimulatorChannel.ChannelName)
        {
            if (message.Text == Entered)
            {
                if (await store.WriteAsync(transaction => Greeting.Greet(transaction, inboxId, message, clock.Today), cancellation)) return;
                message = message with { Text = "帮助" };
            }
            if (_wordless.TryGetValue(message.Text, out var instead) && await SayAsync(inboxId, message, instead, cancellation)) return;
        }
        if (PlatformWords.MayConcern(message) && await store.WriteAsync(transaction => PlatformWord(transaction, inboxId, message), cancellation)) return;
        if (message is { FileReference: { } reference, File: null })
        {
            if (await FetchAsync(message.Channel, reference, cancellation) is not { } file)
            {
                await SayAsync(inboxId, message, FileGone, cancellation);
                return;
            }
            message = message with { File = file };
        }
        if (Pictures.IsAlone(message))
        {
            if (!await store.WriteAsync(transaction => Kept(transaction, message), cancellation))
            {
                await SayAsync(inboxId, message, Pictures.Asked(message.File!.IsImage), cancellation);
                return;
            }
            message = message with { Text = Pictures.Word };
        }
        if (picture) message = await pictures.WithAsync(message, cancellation);
        await conversation.AnswerAsync(inboxId, message, cancellation);
    }

    /// <returns>False for somebody who is nobody of the roster.</returns>
    private bool Kept(Transaction transaction, IncomingMessage message)
    {
        if (transaction.Identities.Find(message.Channel, message.Account) is null) return false;
        pictures.Keep(transaction, message);
        return true;
    }

    /// <summary>
    /// One account of WeChat Work is one person, whether the app or the robot is spoken to (platforms.md, part 9): the first word at one door binds
    /// the account that is bound at the other.
    /// </summary>
    /// <returns>
    /// True where a picture of the sender waits that may belong to these words; and the answer itself where the message needs nothing before it, found
    /// on the same snapshot because most messages are like that.
    /// </returns>
    private async Task<(bool Picture, Conversation.Conversation.Prepared? Prepared)> LookAsync(long inboxId, IncomingMessage message, CancellationToken cancellation)
    {
        var twin = message.Channel switch { App => Robot, Robot => App, _ => null };
        var (number, picture, prepared) = await store.ReadAsync(
            session =>
            {
                var waits = Pictures.MayTake(message) && pictures.Waits(session, message);
                var answer = waits || NeedsMore(message) ? null : conversation.Prepare(session, inboxId, message);
                return (twin is null || answer?.Number is not null ? null : Missing(session, message, twin), waits, answer);
            },
            cancellation);
        if (number is null) return (picture, prepared);
        await store.WriteAsync(transaction => transaction.Identities.Bind(message.Channel, message.Account, number, twin!), cancellation);
        return (picture, null);
    }

    /// <summary>True where something has to be done or said before the conversation sees the message.</summary>
    private static bool NeedsMore(IncomingMessage message) =>
        message.Text == Entered || _wordless.ContainsKey(message.Text) || PlatformWords.MayConcern(message)
        || message is { FileReference: not null, File: null } || Pictures.IsAlone(message);

    /// <summary>Who is bound at the other door only; null where the account is bound at this one, or at none.</summary>
    private static string? Missing(Session session, IncomingMessage message, string twin) =>
        session.Identities.Find(message.Channel, message.Account) is null ? session.Identities.Find(twin, message.Account) : null;

    private async Task<Attachment?> FetchAsync(string channel, string reference, CancellationToken cancellation)
    {
        if (routes.Value.Find(channel) is not { } found || await found.FetchAsync(reference, cancellation) is not { } file) return null;
        await store.WriteAsync(transaction => transaction.Files.Keep(file), cancellation);
        return file;
    }

    private Task<bool> SayAsync(long inboxId, IncomingMessage message, string text, CancellationToken cancellation) =>
        store.WriteAsync(transaction => Say(transaction, inboxId, message, text, isAnswer: true), cancellation);

    /// <summary>What is said about the platforms themselves.</summary>
    /// <returns>True where this was the answer.</returns>
    private static bool PlatformWord(Transaction transaction, long inboxId, IncomingMessage message)
    {
        if (PlatformWords.Answer(transaction, message) is { } answer) return Say(transaction, inboxId, message, answer, isAnswer: true);
        if (PlatformWords.Adopt(transaction, message) is { } word) Say(transaction, inboxId, message, word, isAnswer: false);
        return false;
    }

    // The simulator knows its groups by the teams' names.
    private static string GroupName(Session session, string channel, string group) =>
        channel == SimulatorChannel.ChannelName && session.GroupChats.TeamOf(channel, group) is { } team ? team : $"{channel}:{group}";

    /// <returns>False where the message was answered by another instance meanwhile.</returns>
    private static bool Say(Transaction transaction, long inboxId, IncomingMessage message, string text, bool isAnswer)
    {
        if (isAnswer && !transaction.Inbox.Done(inboxId)) return true;
        var person = transaction.Identities.Find(message.Channel, message.Account);
        var to = message.Chat.Group is { } group ? Recipient.ToGroup(GroupName(transaction, message.Channel, group)) : Recipient.To(person ?? $"{message.Channel}:{message.Account}");
        transaction.Outbox.Add(new NewOutgoing(
            to, new OutgoingMessage(text), Purpose.Reply, FormattableString.Invariant($"reception:{inboxId}"), message.Channel, inboxId, isAnswer ? message.ReplyHandle : null));
        return true;
    }
}

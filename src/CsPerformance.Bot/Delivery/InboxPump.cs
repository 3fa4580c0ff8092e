using System.Data.Common;
using System.Diagnostics;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Delivery;

/// <summary>Answers one stored message and marks it done in the same transaction. May be called again after a fault.</summary>
internal delegate Task Answer(long inboxId, IncomingMessage message, CancellationToken cancellation);

/// <summary>Hands stored messages to the conversation: in order within a chat, side by side across chats, until each is answered or given up.</summary>
internal sealed class InboxPump(Store store, Answer answer, Progress progress, InstanceName instance, ILogger<InboxPump> logger)
{
    private const int AtOnce = 64;

    private const int MostAttempts = 5;

    private const string Apology = "抱歉，这条消息我没能处理好，没有产生任何记录。请换个说法再试一次；若仍不行，请联系管理员。";

    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan _untilWell = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _seldom = TimeSpan.FromMinutes(1);

    private long told;

    /// <summary>Answers what waits now.</summary>
    /// <returns>How many messages were taken.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        if (!store.IsPresent) return 0;
        var items = await ClaimAsync(cancellation);
        // From here on it goes to the end: what was claimed is finished, also when the bot is told to stop.
        await Task.WhenAll(items.Select(item => Task.Run(() => AnswerAsync(item), CancellationToken.None)));
        if (items.Count > 0) progress.Made();
        return items.Count;
    }

    private async Task<IReadOnlyList<InboxItem>> ClaimAsync(CancellationToken cancellation)
    {
        IReadOnlyList<InboxItem> items = [];
        try
        {
            return await store.WriteAsync(transaction => items = transaction.Inbox.Claim(AtOnce, instance.Value, _lease), cancellation);
        }
        catch (DbException) when (items.Count > 0)
        {
            // The commit may have come through all the same; then these would wait for the end of their lease.
            await Persistence.InsistAsync(() => store.WriteAsync(transaction => transaction.Leases.GiveBack(items)), _lease);
            throw;
        }
    }

    private async Task AnswerAsync(InboxItem item)
    {
        try
        {
            // More attempts than that are of a message whose worker died on it each time.
            if (item.Attempts > MostAttempts) await GiveUpAsync(item, item.Error ?? "The worker died.");
            else await answer(item.Id, item.Message, CancellationToken.None);
        }
        catch (Exception fault)
        {
            await PutBackAsync(item, fault);
        }
    }

    private async Task PutBackAsync(InboxItem item, Exception fault)
    {
        try
        {
            // A store that was away is back before the lease ends, as a rule.
            await Persistence.InsistAsync(() => TryPutBackAsync(item, fault), _lease);
        }
        catch (Exception away) when (IsOfTheWorld(away))
        {
            logger.LogError("The store is away: {Fault}. Message {Inbox} is taken up again when its lease is over.", away.GetType().Name, item.Id);
        }
    }

    // Nothing of what the person said goes into the log: only what kind of fault it was.
    private async Task TryPutBackAsync(InboxItem item, Exception fault)
    {
        var now = await store.ReadAsync(session => session.Inbox.Find(item.Id));
        if (now is not { State: InboxState.New }) return;
        if (StoreFault.IsOfStore(fault))
        {
            // What was acknowledged waits for the store, however long that is away or full.
            TellSeldom(item, fault);
            await store.WriteAsync(transaction => transaction.Inbox.Later(item, _untilWell, fault.GetType().Name, counts: false));
            return;
        }
        logger.LogError(fault, "Message {Inbox} was not answered, attempt {Attempt}.", item.Id, item.Attempts);
        if (item.Attempts >= MostAttempts) await GiveUpAsync(item, fault.GetType().Name);
        else await store.WriteAsync(transaction => transaction.Inbox.Later(item, Pause(item.Attempts, fault), fault.GetType().Name));
    }

    /// <summary>All that wait fail each second alike.</summary>
    private void TellSeldom(InboxItem item, Exception fault)
    {
        var (now, before) = (Stopwatch.GetTimestamp(), Volatile.Read(ref told));
        if (before != 0 && Stopwatch.GetElapsedTime(before, now) < _seldom) return;
        if (Interlocked.CompareExchange(ref told, now, before) == before)
            logger.LogError("The store failed the answer to message {Inbox}: {Fault}. It and others wait until the store is well.", item.Id, fault.GetType().Name);
    }

    private async Task GiveUpAsync(InboxItem item, string error)
    {
        var message = item.Message;
        await store.WriteAsync(transaction =>
        {
            if (!transaction.Inbox.Failed(item.Id, error)) return;
            var to = Recipient.To(transaction.Identities.Find(message.Channel, message.Account) ?? $"{message.Channel}:{message.Account}");
            transaction.Outbox.Add(new NewOutgoing(to, new OutgoingMessage(Apology), Purpose.Reply, $"apology:{item.Id}", message.Channel, item.Id));
        });
        progress.Made();
    }

    // A fault of the world takes its time to pass; one of ours would only keep the person waiting.
    private static TimeSpan Pause(int attempt, Exception fault) =>
        TimeSpan.FromMilliseconds((IsOfTheWorld(fault) ? 1000 : 100) * Math.Pow(2, attempt - 1));

    private static bool IsOfTheWorld(Exception fault) => fault is DbException or StoreBusyException or IOException or HttpRequestException or TimeoutException;
}

/// <summary>This process among those that share a store: a lease carries it.</summary>
internal sealed record InstanceName(string Value)
{
    public static InstanceName New() => new($"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("n")[..6]}");
}

using CsPerformance.Storage;

namespace CsPerformance.Bot.Delivery;

/// <summary>Drives both pumps until something is settled, for a caller that waits for the answers.</summary>
internal sealed class Exchange(Store store, InboxPump inbox, OutboxPump outbox, Progress progress)
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    // The pumps' own loops may hold a message just now; then there is nothing to drive, only to wait for.
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);

    /// <returns>What was looked for, or null where it did not come within ten seconds.</returns>
    public async Task<T?> UntilAsync<T>(Func<Session, T?> look, CancellationToken cancellation)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_longest);
        try
        {
            while (true)
            {
                var next = progress.Next;
                if (await store.ReadAsync(look, limit.Token) is { } found) return found;
                if (await inbox.RunOnceAsync(limit.Token) + await outbox.RunOnceAsync(limit.Token) == 0)
                    await Task.WhenAny(next, Task.Delay(_look, limit.Token));
                limit.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What a message caused and what was sent of it; null while some of it is still under way.</summary>
    public static IReadOnlyList<OutboxItem>? Settled(Session session, long inboxId)
    {
        if (session.Inbox.Find(inboxId) is not { State: not InboxState.New }) return null;
        var caused = session.Outbox.CausedBy(inboxId);
        return caused.Any(item => item.State == OutboxState.Sending || (item.State == OutboxState.Waiting && item.NotBefore <= session.Now))
            ? null
            : [.. caused.Where(item => item.State == OutboxState.Sent)];
    }
}

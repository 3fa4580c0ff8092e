using CsPerformance.Channels.Protocol;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>What the channels of all instances share, kept by the store: tokens, leases, spent rates, what was sent already.</summary>
internal static class StoredState
{
    /// <param name="real">The real clock: tokens and rates of a platform never follow a simulated one.</param>
    public static SharedState Of(Store store, TimeProvider real)
    {
        // The spent rates too: a bot that was started again within the minute must not begin to count anew.
        return new SharedState(
            (key, cancellation) => store.ReadSharedAsync(key, real.GetUtcNow(), cancellation),
            (key, expected, value, expiresAt, cancellation) =>
                store.WriteAsync(transaction => transaction.SharedValues.Replace(key, expected, value, expiresAt, real.GetUtcNow()), cancellation));
    }
}

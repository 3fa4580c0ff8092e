using CsPerformance.Channels.Protocol;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>What the channels of all instances share, kept by the store: tokens, leases, spent rates, what was sent already.</summary>
internal static class StoredState
{
    /// <param name="real">The real clock: tokens and rates of a platform never follow a simulated one.</param>
    public static SharedState Of(Store store, TimeProvider real)
    {
        var own = SharedState.InProcess(real);
        return new SharedState(
            (key, cancellation) => IsOwn(key)
                ? own.Read(key, cancellation)
                : store.ReadAsync(session => session.SharedValues.Read(key, real.GetUtcNow()), cancellation),
            (key, expected, value, expiresAt, cancellation) => IsOwn(key)
                ? own.Replace(key, expected, value, expiresAt, cancellation)
                : store.WriteAsync(transaction => transaction.SharedValues.Replace(key, expected, value, expiresAt, real.GetUtcNow()), cancellation));

        // A SQLite store has one instance: how much it sent within the minute is not worth a durable commit for each message.
        bool IsOwn(string key) => store.Provider == StoreProvider.Sqlite && key.StartsWith("rate:", StringComparison.Ordinal);
    }
}

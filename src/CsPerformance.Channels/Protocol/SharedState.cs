using System.Collections.Concurrent;

namespace CsPerformance.Channels.Protocol;

/// <summary>The value that all instances share under a key; null where there is none or it has expired.</summary>
public delegate Task<string?> ReadShared(string key, CancellationToken cancellation);

/// <summary>
/// Puts <paramref name="value"/> in the place of <paramref name="expected"/> in one atomic step.
/// </summary>
/// <param name="expected">The value that must stand there now; null: none, or an expired one.</param>
/// <param name="expiresAt">From then on the value counts as absent; an instant in the past removes it.</param>
/// <returns>False where something else stood there: nothing was written.</returns>
public delegate Task<bool> ReplaceShared(
    string key, string? expected, string value, DateTimeOffset expiresAt, CancellationToken cancellation);

/// <summary>What the channels of all instances share: access tokens, leases, spent rates. The host backs it with the database.</summary>
public sealed record SharedState(ReadShared Read, ReplaceShared Replace)
{
    /// <summary>For one instance alone: kept in this process.</summary>
    public static SharedState InProcess(TimeProvider clock)
    {
        var values = new ConcurrentDictionary<string, (string Value, DateTimeOffset ExpiresAt)>(StringComparer.Ordinal);
        return new SharedState(
            (key, _) => Task.FromResult(Live(key)),
            (key, expected, value, expiresAt, _) =>
            {
                lock (values)
                {
                    if (!string.Equals(Live(key), expected, StringComparison.Ordinal))
                        return Task.FromResult(false);
                    values[key] = (value, expiresAt);
                    return Task.FromResult(true);
                }
            });

        string? Live(string key) =>
            values.TryGetValue(key, out var held) && held.ExpiresAt > clock.GetUtcNow() ? held.Value : null;
    }

    /// <summary>Takes or prolongs a lease; true while it is <paramref name="owner"/>'s.</summary>
    public async Task<bool> HoldAsync(string key, string owner, DateTimeOffset until, CancellationToken cancellation) =>
        await Read(key, cancellation) is { } holder
            ? string.Equals(holder, owner, StringComparison.Ordinal) && await Replace(key, owner, owner, until, cancellation)
            : await Replace(key, null, owner, until, cancellation);

    /// <summary>Gives a lease back; does nothing where it is no longer <paramref name="owner"/>'s.</summary>
    public Task ReleaseAsync(string key, string owner, CancellationToken cancellation) =>
        Replace(key, owner, owner, DateTimeOffset.UnixEpoch, cancellation);
}

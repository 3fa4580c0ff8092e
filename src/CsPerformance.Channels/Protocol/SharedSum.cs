using System.Globalization;

namespace CsPerformance.Channels.Protocol;

/// <summary>Sums that all instances add to, over restarts too.</summary>
public sealed class SharedSum(SharedState shared)
{
    private readonly Turns _turns = new();

    public async Task<long> ReadAsync(string key, CancellationToken cancellation) => Parse(await shared.Read(key, cancellation));

    /// <param name="until">When the sum is forgotten.</param>
    public async Task AddAsync(string key, long count, DateTimeOffset until, CancellationToken cancellation)
    {
        while (!await _turns.TakeAsync(key, () => TryAddAsync(key, count, until, cancellation), cancellation))
        {
            // Another instance came between.
        }
    }

    private async Task<bool> TryAddAsync(string key, long count, DateTimeOffset until, CancellationToken cancellation)
    {
        var before = await shared.Read(key, cancellation);
        return await shared.Replace(key, before, (Parse(before) + count).ToString(CultureInfo.InvariantCulture), until, cancellation);
    }

    private static long Parse(string? stored) => long.TryParse(stored, NumberStyles.None, CultureInfo.InvariantCulture, out var sum) ? sum : 0;
}

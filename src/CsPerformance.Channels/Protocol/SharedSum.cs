using System.Globalization;

namespace CsPerformance.Channels.Protocol;

/// <summary>Sums that all instances add to, over restarts too.</summary>
public sealed class SharedSum(SharedState shared)
{
    // Only another instance can come between reading and replacing.
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<long> ReadAsync(string key, CancellationToken cancellation) => Parse(await shared.Read(key, cancellation));

    /// <param name="until">When the sum is forgotten.</param>
    public async Task AddAsync(string key, long count, DateTimeOffset until, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            string? before;
            do
            {
                before = await shared.Read(key, cancellation);
            }
            while (!await shared.Replace(key, before, (Parse(before) + count).ToString(CultureInfo.InvariantCulture), until, cancellation));
        }
        finally
        {
            _turn.Release();
        }
    }

    private static long Parse(string? stored) => long.TryParse(stored, NumberStyles.None, CultureInfo.InvariantCulture, out var sum) ? sum : 0;
}

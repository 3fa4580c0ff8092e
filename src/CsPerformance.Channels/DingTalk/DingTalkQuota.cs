using System.Globalization;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Counts the calls that the month's allowance of the organisation pays for, over all instances and restarts.</summary>
/// <remarks>Other apps of the organisation use the same allowance; the platform alone knows the sum. Tokens and contacts are free.</remarks>
public sealed class DingTalkQuota(SharedState shared, TimeProvider clock)
{
    private readonly SharedSum _calls = new(shared);

    // The platform counts months as its users do; China has one zone and no summer time.
    private DateTimeOffset Now => clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));

    /// <summary>Calls counted in this calendar month (Asia/Shanghai).</summary>
    public Task<long> UsedAsync(CancellationToken cancellation) => _calls.ReadAsync(Key(Now), cancellation);

    internal async Task CountAsync(CancellationToken cancellation)
    {
        var now = Now;
        var until = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, now.Offset).AddMonths(3);
        await _calls.AddAsync(Key(now), 1, until, cancellation);
    }

    private static string Key(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"dingtalk:calls:{now:yyyy-MM}");
}

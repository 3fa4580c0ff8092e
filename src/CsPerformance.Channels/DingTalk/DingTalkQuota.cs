using System.Globalization;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Counts the calls that the month's allowance of the organisation pays for, over all instances and restarts.</summary>
/// <remarks>Other apps of the organisation use the same allowance; the platform alone knows the sum. Tokens and contacts are free.</remarks>
public sealed class DingTalkQuota(SharedState shared, TimeProvider clock)
{
    // The platform counts months as its users do; China has one zone and no summer time.
    private DateTimeOffset Now => clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));

    /// <summary>Calls counted in this calendar month (Asia/Shanghai).</summary>
    public async Task<int> UsedAsync(CancellationToken cancellation) => Parse(await shared.Read(Key(Now), cancellation));

    internal async Task CountAsync(CancellationToken cancellation)
    {
        var now = Now;
        var until = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, now.Offset).AddMonths(3);
        while (true)
        {
            var before = await shared.Read(Key(now), cancellation);
            var after = (Parse(before) + 1).ToString(CultureInfo.InvariantCulture);
            if (await shared.Replace(Key(now), before, after, until, cancellation))
                return;
        }
    }

    private static string Key(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"dingtalk:calls:{now:yyyy-MM}");

    private static int Parse(string? stored) => int.TryParse(stored, NumberStyles.None, CultureInfo.InvariantCulture, out var calls) ? calls : 0;
}

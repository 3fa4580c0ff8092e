using System.Globalization;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.WeCom;

/// <summary>Counts the person-times (人次) that the app sent today, over all instances and restarts: one for each member of each message.</summary>
/// <remarks>Published for <c>message/send</c>: 200 person-times a day for each account of the company, for each app.</remarks>
public sealed class WeComQuota(WeComOptions options, SharedState shared, TimeProvider clock)
{
    /// <summary>Person-times a day for each account.</summary>
    public const int ForEachAccount = 200;

    // The platform's day; China has one zone and no summer time.
    private DateTimeOffset Now => clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));

    /// <summary>Person-times counted today (Asia/Shanghai).</summary>
    public async Task<long> UsedAsync(CancellationToken cancellation) => Parse(await shared.Read(Key(Now), cancellation));

    internal async Task CountAsync(int people, CancellationToken cancellation)
    {
        var now = Now;
        var until = new DateTimeOffset(now.Date, now.Offset).AddDays(3);
        while (true)
        {
            var before = await shared.Read(Key(now), cancellation);
            var after = (Parse(before) + people).ToString(CultureInfo.InvariantCulture);
            if (await shared.Replace(Key(now), before, after, until, cancellation))
                return;
        }
    }

    private string Key(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"wecom:sent:{options.AgentId}:{now:yyyy-MM-dd}");

    private static long Parse(string? stored) => long.TryParse(stored, NumberStyles.None, CultureInfo.InvariantCulture, out var sent) ? sent : 0;
}

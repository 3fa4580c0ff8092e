using System.Globalization;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.WeCom;

/// <summary>Counts the person-times (人次) that the app sent today, over all instances and restarts: one for each member of each message.</summary>
/// <remarks>Published for <c>message/send</c>: 200 person-times a day for each account of the company, for each app.</remarks>
public sealed class WeComQuota(WeComOptions options, SharedState shared, TimeProvider clock)
{
    /// <summary>Person-times a day for each account.</summary>
    public const int ForEachAccount = 200;

    private readonly SharedSum _sent = new(shared);

    // The platform's day; China has one zone and no summer time.
    private DateTimeOffset Now => clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));

    /// <summary>Person-times counted today (Asia/Shanghai).</summary>
    public Task<long> UsedAsync(CancellationToken cancellation) => _sent.ReadAsync(Key(Now), cancellation);

    internal async Task CountAsync(int people, CancellationToken cancellation)
    {
        var now = Now;
        var until = new DateTimeOffset(now.Date, now.Offset).AddDays(3);
        await _sent.AddAsync(Key(now), people, until, cancellation);
    }

    private string Key(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"wecom:sent:{options.AgentId}:{now:yyyy-MM-dd}");
}

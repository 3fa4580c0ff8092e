using System.Globalization;

namespace CsPerformance.Channels.Protocol;

/// <summary>At most <paramref name="Burst"/> at once and <paramref name="Count"/> more in each <paramref name="Window"/>.</summary>
/// <remarks>In no window whatever more than Burst + Count pass: choose both so that the sum stays below the published rate.</remarks>
public sealed record RateLimit(int Burst, int Count, TimeSpan Window)
{
    internal TimeSpan Interval => Window / Count;
}

/// <summary>Keeps the sends of all instances together below a platform's rates, over restarts too.</summary>
/// <remarks>For each key and limit one instant is shared: until when the rate is already spent.</remarks>
public sealed class RateGate(SharedState shared, TimeProvider clock, string name, params RateLimit[] limits)
{
    /// <summary>Takes one send for the key.</summary>
    /// <returns>Zero where it may go now; otherwise how long to wait, and nothing was taken.</returns>
    public async Task<TimeSpan> TakeAsync(string key, CancellationToken cancellation)
    {
        var place = $"rate:{name}:{key}";
        while (true)
        {
            var now = clock.GetUtcNow();
            var stored = await shared.Read(place, cancellation);
            var spent = Parse(stored, now);
            var wait = limits.Select((limit, i) => spent[i] - now - (limit.Interval * (limit.Burst - 1))).Max();
            if (wait > TimeSpan.Zero)
                return wait;
            var next = limits.Select((limit, i) => spent[i] + limit.Interval).ToArray();
            var text = string.Join('|', next.Select(at => at.UtcTicks.ToString(CultureInfo.InvariantCulture)));
            if (await shared.Replace(place, stored, text, next.Max(), cancellation))
                return TimeSpan.Zero;
        }
    }

    private DateTimeOffset[] Parse(string? stored, DateTimeOffset now)
    {
        var parts = stored?.Split('|') ?? [];
        return [.. limits.Select((_, i) =>
            i < parts.Length && long.TryParse(parts[i], CultureInfo.InvariantCulture, out var ticks)
            && new DateTimeOffset(ticks, TimeSpan.Zero) is var until && until > now ? until : now)];
    }
}

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
    private const int MostKeys = 10_000;

    private readonly Dictionary<string, DateTimeOffset> _waiting = [];
    private readonly Turns _turns = new();

    /// <summary>Takes one send for the key.</summary>
    /// <returns>Zero where it may go now; otherwise how long to wait, and nothing was taken. Who waits gets a turn of its own.</returns>
    public Task<TimeSpan> TakeAsync(string key, CancellationToken cancellation) => TakeAsync(key, TimeSpan.Zero, cancellation);

    /// <summary>Takes the next place of a queue for the key, and waits until it comes.</summary>
    /// <param name="atMost">A place farther away than this is not taken.</param>
    /// <returns>Zero where it may go now; otherwise how long to wait, and nothing was taken.</returns>
    public async Task<TimeSpan> QueueAsync(string key, TimeSpan atMost, CancellationToken cancellation)
    {
        var wait = await TakeAsync(key, atMost, cancellation);
        if (wait > atMost)
            return wait;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancellation);
        return TimeSpan.Zero;
    }

    private Task<TimeSpan> TakeAsync(string key, TimeSpan ahead, CancellationToken cancellation) =>
        _turns.TakeAsync(key, () => TakePlaceAsync(key, ahead, cancellation), cancellation);

    private async Task<TimeSpan> TakePlaceAsync(string key, TimeSpan ahead, CancellationToken cancellation)
    {
        var place = $"rate:{name}:{key}";
        while (true)
        {
            var now = clock.GetUtcNow();
            var stored = await shared.Read(place, cancellation);
            var spent = Parse(stored, now);
            var (wait, limiting) = limits.Select((limit, i) => (Wait: spent[i] - now - (limit.Interval * (limit.Burst - 1)), limit)).MaxBy(one => one.Wait);
            if (wait > ahead)
                return TurnOf(key, now, wait, limiting.Interval);
            var next = limits.Select((limit, i) => spent[i] + limit.Interval).ToArray();
            var text = string.Join('|', next.Select(at => at.UtcTicks.ToString(CultureInfo.InvariantCulture)));
            if (await shared.Replace(place, stored, text, next.Max(), cancellation))
                return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Ten thousand that wait must not all come back for the same free place: each comes a little later than the one before, at four fifths of the
    /// rate, so that an answer in between finds room.
    /// </summary>
    private TimeSpan TurnOf(string key, DateTimeOffset now, TimeSpan wait, TimeSpan interval)
    {
        lock (_waiting)
        {
            if (_waiting.Count >= MostKeys)
                foreach (var past in _waiting.Where(turn => turn.Value <= now).Select(turn => turn.Key).ToArray())
                    _waiting.Remove(past);
            var turn = now + wait;
            if (_waiting.TryGetValue(key, out var last) && last + (interval * 1.25) > turn)
                turn = last + (interval * 1.25);
            _waiting[key] = turn;
            return turn - now;
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

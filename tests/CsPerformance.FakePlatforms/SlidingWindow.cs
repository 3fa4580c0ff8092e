using System.Collections.Concurrent;

namespace CsPerformance.FakePlatforms;

/// <summary>Counts what came in the last <paramref name="window"/>, by key, and lets at most <paramref name="most"/> through.</summary>
public sealed class SlidingWindow(int most, TimeSpan window, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _seen = new(StringComparer.OrdinalIgnoreCase);

    public bool TryPass(string key)
    {
        var seen = _seen.GetOrAdd(key, _ => new Queue<DateTimeOffset>());
        lock (seen)
        {
            var now = clock.GetUtcNow();
            while (seen.TryPeek(out var oldest) && oldest <= now - window)
                seen.Dequeue();
            if (seen.Count >= most)
                return false;
            seen.Enqueue(now);
            return true;
        }
    }
}

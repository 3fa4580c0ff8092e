using System.Collections.Concurrent;

namespace CsPerformance.FakePlatforms;

/// <summary>Counts what came in the last <paramref name="window"/>, by key, and lets at most <paramref name="most"/> through.</summary>
public sealed class SlidingWindow(int most, TimeSpan window, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _seen = new(StringComparer.OrdinalIgnoreCase);
    private int _busiest, _refused;

    /// <summary>The most that passed within one window, of any key.</summary>
    public int Busiest => _busiest;

    /// <summary>What came beyond the limit.</summary>
    public int Refused => _refused;

    public bool TryPass(string key)
    {
        var seen = _seen.GetOrAdd(key, _ => new Queue<DateTimeOffset>());
        lock (seen)
        {
            var now = clock.GetUtcNow();
            while (seen.TryPeek(out var oldest) && oldest <= now - window)
                seen.Dequeue();
            if (seen.Count >= most)
            {
                Interlocked.Increment(ref _refused);
                return false;
            }
            seen.Enqueue(now);
            Note(seen.Count);
            return true;
        }
    }

    private void Note(int count)
    {
        for (var known = _busiest; count > known;)
            known = Interlocked.CompareExchange(ref _busiest, count, known) is var was && was == known ? count : was;
    }
}

namespace CsPerformance.Channels.DingTalk;

/// <summary>Remembers the last so many keys; the oldest is forgotten first.</summary>
internal sealed class RecentKeys(int capacity)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>True when the key is new.</summary>
    public bool Add(string key)
    {
        lock (_gate)
        {
            if (!_known.Add(key))
                return false;
            _order.Enqueue(key);
            if (_order.Count > capacity)
                _known.Remove(_order.Dequeue());
            return true;
        }
    }

    public bool Contains(string key)
    {
        lock (_gate)
            return _known.Contains(key);
    }
}

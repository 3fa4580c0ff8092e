namespace CsPerformance.Channels.Protocol;

/// <summary>
/// Lets those of this process who change one shared value do it one after the other: then only another instance can come between
/// their reading and their replacing.
/// </summary>
internal sealed class Turns
{
    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    public async Task<T> TakeAsync<T>(string key, Func<Task<T>> work, CancellationToken cancellation)
    {
        var lane = _lanes[(key.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % _lanes.Length];
        await lane.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            lane.Release();
        }
    }
}

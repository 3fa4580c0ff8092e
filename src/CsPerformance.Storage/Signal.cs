namespace CsPerformance.Storage;

/// <summary>Wakes a worker of this instance; other instances and due times are found by looking now and then.</summary>
public sealed class Signal
{
    private TaskCompletionSource next = New();

    /// <summary>Ends when the signal is set, or after <paramref name="atMost"/>; a set since the last wait ends it at once.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var waited = next;
        try
        {
            await waited.Task.WaitAsync(atMost, cancellation);
        }
        catch (TimeoutException)
        {
            return;
        }
        Interlocked.CompareExchange(ref next, New(), waited);
    }

    internal void Set() => next.TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

namespace CsPerformance.Bot.Delivery;

/// <summary>Tells whoever waits that a pump got on with something.</summary>
internal sealed class Progress
{
    private volatile TaskCompletionSource _next = New();

    /// <summary>Take it before looking, and wait on it after: then nothing is missed between.</summary>
    public Task Next => _next.Task;

    public void Made() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

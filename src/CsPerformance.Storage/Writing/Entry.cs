using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage;

/// <summary>Something that waits for the writer, and the task of whoever waits for it.</summary>
internal abstract class Entry(CancellationToken cancellation)
{
    public bool IsCancelled => cancellation.IsCancellationRequested;

    protected CancellationToken Cancellation => cancellation;

    /// <summary>After the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception reason);

    public abstract void Cancel();
}

internal abstract class Work(CancellationToken cancellation) : Entry(cancellation)
{
    public abstract void Run(Transaction transaction);
}

internal sealed class Work<T>(Func<Transaction, T> work, CancellationToken cancellation) : Work(cancellation)
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Task => done.Task;

    public override void Run(Transaction transaction) => result = work(transaction);

    public override void Complete() => done.TrySetResult(result!);

    public override void Fail(Exception reason) => done.TrySetException(reason);

    public override void Cancel() => done.TrySetCanceled(Cancellation);
}

internal sealed class Arrival(IncomingMessage message, CancellationToken cancellation) : Entry(cancellation)
{
    private readonly TaskCompletionSource<Acceptance> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IncomingMessage Message => message;

    public Acceptance Result { get; set; }

    public Task<Acceptance> Task => done.Task;

    public override void Complete() => done.TrySetResult(Result);

    public override void Fail(Exception reason) => done.TrySetException(reason);

    public override void Cancel() => done.TrySetCanceled(Cancellation);
}

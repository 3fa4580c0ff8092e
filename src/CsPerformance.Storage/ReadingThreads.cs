using System.Collections.Concurrent;

namespace CsPerformance.Storage;

/// <summary>
/// Threads that only read. A report that takes its seconds then holds none of the pool's, on which messages are received and acknowledged,
/// and no message waits behind the answers to others.
/// </summary>
internal sealed class ReadingThreads : IDisposable
{
    private readonly BlockingCollection<Action> waiting;
    private readonly List<Thread> threads;

    /// <param name="most">So many reads wait at most.</param>
    public ReadingThreads(int count, int most)
    {
        waiting = new BlockingCollection<Action>(most);
        threads = [.. Enumerable.Range(1, count).Select(i => new Thread(Work) { IsBackground = true, Name = $"store reader {i}" })];
        foreach (var thread in threads) thread.Start();
    }

    /// <exception cref="StoreBusyException">Too many reads wait already.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public Task<T> RunAsync<T>(Func<T> read, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            if (!waiting.TryAdd(() => Run(read, done, cancellation))) throw new StoreBusyException();
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(Store));
        }
        return done.Task;
    }

    /// <summary>Finishes what waits.</summary>
    public void Dispose()
    {
        if (waiting.IsAddingCompleted) return;
        waiting.CompleteAdding();
        foreach (var thread in threads) thread.Join();
    }

    private static void Run<T>(Func<T> read, TaskCompletionSource<T> done, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            done.TrySetCanceled(cancellation);
            return;
        }
        try
        {
            done.TrySetResult(read());
        }
        catch (OperationCanceledException stopped)
        {
            done.TrySetCanceled(stopped.CancellationToken);
        }
        catch (Exception fault)
        {
            done.TrySetException(fault);
        }
    }

    private void Work()
    {
        foreach (var read in waiting.GetConsumingEnumerable()) read();
    }
}

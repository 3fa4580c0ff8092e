using System.Data.Common;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>Keeps the connections of the platforms open and does their chores, side by side, from the start to the stop of the host.</summary>
internal sealed class PlatformRuns(
    IEnumerable<PlatformLink> links, IEnumerable<PlatformChore> chores, Store store, IHostApplicationLifetime lifetime, ILogger<PlatformRuns> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // After the server listens: a second process on the same port ends before it takes the robot's connection from the first one.
        if (!await StartedAsync(stoppingToken)) return;
        await Task.WhenAll(
        [
            .. links.Select(link => KeepAsync(link.Name, async token => { await link.RunAsync(token); return Timeout.InfiniteTimeSpan; }, stoppingToken)),
            .. chores.Append(new PlatformChore("shared state", PurgeAsync)).Select(chore => KeepAsync(chore.Name, chore.RunAsync, stoppingToken)),
        ]);
    }

    /// <summary>Runs something again and again; a fault of the world only puts it off.</summary>
    private async Task KeepAsync(string name, Func<CancellationToken, Task<TimeSpan>> runAsync, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var wait = _pause;
            try
            {
                wait = await runAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or TimeoutException or OperationCanceledException or DbException or StoreBusyException)
            {
                // The message of a fault of the network may hold an address with a token.
                logger.LogWarning("{Name} was put off by {Fault}.", name, fault.GetType().Name);
            }
            await Task.WhenAny(Task.Delay(wait, stopping));
        }
    }

    private async Task<TimeSpan> PurgeAsync(CancellationToken cancellation)
    {
        await store.WriteAsync(transaction => transaction.SharedValues.Purge(TimeProvider.System.GetUtcNow()), cancellation);
        return TimeSpan.FromHours(6);
    }

    private async Task<bool> StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listens = lifetime.ApplicationStarted.Register(() => started.TrySetResult(true));
        using var stops = stopping.Register(() => started.TrySetResult(false));
        return await started.Task;
    }
}

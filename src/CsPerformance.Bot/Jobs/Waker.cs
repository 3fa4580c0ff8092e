using System.Data.Common;
using Quartz;

namespace CsPerformance.Bot.Jobs;

/// <summary>
/// Starts Quartz a moment after the bot listens, so that nobody who speaks after a restart waits for the hundred queries by which it looks
/// at its tables; at the stop it lets a running job end.
/// </summary>
internal sealed class Waker(ISchedulerFactory factory, IHostApplicationLifetime lifetime, ILogger<Waker> logger) : BackgroundService
{
    // Boards and estimates are due to the minute.
    private static readonly TimeSpan _later = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan _again = TimeSpan.FromSeconds(5);

    // Of the time that the host has to stop; what a job did not get to, it does after the next start.
    private static readonly TimeSpan _finish = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var started = lifetime.ApplicationStarted.Register(() => listens.TrySetResult());
        using var stops = stoppingToken.Register(() => listens.TrySetResult());
        await listens.Task;
        await Task.WhenAny(Task.Delay(_later, stoppingToken));
        if (await WakeAsync(stoppingToken) is not { } scheduler) return;
        await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken));
        await Task.WhenAny(scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None).AsTask(), Task.Delay(_finish, CancellationToken.None));
    }

    /// <returns>Null where the bot was stopped before.</returns>
    private async Task<IScheduler?> WakeAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var scheduler = await factory.GetScheduler(stopping);
                await scheduler.Start(stopping);
                return scheduler;
            }
            catch (Exception away) when (away is SchedulerException or DbException)
            {
                logger.LogError(away, "The jobs wait for the store.");
                await Task.WhenAny(Task.Delay(_again, stopping));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return null;
            }
        }
        return null;
    }
}

using CsPerformance.Bot.Charts;
using CsPerformance.Bot.Hosting;
using CsPerformance.Storage;
using Quartz;

namespace CsPerformance.Bot.Jobs;

/// <summary>Puts the jobs into the host: Quartz wakes them every minute, and the first look is at the start, which catches up what was missed.</summary>
internal static class Clockwork
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);

    public static void AddTo(IServiceCollection services, StoreOptions store)
    {
        services.AddSingleton(provider => new PngTool(provider.GetRequiredService<ILogger<PngTool>>()));
        services.AddSingleton<Due>();
        services.AddSingleton<Nightly>();
        services.AddSingleton<RunDue>(provider => provider.GetRequiredService<Due>().RunAsync);
        services.AddQuartz(quartz =>
        {
            if (store.Provider == StoreProvider.Postgres) Share(quartz, store);
            quartz.ScheduleJob<WakeUp>(
                trigger => trigger.WithIdentity("due").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(_every).RepeatForever()),
                // What an instance was at when it died another one takes up as soon as it is missed, not only a minute later.
                job => job.RequestRecovery());
        });
        services.AddHostedService<Waker>();
    }

    /// <summary>
    /// Instances that share a PostgreSQL take turns waking up. That only saves work: what was done stands in job_runs, so even
    /// two that woke at once would send a board once.
    /// </summary>
    private static void Share(IQuartzBuilder quartz, StoreOptions store)
    {
        quartz.ConfigureScheduler(scheduler => scheduler.GenerateInstanceId = true);
        quartz.UsePersistentStore(persistent =>
        {
            persistent.UsePostgres(store.ServerConnectionString);
            persistent.UseClustering();
            persistent.ProvisionSchema();
        });
    }

    /// <summary>The minute's job; the business clock decides what is due, also where the simulator moves it.</summary>
    [DisallowConcurrentExecution]
    internal sealed class WakeUp(Due due, Nightly nightly, BusinessClock clock) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            await due.RunAsync(clock.Now, cancellationToken);
            await nightly.RunAsync(clock.Now, cancellationToken);
        }
    }
}

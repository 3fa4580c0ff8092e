using CsPerformance.Bot.Hosting;
using Quartz;

namespace CsPerformance.Bot.Jobs;

/// <summary>Puts the jobs into the host: Quartz wakes them every minute, and the first look is at the start, which catches up what was missed.</summary>
internal static class Clockwork
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);

    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<Due>();
        services.AddSingleton<RunDue>(provider => provider.GetRequiredService<Due>().RunAsync);
        // Quartz keeps nothing: what was done stands in job_runs, so every instance may wake up and only one of them sends.
        services.AddQuartz(quartz => quartz.ScheduleJob<WakeUp>(trigger => trigger
            .WithIdentity("due")
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(_every).RepeatForever())));
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }

    /// <summary>The minute's job; the business clock decides what is due, also where the simulator moves it.</summary>
    [DisallowConcurrentExecution]
    internal sealed class WakeUp(Due due, BusinessClock clock) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await due.RunAsync(clock.Now, cancellationToken);
    }
}

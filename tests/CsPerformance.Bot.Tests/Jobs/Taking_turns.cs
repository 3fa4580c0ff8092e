using System.Collections.Concurrent;
using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Tests.Chaos;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;

namespace CsPerformance.Bot.Tests.Jobs;

/// <summary>Two bots on one PostgreSQL, with the clockwork that they have in service: Quartz keeps its jobs in tables and lets one of them fire.</summary>
public sealed class Taking_turns : IAsyncLifetime
{
    // Jobs are made by Quartz; what they did has to be found without them.
    private static readonly ConcurrentQueue<(DateTimeOffset Due, string By)> _fired = new();

    private readonly string schema = "turns" + Guid.NewGuid().ToString("N");

    private static string Server => Environment.GetEnvironmentVariable("CSP_TEST_POSTGRES")!;

    private string Connection => new NpgsqlConnectionStringBuilder(Server) { SearchPath = schema, MaxPoolSize = 20 }.ConnectionString;

    public Task InitializeAsync() => PostgresFactAttribute.IsThere ? ReadAsync($"create schema {schema}") : Task.CompletedTask;

    public Task DisposeAsync() => PostgresFactAttribute.IsThere ? ReadAsync($"drop schema {schema} cascade") : Task.CompletedTask;

    [PostgresFact]
    public async Task Two_bots_keep_a_job_once_each_firing_is_one_bots_and_the_other_fires_on_alone()
    {
        await using var here = await StartAsync();
        await using var there = await StartAsync();
        // The bot's own, which each of them puts there once it listens.
        await UntilAsync(async () => await ReadAsync("select to_regclass('qrtz_scheduler_state') is not null") is true);
        await UntilAsync(async () => await ReadAsync("select count(*) from qrtz_scheduler_state") is 2L);
        await UntilAsync(async () => await ReadAsync("select count(*) from qrtz_simple_triggers where trigger_name = 'due' and times_triggered > 0") is 1L);
        Assert.Equal("WakeUp 1", await ReadAsync("select string_agg(substring(job_class_name from 'WakeUp'), ' ') || ' ' || count(*) from qrtz_job_details"));
        Assert.Equal("due 1", await ReadAsync("select string_agg(trigger_name, ' ') || ' ' || count(*) from qrtz_triggers"));

        // And one that need not be waited for a minute each time.
        var (one, other) = (await SchedulerAsync(here), await SchedulerAsync(there));
        await one.ScheduleJob(
            JobBuilder.Create<Tick>().WithIdentity("tick").Build(),
            TriggerBuilder.Create().WithIdentity("tick").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromMilliseconds(200)).RepeatForever()).Build());
        await UntilAsync(() => Task.FromResult(_fired.Count >= 10));

        // The one that fires goes, and the other has to take over, also what the first had already taken for its next turn.
        var (goes, stays, left) = _fired.Last().By == one.SchedulerInstanceId ? (here, there, other) : (there, here, one);
        await goes.StopAsync();
        var before = _fired.Count;
        await UntilAsync(() => Task.FromResult(_fired.Count >= before + 5));
        await stays.StopAsync();

        var fired = _fired.ToList();
        Assert.Equal(fired.Count, fired.Select(firing => firing.Due).Distinct().Count());
        Assert.All(fired, firing => Assert.Contains(firing.By, new[] { one.SchedulerInstanceId, other.SchedulerInstanceId }));
        Assert.All(fired.Skip(before), firing => Assert.Equal(left.SchedulerInstanceId, firing.By));
        Assert.Equal("tick tick", await ReadAsync("select (select job_name from qrtz_job_details where job_name = 'tick') || ' ' || (select trigger_name from qrtz_triggers where job_name = 'tick')"));
    }

    private async Task<WebApplication> StartAsync()
    {
        var bot = await BotHost.BuildAsync(["--Urls=http://127.0.0.1:0", "--Simulator:Enabled=true", "--Storage:Provider=Postgres", $"--Storage:ConnectionString={Connection}"]);
        // Who has nothing to fire looks again after this long, and misses the other after these; else it would be half a minute.
        bot.Services.GetRequiredService<IOptions<QuartzSchedulerOptions>>().Value.IdleWaitTime = TimeSpan.FromSeconds(1);
        var cluster = bot.Services.GetRequiredService<IOptions<ClusteringOptions>>().Value;
        (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
        await bot.StartAsync();
        return bot;
    }

    private static async Task<IScheduler> SchedulerAsync(WebApplication bot) => await bot.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            Assert.True(tries < 1_200, "It did not come in two minutes.");
            await Task.Delay(100);
        }
    }

    private async Task<object?> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    internal sealed class Tick : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            _fired.Enqueue((context.ScheduledFireTimeUtc!.Value, context.Scheduler.SchedulerInstanceId));
            return ValueTask.CompletedTask;
        }
    }
}

using CsPerformance.Bot.Tests.Hosting;

namespace CsPerformance.Bot.Tests.Jobs;

public class Telling_lateness
{
    [Fact]
    public async Task Boards_that_go_out_after_their_time_are_measured_by_job_and_without_their_team()
    {
        await using var bot = await RunningBot.StartAsync();

        await bot.MoveAsync("2026-11-30T09:17:00+08:00");

        var metrics = await bot.Http.GetStringAsync("/metrics");
        Assert.Contains("csp_job_lateness_seconds_count{job=\"weekly-board\"}", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("客服一组", metrics, StringComparison.Ordinal);
    }
}

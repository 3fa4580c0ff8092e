using System.Globalization;
using System.Net;
using CsPerformance.Bot.Tests.Hosting;

namespace CsPerformance.Bot.Tests.Simulator;

public sealed class Moving_the_clock
{
    [Fact]
    public async Task It_stands_still_moves_forward_only_and_outlives_a_restart()
    {
        await using var bot = await RunningBot.StartAsync();
        Assert.Equal("2026-11-24T09:00:00+08:00", await NowAsync(bot));
        await bot.MoveAsync("2026-11-30T09:07:00+08:00");
        Assert.Equal("2026-11-30T09:07:00+08:00", await NowAsync(bot));
        Assert.Empty(await bot.MoveAsync("2026-11-30T09:07:00+08:00"));
        Assert.Empty(await bot.MoveAsync("2026-11-25T09:07:00+08:00"));
        Assert.Equal("2026-11-30T09:07:00+08:00", await NowAsync(bot));
        await bot.StartAgainAsync();
        Assert.Equal("2026-11-30T09:07:00+08:00", await NowAsync(bot));
    }

    [Fact]
    public async Task Without_a_start_it_runs_ahead_of_the_real_time()
    {
        await using var bot = await RunningBot.StartAsync("--Simulator:StartAt=");
        var ahead = TimeProvider.System.GetUtcNow().AddDays(3);
        await bot.MoveAsync(ahead.ToString("O", CultureInfo.InvariantCulture));
        Assert.InRange(DateTimeOffset.Parse(await NowAsync(bot), CultureInfo.InvariantCulture), ahead, ahead.AddMinutes(5));
        await bot.StartAgainAsync();
        Assert.InRange(DateTimeOffset.Parse(await NowAsync(bot), CultureInfo.InvariantCulture), ahead, ahead.AddMinutes(5));
    }

    [Fact]
    public async Task What_is_no_moment_is_refused()
    {
        await using var bot = await RunningBot.StartAsync();
        foreach (var body in (string[])["{}", """{"now":"gestern"}""", """{"now":1764464820}""", """{"now":"9999-12-31T23:59:59Z"}""", "now"])
            Assert.Equal(HttpStatusCode.BadRequest, (await bot.PostAsync("/simulator/clock", body)).Status);
        Assert.Equal("2026-11-24T09:00:00+08:00", await NowAsync(bot));
    }

    private static async Task<string> NowAsync(RunningBot bot) => (await bot.GetAsync("/simulator/state")).Body.GetProperty("now").GetString()!;
}

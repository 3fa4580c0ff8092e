using System.Net.Http.Json;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using Npgsql;

namespace CsPerformance.Chaos;

/// <summary>Weekly boards of three instances whose clocks differ by a minute, one of which is killed in each week: every board once.</summary>
internal static class BroadcastTrial
{
    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(30);

    private static readonly DateTimeOffset _first = new(2026, 11, 30, 9, 7, 30, TimeSpan.FromHours(8));

    public static async Task<bool> RunAsync(int teams, int weeks, int seed, TextWriter said)
    {
        var random = new Random(seed);
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres);
        await ground.SettleAsync(Company.Teams(teams));
        BotProcess[] bots = [new(ground, Ground.Start - _skew), new(ground, Ground.Start), new(ground, Ground.Start + _skew)];
        try
        {
            foreach (var bot in bots) await bot.StartReadyAsync();
            for (var week = 0; week < weeks; week++) await RunWeekAsync(bots, week, random);
            var settled = await Evidence.QuietAsync(ground);
            foreach (var bot in bots) await bot.KillAsync();
            var (boards, twice, unsent, unmarked) = await CountAsync(ground, teams, weeks);
            await said.WriteLineAsync($"broadcast: {teams * weeks} boards due, {weeks} kills of one of three instances; {boards} there, {twice} twice, {unsent} not sent, {unmarked} without a job run{(settled ? "" : ", NOT SETTLED")}");
            return settled && boards == teams * weeks && (twice, unsent, unmarked) == (0, 0, 0);
        }
        finally
        {
            foreach (var bot in bots) await bot.DisposeAsync();
        }
    }

    private static async Task RunWeekAsync(BotProcess[] bots, int week, Random random)
    {
        var dead = bots[week % bots.Length];
        var moment = _first.AddDays(7 * week);
        var moves = bots.Select((bot, place) => MoveAsync(bot, moment + ((place - 1) * _skew))).ToList();
        await Task.Delay(random.Next(50, 800));
        await dead.KillAsync();
        await Task.WhenAll(moves);
        await dead.StartReadyAsync();
        // What all three left undone is caught up at the next look at the clock.
        await MoveAsync(bots[(week + 1) % bots.Length], moment.AddMinutes(2));
    }

    private static async Task MoveAsync(BotProcess bot, DateTimeOffset now)
    {
        using var http = new HttpClient { BaseAddress = bot.Address, Timeout = TimeSpan.FromMinutes(2) };
        try
        {
            using var answer = await http.PostAsJsonAsync("/simulator/clock", new { now });
        }
        catch (HttpRequestException)
        {
            // It was the one to be killed.
        }
    }

    private static async Task<(long Boards, long Twice, long Unsent, long Unmarked)> CountAsync(Ground ground, int teams, int weeks)
    {
        await using var source = NpgsqlDataSource.Create(ground.Options.ConnectionString);
        var (boards, twice, unsent, unmarked) = (0L, 0L, 0L, 0L);
        for (var week = 0; week < weeks; week++)
        {
            var period = Week.Of(DateOnly.FromDateTime(_first.DateTime).AddDays(7 * (week - 1))).ToString();
            for (var team = 0; team < teams; team++)
            {
                await using var command = source.CreateCommand("""
                    select (select count(*) from outbox where recipient = $1 and dedupe_key like 'weekly-board:' || $2 || ':%'),
                        (select count(*) from outbox where recipient = $1 and dedupe_key like 'weekly-board:' || $2 || ':%' and state <> 'sent'),
                        (select count(*) from job_runs where job = 'weekly-board' and period = $2 and target = $1)
                    """);
                command.Parameters.AddWithValue("group:" + Company.Team(team));
                command.Parameters.AddWithValue(period);
                await using var row = await command.ExecuteReaderAsync();
                await row.ReadAsync();
                var count = row.GetInt64(0);
                boards += Math.Min(count, 1);
                twice += count > 1 ? 1 : 0;
                unsent += row.GetInt64(1);
                unmarked += row.GetInt64(2) == 1 ? 0 : 1;
            }
        }
        return (boards, twice, unsent, unmarked);
    }
}

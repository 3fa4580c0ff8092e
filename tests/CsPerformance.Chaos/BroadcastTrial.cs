using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using Npgsql;

namespace CsPerformance.Chaos;

/// <summary>
/// Boards of three instances whose clocks differ by a minute; each board has a moment of its own, and at each moment one of the three is
/// killed: every board goes out once.
/// </summary>
internal static class BroadcastTrial
{
    private const int WorkingDays = 5;

    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(30);

    private static readonly DateOnly _monday = new(2026, 11, 30);

    /// <summary>How long after the clock the kill comes: while the board is made, claimed, sent or marked.</summary>
    private static readonly (int Least, int Most) _killedAfterMs = (10, 400);

    /// <param name="atMost">After this time nothing more falls due, however many weeks are left.</param>
    public static async Task<bool> RunAsync(int teams, int weeks, TimeSpan atMost, int seed, TextWriter said)
    {
        var random = new Random(seed);
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres);
        await SettleAsync(ground, teams);
        BotProcess[] bots = [new(ground, Ground.Start - _skew), new(ground, Ground.Start), new(ground, Ground.Start + _skew)];
        try
        {
            foreach (var bot in bots) await bot.StartReadyAsync();
            var moments = Enumerable.Range(0, weeks).SelectMany(week => Enumerable.Range(0, teams).Select(team => Moment(week, team))).Order().ToList();
            var (begun, done) = (Stopwatch.GetTimestamp(), 0);
            while (done < moments.Count && (done % teams > 0 || Stopwatch.GetElapsedTime(begun) < atMost)) await RunAsync(bots, done, moments[done++], random);
            // What the killed ones left undone is caught up at the next look at the clock.
            await MoveAsync(bots[0], moments[done - 1].AddMinutes(2));
            var settled = await Evidence.QuietAsync(ground);
            foreach (var bot in bots) await bot.KillAsync();
            var (boards, twice, unsent, unmarked) = await CountAsync(ground, teams, done / teams);
            await said.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"broadcast ({BotProcess.Build}): {done} boards due, one of three instances killed at each, {Stopwatch.GetElapsedTime(begun).TotalMinutes:0.0} minutes; {boards} there, {twice} twice, {unsent} not sent, {unmarked} without a job run{(settled ? "" : ", NOT SETTLED")}"));
            return settled && done > 0 && boards == done && (twice, unsent, unmarked) == (0, 0, 0);
        }
        finally
        {
            foreach (var bot in bots) await bot.DisposeAsync();
        }
    }

    /// <summary>The teams' times follow each other over the working days, and then an hour later: no two at once.</summary>
    private static (DayOfWeek Day, TimeOnly Time) Slot(int team) => (DayOfWeek.Monday + (team % WorkingDays), new TimeOnly(9 + (team / WorkingDays), 7));

    private static DateTimeOffset Moment(int week, int team)
    {
        var (day, time) = Slot(team);
        return new(_monday.AddDays((7 * week) + (day - DayOfWeek.Monday)), time.Add(_skew), TimeSpan.FromHours(8));
    }

    private static async Task SettleAsync(Ground ground, int teams)
    {
        await ground.SettleAsync(Company.Teams(teams));
        await using var store = await ground.OpenStoreAsync();
        await store.WriteAsync(transaction =>
        {
            foreach (var team in Enumerable.Range(0, teams))
            {
                var (day, time) = Slot(team);
                transaction.Broadcasts.Set(new Broadcast(Company.Team(team), day, time));
            }
        });
    }

    private static async Task RunAsync(BotProcess[] bots, int place, DateTimeOffset moment, Random random)
    {
        var dead = bots[place % bots.Length];
        var moves = bots.Select((bot, i) => MoveAsync(bot, moment + ((i - 1) * _skew))).ToList();
        await Task.Delay(random.Next(_killedAfterMs.Least, _killedAfterMs.Most));
        await dead.KillAsync();
        // It starts while the others finish; the next moment finds all three there.
        var back = dead.StartReadyAsync();
        await Task.WhenAll([.. moves, back]);
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
            var period = Week.Of(_monday.AddDays(7 * (week - 1))).ToString();
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

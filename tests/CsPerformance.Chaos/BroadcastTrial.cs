using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using Npgsql;

namespace CsPerformance.Chaos;

/// <summary>
/// Boards of three instances whose clocks differ by a minute; each board has a moment of its own, and at each moment one of the three is
/// killed: no group reads a board twice, and what nobody read an admin is told of. A group robot drops no second copy, so it has to be the bots
/// that send none.
/// </summary>
internal static class BroadcastTrial
{
    private const int WorkingDays = 5;

    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(30);

    /// <summary>Many a kill finds a board taken by the platform and not yet marked.</summary>
    private static readonly TimeSpan _answerTakes = TimeSpan.FromMilliseconds(100);

    private static readonly DateOnly _monday = new(2026, 11, 30);

    /// <summary>How long after the clock the kill comes: while the board is made, claimed, sent or marked.</summary>
    private static readonly (int Least, int Most) _killedAfterMs = (10, 400);

    /// <param name="atMost">After this time nothing more falls due, however many weeks are left.</param>
    public static async Task<bool> RunAsync(int teams, int weeks, TimeSpan atMost, int seed, TextWriter said)
    {
        var random = new Random(seed);
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres);
        await SettleAsync(ground, teams);
        await using var platform = await Platform.StartAsync([], _answerTakes);
        string[] robots = [.. platform.Settings, .. Enumerable.Range(0, teams).SelectMany(team => platform.RobotOf(team, Company.Team(team)))];
        BotProcess[] bots = [.. new[] { Ground.Start - _skew, Ground.Start, Ground.Start + _skew }.Select(clock => new BotProcess(ground, clock, robots))];
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
            var rows = await CountAsync(ground, teams, done / teams);
            // A board names its team and its week: each is another text.
            var shown = platform.Boards();
            var (twice, never) = (shown.Values.Count(times => times > 1), Math.Max(0, rows.Sent - shown.Count));
            await said.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"broadcast ({BotProcess.Build}): {done} boards due, one of three instances killed at each, {Stopwatch.GetElapsedTime(begun).TotalMinutes:0.0} minutes; {shown.Count} seen in their groups, delivered twice {twice}, never delivered {never}; in the store {rows.Sent} sent, {rows.Unknown} unknown to the admin, {rows.Other} neither, {rows.Missing} missing, {rows.Unmarked} without a job run{(settled ? "" : ", NOT SETTLED")}"));
            return settled && done > 0 && shown.Count >= rows.Sent && (twice, rows.Other, rows.Missing, rows.Unmarked) == (0, 0, 0, 0);
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

    private static async Task<Rows> CountAsync(Ground ground, int teams, int weeks)
    {
        await using var source = NpgsqlDataSource.Create(ground.Options.ConnectionString);
        var (sent, unknown, other) = (await CountAsync(source, "state = 'sent'"), await CountAsync(source, "state = 'unknown'"), await CountAsync(source, "state not in ('sent', 'unknown')"));
        var (missing, unmarked) = (0, 0);
        foreach (var (week, team) in Enumerable.Range(0, weeks).SelectMany(week => Enumerable.Range(0, teams).Select(team => (week, team))))
        {
            var period = Week.Of(_monday.AddDays(7 * (week - 1))).ToString();
            var group = "group:" + Company.Team(team);
            if (await CountAsync(source, "recipient = $1 and dedupe_key like 'weekly-board:' || $2 || ':%'", group, period) == 0) missing++;
            await using var command = source.CreateCommand("select count(*) from job_runs where job = 'weekly-board' and period = $2 and target = $1");
            command.Parameters.AddWithValue(group);
            command.Parameters.AddWithValue(period);
            if ((long)(await command.ExecuteScalarAsync())! != 1) unmarked++;
        }
        return new Rows(sent, unknown, other, missing, unmarked);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string condition, params string[] values)
    {
        await using var command = source.CreateCommand($"select count(*) from outbox where dedupe_key like 'weekly-board:%' and {condition}");
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The boards as the store has them, those too that fell due before the first one that was waited for.</summary>
    private sealed record Rows(long Sent, long Unknown, long Other, int Missing, int Unmarked);
}

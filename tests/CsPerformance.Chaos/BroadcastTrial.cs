using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>
/// Boards of three instances whose clocks differ by a minute; each board has a moment of its own, and at each moment one of the three is
/// killed: each group reads each board once, and what nobody read an admin is told of. A group robot drops no second copy, so it has to be the bots
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

    /// <param name="atMost">After this time nothing more falls due, and the trial fails where weeks are left.</param>
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
            var (begun, done, kills) = (Stopwatch.GetTimestamp(), 0, 0);
            for (; done < moments.Count && (done % teams > 0 || Stopwatch.GetElapsedTime(begun) < atMost); done++)
            {
                if (await RunAsync(bots, done, moments[done], random)) kills++;
            }
            // What the killed ones left undone is caught up at the next look at the clock.
            await MoveAsync(bots[0], moments[done - 1].AddMinutes(2));
            var settled = await Evidence.QuietAsync(ground);
            foreach (var bot in bots) await bot.KillAsync();
            var boards = await Boards.OfAsync(ground, Asked(teams, weeks), platform.Boards());
            await said.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"broadcast ({BotProcess.Build}): {done} of {moments.Count} boards fell due, one of three instances killed at {kills} of them, {Stopwatch.GetElapsedTime(begun).TotalMinutes:0.0} minutes; {boards}{(settled ? "" : ", NOT SETTLED")}"));
            return settled && (done, kills) == (moments.Count, moments.Count) && boards.AreExact;
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

    /// <summary>A board is about the week before its moment.</summary>
    private static IEnumerable<(string Team, Week Week)> Asked(int teams, int weeks) =>
        Enumerable.Range(0, weeks).SelectMany(week => Enumerable.Range(0, teams).Select(team => (Company.Team(team), Week.Of(_monday.AddDays(7 * week)).Previous)));

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

    /// <returns>False where the one to be killed had ended by itself.</returns>
    private static async Task<bool> RunAsync(BotProcess[] bots, int place, DateTimeOffset moment, Random random)
    {
        var dead = bots[place % bots.Length];
        var moves = bots.Select((bot, i) => MoveAsync(bot, moment + ((i - 1) * _skew))).ToList();
        await Task.Delay(random.Next(_killedAfterMs.Least, _killedAfterMs.Most));
        var killed = await dead.KillAsync();
        // It starts while the others finish; the next moment finds all three there.
        var back = dead.StartReadyAsync();
        await Task.WhenAll([.. moves, back]);
        return killed;
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
}

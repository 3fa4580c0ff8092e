using System.Diagnostics;
using System.Globalization;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>Kills the bot again and again under load: what it acknowledged is there once, and what it answers is sent once.</summary>
internal static class CrashTrial
{
    private const int Leads = 600;

    /// <param name="atMost">After this time it kills no more, however many are left.</param>
    public static async Task<bool> RunAsync(StoreProvider provider, int kills, int clients, TimeSpan atMost, int seed, TextWriter said)
    {
        var random = new Random(seed);
        await using var ground = await Ground.OpenAsync(provider);
        await ground.SettleAsync(Company.OneTeam(Leads));
        await using var bot = new BotProcess(ground);
        await bot.StartReadyAsync();
        await using var load = new Load(bot.Address, clients, Leads);
        await load.NextAnswerAsync(Stopwatch.GetTimestamp());
        var restarts = new List<TimeSpan>();
        for (var begun = Stopwatch.GetTimestamp(); restarts.Count < kills && Stopwatch.GetElapsedTime(begun) < atMost;)
        {
            await Task.Delay(random.Next(300, 1001));
            await bot.KillAsync();
            var since = Stopwatch.GetTimestamp();
            bot.Start();
            restarts.Add(await load.NextAnswerAsync(since));
        }
        var settled = await load.SettleAsync() && await Evidence.QuietAsync(ground);
        await bot.KillAsync();
        var evidence = await Evidence.OfAsync(ground, load.Acknowledged.Select(message => Load.Key(message, Leads)));
        await said.WriteLineAsync($"crash {provider} ({BotProcess.Build}): {restarts.Count} kills, {clients} clients, {load.Acknowledged.Count} of {load.Said} messages acknowledged, {load.Errors} calls failed");
        await said.WriteLineAsync($"  {evidence}{(settled ? "" : ", NOT SETTLED")}; kill to first answer: {Spread.Of(restarts)}; longest wait for a reply {Spread.Of([load.Slowest])}");
        return settled && evidence.IsFine && load.Acknowledged.Count > 0;
    }
}

/// <summary>Times as a line to print.</summary>
internal static class Spread
{
    public static string Of(IEnumerable<TimeSpan> times)
    {
        List<TimeSpan> sorted = [.. times.Order()];
        return sorted.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture,
            $"median {sorted[sorted.Count / 2].TotalSeconds:0.00} s, max {sorted[^1].TotalSeconds:0.00} s");
    }
}

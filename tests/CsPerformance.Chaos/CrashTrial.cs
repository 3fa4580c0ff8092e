using System.Diagnostics;
using System.Globalization;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>Kills the bot again and again under load: what it acknowledged is there once, and what it answers is sent once.</summary>
internal static class CrashTrial
{
    private const int Leads = 600;

    /// <summary>Within which a restarted bot shall answer; a machine that does other things meanwhile needs longer, so it is printed and not demanded.</summary>
    public static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(1.1);

    /// <param name="atMost">After this time it kills no more, however many are left.</param>
    public static async Task<bool> RunAsync(StoreProvider provider, int kills, int clients, TimeSpan atMost, int seed, TextWriter said)
    {
        var random = new Random(seed);
        await using var ground = await Ground.OpenAsync(provider);
        await using var platform = await ground.SettleOnPlatformAsync(Company.OneLargeTeam(Leads));
        await using var bot = BotProcess.On(platform, ground);
        await bot.StartReadyAsync();
        await using var load = new Load(platform, bot, clients, Leads);
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
        var evidence = await Evidence.OfAsync(ground, platform, load.Acknowledged);
        await said.WriteLineAsync($"crash {provider} ({BotProcess.Build}): {restarts.Count} kills, {clients} clients, {load.Acknowledged.Count} of {load.Said} messages acknowledged, {load.Errors} deliveries failed, {platform.Dropped} messages handed over again and dropped by the platform");
        await said.WriteLineAsync($"  {evidence}{(settled ? "" : ", NOT SETTLED")}; kill to first answer: {Spread.Of(restarts, FirstAnswer)}; longest wait for a reply {Spread.Of([load.Slowest])}");
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

    /// <summary>The same, and how many of them kept within a bound.</summary>
    public static string Of(IReadOnlyCollection<TimeSpan> times, TimeSpan bound) => Of(times) + string.Create(CultureInfo.InvariantCulture,
        $", {times.Count(time => time <= bound)} of {times.Count} within {bound.TotalSeconds:0.0} s");
}

using System.Diagnostics;
using System.Globalization;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>Kills the bot again and again under load: what it acknowledged is there once, and what it answers is sent once.</summary>
internal static class CrashTrial
{
    private const int Leads = 600;

    /// <summary>Within which a restarted bot shall answer; a machine that does other things meanwhile needs longer, so it is demanded only where that was asked for.</summary>
    public static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(1.1);

    /// <param name="atMost">After this time it kills no more, and the trial fails where some are left.</param>
    /// <param name="firstAnswer">What the median of the times from a kill to the first answer may be; null for any.</param>
    public static async Task<bool> RunAsync(StoreProvider provider, int kills, int clients, TimeSpan atMost, int seed, TextWriter said, TimeSpan? firstAnswer = null)
    {
        var random = new Random(seed);
        await using var ground = await Ground.OpenAsync(provider);
        await using var platform = await ground.SettleOnPlatformAsync(Company.OneLargeTeam(Leads));
        await using var bot = BotProcess.On(platform, ground);
        await bot.StartReadyAsync();
        await using var load = new Load(platform, bot, clients, Leads);
        await load.NextAnswerAsync(Stopwatch.GetTimestamp());
        var (restarts, killed) = (new List<TimeSpan>(), 0);
        for (var begun = Stopwatch.GetTimestamp(); restarts.Count < kills && Stopwatch.GetElapsedTime(begun) < atMost;)
        {
            await Task.Delay(random.Next(300, 1001));
            if (await bot.KillAsync()) killed++;
            var since = Stopwatch.GetTimestamp();
            bot.Start();
            restarts.Add(await load.NextAnswerAsync(since));
        }
        var settled = await load.SettleAsync() && await Evidence.QuietAsync(ground);
        await bot.KillAsync();
        var evidence = await Evidence.OfAsync(ground, platform, load.Acknowledged);
        var isSoon = firstAnswer is not { } bound || Spread.Median(restarts) <= bound;
        await said.WriteLineAsync($"crash {provider} ({BotProcess.Build}): {killed} of {kills} kills, {clients} clients, {load.Acknowledged.Count} of {load.Said} messages acknowledged, {load.Errors} deliveries failed, {platform.Dropped} messages handed over again and dropped by the platform");
        await said.WriteLineAsync($"  {evidence}{(settled ? "" : ", NOT SETTLED")}; kill to first acknowledgement: {Spread.Of([.. load.Served.Skip(1)], FirstAnswer)}, to the first reply at the platform: {Spread.Of(restarts, firstAnswer ?? FirstAnswer)}{(isSoon ? "" : ", TOO LATE")}; longest wait for a reply {Spread.Of([load.Slowest])}");
        return settled && evidence.IsFine && load.Acknowledged.Count > 0 && killed == kills && isSoon;
    }
}

/// <summary>Times as a line to print.</summary>
internal static class Spread
{
    public static string Of(IEnumerable<TimeSpan> times)
    {
        List<TimeSpan> all = [.. times];
        return Median(all) is not { } median ? "none" : string.Create(CultureInfo.InvariantCulture, $"median {median.TotalSeconds:0.00} s, max {all.Max().TotalSeconds:0.00} s");
    }

    /// <summary>Of an even number of times the greater of the two in the middle; null of none.</summary>
    public static TimeSpan? Median(IReadOnlyCollection<TimeSpan> times) => times.Count == 0 ? null : times.Order().ElementAt(times.Count / 2);

    /// <summary>The same, and how many of them kept within a bound.</summary>
    public static string Of(IReadOnlyCollection<TimeSpan> times, TimeSpan bound) => Of(times) + string.Create(CultureInfo.InvariantCulture,
        $", {times.Count(time => time <= bound)} of {times.Count} within {bound.TotalSeconds:0.0} s");
}

using System.Diagnostics;
using System.Globalization;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>
/// The database is away, slow or full under load, and is well again: callers get errors meanwhile, so that they send again, nothing
/// acknowledged is lost or doubled, nothing is half written, and the bot goes on without a hand.
/// </summary>
internal static class OutageTrial
{
    private const int Leads = 600;

    /// <summary>The bot said so itself, and the platform sent again.</summary>
    private static readonly Func<Load, bool> AreRefused = load => load.Refused > 0;

    /// <summary>
    /// Somebody had to wait for it, and yet each message was acknowledged within the platform's five seconds, by the fourth time that the platform
    /// sends it at the latest: nobody had to say it again.
    /// </summary>
    private static Func<Load, bool> AreTakenInTime(TimeSpan delay) => load => load.LongestWait >= delay && load.GivenUp == 0;

    // A server's tables need more than a file; its log lies elsewhere, because a server without a log does not come back by itself.
    private const int FileMegabytes = 24, ServerMegabytes = 128;

    public static async Task<bool> StopsAsync(int times, int clients, TimeSpan lasts, int seed, TextWriter said)
    {
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres, own: true);
        return await RunAsync(ground, Trouble.Stop(ground.Own!, lasts), AreRefused, times, clients, seed, said);
    }

    public static async Task<bool> AwayAsync(int times, int clients, TimeSpan lasts, int seed, TextWriter said)
    {
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres, proxied: true);
        return await RunAsync(ground, Trouble.Away(ground.Proxy!, lasts), AreRefused, times, clients, seed, said);
    }

    /// <summary>Backends that just run a work of the bot are ended, over and over.</summary>
    public static async Task<bool> CutAsync(int times, int clients, TimeSpan lasts, int seed, TextWriter said)
    {
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres);
        await using var trouble = new CutWorks(ground);
        return await RunAsync(ground, Trouble.Cut(trouble, lasts), _ => trouble.Count > 0, times, clients, seed, said);
    }

    public static async Task<bool> SlowAsync(int times, int clients, TimeSpan delay, TimeSpan lasts, int seed, TextWriter said)
    {
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres, proxied: true);
        return await RunAsync(ground, Trouble.Slow(ground.Proxy!, delay, lasts), AreTakenInTime(delay), times, clients, seed, said);
    }

    public static async Task<bool> FullAsync(StoreProvider provider, int times, int clients, TimeSpan lasts, int seed, TextWriter said)
    {
        var folder = Path.Combine(Path.GetTempPath(), "csp-chaos-disk-" + Guid.NewGuid().ToString("n"));
        await using var disk = await SmallDisk.MountAsync(folder, provider == StoreProvider.Sqlite ? FileMegabytes : ServerMegabytes);
        if (disk is null)
        {
            await said.WriteLineAsync("outage full: not run, mounting a memory disk is not allowed here");
            return false;
        }
        await using var ground = await Ground.OpenAsync(provider, own: true, data: disk.Folder);
        return await RunAsync(ground, Trouble.Full(disk, lasts), AreRefused, times, clients, seed, said);
    }

    /// <param name="isKept">What else has to hold of the platform's deliveries.</param>
    private static async Task<bool> RunAsync(Ground ground, Trouble trouble, Func<Load, bool> isKept, int times, int clients, int seed, TextWriter said)
    {
        var random = new Random(seed);
        await using var platform = await ground.SettleOnPlatformAsync(Company.OneLargeTeam(Leads));
        await using var bot = BotProcess.On(platform, ground);
        await bot.StartReadyAsync();
        await using var load = new Load(platform, bot, clients, Leads);
        await load.NextAnswerAsync(Stopwatch.GetTimestamp());
        var returns = new List<TimeSpan>();
        var unnoticed = 0;
        for (var time = 0; time < times; time++)
        {
            await Task.Delay(random.Next(300, 1001));
            var errors = load.Errors;
            await trouble.Begin();
            await Task.Delay(trouble.Lasts);
            for (var waited = Stopwatch.GetTimestamp(); load.Errors == errors && Stopwatch.GetElapsedTime(waited) < trouble.Unnoticed;) await Task.Delay(50);
            await trouble.End();
            returns.Add(await load.NextAnswerAsync(Stopwatch.GetTimestamp()));
            if (load.Errors == errors) unnoticed++;
        }
        var settled = await load.SettleAsync() && await Evidence.QuietAsync(ground);
        await bot.KillAsync();
        var evidence = await Evidence.OfAsync(ground, platform, load.Acknowledged);
        await said.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"outage {ground.Options.Provider} ({BotProcess.Build}): {times} {trouble.Name} of {trouble.Lasts.TotalSeconds:0.#} s, {load.Acknowledged.Count} of {load.Said} messages acknowledged, {load.Errors} deliveries failed, {load.Refused} of them with a 5xx, {load.Silent} without an answer in {platform.Patience.TotalSeconds:0} s, {load.GivenUp} times all four of a message, {load.LongestWait.TotalSeconds:0.0} s the longest; {unnoticed} times without a failed one"));
        await said.WriteLineAsync($"  {evidence}{(settled ? "" : ", NOT SETTLED: " + bot.Log)}; {platform.Dropped} messages handed over again and dropped by the platform; well again to first answer: {Spread.Of(returns, CrashTrial.FirstAnswer)}");
        return settled && evidence.IsFine && isKept(load);
    }
}

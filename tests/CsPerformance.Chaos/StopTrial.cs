using System.Diagnostics;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>
/// Tells the bot to stop while messages come in: it ends by itself within its time, and all that it acknowledged is then recorded, answered and
/// sent, without a next start that would catch up.
/// </summary>
internal static class StopTrial
{
    private const int Leads = 600;

    /// <summary>What the deployment guides give it before they kill it.</summary>
    private static readonly TimeSpan _atMost = TimeSpan.FromSeconds(40);

    public static async Task<bool> RunAsync(StoreProvider provider, int times, int clients, int seed, TextWriter said)
    {
        var random = new Random(seed);
        await using var ground = await Ground.OpenAsync(provider);
        await using var platform = await ground.SettleOnPlatformAsync(Company.OneLargeTeam(Leads));
        await using var bot = BotProcess.On(platform, ground);
        await bot.StartReadyAsync();
        await using var load = new Load(platform, bot, clients, Leads);
        await load.NextAnswerAsync(Stopwatch.GetTimestamp());
        var (took, bad, left) = (new List<TimeSpan>(), 0, 0);
        for (var time = 0; time < times; time++)
        {
            await Task.Delay(random.Next(300, 1001));
            var since = Stopwatch.GetTimestamp();
            if (await bot.StopAsync(_atMost) != 0) bad++;
            took.Add(Stopwatch.GetElapsedTime(since));
            left += await LeftAsync(ground, platform, load);
            since = Stopwatch.GetTimestamp();
            bot.Start();
            await load.NextAnswerAsync(since);
        }
        var settled = await load.SettleAsync() && await Evidence.QuietAsync(ground);
        if (await bot.StopAsync(_atMost) != 0) bad++;
        var evidence = await Evidence.OfAsync(ground, platform, load.Acknowledged);
        await said.WriteLineAsync($"stop {provider} ({BotProcess.Build}): {times} stops under load, {clients} clients, {load.Acknowledged.Count} of {load.Said} messages acknowledged; {left} left behind, {bad} did not end by themselves with 0; told to ended: {Spread.Of(took)}");
        await said.WriteLineAsync($"  {evidence}{(settled ? "" : ", NOT SETTLED: " + bot.Log)}");
        return settled && evidence is { IsFine: true, Unknown: 0 } && (bad, left) == (0, 0);
    }

    /// <summary>How much of what it took a bot that has ended leaves to the next one.</summary>
    private static async Task<int> LeftAsync(Ground ground, Platform platform, Load load)
    {
        var acknowledged = load.Acknowledged;
        var now = await Evidence.OfAsync(ground, platform, acknowledged);
        await using var store = await ground.OpenStoreAsync();
        // Also what it stored and whose acknowledgement did not get through.
        var waiting = await store.ReadAsync(session => session.Inbox.Unfinished().Count + session.Outbox.Due().Count);
        return now.Lost + now.Doubled + now.Unsent + now.Unknown + now.Never + now.Twice + now.Notices.Never + now.Notices.Unknown + now.Notices.Twice + now.Notices.Astray + (int)waiting;
    }
}

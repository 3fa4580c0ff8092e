using System.Diagnostics;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>PostgreSQL goes away under load and comes back: callers get errors meanwhile, and nothing acknowledged is lost.</summary>
internal static class OutageTrial
{
    private const int Leads = 600;

    public static async Task<bool> RunAsync(int stops, int clients, TimeSpan away, int seed, TextWriter said)
    {
        var random = new Random(seed);
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres, own: true);
        await ground.SettleAsync(Company.OneTeam(Leads));
        await using var bot = new BotProcess(ground);
        await bot.StartReadyAsync();
        await using var load = new Load(bot.Address, clients, Leads);
        await load.NextAnswerAsync(Stopwatch.GetTimestamp());
        var returns = new List<TimeSpan>();
        var silent = 0;
        for (var stop = 0; stop < stops; stop++)
        {
            await Task.Delay(random.Next(300, 1001));
            var errors = load.Errors;
            await ground.Own!.StopAtOnceAsync();
            await Task.Delay(away);
            await ground.Own.StartAgainAsync();
            returns.Add(await load.NextAnswerAsync(Stopwatch.GetTimestamp()));
            if (load.Errors == errors) silent++;
        }
        var settled = await load.SettleAsync() && await Evidence.QuietAsync(ground);
        await bot.KillAsync();
        var evidence = await Evidence.OfAsync(ground, load.Acknowledged.Select(message => Load.Key(message, Leads)));
        await said.WriteLineAsync($"outage: {stops} immediate stops, {load.Acknowledged.Count} of {load.Said} messages acknowledged, {load.Errors} calls failed, {silent} stops without a failed call");
        await said.WriteLineAsync($"  {evidence}{(settled ? "" : ", NOT SETTLED")}; database back to first answer: {Spread.Of(returns)}");
        return settled && evidence.IsFine && load.Errors > 0;
    }
}

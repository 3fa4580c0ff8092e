using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>One message, sent again and again to two instances at once: one record and one reply.</summary>
internal static class SameTrial
{
    private const string Reference = "会话100000";

    public static async Task<bool> RunAsync(int times, int clients, TextWriter said)
    {
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres);
        await using var platform = await ground.SettleOnPlatformAsync(Company.OneTeam(1));
        await using var first = BotProcess.On(platform, ground);
        await using var second = BotProcess.On(platform, ground);
        await Task.WhenAll(first.StartReadyAsync(), second.StartReadyAsync());
        var (plain, key) = platform.Say(platform.DoorOf(first), Company.Lead(0), $"记 @{Company.Agent(0).Name} 优秀案例 {Reference}");
        var left = times;
        var fine = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var door = platform.DoorOf(client % 2 == 0 ? first : second);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                if ((await door.PostAsync(plain)).Statuses is [200]) Interlocked.Increment(ref fine);
            }
        })));
        await Evidence.QuietAsync(ground);
        await Task.WhenAll(first.KillAsync(), second.KillAsync());
        var evidence = await Evidence.OfAsync(ground, platform, [(key, platform.Times(Company.Lead(0), Reference))]);
        await said.WriteLineAsync($"same: {times} times over two instances, {fine} acknowledged at once; {evidence}");
        return evidence.IsFine && fine == times;
    }
}

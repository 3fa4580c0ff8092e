using System.Net;
using System.Net.Http.Json;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>One message, sent again and again to two instances at once: one record and one reply.</summary>
internal static class SameTrial
{
    public static async Task<bool> RunAsync(int times, int clients, TextWriter said)
    {
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres);
        await ground.SettleAsync(Company.OneTeam(1));
        await using var first = new BotProcess(ground);
        await using var second = new BotProcess(ground);
        await Task.WhenAll(first.StartReadyAsync(), second.StartReadyAsync());
        var left = times;
        var fine = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            using var http = new HttpClient { BaseAddress = client % 2 == 0 ? first.Address : second.Address, Timeout = TimeSpan.FromSeconds(30) };
            var (number, name) = Company.Agent(0);
            var call = new { from = Company.Lead(0), text = $"记 @{name} 优秀案例 会话10000", mentions = (string[])[number], messageId = "m0" };
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var answer = await http.PostAsJsonAsync("/simulator/messages", call);
                if (answer.StatusCode == HttpStatusCode.OK) Interlocked.Increment(ref fine);
            }
        })));
        await Evidence.QuietAsync(ground);
        await Task.WhenAll(first.KillAsync(), second.KillAsync());
        var evidence = await Evidence.OfAsync(ground, [Load.Key(0, 1)]);
        await said.WriteLineAsync($"same: {times} times over two instances, {fine} answered; {evidence}");
        return evidence.IsFine && fine == times;
    }
}

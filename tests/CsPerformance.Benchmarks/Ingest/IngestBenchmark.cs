using System.Diagnostics;
using System.Globalization;
using CsPerformance.Storage;

namespace CsPerformance.Benchmarks.Ingest;

/// <summary>
/// Callbacks a second of the whole product (verified, stored once, acknowledged after the commit; then understood, permitted, recorded, answered)
/// beside the bare server, in turn and with the same requests.
/// </summary>
internal static class IngestBenchmark
{
    private const int Connections = 32;
    private const int Rounds = 3;
    private const int Messages = 20_000;
    private const int WarmUp = 10_000;

    private static readonly TimeSpan _minute = TimeSpan.FromSeconds(61);

    /// <param name="postgres">A server on which databases may be created; without it SQLite alone.</param>
    public static async Task RunAsync(string? postgres)
    {
        Console.WriteLine($"{Connections} connections, {Rounds} rounds of {Messages} signed callbacks each after {WarmUp} to warm up; load, server and database share the machine");
        await CompareAsync(StoreProvider.Sqlite, null);
        if (postgres is not null) await CompareAsync(StoreProvider.Postgres, postgres);
    }

    private static async Task CompareAsync(StoreProvider provider, string? postgres)
    {
        await using var ground = await BenchGround.OpenAsync(provider, postgres);
        var bare = await BareAsync(ground);
        var product = await ProductAsync(ground);
        Console.WriteLine(Text($"{provider}: acknowledged {product.Rate:F0}/s of {bare.Rate:F0}/s bare, ratio {product.Rate / bare.Rate:F2}; 99th percentile {product.P99:F1} ms of {bare.P99:F1} ms, ratio {product.P99 / bare.P99:F2}"));
    }

    private static async Task<(double Rate, double P99)> BareAsync(BenchGround ground)
    {
        await using var server = await ServerProcess.StartAsync("CsPerformance.Benchmarks.dll", ground.Folder, port => ["bare", Text($"{port}"), $"{ground.Provider}", ground.Bare]);
        await HttpLoad.RunAsync(server.Port, SignedCallbacks.Requests(9, WarmUp, TimeProvider.System.GetUtcNow()), Connections);
        var results = new List<LoadResult>();
        for (var round = 0; round < Rounds; round++)
            results.Add(await RoundAsync(server, round, "bare", null));
        return Median(results);
    }

    private static async Task<(double Rate, double P99)> ProductAsync(BenchGround ground)
    {
        await using (var store = await Store.OpenAsync(new(ground.Provider, ground.Product), TimeProvider.System)) await BenchCompany.SettleAsync(store);
        var platform = ServerProcess.FreePort();
        await using var sink = await PlatformSink.StartAsync(platform);
        await using var server = await ServerProcess.StartAsync("CsPerformance.Bot.dll", ground.Folder, port => Settings(ground, port, platform));
        await HttpLoad.RunAsync(server.Port, SignedCallbacks.Requests(9, WarmUp, TimeProvider.System.GetUtcNow()), Connections);
        await ground.UntilDoneAsync(WarmUp);
        await ground.SettleAsync();
        var results = new List<LoadResult>();
        for (var round = 0; round < Rounds; round++)
        {
            // Nobody may say more than 30 messages a minute.
            await Task.Delay(_minute);
            results.Add(await RoundAsync(server, round, "product", () => ground.UntilDoneAsync(WarmUp + ((round + 1) * Messages))));
        }
        Console.WriteLine(Text($"  replies that the platform had taken by then: {sink.Sent}"));
        return Median(results);
    }

    private static async Task<LoadResult> RoundAsync(ServerProcess server, int round, string name, Func<Task>? done)
    {
        var requests = SignedCallbacks.Requests(round, Messages, TimeProvider.System.GetUtcNow());
        var (started, processor) = (Stopwatch.GetTimestamp(), server.Processor);
        var result = await HttpLoad.RunAsync(server.Port, requests, Connections);
        var text = Text($"  {name} {result.PerSecond:F0}/s, median {result.MedianMs:F2} ms, 99th percentile {result.P99Ms:F1} ms, refused {result.Refused}, {server.Megabytes:F0} MB");
        if (done is not null)
        {
            await done();
            text += Text($"; recorded and answered {Messages / Stopwatch.GetElapsedTime(started).TotalSeconds:F0}/s");
        }
        Console.WriteLine(text + Text($"; {(server.Processor - processor).TotalMilliseconds * 1000 / Messages:F0} µs of processor a message"));
        return result;
    }

    public static IEnumerable<string> Settings(BenchGround ground, int port, int sink) =>
    [
        Text($"--Urls=http://127.0.0.1:{port}"), "--Simulator:Enabled=false", $"--Storage:Provider={ground.Provider}", $"--Storage:ConnectionString={ground.Product}",
        $"--WeCom:CorpId={SignedCallbacks.Corp}", "--WeCom:AgentId=1000002", $"--WeCom:Secret={new string('s', 43)}", $"--WeCom:Token={SignedCallbacks.Token}",
        $"--WeCom:EncodingAESKey={SignedCallbacks.Key}", Text($"--WeCom:ApiBaseUrl=http://127.0.0.1:{sink}"), "--Logging:LogLevel:Default=Warning",
    ];

    private static (double Rate, double P99) Median(List<LoadResult> results) =>
        (results.Select(result => result.PerSecond).Order().ElementAt(Rounds / 2), results.Select(result => result.P99Ms).Order().ElementAt(Rounds / 2));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

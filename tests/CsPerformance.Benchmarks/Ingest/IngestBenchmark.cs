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
    private const int Messages = 20_000;
    private const int WarmUp = 10_000;

    /// <summary>Near idle: what one message costs that waits for no other.</summary>
    private const int FewConnections = 2, FewMessages = 2_000;

    /// <summary>Nobody may say more than 30 messages a minute; a round is twenty of each lead's, or two where few are sent.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(45);

    /// <param name="postgres">A server on which databases may be created; without it SQLite alone.</param>
    public static async Task RunAsync(string? postgres, int rounds)
    {
        Console.WriteLine($"{Connections} connections, {rounds} rounds of {Messages} signed callbacks on both sides in turn, after {WarmUp} to warm up; load, server and database share the machine");
        await CompareAsync(StoreProvider.Sqlite, null, rounds);
        if (postgres is not null) await CompareAsync(StoreProvider.Postgres, postgres, rounds);
    }

    private static async Task CompareAsync(StoreProvider provider, string? postgres, int rounds)
    {
        await using var ground = await BenchGround.OpenAsync(provider, postgres);
        await using (var store = await Store.OpenAsync(new(provider, ground.Product), TimeProvider.System)) await BenchCompany.SettleAsync(store);
        var platform = ServerProcess.FreePort();
        await using var sink = await PlatformSink.StartAsync(platform);
        await using var bareServer = await ServerProcess.StartAsync("CsPerformance.Benchmarks.dll", ground.Folder, port => ["bare", Text($"{port}"), $"{ground.Provider}", ground.Bare]);
        await using var server = await ServerProcess.StartAsync("CsPerformance.Bot.dll", ground.Folder, port => Settings(ground, port, platform));
        var bare = new Side("bare", bareServer, null);
        var product = new Side("product", server, ground);
        await bare.WarmUpAsync();
        await product.WarmUpAsync();
        await ground.SettleAsync();
        await Task.Delay(_pause);
        var few = (Bare: await bare.RunAsync(FewMessages, FewConnections), Product: await product.RunAsync(FewMessages, FewConnections));
        await Task.Delay(_pause);
        for (var round = 0; round < rounds; round++)
        {
            await bare.RunAsync(Messages, Connections);
            await product.RunAsync(Messages, Connections);
            await Task.Delay(_pause);
        }
        Console.WriteLine(Text($"{provider}: acknowledged {product.Rate:F0}/s of {bare.Rate:F0}/s bare, ratio {product.Rate / bare.Rate:F2}; 99th percentile {product.P99:F1} ms of {bare.P99:F1} ms, ratio {product.P99 / bare.P99:F2}; recorded and answered {product.Answered:F0}/s, ratio to bare {product.Answered / bare.Rate:F2}; medians of {rounds} rounds"));
        Console.WriteLine(Text($"{provider}: with {FewConnections} connections the median is {few.Product.MedianMs:F2} ms of {few.Bare.MedianMs:F2} ms bare (aim 2 ms on SQLite); replies that the platform had taken by then: {sink.Sent}"));
    }

    /// <summary>One of the two servers, and what its rounds came to.</summary>
    /// <param name="ground">Tells when all is recorded and answered; null where there is nothing but the row.</param>
    private sealed class Side(string name, ServerProcess server, BenchGround? ground)
    {
        private readonly List<LoadResult> results = [];
        private readonly List<double> answered = [];
        private int runs;
        private int sent;

        public double Rate => Median(results.Select(result => result.PerSecond));

        public double P99 => Median(results.Select(result => result.P99Ms));

        public double Answered => Median(answered);

        public async Task WarmUpAsync()
        {
            await SendAsync(WarmUp, Connections);
            if (ground is not null) await ground.UntilDoneAsync(sent);
        }

        public async Task<LoadResult> RunAsync(int messages, int connections)
        {
            var (started, processor) = (Stopwatch.GetTimestamp(), server.Processor);
            var result = await SendAsync(messages, connections);
            var text = Text($"  {name} {result.PerSecond:F0}/s, median {result.MedianMs:F2} ms, 99th percentile {result.P99Ms:F1} ms, refused {result.Refused}, {server.Megabytes:F0} MB");
            if (ground is not null)
            {
                await ground.UntilDoneAsync(sent);
                if (connections == Connections) answered.Add(messages / Stopwatch.GetElapsedTime(started).TotalSeconds);
                text += Text($"; recorded and answered {messages / Stopwatch.GetElapsedTime(started).TotalSeconds:F0}/s");
            }
            Console.WriteLine(text + Text($"; {(server.Processor - processor).TotalMilliseconds * 1000 / messages:F0} µs of processor a message"));
            if (connections == Connections) results.Add(result);
            return result;
        }

        private Task<LoadResult> SendAsync(int messages, int connections)
        {
            sent += messages;
            return HttpLoad.RunAsync(server.Port, SignedCallbacks.Requests(runs++, messages, TimeProvider.System.GetUtcNow()), connections);
        }

        private static double Median(IEnumerable<double> values)
        {
            var sorted = values.Order().ToList();
            return sorted[sorted.Count / 2];
        }
    }

    public static IEnumerable<string> Settings(BenchGround ground, int port, int sink) =>
    [
        Text($"--Urls=http://127.0.0.1:{port}"), "--Simulator:Enabled=false", $"--Storage:Provider={ground.Provider}", $"--Storage:ConnectionString={ground.Product}",
        $"--WeCom:CorpId={SignedCallbacks.Corp}", "--WeCom:AgentId=1000002", $"--WeCom:Secret={new string('s', 43)}", $"--WeCom:Token={SignedCallbacks.Token}",
        $"--WeCom:EncodingAESKey={SignedCallbacks.Key}", Text($"--WeCom:ApiBaseUrl=http://127.0.0.1:{sink}"), "--Logging:LogLevel:Default=Warning",
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

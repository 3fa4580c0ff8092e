using System.Globalization;
using CsPerformance.Benchmarks.Ingest;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Benchmarks.Operation;

/// <summary>
/// G3 and G13: callbacks that come at their own times, whatever became of the others, while a month is computed again and again from its
/// records beside; how long the acknowledgement takes and how the memory grows.
/// </summary>
internal static class SteadyBenchmark
{
    private const int Connections = 32;

    private static readonly TimeSpan _slice = TimeSpan.FromSeconds(10);

    /// <param name="perSecond">Callbacks a second.</param>
    public static async Task RunAsync(int perSecond, TimeSpan lasts, int events, string? postgres)
    {
        var provider = postgres is null ? StoreProvider.Sqlite : StoreProvider.Postgres;
        Console.WriteLine(Text($"{provider}: {perSecond} callbacks a second for {lasts.TotalMinutes:F1} minutes in open loop, beside a month of {events} records computed again and again by another process"));
        await using var ground = await BenchGround.OpenAsync(provider, postgres);
        await using var store = await Store.OpenAsync(new(provider, ground.Product), TimeProvider.System);
        await BenchCompany.SettleAsync(store);
        await store.WriteAsync(new SchemesInForce("kf-2017").PutDefault);
        await HistoryAsync(store, events);
        var bare = await BareAsync(ground, perSecond);
        var platform = ServerProcess.FreePort();
        await using var sink = await PlatformSink.StartAsync(platform);
        await using var server = await ServerProcess.StartAsync("CsPerformance.Bot.dll", ground.Folder, port => IngestBenchmark.Settings(ground, port, platform));
        using var over = new CancellationTokenSource();
        var recomputing = Task.Run(() => RecomputeAsync(store, over.Token));
        var (p99, worst, refused, megabytes) = (new List<double>(), 0.0, 0, new List<double>());
        var slices = Math.Max(1, (int)(lasts / _slice));
        for (var slice = 0; slice < slices; slice++)
        {
            var count = (int)(perSecond * _slice.TotalSeconds);
            var result = await HttpLoad.RunAsync(server.Port, SignedCallbacks.Requests(20 + slice, count, TimeProvider.System.GetUtcNow()), Connections, perSecond);
            p99.Add(result.P99Ms);
            worst = Math.Max(worst, result.WorstMs);
            refused += result.Refused;
            megabytes.Add(server.Megabytes);
            var answered = await store.ReadAsync(session => session.Records.Query(new RecordFilter { NewestFirst = true, Limit = 1 })[0].Number);
            Console.WriteLine(Text($"  {(slice + 1) * _slice.TotalSeconds:F0} s: {result.PerSecond:F0}/s, median {result.MedianMs:F1} ms, 99th percentile {result.P99Ms:F1} ms, worst {result.WorstMs:F0} ms, refused {result.Refused}, {server.Megabytes:F0} MB, recorded {answered - 1000 - events} of {(slice + 1) * count}"));
        }
        await over.CancelAsync();
        var months = await recomputing;
        Console.WriteLine(Text($"{provider}: worst 99th percentile {p99.Max():F1} ms (aim 500), worst {worst:F0} ms (aim 5000), refused {refused}; bare 99th percentile {bare.P99Ms:F1} ms, ratio {p99.Max() / bare.P99Ms:F1}; memory {megabytes[0]:F0} to {megabytes[^1]:F0} MB, most {megabytes.Max():F0} (aim 250, flat within 10 %); {months} months computed meanwhile"));
    }

    private static async Task<LoadResult> BareAsync(BenchGround ground, int perSecond)
    {
        await using var server = await ServerProcess.StartAsync("CsPerformance.Benchmarks.dll", ground.Folder, port => ["bare", Text($"{port}"), $"{ground.Provider}", ground.Bare]);
        var requests = SignedCallbacks.Requests(9, (int)(perSecond * _slice.TotalSeconds), TimeProvider.System.GetUtcNow());
        return await HttpLoad.RunAsync(server.Port, requests, Connections, perSecond);
    }

    private static async Task HistoryAsync(Store store, int events)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        for (var first = 0; first < events; first += 2000)
        {
            var from = first;
            await store.WriteAsync(transaction =>
            {
                for (var i = from; i < Math.Min(events, from + 2000); i++)
                {
                    var day = Period.Month(today).First.AddDays(i % today.Day);
                    transaction.Records.Add(new(Domain.Records.RecordKind.Item, (10_000 + (i % BenchCompany.Leads)).ToString(CultureInfo.InvariantCulture), "excellent_case", day, day, "1000", "bench"));
                }
            });
        }
    }

    private static async Task<int> RecomputeAsync(Store store, CancellationToken over)
    {
        var scores = new ScoreBook(new SchemesInForce("kf-2017"), WorkingDays.MondayToFriday);
        var month = Period.Month(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        var months = 0;
        for (; !over.IsCancellationRequested; months++) await store.ReadAsync(session => scores.SheetOf(session, team: null, month, Wish.Explained), CancellationToken.None);
        return months;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

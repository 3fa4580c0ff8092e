using System.Data.Common;
using System.Globalization;
using CsPerformance.Benchmarks.Ingest;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CsPerformance.Benchmarks.Operation;

/// <summary>
/// G3 and G13: callbacks that come at their own times, whatever became of the others, while a month is computed again and again beside, by
/// the bot itself for its read API and by another process from the single records; how long the acknowledgement takes and how the memory grows.
/// </summary>
internal static class SteadyBenchmark
{
    private const int Connections = 32;
    private const string Token = "bench";

    private static readonly TimeSpan _slice = TimeSpan.FromSeconds(10);

    /// <param name="perSecond">Callbacks a second.</param>
    public static async Task RunAsync(int perSecond, TimeSpan lasts, int events, string? postgres)
    {
        var provider = postgres is null ? StoreProvider.Sqlite : StoreProvider.Postgres;
        Console.WriteLine(Text($"{provider}: {perSecond} callbacks a second for {lasts.TotalMinutes:F1} minutes in open loop, beside a month of {events} records computed again and again by the bot and by another process"));
        await using var ground = await BenchGround.OpenAsync(provider, postgres);
        await using var store = await Store.OpenAsync(new(provider, ground.Product), TimeProvider.System);
        await BenchCompany.SettleAsync(store);
        await store.WriteAsync(new SchemesInForce("kf-2017").PutDefault);
        await HistoryAsync(ground, events);
        var bare = await BareAsync(ground, perSecond);
        var platform = ServerProcess.FreePort();
        await using var sink = await PlatformSink.StartAsync(platform);
        await using var server = await ServerProcess.StartAsync("CsPerformance.Bot.dll", ground.Folder, port => [.. IngestBenchmark.Settings(ground, port, platform), $"--Api:Tokens:0:Token={Token}", "--Api:Tokens:0:Scopes=scores"]);
        using var over = new CancellationTokenSource();
        var recomputing = Task.Run(() => RecomputeAsync(store, over.Token));
        var asking = Task.Run(() => AskAsync(server.Port, over.Token));
        var (p99, worst, refused, megabytes) = (new List<double>(), 0.0, 0, new List<double>());
        var slices = Math.Max(1, (int)(lasts / _slice));
        // The first slice warms it up, as it does the bare server.
        for (var slice = -1; slice < slices; slice++)
        {
            var count = (int)(perSecond * _slice.TotalSeconds);
            var result = await HttpLoad.RunAsync(server.Port, SignedCallbacks.Requests(21 + slice, count, TimeProvider.System.GetUtcNow()), Connections, perSecond);
            if (slice >= 0)
            {
                p99.Add(result.P99Ms);
                worst = Math.Max(worst, result.WorstMs);
                refused += result.Refused;
                megabytes.Add(server.Megabytes);
            }
            var answered = await store.ReadAsync(session => session.Records.Query(new RecordFilter { NewestFirst = true, Limit = 1 })[0].Number);
            Console.WriteLine(Text($"  {(slice + 1) * _slice.TotalSeconds:F0} s: {result.PerSecond:F0}/s, median {result.MedianMs:F1} ms, 99th percentile {result.P99Ms:F1} ms, worst {result.WorstMs:F0} ms, refused {result.Refused}, {server.Megabytes:F0} MB, recorded {answered - 1000 - events} of {(slice + 2) * count}{(slice < 0 ? ", warming up" : "")}"));
        }
        await over.CancelAsync();
        var (months, asked) = (await recomputing, await asking);
        Console.WriteLine(Text($"{provider}: 99th percentile of a slice median {p99.Order().ElementAt(p99.Count / 2):F1} ms, worst {p99.Max():F1} ms, {p99.Count(one => one < 500)} of {p99.Count} below 500 (the aim), worst {worst:F0} ms (aim 5000), refused {refused}; bare 99th percentile {bare.P99Ms:F1} ms, ratio {p99.Max() / bare.P99Ms:F1}; memory {megabytes[0]:F0} to {megabytes[^1]:F0} MB, most {megabytes.Max():F0} (aim 250, flat within 10 %); {asked} months computed by the bot meanwhile and {months} by the other process"));
    }

    private static async Task<LoadResult> BareAsync(BenchGround ground, int perSecond)
    {
        await using var server = await ServerProcess.StartAsync("CsPerformance.Benchmarks.dll", ground.Folder, port => ["bare", Text($"{port}"), $"{ground.Provider}", ground.Bare]);
        LoadResult? result = null;
        // The first slice warms it up.
        for (var slice = 0; slice < 2; slice++)
        {
            var requests = SignedCallbacks.Requests(slice, (int)(perSecond * _slice.TotalSeconds), TimeProvider.System.GetUtcNow());
            result = await HttpLoad.RunAsync(server.Port, requests, Connections, perSecond);
        }
        return result!;
    }

    /// <summary>So many records of this month behind the writer's back: by the writer ten million would take hours. The chain's head goes on behind them.</summary>
    private static async Task HistoryAsync(BenchGround ground, int events)
    {
        var server = ground.Provider == StoreProvider.Postgres;
        await using DbConnection connection = server ? new NpgsqlConnection(ground.Product) : new SqliteConnection(ground.Product);
        await connection.OpenAsync();
        var month = Period.Month(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        var numbers = server ? Text($"generate_series(1, {events}) n (i)") : Text($"(with recursive n (i) as (select 1 union all select i + 1 from n where i < {events}) select i from n)");
        var first = Text($"{month.First:yyyy-MM-dd}");
        var day = server ? Text($"date '{first}' + (i % {month.Last.Day})") : Text($"date('{first}', '+' || (i % {month.Last.Day}) || ' days')");
        var at = server ? "now()" : Text($"'{first}T00:00:00.000000Z'");
        string[] steps =
        [
            $"""
            insert into records (number, kind, subject, code, on_day, until_day, by_person, channel, count, reason, pending, recorded_at, chain_seq, prev_hash, hash)
            select 1000 + i, 'item', cast(10000 + i % {BenchCompany.Leads} as text), 'excellent_case', {day}, {day}, '1000', 'bench', 1, '', {(server ? "false" : "0")}, {at}, i, '', '' from {numbers}
            """,
            "insert into record_states (number, state, code, points, steps) select number, 'active', code, null, 0 from records",
            "insert into tallies (subject, kind, code, day, points, count, records) select subject, 'item', code, on_day, '', sum(count), count(*) from records group by subject, code, on_day",
            Text($"update chain_head set next_number = {1001 + events}, length = {events}"),
            server ? "vacuum analyze" : "analyze",
        ];
        foreach (var step in steps)
        {
            await using var command = connection.CreateCommand();
            (command.CommandText, command.CommandTimeout) = (step, 0);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<int> AskAsync(int port, CancellationToken over)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Text($"http://127.0.0.1:{port}")), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        var months = 0;
        for (; !over.IsCancellationRequested; months++)
        {
            using var answer = await http.GetAsync("/api/scores", CancellationToken.None);
            answer.EnsureSuccessStatusCode();
        }
        return months;
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

using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Demo;
using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>
/// The same months, computed again from the records in processes of another culture, time zone, store and number of threads: facts and
/// sheets as a publication freezes them have to be the same bytes.
/// </summary>
internal static class RecomputeTrial
{
    /// <summary>The word by which the program calls itself; see <see cref="ComputeAsync"/>.</summary>
    public const string Compute = "recompute-here";

    private const int Months = 3;

    private const string InForce = "kf-2017";

    private static readonly IReadOnlyList<int> Threads = [1, 2];

    private static readonly (string Culture, string Zone)[] _places =
        [("zh-CN", "Asia/Shanghai"), ("de-DE", "Europe/Berlin"), ("tr-TR", "Pacific/Kiritimati"), ("ar-SA", "America/Los_Angeles"), ("", "UTC")];

    public static async Task<bool> RunAsync(bool postgres, int places, TextWriter said)
    {
        await using var file = await Ground.OpenAsync(StoreProvider.Sqlite);
        await using var server = postgres ? await Ground.OpenAsync(StoreProvider.Postgres) : null;
        await FillAsync(file);
        if (server is not null) await CopyAsync(file, server);
        List<(string Where, string Hash)> hashes = [];
        foreach (var (culture, zone) in _places.Take(places)) hashes.AddRange(await ProcessAsync(file, server, culture, zone));
        var different = hashes.Where(one => one.Hash != hashes[0].Hash).Select(one => one.Where).ToList();
        await said.WriteLineAsync($"recompute: {SchemeFiles.Ids.Count} schemes, {Months} months, {hashes.Count} ways; {(different.Count == 0 ? "all " + hashes[0].Hash : "different: " + string.Join("; ", different))}");
        return different.Count == 0 && hashes.Count == places * Threads.Count * (postgres ? 2 : 1);
    }

    /// <summary>In a process of its own: writes for each store and number of threads the hash over the sheets of all schemes, teams and months.</summary>
    public static async Task<int> ComputeAsync(string culture, IEnumerable<StoreOptions> places)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        var book = new ScoreBook(new SchemesInForce(InForce), Calendar());
        var schemes = SchemeFiles.Ids.Select(id => SchemeFiles.Load(id).Scheme!).ToList();
        foreach (var place in places)
        {
            await using var store = await Store.OpenAsync(place, new StandingClock());
            foreach (var threads in Threads)
            {
                var hash = await HashAsync(store, book, schemes, threads);
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{place.Provider} {threads} {hash}"));
            }
        }
        return 0;
    }

    private static async Task<string> HashAsync(Store store, ScoreBook book, List<Scheme> schemes, int threads)
    {
        var wanted = await store.ReadAsync(session => (
            from scheme in schemes
            from back in Enumerable.Range(1, Months)
            let month = Period.Month(session.Today).Plus(-back)
            from team in session.People.Teams(month)
            select (Scheme: scheme, Team: team, Month: month)).ToList());
        var sheets = new string[wanted.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, wanted.Count), new ParallelOptions { MaxDegreeOfParallelism = threads }, async (at, cancellation) =>
        {
            var (scheme, team, month) = wanted[at];
            var scored = await store.ReadAsync(session => book.Trial(session, scheme, team, month), cancellation);
            sheets[at] = FactsText.Write(scored.Facts) + '\n' + SheetJson.Write(scored.Sheet);
        });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sheets))));
    }

    private static WorkingDays Calendar() => Calendars.Read(Path.Combine(SchemeFiles.Folder, "calendars")).Days;

    private static async Task FillAsync(Ground ground)
    {
        await using var store = await Store.OpenAsync(ground.Options, new StandingClock());
        var schemes = new SchemesInForce(InForce);
        await store.WriteAsync(schemes.PutDefault);
        await store.WriteAsync(DemoCompany.Found);
        await store.WriteAsync(new DemoData(schemes, Calendar()).Fill);
        await store.WriteAsync(ChangeRoster);
    }

    /// <summary>Somebody left in the middle of these months, somebody came back after one of them, and somebody is an agent no more.</summary>
    private static void ChangeRoster(Transaction transaction)
    {
        var month = Period.Month(transaction.Today);
        transaction.People.Save(transaction.People.Find("10003")!.LeavingOn(month.Plus(-2).First.AddDays(14)), month);
        transaction.People.Save(transaction.People.Find("10004")!.LeavingOn(month.Plus(-3).Last).BackFrom(month.Previous.First), month);
        transaction.People.Save(transaction.People.Find("10008")! with { Roles = new HashSet<Role> { Role.Lead } }, month);
    }

    private static async Task CopyAsync(Ground from, Ground to)
    {
        await using var source = await from.OpenStoreAsync();
        await using var target = await to.OpenStoreAsync();
        await StorageCopy.RunAsync(source, target);
    }

    private static async Task<List<(string, string)>> ProcessAsync(Ground file, Ground? server, string culture, string zone)
    {
        List<string> arguments = [Path.Combine(AppContext.BaseDirectory, "CsPerformance.Chaos.dll"), Compute, culture, file.Options.ConnectionString];
        if (server is not null) arguments.Add(server.Options.ConnectionString);
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        start.Environment["TZ"] = zone;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => ($"{culture} {zone} {line[..line.LastIndexOf(' ')]}", line[(line.LastIndexOf(' ') + 1)..]))];
    }

    /// <summary>The moment of all trials, in which the demo months lie behind it.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Ground.Start.ToUniversalTime();
    }
}

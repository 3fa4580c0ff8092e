using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsPerformance.Benchmarks.Ingest;
using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CsPerformance.Benchmarks.Operation;

/// <summary>
/// G4: the sheets of a month for a whole company, facts read and every line computed, beside the bare SQL that only sums the same events
/// by agent and item. Once from the single records, once from the daily tallies. Then one agent's own: <see cref="OwnScore"/>.
/// </summary>
internal static class ReportBenchmark
{
    private const int Items = 40;
    private const int Rounds = 3;

    private static readonly DateOnly _first = new(2026, 1, 1);

    private static readonly Period _month = Period.Month(2026, 7);

    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(int events, int people, string? postgres)
    {
        Console.WriteLine($"{events} events of {people} agents and {Items} items in a year, report of one month, median of {Rounds} rounds");
        await CompareAsync(StoreProvider.Sqlite, null, events, people);
        if (postgres is not null) await CompareAsync(StoreProvider.Postgres, postgres, events, people);
    }

    private static async Task CompareAsync(StoreProvider provider, string? postgres, int events, int people)
    {
        await using var ground = await BenchGround.OpenAsync(provider, postgres);
        await using (var store = await Store.OpenAsync(new(provider, ground.Product), TimeProvider.System))
        {
            var (schemes, scheme) = await SettleAsync(store, ground.Folder, people);
            await using var connection = await FillAsync(ground, events, people);
            var scores = new ScoreBook(schemes, WorkingDays.MondayToFriday);
            var raw = await MedianAsync(async () => await SumAsync(connection));
            var total = raw.Check;
            var records = await MedianAsync(() => store.ReadAsync(session => Total(scores.SheetOf(session, team: null, _month, Wish.Explained))));
            var tallies = await MedianAsync(() => store.ReadAsync(session => Total(scores.SheetOf(session, team: null, _month))));
            var gathering = await MedianAsync(() => store.ReadAsync(session => (decimal)new FactsOfPeriod(session, scheme, _month, WorkingDays.MondayToFriday, Wish.Lines)
                .Of(Rated.Subjects(session, scheme, null, _month), null).Subjects.Sum(subject => subject.Items.Count)));
            if (records.Check != total || tallies.Check != total) throw new InvalidOperationException($"{total} by SQL, {records.Check} from records, {tallies.Check} from tallies ({scheme.Id}).");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{provider}: agent x item SQL {raw.Milliseconds:F0} ms; report from single records, explained, {records.Milliseconds:F0} ms, ratio {records.Milliseconds / raw.Milliseconds:F2} (aim 1.5); from daily tallies {tallies.Milliseconds:F0} ms, ratio {tallies.Milliseconds / raw.Milliseconds:F2} (aim 0.2), {gathering.Milliseconds:F0} ms of it reading; {Environment.WorkingSet / 1024 / 1024} MB"));
            Console.WriteLine($"{provider}: {await new OwnScore(store, connection, schemes, scheme, _month, people).MeasureAsync(_first)}");
        }
    }

    private static decimal Total(Scored scored) => scored.Problems.Count > 0
        ? throw new InvalidOperationException(scored.Problems.First().Value)
        : scored.Sheet.Subjects.Sum(subject => ((Domain.Schemes.LineValue.Number)subject.Line("total")!.Value).Value);

    private static async Task<(SchemesInForce, Domain.Schemes.Scheme)> SettleAsync(Store store, string folder, int people)
    {
        var text = new StringBuilder("id: report\ntitle: 基准\nsource: 基准\nperiod: month\nsubject: agent\nitems:\n");
        for (var i = 0; i < Items; i++) text.Append(CultureInfo.InvariantCulture, $"  i{i}: {{title: 项目{i}, points: {i % 7 + 1}}}\n");
        text.Append("lines:\n  total:\n    title: 总分\n    value: ").AppendJoin(" + ", Enumerable.Range(0, Items).Select(i => $"i{i}.points")).Append('\n');
        var reading = SchemeFiles.Read("report.yaml", text.ToString());
        if (reading.Scheme is not { } scheme) throw new InvalidOperationException(string.Join('\n', reading.Faults));
        await File.WriteAllTextAsync(Path.Combine(folder, "report.yaml"), text.ToString());
        await store.WriteAsync(transaction => SchemesInForce.PutInForce(transaction, null, SchemesInForce.Always, scheme, "bench", text: text.ToString()));
        await store.WriteAsync(transaction => transaction.People.SaveAll(
            [.. Enumerable.Range(0, people).Select(i => new Person(Number(i), "客服" + i, [], "组" + (i / 10), new HashSet<Role> { Role.Agent }, "basic", "初级"))], Period.Month(2020, 1)));
        return (new SchemesInForce("kf-2017", folder), scheme);
    }

    /// <summary>The same events in the product's tables, behind the writer's back, and in one bare table. What is measured only reads.</summary>
    private static async Task<DbConnection> FillAsync(BenchGround ground, int events, int people)
    {
        var server = ground.Provider == StoreProvider.Postgres;
        DbConnection connection = server ? new NpgsqlConnection(ground.Product) : new SqliteConnection(ground.Product);
        await connection.OpenAsync();
        var clock = Stopwatch.StartNew();
        var numbers = server ? $"generate_series(1, {events}) n (i)" : $"(with recursive n (i) as (select 1 union all select i + 1 from n where i < {events}) select i from n)";
        // Spread by multiplication with primes, so that every agent meets every item on any day.
        await RunAsync(connection, $"create table ev as select (i * 7919) % {people} as agent, (i * 104729 / 7) % 365 as day, (i * 31 + i / 97) % {Items} as item, ((i * 31 + i / 97) % {Items}) % 7 + 1 as points from {(server ? numbers.Replace($"generate_series(1, {events})", $"generate_series(1::bigint, {events})", StringComparison.Ordinal) : numbers)}");
        await RunAsync(connection, server ? "create index ev_day on ev (day, agent) include (item, points)" : "create index ev_day on ev (day, agent, item, points)");
        await RunAsync(connection, server ? "create index ev_agent on ev (agent, day) include (item, points)" : "create index ev_agent on ev (agent, day, item, points)");
        var day = server ? "date '2026-01-01' + day::int" : "date('2026-01-01', '+' || day || ' days')";
        var sequence = "row_number() over ()";
        var at = server ? "now()" : "'2026-01-01T00:00:00.000000Z'";
        await RunAsync(connection, $"""
            insert into records (number, kind, subject, code, on_day, until_day, by_person, channel, count, reason, pending, recorded_at, chain_seq, prev_hash, hash)
            select 1000 + {sequence}, 'item', cast(10000 + agent as text), 'i' || item, {day}, {day}, '1', 'bench', 1, '', {(server ? "false" : "0")}, {at}, {sequence}, '', '' from ev
            """);
        await RunAsync(connection, "insert into record_states (number, state, code, points, steps) select number, 'active', code, null, 0 from records");
        await RunAsync(connection, "insert into tallies (subject, kind, code, day, points, count, records) select subject, 'item', code, on_day, '', sum(count), count(*) from records group by subject, code, on_day");
        await RunAsync(connection, server ? "vacuum analyze" : "analyze");
        Console.WriteLine($"  filled in {clock.Elapsed.TotalSeconds:F0} s");
        return connection;
    }

    private static async Task<decimal> SumAsync(DbConnection connection)
    {
        var (from, until) = (_month.First.DayNumber - _first.DayNumber, _month.Last.DayNumber - _first.DayNumber);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select agent, item, sum(points), count(*) from ev where day >= {from} and day <= {until} group by agent, item";
        await using var rows = await command.ExecuteReaderAsync();
        var sum = 0m;
        while (await rows.ReadAsync()) sum += Convert.ToInt64(rows.GetValue(2), CultureInfo.InvariantCulture);
        return sum;
    }

    private static async Task<(double Milliseconds, decimal Check)> MedianAsync(Func<Task<decimal>> work)
    {
        var (times, check) = (new List<double>(), 0m);
        // Until the compiler has settled; at full size once is enough.
        for (var settling = Stopwatch.StartNew(); check == 0 || settling.Elapsed < _settling;) check = await work();
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            check = await work();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        return (times.Order().ElementAt(Rounds / 2), check);
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 0);
        await command.ExecuteNonQueryAsync();
    }

    private static string Number(int i) => (10_000 + i).ToString(CultureInfo.InvariantCulture);
}

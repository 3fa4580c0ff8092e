using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using CsPerformance.Benchmarks.Ingest;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CsPerformance.Benchmarks.Operation;

/// <summary>
/// G7: what the outbox can hand out and mark as sent, beside one table claimed with <c>skip locked</c> in batches. The product claims in one
/// commit and marks in another, because the sending lies between; the bare side does both at once.
/// </summary>
internal static class OutboxBenchmark
{
    private const int Batch = 50;
    private const int Rounds = 3;

    /// <summary>As many as the bot has for its outbox; the bare side has them too.</summary>
    private const int Workers = 3;

    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(int messages, string? postgres)
    {
        Console.WriteLine($"{messages} messages of 300 bytes to as many people, batches of {Batch}, {Workers} workers, median of {Rounds} rounds");
        await CompareAsync(StoreProvider.Sqlite, null, messages);
        if (postgres is not null) await CompareAsync(StoreProvider.Postgres, postgres, messages);
    }

    private static async Task CompareAsync(StoreProvider provider, string? postgres, int messages)
    {
        await using var ground = await BenchGround.OpenAsync(provider, postgres);
        await using var store = await Store.OpenAsync(new(provider, ground.Product), TimeProvider.System);
        var (bare, product) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(messages / await BareAsync(ground, messages));
            await EnqueueAsync(store, round, messages);
            var clock = Stopwatch.StartNew();
            var sent = 0;
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
            {
                for (var claimed = 1; claimed > 0; Interlocked.Add(ref sent, claimed)) claimed = await SendAsync(store);
            })));
            if (sent != messages) throw new InvalidOperationException($"{sent} of {messages} were handed out.");
            product.Add(messages / clock.Elapsed.TotalSeconds);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{provider}: claimed and marked {product.Order().ElementAt(Rounds / 2):F0}/s of {bare.Order().ElementAt(Rounds / 2):F0}/s bare, ratio {product.Order().ElementAt(Rounds / 2) / bare.Order().ElementAt(Rounds / 2):F2} (aim 0.5 on PostgreSQL)"));
    }

    private static async Task<int> SendAsync(Store store)
    {
        var items = await store.WriteAsync(transaction => transaction.Outbox.Claim(Batch, "bench", _lease));
        if (items.Count > 0) await store.WriteAsync(transaction => transaction.Outbox.Sent([.. items.Select(item => new SentMessage(item.Id, null, "simulator"))]));
        return items.Count;
    }

    private static async Task EnqueueAsync(Store store, int round, int messages)
    {
        var text = new string('x', 300);
        for (var first = 0; first < messages; first += 1000)
        {
            var from = first;
            await store.WriteAsync(transaction =>
            {
                for (var i = from; i < Math.Min(messages, from + 1000); i++)
                    transaction.Outbox.Add(new NewOutgoing(Recipient.To(Number(i)), new OutgoingMessage(text), Purpose.Notice, $"{round}:{i}"));
            });
        }
    }

    /// <returns>Seconds.</returns>
    private static async Task<double> BareAsync(BenchGround ground, int messages)
    {
        var server = ground.Provider == StoreProvider.Postgres;
        await using DbConnection connection = server ? new NpgsqlConnection(ground.Bare) : new SqliteConnection(ground.Bare);
        await connection.OpenAsync();
        if (!server) await RunAsync(connection, "pragma journal_mode = wal; pragma synchronous = full");
        await RunAsync(connection, "drop table if exists outbox");
        await RunAsync(connection, server
            ? "create table outbox (id bigint generated always as identity primary key, dedupe text not null unique, payload text not null, state smallint not null default 0, due timestamptz not null default now(), done_at timestamptz)"
            : "create table outbox (id integer primary key, dedupe text not null unique, payload text not null, state integer not null default 0, due text not null default current_timestamp, done_at text)");
        await RunAsync(connection, "create index outbox_due on outbox (due, id) where state = 0");
        var numbers = server ? $"generate_series(1, {messages}) i" : $"(with recursive n (i) as (select 1 union all select i + 1 from n where i < {messages}) select i from n)";
        await RunAsync(connection, $"insert into outbox (dedupe, payload) select 'k' || i, '{new string('x', 300)}' from {numbers}");
        if (server) await RunAsync(connection, "vacuum analyze outbox");
        var now = server ? "now()" : "current_timestamp";
        var clock = Stopwatch.StartNew();
        // SQLite has one writer at a time; a second one would only wait for the lock.
        await Task.WhenAll(Enumerable.Range(0, server ? Workers : 1).Select(_ => Task.Run(() => ClaimAsync(ground))));
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task ClaimAsync(BenchGround ground)
    {
        var server = ground.Provider == StoreProvider.Postgres;
        await using DbConnection connection = server ? new NpgsqlConnection(ground.Bare) : new SqliteConnection(ground.Bare);
        await connection.OpenAsync();
        if (!server) await RunAsync(connection, "pragma synchronous = full");
        var now = server ? "now()" : "current_timestamp";
        await using var claim = connection.CreateCommand();
        claim.CommandText = $"update outbox set state = 1, done_at = {now} where id in (select id from outbox where state = 0 and due <= {now} order by due, id limit {Batch}{(server ? " for update skip locked" : "")}) returning id, payload";
        await claim.PrepareAsync();
        for (var claimed = 1; claimed > 0;)
        {
            claimed = 0;
            await using var rows = await claim.ExecuteReaderAsync();
            while (await rows.ReadAsync()) claimed++;
        }
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static string Number(int i) => (10_000 + i).ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Concurrent;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using Microsoft.Data.Sqlite;
using Npgsql;
using Record = CsPerformance.Domain.Records.Record;

namespace CsPerformance.Storage.Tests;

/// <summary>Runs a class of tests once on each database, each test on an empty store of its own.</summary>
public abstract class StoreTests(Place place) : IAsyncLifetime
{
    protected static readonly DateOnly Day = new(2026, 11, 20);
    protected static readonly Period November = Period.Month(2026, 11);

    private readonly List<Store> opened = [];

    protected Place Place => place;

    protected TestClock Clock { get; } = new();

    protected Store Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await place.PrepareAsync();
        Store = await OpenAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var store in opened) await store.DisposeAsync();
        await place.CleanUpAsync();
    }

    /// <summary>One more instance on the same store.</summary>
    protected async Task<Store> OpenAsync()
    {
        var store = await Store.OpenAsync(place.Options with { LeaseClock = Clock }, Clock);
        opened.Add(store);
        return store;
    }

    protected Task<Record> AddAsync(NewRecord record) => Store.WriteAsync(tx => tx.Records.Add(record));

    protected Task<T> Read<T>(Func<Session, T> work) => Store.ReadAsync(work);
}

/// <summary>Where a test's store is.</summary>
public abstract class Place
{
    public abstract StoreOptions Options { get; }

    public abstract Task PrepareAsync();

    public abstract Task CleanUpAsync();

    /// <summary>Takes the guards away until the end of a transaction, as somebody with the file or the server could.</summary>
    public abstract string Unlock { get; }

    /// <summary>Does by hand what the guards refuse.</summary>
    public abstract Task ForceAsync(params IEnumerable<string> sql);
}

public sealed class SqlitePlace : Place
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "csp-store-" + Guid.NewGuid().ToString("N"));

    public override StoreOptions Options => new(StoreProvider.Sqlite, "Data Source=" + Path.Combine(folder, "bot.db"));

    public override Task PrepareAsync()
    {
        Directory.CreateDirectory(folder);
        return Task.CompletedTask;
    }

    public override Task CleanUpAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    public override string Unlock => "pragma defer_foreign_keys = on; " + string.Concat(
        from table in (IEnumerable<string>)["records", "decisions", "publications", "refusals", "redactions"]
        from verb in (IEnumerable<string>)["update", "delete"]
        select $"drop trigger if exists {table}_no_{verb}; ");

    public override async Task ForceAsync(params IEnumerable<string> sql)
    {
        await using var connection = new SqliteConnection(Options.ConnectionString + ";Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Unlock + string.Join("; ", sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>
/// A schema of its own on the server that CSP_TEST_POSTGRES names. Making one takes most of a second, so an emptied one is used again;
/// all are dropped when the tests end.
/// </summary>
public sealed class PostgresPlace : Place
{
    private static readonly ConcurrentBag<string> Free = [];
    private static readonly ConcurrentBag<string> Made = [];

    private string schema = "";

    static PostgresPlace() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var one in Made) Run($"drop schema if exists {one} cascade").GetAwaiter().GetResult();
    };

    public static string? Server => Environment.GetEnvironmentVariable("CSP_TEST_POSTGRES") is { Length: > 0 } server ? server : null;

    public override StoreOptions Options => new(
        StoreProvider.Postgres,
        new NpgsqlConnectionStringBuilder(Server) { SearchPath = schema, MaxPoolSize = 10, IncludeErrorDetail = true }.ConnectionString);

    public override async Task PrepareAsync()
    {
        if (Free.TryTake(out var emptied))
        {
            schema = emptied;
            return;
        }
        schema = "t" + Guid.NewGuid().ToString("N");
        Made.Add(schema);
        await Run($"create schema {schema}");
    }

    public override async Task CleanUpAsync()
    {
        await ForceAsync($"""
            do $$ declare t text; begin
                for t in select tablename from pg_tables where schemaname = '{schema}' and tablename not in ('schema_versions', 'chain_head')
                loop execute 'delete from ' || t; end loop;
                delete from chain_head; insert into chain_head values (1, 1001, 0, '');
                perform setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) from pg_sequences where schemaname = '{schema}';
            end $$
            """);
        Free.Add(schema);
    }

    public override string Unlock => "set local session_replication_role = replica";

    public override Task ForceAsync(params IEnumerable<string> sql) =>
        Run($"set search_path = {schema}; set session_replication_role = replica; {string.Join("; ", sql)}");

    private static async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class TestClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 11, 20, 9, 0, 0, TimeSpan.FromHours(8));

    public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();

    public void Move(TimeSpan by) => now += by;

    public void Set(DateTimeOffset to) => now = to;
}

internal static class Some
{
    public static Person Person(string number = "10002", string name = "王芳", string? team = "客服一组", params Role[] roles) =>
        new(number, name, ["小芳"], team, (roles.Length == 0 ? [Role.Agent] : roles).ToHashSet(), "basic", "初级", "13800000000");

    public static NewRecord Item(string subject = "10002", string code = "excellent_case", DateOnly? on = null, int count = 1, decimal? points = null) =>
        new(RecordKind.Item, subject, code, on ?? new(2026, 11, 20), on ?? new(2026, 11, 20), "10001", "simulator", count, points);

    public static NewRecord Metric(decimal value, string subject = "10002", string code = "conversations") =>
        new(RecordKind.Metric, subject, code, new(2026, 11, 30), new(2026, 11, 30), "10001", "simulator", Value: value);

    public static Decision Decision(long record, DecisionKind kind, decimal? points = null, string? code = null) =>
        new(record, kind, "10001", new(2026, 11, 20, 9, 0, 0, TimeSpan.FromHours(8)), "查实", code, points);

    public static IncomingMessage Message(string key, string account = "wangfang", string text = "我的分数", string? group = null, Attachment? file = null) =>
        new("wecom", key, account, group is null ? Chat.Direct : new Chat(group), text, ["lijun"], new(2026, 11, 20, 9, 0, 0, TimeSpan.FromHours(8)), file,
            Press: new ButtonPress("c1", "ok"), ReplyHandle: "hook");

    public static NewOutgoing Outgoing(string key, string to = "10002", Purpose purpose = Purpose.Notice, DateTimeOffset? notBefore = null, long? cause = null) =>
        new(Recipient.To(to), new OutgoingMessage("您好 " + key), purpose, key, "simulator", cause, NotBefore: notBefore);
}

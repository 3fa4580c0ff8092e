using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using CsPerformance.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CsPerformance.Benchmarks.Ingest;

/// <summary>The stores of one comparison: a folder with files, or databases that are dropped at the end.</summary>
internal sealed class BenchGround : IAsyncDisposable
{
    private readonly string? server;
    private readonly List<string> databases = [];

    private BenchGround(StoreProvider provider, string? server)
    {
        Provider = provider;
        this.server = server;
        Folder = Directory.CreateTempSubdirectory("csp-bench-").FullName;
    }

    public StoreProvider Provider { get; }

    public string Folder { get; }

    /// <summary>Connection string of the bare server's store.</summary>
    public string Bare { get; private set; } = "";

    /// <summary>Connection string of the product's store.</summary>
    public string Product { get; private set; } = "";

    public static async Task<BenchGround> OpenAsync(StoreProvider provider, string? server)
    {
        var ground = new BenchGround(provider, server);
        ground.Bare = await ground.NewAsync("bare");
        ground.Product = await ground.NewAsync("product");
        return ground;
    }

    /// <summary>Waits until the store holds so many records.</summary>
    /// <exception cref="TimeoutException">Nothing was added for a minute.</exception>
    public async Task UntilDoneAsync(int records)
    {
        await using DbConnection connection = Provider == StoreProvider.Postgres ? new NpgsqlConnection(Product) : new SqliteConnection(Product + ";Mode=ReadOnly");
        await connection.OpenAsync();
        await using var count = connection.CreateCommand();
        count.CommandText = "select count(*) from records";
        var (last, since) = (-1L, Stopwatch.GetTimestamp());
        while (last < records)
        {
            var now = Convert.ToInt64(await count.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
            if (now != last) (last, since) = (now, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(1)) throw new TimeoutException($"{now} records of {records} and no more.");
            // Counting reads the whole table: seldom enough not to weigh on what is measured.
            await Task.Delay(250);
        }
    }

    /// <summary>Gives PostgreSQL the statistics that its autovacuum would gather within the first minutes.</summary>
    public async Task SettleAsync()
    {
        if (Provider == StoreProvider.Postgres) await RunAsync("analyze", Product);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in databases) await RunAsync($"drop database if exists {database} with (force)");
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, true);
    }

    private async Task<string> NewAsync(string name)
    {
        if (Provider == StoreProvider.Sqlite) return $"Data Source={Path.Combine(Folder, name + ".db")}";
        var database = $"bench_{name}_{Guid.NewGuid():n}";
        await RunAsync($"create database {database}");
        databases.Add(database);
        return new NpgsqlConnectionStringBuilder(server) { Database = database, MaxPoolSize = 32 }.ConnectionString;
    }

    private async Task RunAsync(string sql, string? database = null)
    {
        NpgsqlConnection.ClearAllPools();
        await using var source = NpgsqlDataSource.Create(database ?? server!);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

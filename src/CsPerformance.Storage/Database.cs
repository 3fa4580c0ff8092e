using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>The two databases behind one <see cref="DbDataSource"/> for writing and one for reading.</summary>
internal sealed class Database : IAsyncDisposable
{
    // A plan is kept with its connection: one made while a table is as good as empty would read all of it when it no longer is. Where
    // there is no index the penalty makes a plan look so dear that it would be compiled each time.
    private const string ByIndex = "set enable_seqscan = off; set jit = off";

    private readonly DbDataSource writing;
    private readonly DbDataSource reading;
    private readonly ConcurrentBag<Reading> kept = [];
    private volatile bool isDisposed;

    /// <param name="mayMake">False for an operator's command on a store that is there: a SQLite file that is not stays so.</param>
    public Database(StoreOptions options, TimeProvider clock, bool mayMake = true)
    {
        Columns.Register();
        Options = options;
        Clock = clock;
        if (options.Provider == StoreProvider.Sqlite)
        {
            var file = new SqliteConnectionStringBuilder(options.ConnectionString) { ForeignKeys = true, DefaultTimeout = 30 };
            File = Path.GetFullPath(file.DataSource);
            if (mayMake && Path.GetDirectoryName(File) is { } folder) Directory.CreateDirectory(folder);
            file.Mode = mayMake ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite;
            writing = SqliteFactory.Instance.CreateDataSource(file.ConnectionString);
            file.Mode = SqliteOpenMode.ReadOnly;
            reading = SqliteFactory.Instance.CreateDataSource(file.ConnectionString);
        }
        else
        {
            var server = new NpgsqlConnectionStringBuilder(options.ServerConnectionString);
            if (server.MaxAutoPrepare == 0) server.MaxAutoPrepare = 200;
            server.AutoPrepareMinUsages = 2;
            // A command of an operator looks at all of the history, and somebody waits for its end.
            if (!mayMake) server.CommandTimeout = 0;
            writing = SourceOf(server).Build();
            // Said once for a connection, not with each snapshot; so it must not be forgotten between two readers.
            server.NoResetOnClose = true;
            var readers = SourceOf(server);
            readers.UsePhysicalConnectionInitializer(ReadOnly, connection => Task.Run(() => ReadOnly(connection)));
            reading = readers.Build();
        }
    }

    public StoreOptions Options { get; }

    public TimeProvider Clock { get; }

    /// <summary>Null for PostgreSQL.</summary>
    public string? File { get; }

    public bool IsPostgres => Options.Provider == StoreProvider.Postgres;

    /// <summary>The part of a claim that lets other instances pass by rows being claimed; SQLite has one writer at a time anyway.</summary>
    public string SkipLocked => IsPostgres ? "for update skip locked" : "";

    public DbConnection OpenWriting()
    {
        var connection = writing.OpenConnection();
        // FULL is what makes "acknowledged" mean "on disk" after a power cut; WAL keeps readers and the writer apart.
        if (!IsPostgres) Run(connection, "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 30000; pragma cache_size = -16384;");
        // What is written is found by an index in its order, whatever the values are; planning it anew costs half as much as doing it.
        else Run(connection, ByIndex + "; set enable_bitmapscan = off; set plan_cache_mode = force_generic_plan");
        return connection;
    }

    /// <summary>Closes the connections to PostgreSQL that are open now as soon as nobody uses them.</summary>
    public void Distrust()
    {
        (writing as NpgsqlDataSource)?.Clear();
        (reading as NpgsqlDataSource)?.Clear();
    }

    /// <summary>Outside a transaction; see <see cref="Store.SweepAsync"/>.</summary>
    public void Sweep()
    {
        using var connection = OpenWriting();
        // As long as it takes; on SQLite the timeout is how long it waits for whoever has the file.
        if (IsPostgres) Run(connection, "vacuum", timeout: 0);
        else Run(connection, "vacuum; pragma wal_checkpoint(truncate)");
    }

    /// <summary>A connection that only reads; on SQLite one with the statements that it compiled for earlier readers.</summary>
    public Reading OpenReading() => kept.TryTake(out var reader) ? reader : new Reading(this, reading.OpenConnection());

    /// <summary>Keeps a connection for the next reader. Npgsql has a pool that does so by itself.</summary>
    public bool Keep(Reading reader)
    {
        if (IsPostgres || isDisposed) return false;
        kept.Add(reader);
        return true;
    }

    /// <summary>The tables have none but the server's own types: nobody waits after a restart until it has listed all that there are.</summary>
    public static NpgsqlDataSourceBuilder SourceOf(NpgsqlConnectionStringBuilder server) =>
        new NpgsqlDataSourceBuilder(server.ConnectionString).ConfigureTypeLoading(types => types.EnableTypeLoading(false));

    private static void ReadOnly(NpgsqlConnection connection) => Run(connection, "set default_transaction_read_only = on; " + ByIndex);

    /// <param name="timeout">In seconds, 0 for none; null takes the connection's.</param>
    public static void Run(DbConnection connection, string sql, int? timeout = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = timeout ?? command.CommandTimeout;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        isDisposed = true;
        while (kept.TryTake(out var reader)) reader.Dispose();
        await writing.DisposeAsync();
        await reading.DisposeAsync();
        // Pooled handles would keep the file open after the store is closed.
        if (!IsPostgres) SqliteConnection.ClearAllPools();
    }
}

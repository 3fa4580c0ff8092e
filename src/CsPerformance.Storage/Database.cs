using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>The two databases behind one <see cref="DbDataSource"/> for writing and one for reading.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly DbDataSource writing;
    private readonly DbDataSource reading;

    public Database(StoreOptions options, TimeProvider clock)
    {
        Columns.Register();
        Options = options;
        Clock = clock;
        if (options.Provider == StoreProvider.Sqlite)
        {
            var file = new SqliteConnectionStringBuilder(options.ConnectionString) { ForeignKeys = true, DefaultTimeout = 30 };
            if (Path.GetDirectoryName(Path.GetFullPath(file.DataSource)) is { } folder) Directory.CreateDirectory(folder);
            file.Mode = SqliteOpenMode.ReadWriteCreate;
            writing = SqliteFactory.Instance.CreateDataSource(file.ConnectionString);
            file.Mode = SqliteOpenMode.ReadOnly;
            reading = SqliteFactory.Instance.CreateDataSource(file.ConnectionString);
        }
        else
        {
            var server = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            if (server.MaxAutoPrepare == 0) server.MaxAutoPrepare = 200;
            server.AutoPrepareMinUsages = 2;
            writing = reading = new NpgsqlDataSourceBuilder(server.ConnectionString).Build();
        }
    }

    public StoreOptions Options { get; }

    public TimeProvider Clock { get; }

    public bool IsPostgres => Options.Provider == StoreProvider.Postgres;

    /// <summary>The part of a claim that lets other instances pass by rows being claimed; SQLite has one writer at a time anyway.</summary>
    public string SkipLocked => IsPostgres ? "for update skip locked" : "";

    public DbConnection OpenWriting()
    {
        var connection = writing.OpenConnection();
        // FULL is what makes "acknowledged" mean "on disk" after a power cut; WAL keeps readers and the writer apart.
        if (!IsPostgres) Run(connection, "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 30000;");
        return connection;
    }

    /// <summary>Outside a transaction; see <see cref="Store.SweepAsync"/>.</summary>
    public void Sweep()
    {
        using var connection = OpenWriting();
        Run(connection, IsPostgres ? "vacuum" : "vacuum; pragma wal_checkpoint(truncate)");
    }

    public DbConnection OpenReading() => reading.OpenConnection();

    public static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await writing.DisposeAsync();
        await reading.DisposeAsync();
        // Pooled handles would keep the file open after the store is closed.
        if (!IsPostgres) SqliteConnection.ClearAllPools();
    }
}

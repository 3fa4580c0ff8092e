using CsPerformance.Storage;
using CsPerformance.Storage.Tests;
using Microsoft.Data.Sqlite;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Where the store of a test lies: in a file, or on the server for the classes that end in _on_Postgres, which run the tests of their bases there.</summary>
internal sealed class StorePlace : IAsyncDisposable
{
    private static readonly AsyncLocal<bool> _onPostgres = new();

    private readonly PostgresPlace? server = _onPostgres.Value ? new() : null;
    private readonly string folder = Directory.CreateTempSubdirectory("chat").FullName;

    private StorePlace()
    {
    }

    public bool IsPostgres => server is not null;

    /// <summary>The file, where the store is one.</summary>
    public string File => Path.Combine(folder, "bot.db");

    public StoreOptions Options => server?.Options ?? new StoreOptions(StoreProvider.Sqlite, $"Data Source={File}");

    /// <summary>From the constructor of a test class: its tests run on the server.</summary>
    public static void UsePostgres() => _onPostgres.Value = true;

    public static async Task<StorePlace> PrepareAsync()
    {
        var made = new StorePlace();
        if (made.server is not null) await made.server.PrepareAsync();
        return made;
    }

    /// <summary>Does by hand what no program does.</summary>
    public async Task ForceAsync(string sql)
    {
        if (server is not null)
        {
            await server.ForceAsync(sql);
            return;
        }
        await using var connection = new SqliteConnection(Options.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.CleanUpAsync();
        Directory.Delete(folder, recursive: true);
    }
}

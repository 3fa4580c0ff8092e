using Npgsql;

namespace CsPerformance.Chaos;

/// <summary>Ends the server's side of connections that are in a transaction, between two of its statements or in one, as an administrator or a failover may.</summary>
internal sealed class CutWorks(Ground ground) : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);

    private readonly NpgsqlDataSource server = NpgsqlDataSource.Create(ground.Options.ConnectionString);
    private volatile bool on;
    private Task cutting = Task.CompletedTask;

    /// <summary>How many connections were ended.</summary>
    public int Count { get; private set; }

    public void Begin()
    {
        on = true;
        cutting = Task.Run(CutAsync);
    }

    public async Task EndAsync()
    {
        on = false;
        await cutting;
    }

    /// <summary>Ends those that are in the middle of a transaction now.</summary>
    public async Task<int> OnceAsync()
    {
        await using var command = server.CreateCommand("""
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and backend_type = 'client backend'
            """);
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await server.DisposeAsync();
    }

    private async Task CutAsync()
    {
        for (; on; await Task.Delay(_pause)) Count += await OnceAsync();
    }
}

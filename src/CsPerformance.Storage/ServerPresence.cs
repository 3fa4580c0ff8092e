using System.Data.Common;
using System.Diagnostics;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>
/// A session's advisory lock on a connection that does nothing else. PostgreSQL frees it when the connection ends, so at once when the
/// process dies; where the machine or the network dies, after the keep-alive of half a minute. It needs a session of its own: behind a
/// pooler that hands sessions round the lock says nothing, and only the leases count.
/// </summary>
internal sealed class ServerPresence : Presence
{
    /// <summary>True for a row of inbox or outbox whose holder lives. The key of the lock is the hash of the holder's name.</summary>
    public const string HolderLives = """
        hashtextextended(lease_by, 0) in (
            select (classid::bigint << 32) | objid::bigint from pg_locks
            where locktype = 'advisory' and objsubid = 1 and granted and database = (select oid from pg_database where datname = current_database()))
        """;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    /// <summary>After a restart or a failover of the server everybody's lock is gone: the others get this long to take theirs again.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource server;
    private readonly string instance;
    private readonly CancellationTokenSource over = new();
    private Task beating = Task.CompletedTask;
    private NpgsqlConnection? connection;
    private volatile bool held;
    private long retaken;

    private ServerPresence(NpgsqlDataSource server, string instance)
    {
        this.server = server;
        this.instance = instance;
    }

    public override bool IsHeld => held;

    public override bool MayJudge => held && (Volatile.Read(ref retaken) is var at && (at == 0 || Stopwatch.GetElapsedTime(at) > Grace));

    public static async Task<ServerPresence> AppearAsync(Database database, string instance, CancellationToken cancellation)
    {
        // Out of the pool: the lock must live and die with this connection alone.
        var own = new NpgsqlConnectionStringBuilder(database.Options.ServerConnectionString) { Pooling = false, MaxAutoPrepare = 0 };
        var presence = new ServerPresence(Database.SourceOf(own).Build(), instance);
        try
        {
            await presence.LockAsync(cancellation);
        }
        catch
        {
            await presence.DisposeAsync();
            throw;
        }
        presence.beating = Task.Run(presence.BeatAsync, CancellationToken.None);
        return presence;
    }

    public override async ValueTask DisposeAsync()
    {
        held = false;
        await over.CancelAsync();
        await beating;
        await LoseAsync();
        await server.DisposeAsync();
        over.Dispose();
    }

    private async Task BeatAsync()
    {
        while (!over.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(held ? Beat : Again, over.Token));
            try
            {
                if (held)
                {
                    await RunAsync("select 1", over.Token);
                }
                else
                {
                    await LockAsync(over.Token);
                    if (held) Volatile.Write(ref retaken, Stopwatch.GetTimestamp());
                }
            }
            catch (Exception fault) when (fault is DbException or IOException or TimeoutException or OperationCanceledException or InvalidOperationException)
            {
                await LoseAsync();
            }
        }
    }

    private async Task LockAsync(CancellationToken cancellation)
    {
        connection ??= server.CreateConnection();
        await connection.OpenAsync(cancellation);
        await RunAsync("set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3", cancellation);
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = instance });
        held = (bool)(await command.ExecuteScalarAsync(cancellation))!;
        // Our own former session, which the server has not given up yet.
        if (!held) await LoseAsync();
    }

    private async Task RunAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task LoseAsync()
    {
        held = false;
        if (connection is null) return;
        await connection.DisposeAsync();
        connection = null;
    }
}

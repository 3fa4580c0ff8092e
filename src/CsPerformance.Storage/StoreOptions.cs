using Npgsql;

namespace CsPerformance.Storage;

public enum StoreProvider
{
    /// <summary>One file beside the bot, for one instance.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15 or newer, for one or several instances.</summary>
    Postgres,
}

/// <summary>Where the store is and how it queues.</summary>
public sealed record StoreOptions(StoreProvider Provider, string ConnectionString)
{
    /// <summary>
    /// What each connection to PostgreSQL is made from, those of the jobs too: as it was set, but that Kerberos is looked for only where
    /// the admin asks for it, because looking takes a tenth of a second after each restart.
    /// </summary>
    /// <exception cref="ArgumentException">The connection string is not one of PostgreSQL.</exception>
    public string ServerConnectionString
    {
        get
        {
            const string kerberos = "GSS Encryption Mode";
            var server = new NpgsqlConnectionStringBuilder(ConnectionString);
            if (!server.ShouldSerialize(kerberos)) server.GssEncryptionMode = GssEncryptionMode.Disable;
            return server.ConnectionString;
        }
    }

    /// <summary>Works that may wait for the writer; one more is refused with <see cref="StoreBusyException"/>.</summary>
    public int QueueLength { get; init; } = 4096;

    /// <summary>The most works that share one durable commit.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Reads that run at the same time; more wait for their turn.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>The company's time zone: it decides which month is the current one.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>
    /// The clock of leases; null takes the database server's own, or the machine's for SQLite. It is never the simulated clock,
    /// which jumps over days while a message is being sent.
    /// </summary>
    public TimeProvider? LeaseClock { get; init; }
}

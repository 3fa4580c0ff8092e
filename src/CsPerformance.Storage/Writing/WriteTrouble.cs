using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>
/// Whether writing works, for whoever asks; the log gets one line where a series of failures begins and one where it ends, however many
/// there are between them. A text of the database may carry what somebody said, so the lines have kinds and codes alone.
/// </summary>
internal sealed class WriteTrouble(ILogger logger, TimeProvider clock)
{
    private readonly Lock gate = new();
    private DateTimeOffset? since;
    private long failures;

    /// <summary>When the first write failed of those after which none came through; null where the last one did.</summary>
    public DateTimeOffset? Since
    {
        get
        {
            lock (gate) return since;
        }
    }

    public void Failed(Exception fault)
    {
        lock (gate)
        {
            failures++;
            if (since is not null) return;
            since = clock.GetUtcNow();
        }
        logger.LogError("The store does not take writes: {Kind} {Code}. Messages are refused until it does, and their platforms send them again.", fault.GetType().Name, CodeOf(fault));
    }

    /// <summary>Something new was committed.</summary>
    public void Ended()
    {
        long failed;
        lock (gate)
        {
            if (since is null) return;
            (failed, since, failures) = (failures, null, 0);
        }
        logger.LogWarning("The store takes writes again, after {Failures} failures.", failed);
    }

    private static string CodeOf(Exception fault) => fault switch
    {
        SqliteException file => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SQLite {file.SqliteExtendedErrorCode}"),
        PostgresException server => "SQLSTATE " + server.SqlState,
        { InnerException: { } inner } => inner.GetType().Name,
        _ => "",
    };
}

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

    /// <summary>The whole disk, file or server refuses, and not one work that is wrong by itself.</summary>
    public static bool IsOfTheDatabase(Exception fault) => fault switch
    {
        // Read-only, input or output, damaged, full, cannot open, no database.
        SqliteException file => file.SqliteErrorCode is 8 or 10 or 11 or 13 or 14 or 26,
        // No resources (a full disk is 53100), operator's intervention, the server's own fault, read-only.
        PostgresException server => server.SqlState is "25006" || server.SqlState[..2] is "53" or "57" or "58" or "XX",
        _ => false,
    };

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

using Microsoft.Data.Sqlite;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>Tells a store that is away, full or overloaded from a work that is wrong by itself.</summary>
public static class StoreFault
{
    /// <summary>
    /// True where everybody's works fail alike until somebody or something makes the store well again; then the same work comes through.
    /// Sources: the result codes of SQLite and the error classes in appendix A of PostgreSQL's documentation.
    /// </summary>
    public static bool IsOfStore(Exception fault) => fault switch
    {
        StoreBusyException or StoreLostException => true,
        // Held by another process, read-only, input or output, damaged, full, cannot open, no database.
        SqliteException file => file.SqliteErrorCode is 5 or 8 or 10 or 11 or 13 or 14 or 26,
        // The connection, no resources (a full disk is 53100), operator's intervention, the server's own fault, read-only.
        PostgresException server => server.SqlState is "25006" || server.SqlState[..2] is "08" or "53" or "57" or "58" or "XX",
        NpgsqlException connection => connection.IsTransient,
        _ => false,
    };
}

using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace CsPerformance.Storage;

/// <summary>A connection of a reader with its statements. Disposing closes it, unless the work came to its end and it is kept for the next one.</summary>
internal sealed class Reading(Database database, DbConnection connection) : IDisposable
{
    private bool isKept;

    public Statements Statements { get; } = new(database, connection);

    /// <summary>One snapshot that others' commits do not change.</summary>
    public DbTransaction Begin() =>
        connection is SqliteConnection file ? file.BeginTransaction(deferred: true) : connection.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <summary>The work came to its end: nothing of it is left on the connection.</summary>
    public void Keep() => isKept = true;

    public void Dispose()
    {
        var keeps = isKept;
        isKept = false;
        if (keeps && database.Keep(this)) return;
        Statements.Dispose();
        connection.Dispose();
    }
}

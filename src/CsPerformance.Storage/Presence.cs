namespace CsPerformance.Storage;

/// <summary>
/// Shows others that this instance lives, for as long as its process does: what the instance holds under a lease is let go the
/// moment the sign is gone, and not when the lease ends.
/// </summary>
internal abstract class Presence : IAsyncDisposable
{
    /// <summary>False while the sign is lost: others may take over what this instance claims, so it had better claim nothing.</summary>
    public abstract bool IsHeld { get; }

    /// <summary>False while the signs of others may be missing for another reason than their death.</summary>
    public abstract bool MayJudge { get; }

    /// <exception cref="StoreInUseException">SQLite: another process has the store.</exception>
    /// <exception cref="System.Data.Common.DbException">PostgreSQL cannot be reached.</exception>
    public static async Task<Presence> TakeAsync(Database database, string instance, CancellationToken cancellation) =>
        database.IsPostgres ? await ServerPresence.AppearAsync(database, instance, cancellation) : FilePresence.Take(database);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Another process runs on this SQLite store.</summary>
public sealed class StoreInUseException : Exception
{
    public StoreInUseException()
        : base("Another process has the store.")
    {
    }

    public StoreInUseException(string message)
        : base(message)
    {
    }

    public StoreInUseException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

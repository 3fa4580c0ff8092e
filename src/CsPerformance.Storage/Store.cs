using System.Data.Common;
using CsPerformance.Domain.Chat;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsPerformance.Storage;

/// <summary>
/// Everything the bot knows, in SQLite or PostgreSQL. Writes go through one queue and share durable commits; a task of a write ends
/// after the commit that holds it. Reads run beside them on snapshots of their own.
/// </summary>
public sealed class Store : IAsyncDisposable
{
    private readonly Database database;
    private readonly Writer works;
    private readonly Writer accepts;
    private readonly ReadingThreads readers;
    private readonly WriteTrouble trouble;
    private Presence? presence;

    private Store(Database database, ILogger logger)
    {
        this.database = database;
        readers = new ReadingThreads(database.Options.Readers, database.Options.QueueLength);
        trouble = new WriteTrouble(logger, database.Clock);
        works = new Writer(database, trouble, Committed);
        // PostgreSQL lets two writers commit side by side, so a long work never holds up an acknowledgement there.
        accepts = database.IsPostgres ? new Writer(database, trouble, Committed) : works;
    }

    public StoreProvider Provider => database.Options.Provider;

    /// <summary>Set after a commit that made a message of the inbox claimable.</summary>
    public Signal InboxSignal { get; } = new();

    /// <summary>Set after a commit that put a message into the outbox or freed a lane.</summary>
    public Signal OutboxSignal { get; } = new();

    /// <summary>Works that wait for a writer.</summary>
    public int Queued => works.Queued + (accepts == works ? 0 : accepts.Queued);

    /// <summary>Messages that this instance stored, duplicates included, since it opened the store.</summary>
    public long Arrived => accepts.Arrived;

    /// <summary>False while others may think that this instance is dead: it should claim nothing then.</summary>
    public bool IsPresent => presence?.IsHeld != false;

    /// <summary>True where this instance can tell who is dead; see <see cref="Leases.ReleaseOfDead"/>.</summary>
    public bool MayTakeOver => presence?.MayJudge == true;

    /// <summary>Since when no write came through; null where the last one did.</summary>
    public DateTimeOffset? WritesFailSince => trouble.Since;

    internal Database Database => database;

    /// <summary>Opens the store, makes it where there is none, and brings its tables up to date.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    /// <exception cref="UnfitStoreException">The store was written by a newer program.</exception>
    public static Task<Store> OpenAsync(StoreOptions options, TimeProvider clock, ILogger? logger = null, CancellationToken cancellation = default) =>
        OpenAsync(new Database(options, clock), Migrations.Run, logger, cancellation);

    /// <summary>Opens a store that is there and up to date; it makes and changes nothing.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    /// <exception cref="UnfitStoreException">There is none, or another version of the program wrote it.</exception>
    public static Task<Store> OpenExistingAsync(StoreOptions options, TimeProvider clock, ILogger? logger = null, CancellationToken cancellation = default) =>
        OpenAsync(new Database(options, clock, mayMake: false), Migrations.Check, logger, cancellation);

    private static async Task<Store> OpenAsync(Database database, Action<Database> prepare, ILogger? logger, CancellationToken cancellation)
    {
        try
        {
            await Task.Run(() => prepare(database), cancellation);
            return new Store(database, logger ?? NullLogger.Instance);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Shows from now on, until it is closed or its process ends, that an instance of this name lives. To be called once.</summary>
    /// <param name="instance">The name that its leases carry.</param>
    /// <exception cref="StoreInUseException">SQLite: another instance has the store.</exception>
    public async Task AppearAsync(string instance, CancellationToken cancellation = default)
    {
        if (presence is not null) throw new InvalidOperationException("The store shows an instance already.");
        // The writer of arrivals connects meanwhile, and nobody who speaks has to wait for that.
        if (accepts != works) accepts.Add(new Work<bool>(_ => true, cancellation));
        presence = await Presence.TakeAsync(database, instance, cancellation);
    }

    /// <summary>Runs a work on the writer; ends after the commit that holds it.</summary>
    /// <remarks>An exception of the work undoes that work alone. See <see cref="Transaction"/> for what a work may do.</remarks>
    /// <exception cref="StoreBusyException">Too many works wait already.</exception>
    public Task<T> WriteAsync<T>(Func<Transaction, T> work, CancellationToken cancellation = default)
    {
        var entry = new Work<T>(work, cancellation);
        works.Add(entry);
        return entry.Task;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Action<Transaction> work, CancellationToken cancellation = default) =>
        WriteAsync(
            transaction =>
            {
                work(transaction);
                return true;
            },
            cancellation);

    /// <summary>Stores an incoming message once. Stored and Duplicate mean that it is on disk; Busy, that it must be sent again.</summary>
    public async Task<Acceptance> AcceptAsync(IncomingMessage message, CancellationToken cancellation = default)
    {
        var entry = new Arrival(message, cancellation);
        try
        {
            accepts.Add(entry);
            return await entry.Task;
        }
        catch (Exception e) when (e is StoreBusyException or DbException)
        {
            return Acceptance.Busy;
        }
    }

    /// <summary>Reads one consistent snapshot on a connection of its own; never waits for the writer.</summary>
    /// <exception cref="StoreBusyException">Too many reads wait already.</exception>
    public Task<T> ReadAsync<T>(Func<Session, T> work, CancellationToken cancellation = default) => readers.RunAsync(() => Read(work), cancellation);

    /// <summary>A value that all instances share; null where there is none or it has expired. See <see cref="SharedValues"/>.</summary>
    public Task<string?> ReadSharedAsync(string name, DateTimeOffset now, CancellationToken cancellation = default) =>
        ReadOneAsync(session => session.SharedValues.Read(name, now), cancellation);

    /// <summary>Tries a small write where the last write failed; that it comes through ends the trouble, also where nobody has anything to write.</summary>
    /// <returns>False where the store still takes no writes.</returns>
    public async Task<bool> TakesWritesAsync(CancellationToken cancellation = default)
    {
        if (trouble.Since is null) return true;
        try
        {
            var until = TimeProvider.System.GetUtcNow();
            await WriteAsync(transaction => transaction.SharedValues.Replace("writes", null, "ok", until, until), cancellation);
            trouble.Ended();
            return true;
        }
        catch (Exception e) when (e is DbException or StoreBusyException)
        {
            return false;
        }
    }

    /// <summary>Walks the hash chain and what is derived from it; names the first row that is not as the bot wrote it.</summary>
    public Task<VerifyReport> VerifyAsync(CancellationToken cancellation = default) =>
        ReadAsync(session => new Verification(session).Run(cancellation), cancellation);

    /// <summary>Takes a person's personal data out of every table; points, sums and the chain stay as they are.</summary>
    /// <param name="tries">True to see what would change; nothing is kept then.</param>
    public async Task<ForgetReport> ForgetAsync(ForgetWish wish, bool tries = false, CancellationToken cancellation = default)
    {
        ForgetReport? report = null;
        try
        {
            return await WriteAsync(
                transaction =>
                {
                    report = Forgetting.Run(transaction, wish);
                    return tries ? throw new UndoneTrialException() : report;
                },
                cancellation);
        }
        catch (UndoneTrialException)
        {
            return report!;
        }
    }

    /// <summary>Frees the places where removed values stood: SQLite's file is written anew, PostgreSQL may use them again.</summary>
    /// <exception cref="DbException">SQLite: somebody else uses the file.</exception>
    public Task SweepAsync(CancellationToken cancellation = default) => Task.Run(() => database.Sweep(), cancellation);

    /// <summary>Finishes what is queued, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await accepts.DisposeAsync();
        if (works != accepts) await works.DisposeAsync();
        if (Interlocked.Exchange(ref presence, null) is { } shown) await shown.DisposeAsync();
        await Task.Run(readers.Dispose);
        await database.DisposeAsync();
    }

    internal T Read<T>(Func<Session, T> work)
    {
        using var reading = database.OpenReading();
        using var transaction = reading.Begin();
        var result = work(new Session(database, reading.Statements, transaction));
        transaction.Commit();
        reading.Keep();
        return result;
    }

    /// <summary>For a work that makes one statement, which is its own snapshot: it needs no transaction around it.</summary>
    private Task<T> ReadOneAsync<T>(Func<Session, T> work, CancellationToken cancellation) => readers.RunAsync(
        () =>
        {
            using var reading = database.OpenReading();
            var result = work(new Session(database, reading.Statements, null));
            reading.Keep();
            return result;
        },
        cancellation);

    private void Committed(bool inbox, bool outbox)
    {
        if (inbox) InboxSignal.Set();
        if (outbox) OutboxSignal.Set();
    }
}

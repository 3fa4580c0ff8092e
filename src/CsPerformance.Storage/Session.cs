using System.Data.Common;
using CsPerformance.Domain.Time;

namespace CsPerformance.Storage;

/// <summary>One consistent snapshot of the store, by tables. Good only inside the work that received it.</summary>
public class Session
{
    private (string?, long)? versions;

    /// <param name="transaction">Null for a single statement.</param>
    internal Session(Database database, Statements statements, DbTransaction? transaction)
    {
        Database = database;
        Statements = statements;
        DbTransaction = transaction;
        Now = Columns.Truncate(database.Clock.GetUtcNow());
    }

    /// <summary>The moment of this work, UTC, in whole microseconds: all rows that it writes carry it.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The company's local day of <see cref="Now"/>.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Database.Options.Zone).DateTime);

    public People People => field ??= new(this);

    public Identities Identities => field ??= new(this);

    public GroupChats GroupChats => field ??= new(this);

    public Records Records => field ??= new(this);

    public Decisions Decisions => field ??= new(this);

    public Tallies Tallies => field ??= new(this);

    public Publications Publications => field ??= new(this);

    public Inbox Inbox => field ??= new(this);

    public Outbox Outbox => field ??= new(this);

    public Envelopes Envelopes => field ??= new(this);

    public Leases Leases => field ??= new(this);

    public Cards Cards => field ??= new(this);

    public Drafts Drafts => field ??= new(this);

    public Pages Pages => field ??= new(this);

    public Files Files => field ??= new(this);

    public Schemes Schemes => field ??= new(this);

    public Broadcasts Broadcasts => field ??= new(this);

    public Settings Settings => field ??= new(this);

    public Subjects Subjects => field ??= new(this);

    public JobRuns JobRuns => field ??= new(this);

    public SharedValues SharedValues => field ??= new(this);

    public PayLooks PayLooks => field ??= new(this);

    public Refusals Refusals => field ??= new(this);

    /// <summary>True in a work of the writer: what it reads may be its own and never be committed, so nobody keeps it.</summary>
    public virtual bool IsWriting => false;

    /// <summary>
    /// The roster's version and the number of entries of schemes, which nearly every message asks for, in one look; for sessions that
    /// only read.
    /// </summary>
    internal (string? Roster, long Schemes) Versions => versions ??= First<(string?, long)>(
        "select (select value from settings where name = @name), (select count(*) from schemes_in_force)", new { name = People.VersionName });

    internal Database Database { get; }

    internal Statements Statements { get; }

    /// <summary>The connection, after what a transaction still has to send.</summary>
    internal DbConnection Connection
    {
        get
        {
            Statements.Flush(DbTransaction);
            return Statements.Connection;
        }
    }

    internal DbTransaction? DbTransaction { get; }

    /// <summary>The same session where it may write; a read session says so instead of failing deep in the database.</summary>
    internal virtual Transaction Writing =>
        throw new InvalidOperationException("A read session cannot write: use Store.WriteAsync.");

    internal IReadOnlyList<T> Query<T>(string sql, object? parameters = null) => Statements.Query<T>(sql, parameters, DbTransaction);

    /// <summary>The first row, or the type's default where there is none.</summary>
    internal T? First<T>(string sql, object? parameters = null) => Statements.First<T>(sql, parameters, DbTransaction);

    /// <summary>The clock of leases; see <see cref="StoreOptions.LeaseClock"/>.</summary>
    internal DateTimeOffset LeaseNow()
    {
        if (Database.Options.LeaseClock is { } clock) return Columns.Truncate(clock.GetUtcNow());
        return Database.IsPostgres ? First<DateTimeOffset>("select clock_timestamp()") : Columns.Truncate(TimeProvider.System.GetUtcNow());
    }

    /// <summary>The period asked for, or the month of <see cref="Today"/>; its last day decides what was in force.</summary>
    internal DateOnly DayOf(Period? period) => period?.Last ?? Period.Month(Today).Last;
}

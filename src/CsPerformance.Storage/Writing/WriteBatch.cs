using System.Data;
using System.Data.Common;

namespace CsPerformance.Storage;

/// <summary>What the works of one commit share: the database transaction, the head of the chain, and whom to wake afterwards.</summary>
internal sealed class WriteBatch(Database database, DbConnection connection, DbTransaction transaction, Statements statements)
{
    // Two in turn: where the second was not even set, going back to it must not undo the work behind the first.
    private static readonly string[] Names = ["work_a", "work_b"];

    private int turn;

    /// <summary>True while the savepoint of an earlier work stands.</summary>
    private bool isSaved;

    private bool isLost;

    public Database Database => database;

    public DbConnection Connection => connection;

    public DbTransaction DbTransaction => transaction;

    public Statements Statements => statements;

    /// <summary>Null until a work of this batch needs it; from then on its row is locked until the commit.</summary>
    public ChainHead? Head { get; set; }

    public bool WakesInbox { get; set; }

    public bool WakesOutbox { get; set; }

    /// <summary>True where its commit proves that the disk takes something: a claim that finds nothing is committed on a full one too.</summary>
    public bool Wrote => WakesInbox || WakesOutbox || Head is not null;

    /// <summary>True where a work cannot be undone alone: nothing of the batch may be kept.</summary>
    public bool IsLost => isLost || statements.IsBroken || statements.IsMixedUp;

    private string Name => Names[turn];

    private string Release => "release savepoint " + Name;

    /// <summary>Runs one work behind a savepoint; an exception undoes that work and leaves the others.</summary>
    /// <param name="sends">False where another work waits: what nobody reads goes to the server together with that one's, or with the commit.</param>
    public void Run(Work work, bool sends)
    {
        var (head, inbox, outbox, sent, before, mark) = (Head, WakesInbox, WakesOutbox, statements.Sent, turn, statements.Mark());
        Save();
        try
        {
            work.Run(new Transaction(this));
            if (!database.IsPostgres) statements.Execute(Release, null, transaction);
            if (sends) statements.Flush(transaction);
            isSaved = true;
        }
        catch
        {
            var isThere = !database.IsPostgres || statements.Sent > sent;
            statements.Forget(isThere ? (0, 0) : mark);
            // Rolling back to the savepoint also gives back a head that was locked behind it.
            // On a connection that broke there is nothing to undo, and trying would hide that it broke.
            if (!isThere) turn = before;
            else if (connection.State == ConnectionState.Open && !IsLost) Undo();
            (Head, WakesInbox, WakesOutbox) = (head, inbox, outbox);
            throw;
        }
    }

    // On PostgreSQL all goes with what the work reads first, or with the works behind it: a savepoint is given up when the next one is set, and the commit ends the last.
    private void Save()
    {
        if (isSaved && database.IsPostgres) statements.Later(Release, null, transaction);
        turn = 1 - turn;
        if (database.IsPostgres) statements.Later("savepoint " + Name, null, transaction);
        else statements.Execute("savepoint " + Name, null, transaction);
    }

    private void Undo()
    {
        isLost = true;
        try
        {
            transaction.Rollback(Name);
            transaction.Release(Name);
            (isSaved, isLost) = (false, false);
        }
        catch (DbException)
        {
            // What the work failed with says more.
        }
    }

    public void Commit()
    {
        if (Head is not null) new Transaction(this).SaveHead(Head);
        statements.Flush(transaction);
        transaction.Commit();
    }
}

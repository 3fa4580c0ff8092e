using System.Data;
using System.Data.Common;

namespace CsPerformance.Storage;

/// <summary>What the works of one commit share: the database transaction, the head of the chain, and whom to wake afterwards.</summary>
internal sealed class WriteBatch(Database database, DbConnection connection, DbTransaction transaction, Statements statements)
{
    private const string Name = "work", Savepoint = "savepoint " + Name, Release = "release savepoint " + Name;

    /// <summary>True while the savepoint of an earlier work stands.</summary>
    private bool isSaved;

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

    /// <summary>Runs one work behind a savepoint; an exception undoes that work and leaves the others.</summary>
    public void Run(Work work)
    {
        var (head, sent) = (Head, statements.Sent);
        Save();
        try
        {
            work.Run(new Transaction(this));
            if (!database.IsPostgres) statements.Execute(Release, null, transaction);
            statements.Flush(transaction);
            isSaved = true;
        }
        catch
        {
            statements.Forget();
            // Rolling back to the savepoint also gives back a head that was locked behind it.
            // On a connection that broke there is nothing to undo, and trying would hide that it broke.
            if (connection.State == ConnectionState.Open && (!database.IsPostgres || statements.Sent > sent)) Undo();
            Head = head;
            throw;
        }
    }

    // On PostgreSQL both go with the work's first statement: a savepoint is given up when the next one is set, and the commit ends the last.
    private void Save()
    {
        if (!database.IsPostgres) statements.Execute(Savepoint, null, transaction);
        else
        {
            if (isSaved) statements.Later(Release, null, transaction);
            statements.Later(Savepoint, null, transaction);
        }
    }

    private void Undo()
    {
        transaction.Rollback(Name);
        transaction.Release(Name);
        isSaved = false;
    }

    public void Commit()
    {
        if (Head is not null) new Transaction(this).SaveHead(Head);
        statements.Flush(transaction);
        transaction.Commit();
    }
}

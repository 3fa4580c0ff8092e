using System.Data.Common;

namespace CsPerformance.Storage;

/// <summary>What the works of one commit share: the database transaction, the head of the chain, and whom to wake afterwards.</summary>
internal sealed class WriteBatch(Database database, DbConnection connection, DbTransaction transaction, Statements statements)
{
    public Database Database => database;

    public DbConnection Connection => connection;

    public DbTransaction DbTransaction => transaction;

    public Statements Statements => statements;

    /// <summary>Null until a work of this batch needs it; from then on its row is locked until the commit.</summary>
    public ChainHead? Head { get; set; }

    public bool WakesInbox { get; set; }

    public bool WakesOutbox { get; set; }

    /// <summary>Runs one work behind a savepoint; an exception undoes that work and leaves the others.</summary>
    public void Run(Work work)
    {
        var head = Head;
        Save();
        try
        {
            work.Run(new Transaction(this));
            statements.Later("release savepoint work", null, transaction);
            statements.Flush(transaction);
        }
        catch
        {
            statements.Forget();
            // Rolling back to the savepoint also gives back a head that was locked behind it.
            transaction.Rollback("work");
            transaction.Release("work");
            Head = head;
            throw;
        }
    }

    // Npgsql sends it together with the next statement; SQLite compiles it once.
    private void Save()
    {
        if (database.IsPostgres) transaction.Save("work");
        else statements.Execute("savepoint work", null, transaction);
    }

    public void Commit()
    {
        if (Head is not null) new Transaction(this).SaveHead(Head);
        statements.Flush(transaction);
        transaction.Commit();
    }
}

namespace CsPerformance.Storage;

/// <summary>
/// A work of the writer: everything it does is kept together or not at all. It shares a commit with others, each behind a savepoint.
/// It may be run again where another of its commit failed, so it must have no effect but through this transaction.
/// </summary>
public sealed class Transaction : Session
{
    internal Transaction(WriteBatch batch)
        : base(batch.Database, batch.Statements, batch.DbTransaction) => Batch = batch;

    public override bool IsWriting => true;

    internal override Transaction Writing => this;

    internal WriteBatch Batch { get; }

    /// <returns>How many rows it touched.</returns>
    internal int Execute(string sql, object? parameters = null) => Batch.Statements.Execute(sql, parameters, DbTransaction);

    /// <summary>Like <see cref="Execute"/> where nobody asks how many rows; PostgreSQL gets it together with the next statement.</summary>
    /// <param name="fault">What the work fails with, by how many rows were touched; null where it does not.</param>
    internal void Later(string sql, object? parameters = null, Func<int, Exception?>? fault = null) => Batch.Statements.Later(sql, parameters, DbTransaction, fault);

    /// <summary>A number that a statement returns, or null where it returns no row.</summary>
    internal long? Number(string sql, object? parameters = null) => (long?)Batch.Statements.Scalar(sql, parameters, DbTransaction);
}

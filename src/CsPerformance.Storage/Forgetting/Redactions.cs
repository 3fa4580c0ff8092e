using System.Globalization;

namespace CsPerformance.Storage;

/// <summary>
/// Changes words of rows that are otherwise never changed. Each change is a link of the chain with the hash of the old and of the new
/// content; the database lets it through only together with that link.
/// </summary>
internal sealed class Redactions(Transaction transaction, ForgetWish wish)
{
    private long next = transaction.First<long?>("select max(id) from redactions") + 1 ?? 1;

    /// <summary>Replaces the named columns of a link.</summary>
    /// <param name="place">The row's place in the chain.</param>
    /// <param name="changes">New texts, or null, by column.</param>
    public void Change(ChainTable table, long place, IReadOnlyDictionary<string, string?> changes)
    {
        var (values, previous) = Read(table, place);
        var now = table.Columns.Zip(values, (column, value) => changes.TryGetValue(column, out var text) ? text : value).ToList();
        var old = transaction.First<string>("select new_hash from redactions where table_name = @Name and chain_place = @place order by id desc limit 1", new { table.Name, place })
            ?? Chain.Hash(previous, place, table, values);
        Add(table.Name, long.Parse(values[0]!, CultureInfo.InvariantCulture), place, old, Chain.Hash(previous, place, table, now));
        var sets = string.Join(", ", changes.Keys.Select(column => $"{column} = @{column}"));
        transaction.Execute(
            $"update {table.Name} set {sets} where chain_seq = @place",
            changes.Select(change => (change.Key, (object?)change.Value)).Append(("place", place)).ToList());
    }

    /// <summary>The same for a refusal, which is no link.</summary>
    public void ChangeRefusal(long id, string command, string why)
    {
        Add("refusals", id, 0, "", "");
        transaction.Execute("update refusals set command = @command, why = @why where id = @id", new { id, command, why });
    }

    private void Add(string table, long key, long place, string before, string after) =>
        transaction.AddLink(ChainTable.Redactions, next++, table, key, place, before, after, wish.Number, wish.Why, wish.By, transaction.Now);

    private (IReadOnlyList<string?> Values, string Previous) Read(ChainTable table, long place)
    {
        using var command = transaction.Connection.CreateCommand();
        command.Transaction = transaction.DbTransaction;
        command.CommandText = $"select {string.Join(", ", table.Columns)}, prev_hash from {table.Name} where chain_seq = @place";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("place", place);
        command.Parameters.Add(parameter);
        using var reader = command.ExecuteReader();
        if (!reader.Read()) throw new InvalidOperationException($"{table.Name} has no link {place}.");
        var count = table.Columns.Count;
        return ([.. Enumerable.Range(0, count).Select(i => Chain.Text(reader.GetValue(i)))], reader.GetString(count));
    }
}

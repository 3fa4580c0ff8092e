using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>A table after the copy: the same rows on both sides where the hashes are equal.</summary>
public sealed record CopiedTable(string Name, long SourceRows, long TargetRows, string SourceHash, string TargetHash)
{
    public bool IsEqual => SourceRows == TargetRows && SourceHash == TargetHash;
}

/// <summary>Moves a company from SQLite to PostgreSQL and proves that both hold the same. The bot is stopped meanwhile.</summary>
public static class StorageCopy
{
    /// <summary>All tables but the list of migrations, each after those that it refers to, with their keys.</summary>
    internal static readonly IReadOnlyList<(string Name, string[] Key)> Tables =
    [
        ("people", ["number"]), ("nicknames", ["person", "place"]), ("roles", ["person", "role"]), ("postings", ["person", "from_day"]),
        ("leavings", ["person", "left_on"]), ("identities", ["channel", "account"]), ("group_chats", ["team", "channel"]), ("schemes", ["id", "version"]),
        ("schemes_in_force", ["id"]), ("broadcasts", ["team"]), ("settings", ["name"]), ("subjects", ["code"]),
        ("job_runs", ["job", "period", "target"]), ("pay_looks", ["id"]), ("refusals", ["id"]), ("files", ["id"]), ("inbox", ["id"]),
        ("drafts", ["id"]), ("pages", ["person", "chat"]), ("outbox", ["id"]), ("cards", ["id"]), ("chain_head", ["id"]),
        ("records", ["number"]), ("decisions", ["record", "sequence"]), ("record_states", ["number"]),
        ("tallies", ["subject", "day", "kind", "code", "points"]), ("publications", ["id"]), ("redactions", ["id"]), ("shared_state", ["name"]),
    ];

    private static readonly string[] Counted = ["schemes_in_force", "pay_looks", "refusals", "inbox", "outbox"];

    /// <summary>Copies everything in one transaction; any difference undoes it.</summary>
    /// <exception cref="InvalidOperationException">The stores are of the wrong kind, the target is not empty, or a table differs.</exception>
    public static async Task<IReadOnlyList<CopiedTable>> RunAsync(Store source, Store target, CancellationToken cancellation = default)
    {
        if (source.Provider != StoreProvider.Sqlite || target.Provider != StoreProvider.Postgres)
            throw new InvalidOperationException("A company is copied from SQLite to PostgreSQL only.");
        // The snapshot of the source has to stay open until the target has committed, so its thread waits here.
        return await source.ReadAsync(from => target.WriteAsync(to => Copy(from, to), cancellation).GetAwaiter().GetResult(), cancellation);
    }

    private static List<CopiedTable> Copy(Session source, Transaction target)
    {
        foreach (var (name, _) in Tables.Where(table => table.Name != "chain_head"))
        {
            if (target.First<long?>($"select 1 from {name} limit 1") is not null)
                throw new InvalidOperationException($"The target is not empty: its table {name} has rows.");
        }
        target.Execute("delete from chain_head");
        var copied = Tables.Select(table => Copy(source, target, table.Name, table.Key)).ToList();
        foreach (var name in Counted)
            target.First<long?>($"select setval(pg_get_serial_sequence('{name}', 'id'), (select max(id) from {name}))");
        if (copied.FirstOrDefault(table => !table.IsEqual) is { } different)
            throw new InvalidOperationException($"The table {different.Name} differs after the copy; nothing was kept.");
        return copied;
    }

    private static CopiedTable Copy(Session source, Transaction target, string name, string[] key)
    {
        var columns = ColumnsOf(target, name);
        var names = string.Join(", ", columns.Select(column => column.Name));
        using (var import = ((NpgsqlConnection)target.Connection).BeginBinaryImport($"copy {name} ({names}) from stdin (format binary)"))
        {
            foreach (var row in Rows(source, $"select {names} from {name} order by {string.Join(", ", key)}"))
            {
                import.StartRow();
                for (var i = 0; i < row.Length; i++) Write(import, row[i], columns[i].Type);
            }
            import.Complete();
        }
        var (sourceRows, sourceHash) = Hash(source, name, names, key);
        var bytewise = key.Select(column => columns.Any(c => c.Name == column && c.Type == "text") ? column + " collate \"C\"" : column);
        var (targetRows, targetHash) = Hash(target, name, names, [.. bytewise]);
        return new CopiedTable(name, sourceRows, targetRows, sourceHash, targetHash);
    }

    private static List<(string Name, string Type)> ColumnsOf(Session session, string table)
    {
        using var command = Command(session, $"select * from {table} limit 0");
        using var reader = command.ExecuteReader();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), reader.GetDataTypeName(i)))];
    }

    private static void Write(NpgsqlBinaryImporter import, object value, string type)
    {
        switch (type)
        {
            case var _ when value is DBNull: import.WriteNull(); break;
            case "boolean": import.Write((long)value != 0); break;
            case "date": import.Write(Columns.Day((string)value)); break;
            case "numeric": import.Write(Columns.Decimal((string)value)); break;
            case "timestamp with time zone": import.Write(Columns.Instant((string)value)); break;
            case "bigint": import.Write((long)value); break;
            case "bytea": import.Write((byte[])value); break;
            default: import.Write((string)value); break;
        }
    }

    internal static (long Rows, string Hash) Hash(Session session, string name, string columns, string[] order)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0L;
        foreach (var row in Rows(session, $"select {columns} from {name} order by {string.Join(", ", order)}"))
        {
            count++;
            foreach (var value in row)
            {
                var text = Chain.Text(value);
                hash.AppendData(Encoding.UTF8.GetBytes(text is null ? "-\n" : string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}\n")));
            }
        }
        return (count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static IEnumerable<object[]> Rows(Session session, string sql)
    {
        using var command = Command(session, sql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            yield return row;
        }
    }

    private static DbCommand Command(Session session, string sql)
    {
        var command = session.Connection.CreateCommand();
        command.Transaction = session.DbTransaction;
        command.CommandText = sql;
        command.CommandTimeout = 0;
        return command;
    }
}

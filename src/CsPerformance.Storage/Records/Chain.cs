using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CsPerformance.Storage;

/// <summary>The end of the hash chain over records, decisions and publications, and the next free number.</summary>
internal sealed record ChainHead(long NextNumber, long Length, string Hash);

/// <summary>One of the tables whose rows are links of the chain; the columns are hashed in this order.</summary>
internal sealed record ChainTable(string Name, string Key, IReadOnlyList<string> Columns)
{
    public static ChainTable Records { get; } = new("records", "number",
    [
        "number", "kind", "subject", "code", "on_day", "until_day", "by_person", "channel", "count", "points", "value", "label",
        "assessor", "reason", "reference", "about", "pending", "part", "attachment", "recorded_at", "message_id",
    ]);

    public static ChainTable Decisions { get; } = new("decisions", "record",
        ["record", "sequence", "kind", "by_person", "decided_at", "reason", "code", "points"]);

    public static ChainTable Publications { get; } = new("publications", "id",
        ["id", "period", "team", "scheme", "version", "facts", "sheet", "corrects", "differences", "by_person", "at"]);

    /// <summary>Which words of the other tables were taken out since, and what they hash to without them.</summary>
    public static ChainTable Redactions { get; } = new("redactions", "id",
        ["id", "table_name", "row_key", "chain_place", "old_hash", "new_hash", "person", "why", "by_person", "at"]);

    public static IReadOnlyList<ChainTable> All { get; } = [Records, Decisions, Publications, Redactions];

    public string Insert { get; } =
        $"insert into {Name} ({string.Join(", ", Columns)}, chain_seq, prev_hash, hash) " +
        $"values ({string.Join(", ", Columns.Select(column => "@" + column))}, @chain_seq, @prev_hash, @hash)";
}

internal static class Chain
{
    /// <summary>The head, locked until the commit, so that two instances add one after the other.</summary>
    public static ChainHead LockHead(this Transaction transaction) => transaction.Batch.Head ??= transaction.First<ChainHead>(
        "select next_number, length, hash from chain_head where id = 1" + (transaction.Database.IsPostgres ? " for update" : ""))
        ?? throw new InvalidOperationException("The chain has lost its head row.");

    public static void SaveHead(this Transaction transaction, ChainHead head) => transaction.Later(
        "update chain_head set next_number = @NextNumber, length = @Length, hash = @Hash where id = 1", head);

    /// <summary>The next number of the one series, taken for good once the work is committed.</summary>
    public static long TakeNumber(this Transaction transaction)
    {
        var head = transaction.LockHead();
        transaction.Batch.Head = head with { NextNumber = head.NextNumber + 1 };
        return head.NextNumber;
    }

    /// <summary>Adds a row as the next link.</summary>
    /// <param name="values">One for each column of the table, in its order.</param>
    public static void AddLink(this Transaction transaction, ChainTable table, params object?[] values)
    {
        var head = transaction.LockHead();
        var hash = Hash(head.Hash, head.Length + 1, table, values.Select(Text));
        (string, object?)[] link = [("chain_seq", head.Length + 1), ("prev_hash", head.Hash), ("hash", hash)];
        transaction.Later(table.Insert, table.Columns.Zip(values).Concat(link).ToList());
        transaction.Batch.Head = head with { Length = head.Length + 1, Hash = hash };
    }

    /// <summary>SHA-256 (hex) over the previous hash, the place in the chain and every column with its length.</summary>
    public static string Hash(string previous, long sequence, ChainTable table, IEnumerable<string?> values)
    {
        var text = new StringBuilder(512);
        text.Append(previous).Append('\n').Append(CultureInfo.InvariantCulture, $"{sequence} {table.Name}\n");
        foreach (var value in values)
        {
            if (value is null) text.Append("-\n");
            else text.Append(CultureInfo.InvariantCulture, $"{value.Length}:{value}\n");
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>One text for a value, whichever database it came from or goes to.</summary>
    public static string? Text(object? value) => value switch
    {
        null or DBNull => null,
        string text => text,
        bool yes => yes ? "1" : "0",
        DateOnly day => Columns.Text(day),
        DateTimeOffset at => Columns.Text(at),
        DateTime { Kind: DateTimeKind.Utc } at => Columns.Text(new DateTimeOffset(at)),
        DateTime day => Columns.Text(DateOnly.FromDateTime(day)),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType(), "No column has this type."),
    };
}

using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>How the keys of one level of a table are looked up.</summary>
internal enum KeyMatch
{
    Label,
    Number,

    /// <summary>The row with the greatest key not above the number.</summary>
    Floor,
}

/// <param name="Allowed">The only keys that there may be; empty: any.</param>
internal sealed record TableKey(KeyMatch Match, IReadOnlyList<string> Allowed);

/// <summary>A value, or rows by key.</summary>
internal sealed class TableNode
{
    private readonly Dictionary<string, TableNode> byLabel = new(StringComparer.Ordinal);
    private readonly decimal[] keys = [];
    private readonly TableNode[] rows = [];
    private readonly KeyMatch match;

    public TableNode(Value one) => One = one;

    public TableNode(KeyMatch match, IEnumerable<(string Key, TableNode Row)> rows)
    {
        this.match = match;
        if (match == KeyMatch.Label) byLabel = rows.ToDictionary(row => row.Key, row => row.Row, StringComparer.Ordinal);
        else
        {
            var sorted = rows.Select(row => (Key: Interval.TryNumber(row.Key, out var number) ? number : 0, row.Row)).OrderBy(row => row.Key).ToArray();
            (keys, this.rows) = ([.. sorted.Select(row => row.Key)], [.. sorted.Select(row => row.Row)]);
        }
    }

    /// <summary>The value; nothing where it has rows.</summary>
    public Value One { get; } = Value.Of(Absence.Nothing);

    public TableNode? Row(in Value key)
    {
        if (match == KeyMatch.Label) return byLabel.GetValueOrDefault(key.Label);
        TableNode? found = null;
        for (var i = 0; i < keys.Length; i++)
        {
            var order = Exact.Compare(keys[i], key.Number);
            if (order == 0 || (order < 0 && match == KeyMatch.Floor)) found = rows[i];
        }
        return found;
    }

    /// <summary>The greatest key whose value the number reaches; null where it reaches none.</summary>
    public Value? Reached(Exact number)
    {
        for (var i = keys.Length - 1; i >= 0; i--) if (number >= rows[i].One.Number) return Value.Of(keys[i]);
        return null;
    }

    /// <summary>Every value of it, of the tables below it too.</summary>
    public IEnumerable<Value> Leaves() => byLabel.Count + rows.Length == 0 ? [One] : byLabel.Values.Concat(rows).SelectMany(row => row.Leaves());

    public Exact Sum()
    {
        Exact sum = 0m;
        foreach (var row in byLabel.Values.Concat(rows)) sum += row.One.Held == Held.Number ? row.One.Number : row.Sum();
        return sum;
    }
}

/// <summary>What a parameter holds in one evaluation.</summary>
/// <param name="IsGiven">True where it was decided: by the facts, or by the scheme other than as a default.</param>
/// <param name="NoRow">What a table without the wanted row is missing.</param>
internal sealed record ParameterValue(Value One, TableNode? Table, bool IsGiven, Absence NoRow)
{
    public bool IsTable { get; init; }

    /// <summary>Missing where the parameter is unset.</summary>
    public Value Absent => !IsTable && One.IsMissing ? One : Value.Void;
}

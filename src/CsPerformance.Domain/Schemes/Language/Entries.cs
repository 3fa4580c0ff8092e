using System.Text.RegularExpressions;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>A mapping of the file read strictly: keys that it does not know or has twice are faults.</summary>
internal sealed partial class Entries
{
    private readonly Faults faults;
    private readonly Dictionary<string, SchemeNode> byKey = new(StringComparer.Ordinal);

    /// <param name="keys">All keys that there may be.</param>
    public Entries(SchemeNode node, string place, Faults faults, params string[] keys)
    {
        (Node, Place, this.faults) = (node, place, faults);
        if (node is not SchemeNode.Mapping mapping)
        {
            faults.Add(node, place, "这里要写成“名称: 内容”的形式");
            return;
        }
        foreach (var (key, value) in mapping.Entries)
        {
            if (!keys.Contains(key.Text)) faults.Unknown(key, Place, "键", key.Text, keys);
            else if (!byKey.TryAdd(key.Text, value)) faults.Add(key, Place, $"键 {key.Text} 重复(已在第 {byKey[key.Text].Line} 行)");
        }
    }

    public SchemeNode Node { get; }

    public string Place { get; }

    public bool Has(string key) => byKey.ContainsKey(key);

    public SchemeNode? Get(string key) => byKey.GetValueOrDefault(key);

    public string At(string key) => Place.Length == 0 ? key : $"{Place}.{key}";

    public void Fault(string key, string problem, string? nearest = null) => faults.Add(Get(key) ?? Node, At(key), problem, nearest);

    /// <summary>A text; null where it is absent or not one (then that is a fault).</summary>
    public string? Text(string key)
    {
        if (Get(key) is not { } node) return null;
        if (node is SchemeNode.Scalar { Text.Length: > 0 } scalar) return scalar.Text;
        faults.Add(node, At(key), "这里要写文字");
        return null;
    }

    public decimal? Number(string key)
    {
        if (Get(key) is not { } node) return null;
        if (node is SchemeNode.Scalar { Quoted: false } scalar && Interval.TryNumber(scalar.Text, out var number)) return number;
        faults.Add(node, At(key), "这里要写一个数(最多 28 位)");
        return null;
    }

    public int? Whole(string key, int from, int to)
    {
        if (Number(key) is not { } number) return null;
        if (number >= from && number <= to && number == decimal.Truncate(number)) return (int)number;
        Fault(key, $"这里要写 {from} 到 {to} 的整数");
        return null;
    }

    public bool? Flag(string key)
    {
        if (Get(key) is not { } node) return null;
        if (node is SchemeNode.Scalar { Text: "true" or "是" }) return true;
        if (node is SchemeNode.Scalar { Text: "false" or "否" }) return false;
        faults.Add(node, At(key), "这里要写 true 或 false");
        return null;
    }

    /// <summary>A list of texts, or one text.</summary>
    public IReadOnlyList<string> Texts(string key) => [.. Scalars(key).Select(scalar => scalar.Text)];

    public IReadOnlyList<SchemeNode.Scalar> Scalars(string key)
    {
        if (Get(key) is not { } node) return [];
        if (node is SchemeNode.Scalar one) return [one];
        var found = new List<SchemeNode.Scalar>();
        foreach (var item in node is SchemeNode.Sequence sequence ? sequence.Items : [node])
        {
            if (item is SchemeNode.Scalar scalar) found.Add(scalar);
            else faults.Add(item, At(key), "这里要写一列文字");
        }
        return found;
    }

    public Interval? Range(string key)
    {
        if (Get(key) is not { } node) return null;
        if (node is SchemeNode.Scalar scalar && Interval.TryParse(scalar.Text, out var interval)) return interval;
        faults.Add(node, At(key), "这里要写区间，例如 \"[0,100]\"、\"(20,30]\"、\"[0,∞)\"");
        return null;
    }

    /// <summary>One of some words; the first of them where it is absent or wrong.</summary>
    public string Word(string key, params string[] words)
    {
        if (Get(key) is not { } node) return words[0];
        if (node is SchemeNode.Scalar scalar && words.Contains(scalar.Text)) return scalar.Text;
        var wrong = (node as SchemeNode.Scalar)?.Text ?? "";
        faults.Add(node, At(key), $"只能是 {string.Join("、", words)}", Nearest.To(wrong, words));
        return words[0];
    }

    /// <summary>Choices: a list of codes, or codes with their titles.</summary>
    public IReadOnlyList<Choice> Choices(string key)
    {
        if (Get(key) is not SchemeNode.Mapping) return [.. Texts(key).Select(text => new Choice(text, text))];
        return [.. Pairs(key).Select(pair => new Choice(pair.Key.Text, (pair.Value as SchemeNode.Scalar)?.Text ?? pair.Key.Text))];
    }

    /// <summary>The entries below a key in their order, duplicates named and left out.</summary>
    public IReadOnlyList<MappingEntry> Pairs(string key) => Get(key) is { } node ? Pairs(node, At(key), faults) : [];

    public static IReadOnlyList<MappingEntry> Pairs(SchemeNode node, string place, Faults faults)
    {
        if (node is SchemeNode.Scalar { Text: "", Quoted: false }) return [];
        if (node is not SchemeNode.Mapping mapping)
        {
            faults.Add(node, place, "这里要写成“名称: 内容”的形式");
            return [];
        }
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var entries = new List<MappingEntry>();
        foreach (var entry in mapping.Entries)
        {
            if (seen.TryAdd(entry.Key.Text, entry.Key.Line)) entries.Add(entry);
            else faults.Add(entry.Key, place, $"{Faults.Short(entry.Key.Text)} 重复(已在第 {seen[entry.Key.Text]} 行)");
        }
        return entries;
    }

    /// <summary>The sequence below a key.</summary>
    public IReadOnlyList<SchemeNode> Items(string key)
    {
        if (Get(key) is not { } node) return [];
        if (node is SchemeNode.Sequence sequence) return sequence.Items;
        faults.Add(node, At(key), "这里要写一列(每项以 - 开头)");
        return [];
    }

    /// <summary>A code: small letters, digits and _, parts joined by dots.</summary>
    public static bool IsCode(string text) => text.Length <= 64 && CodeForm().IsMatch(text) && !Reserved.Contains(text);

    private static readonly HashSet<string> Reserved = ["and", "or", "not", "if", "then", "else", "in", "true", "false", "void", "among", "by", "except", "known"];

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();
}

using System.Globalization;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Schemes.Checking;

namespace CsPerformance.Bot.Schemes;

/// <summary>The risk rules and minimum wages that lie beside the schemes, in <c>law/</c>.</summary>
public static class LawFiles
{
    private static readonly Lazy<LawTables> Shipped = new(() => Read(Path.Combine(SchemeFiles.Folder, "law")));

    /// <summary>The tables that ship with the program.</summary>
    public static LawTables Tables => Shipped.Value;

    /// <exception cref="InvalidDataException">A file is broken: a check without its rules would call a risky scheme sound.</exception>
    public static LawTables Read(string folder)
    {
        var rules = Root(Path.Combine(folder, "risk-rules.yaml"));
        var wages = Root(Path.Combine(folder, "minimum-wage.yaml"));
        var share = Text(rules, "cliff_share") is { } text && Interval.TryNumber(text, out var number) ? number : throw new InvalidDataException("risk-rules.yaml 缺少 cliff_share");
        var list = Value(rules, "rules") as SchemeNode.Sequence ?? throw new InvalidDataException("risk-rules.yaml 缺少 rules");
        return new([.. list.Items.OfType<SchemeNode.Mapping>().Select(Rule)], Wages(wages), share);
    }

    private static RiskRule Rule(SchemeNode.Mapping rule)
    {
        string Must(string key) => Text(rule, key) ?? throw new InvalidDataException($"risk-rules.yaml 第 {rule.Line} 行缺少 {key}");
        var words = Value(rule, "words") is SchemeNode.Sequence list ? list.Items.OfType<SchemeNode.Scalar>().Select(word => word.Text) : [];
        return new(Must("code"), [.. words], Must("article"), Must("why"), Must("todo"), Must("source"), Day(Must("on"), rule.Line),
            Text(rule, "limit") is { } limit ? Interval.TryNumber(limit, out var share) ? share : throw new InvalidDataException($"risk-rules.yaml 第 {rule.Line} 行的 limit 要是一个比例") : null);
    }

    private static List<MinimumWage> Wages(SchemeNode.Mapping root)
    {
        var found = new List<MinimumWage>();
        foreach (var entry in (Value(root, "cities") as SchemeNode.Mapping)?.Entries ?? [])
        {
            var known = Text(entry.Value, "amount") is { } text;
            var amount = known && Interval.TryNumber(Text(entry.Value, "amount")!, out var yuan) ? yuan : (decimal?)null;
            var (since, source) = (Text(entry.Value, "since"), Text(entry.Value, "source"));
            if (known && (amount is null || since is null || source is null)) throw new InvalidDataException($"minimum-wage.yaml 第 {entry.Key.Line} 行要写 amount、since 和 source");
            found.Add(new(entry.Key.Text, amount, since is null ? null : Day(since, entry.Key.Line), source));
        }
        return found;
    }

    private static DateOnly Day(string text, int line) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day : throw new InvalidDataException($"第 {line} 行的日期要写成 2026-01-31");

    private static SchemeNode.Mapping Root(string path) =>
        YamlTree.Read(Path.GetFileName(path), File.ReadAllText(path)) is { Root: SchemeNode.Mapping root } ? root : throw new InvalidDataException($"{path} 读不出来");

    private static SchemeNode? Value(SchemeNode node, string key) => (node as SchemeNode.Mapping)?.Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;

    private static string? Text(SchemeNode node, string key) => (Value(node, key) as SchemeNode.Scalar)?.Text;
}

namespace CsPerformance.Bot.Conversation.Subjects;

/// <summary>What may be rated besides people, in the words that people use.</summary>
internal static class Kinds
{
    private static readonly (string Kind, string Title, string Prefix, string[] Words)[] _kinds =
    [
        ("shop", "门店", "MD", ["门店", "店铺", "商店", "分店"]),
        ("centre", "客服中心", "ZX", ["客服中心", "中心", "服务厅", "营业厅"]),
        ("customer", "客户", "KH", ["零售客户", "客户"]),
    ];

    /// <summary>Every word with its kind, longest first.</summary>
    public static IReadOnlyList<(string Word, string Kind)> Words { get; } =
        [.. _kinds.SelectMany(kind => kind.Words.Select(word => (word, kind.Kind))).OrderByDescending(pair => pair.word.Length)];

    public static string Title(string kind) => _kinds.FirstOrDefault(one => one.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase)).Title ?? kind;

    /// <summary>What the numbers of a kind begin with: MD001.</summary>
    public static string Prefix(string kind) => _kinds.First(one => one.Kind == kind).Prefix;
}

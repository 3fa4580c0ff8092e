using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>How many points, and how often.</summary>
internal static partial class PointSlot
{
    /// <summary>The points of one occurrence, positive; null where the item fixes them or only counts.</summary>
    /// <param name="sign">What the verb says: -1 扣分, +1 加分, 0 neither.</param>
    public static decimal? Take(Attempt attempt, ItemWord? item, int sign, bool isRequired)
    {
        var sentence = attempt.Sentence;
        var words = PointWords.Find(sentence);
        foreach (var word in words) sentence.Take(word.Start, word.Length);
        if (words.Select(word => word.Points).Distinct().Count() > 1)
        {
            attempt.Ask(Doubt.Points, "说到了几个分数，是哪一个？", words.Select(word => new Choice(
                sentence.Slice(word.Start, word.Length), sentence.With(words.Where(other => other != word).Select(other => (other.Start, other.Length, $"“{sentence.Slice(other.Start, other.Length)}”"))))));
            return null;
        }
        if (item is null) return words.Count > 0 ? words[0].Points : null;
        if (Contradicts(item, sign, words))
            attempt.Ask(Doubt.Item, $"“{item.Title}”是{(item.Deduction ? "扣减" : "加分")}项目。", new Choice($"记 {ItemSlot.Label(item)}", $"记 {Without(attempt, words)}"));
        if (words.Count > 0) return Given(attempt, item, words);
        if (item.Chosen is null) return null;
        if (BareNumber(attempt) is { } bare)
            attempt.Ask(Doubt.Points, $"“{bare.Value}”是分数吗？", new Choice($"{bare.Value} 分", sentence.With(bare.Index, bare.Length, $" {bare.Value}分 ")));
        else if (isRequired)
            attempt.Ask(Doubt.Points, $"“{item.Title}”是多少分？（{Show(item.Chosen)}）");
        return null;
    }

    /// <summary>How often it happened; 1 where nothing was said. A number that could be a count is asked for.</summary>
    public static int TakeCount(Attempt attempt, ItemWord? item)
    {
        var sentence = attempt.Sentence;
        var word = item is null ? null : TermWords.Find(new Sentence(sentence.Source), item) is [var first, ..] ? first : null;
        var counts = PointWords.Counts(sentence, word?.Start ?? 0, word?.End ?? 0);
        foreach (var count in counts) sentence.Take(count.Start, count.Length);
        var values = counts.Select(count => count.Count).Distinct().ToList();
        if (values.Count > 1) attempt.Ask(Doubt.Count, "说到了几个次数，是几次？", values.Select(value => new Choice($"{Numbers.Show(value)} 次",
            sentence.With(counts.Where(count => count.Count != value).Select(count => (count.Start, count.Length, $"“{sentence.Slice(count.Start, count.Length)}”"))))));
        if (values.Count > 0)
        {
            if (values[0] is >= 1 and <= 999 && decimal.Truncate(values[0]) == values[0]) return (int)values[0];
            attempt.Ask(Doubt.Count, "是几次？请说 1 到 999 的整数。");
        }
        else if (item is not null && BareNumber(attempt) is { } bare)
            attempt.Ask(Doubt.Count, $"“{bare.Value}”是什么？", new Choice($"{bare.Value} 次", sentence.With(bare.Index, bare.Length, $" {bare.Value}次 ")), new Choice("是说明", sentence.With(bare.Index, bare.Length, $"“{bare.Value}”")));
        return 1;
    }

    public static string Show(PointRange range) => range.To is { } to ? $"{Numbers.Show(range.From)} 到 {Numbers.Show(to)} 分" : $"不少于 {Numbers.Show(range.From)} 分";

    private static decimal? Given(Attempt attempt, ItemWord item, List<PointWord> words)
    {
        var points = words[0].Points;
        if (item.Chosen is { } range)
        {
            if (range.Contains(points)) return points;
            attempt.AskAgain(Doubt.Points, $"“{item.Title}”只能是{Show(range)}，是多少分？", Without(attempt, words), []);
        }
        else if (item.FixedPoints != points)
            attempt.Ask(Doubt.Points, item.FixedPoints is { } set ? $"“{item.Title}”按方案是 {Numbers.Show(set)} 分，不能改成 {Numbers.Show(points)} 分。" : $"“{item.Title}”只记次数，不填分数。",
                new Choice($"按方案记 {ItemSlot.Label(item)}", Without(attempt, words)));
        return null;
    }

    private static bool Contradicts(ItemWord item, int sign, List<PointWord> words) =>
        (item.Deduction && (sign > 0 || words.Exists(word => word.Sign > 0))) || (!item.Deduction && (sign < 0 || words.Exists(word => word.Sign < 0)));

    private static string Without(Attempt attempt, List<PointWord> words) => attempt.Sentence.With(words.Select(word => (word.Start, word.Length, " "))).Trim();

    /// <summary>A short number that has not been understood and stands alone, or behind the item or a word such as 一共; the one of 完成任务5 belongs to its words.</summary>
    private static Match? BareNumber(Attempt attempt) => attempt.Sentence.Matches(Bare()).FirstOrDefault(match => StandsAlone(attempt.Sentence, match.Index));

    private static bool StandsAlone(Sentence sentence, int at)
    {
        var start = at;
        while (start > 0 && !sentence.Boundary(start - 1) && sentence.Free(start - 1, 1)) start--;
        return Fillers.Covers(sentence.Text, start, at, "共", "一共", "总共", "共计", "合计", "累计", "总计", "次数", "数量", "计", "记", "扣", "加", "分", "大约", "大概", "约", "各");
    }

    [GeneratedRegex(@"(?<![^\s,;:|\u4e00-\u9fff])(?<!第)(?:\d{1,3}(?:\.\d{1,2})?|[一二两三四五六七八九十百]{1,5})(?=\s|$|[,;|])", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();
}

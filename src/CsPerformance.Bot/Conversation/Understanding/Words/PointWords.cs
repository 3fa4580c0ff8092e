using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Points as said: 扣2分 has a sign, 3分 has none.</summary>
/// <param name="Sign">-1, +1, or 0 where none was said.</param>
internal sealed record PointWord(int Start, int Length, decimal Points, int Sign);

/// <summary>Points and counts: 扣2分, +3, 二分, 两次, x2.</summary>
internal static partial class PointWords
{
    private const string N = Numbers.Pattern;

    /// <summary>All points in what is still free; nothing is taken.</summary>
    public static List<PointWord> Find(Sentence sentence)
    {
        var found = new List<PointWord>();
        foreach (var pattern in new[] { Marked(), Signed(), Bare() })
            foreach (var match in sentence.Matches(pattern))
            {
                if (found.Any(other => other.Start < match.Index + match.Length && match.Index < other.Start + other.Length)) continue;
                if (!Numbers.TryParse(match.Groups["n"].Value, out var points)) continue;
                found.Add(new(match.Index, match.Length, points, match.Groups["sign"].Value switch
                {
                    "" => 0,
                    ['+' or '加' or '奖' or '送', ..] => 1,
                    _ => -1,
                }));
            }
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    /// <summary>How often: 两次, 2个, x2; with <paramref name="itemEnd"/> also right behind the item. 1 where nothing was said.</summary>
    public static List<(int Start, int Length, decimal Count)> Counts(Sentence sentence, int itemStart, int itemEnd)
    {
        var found = new List<(int, int, decimal)>();
        foreach (var match in sentence.Matches(Count()))
        {
            var end = match.Index + match.Length;
            var beside = Between(sentence, itemEnd, match.Index) || Between(sentence, end, itemStart);
            var alone = sentence.Boundary(match.Index - 1) && sentence.Boundary(end);
            if ((beside || alone) && Numbers.TryParse(match.Groups["n"].Value, out var count)) found.Add((match.Index, match.Length, count));
        }
        return found;
    }

    private static bool Between(Sentence sentence, int from, int to) =>
        to >= from && to - from <= 3 && sentence.Text.AsSpan(from, to - from).TrimStart(" ,的了").Length == 0;

    [GeneratedRegex(@"(?<sign>倒扣|扣除|扣掉|扣减|扣了|扣|减去|减|加上|加了|加|奖励|奖)\s*(?:绩效)?分?\s*(?<n>" + N + @")\s*(?:分(?![钟半之店组析别享类])|(?![\d.:]|\s*(?:个|次|条|单|张|例|件|笔|下|点|起|天|月|号|日|小时|遍|人|%)))", RegexOptions.CultureInvariant)]
    private static partial Regex Marked();

    [GeneratedRegex(@"(?<![\da-z.\-+])(?<sign>[+-])\s*(?<n>" + N + @")(?!\s*(?:分钟|个|次|条|单|张|天|月|号|日|点|小时|%|[\d.\-]))\s*分?", RegexOptions.CultureInvariant)]
    private static partial Regex Signed();

    [GeneratedRegex(@"(?<![\d.:点\-第满零〇一二两三四五六七八九十百千万])(?<sign>)(?<n>\d+(?:\.\d+)?|[一二两三四五六七八九](?:十[一二三四五六七八九]?)?|十[一二三四五六七八九])\s*分(?![钟半之店组析别享类为])", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    [GeneratedRegex(@"(?<![第\d.])(?:[x*]\s*(?<n>" + N + @")(?![\d.])|(?<n>" + N + @")\s*(?:次|个|条|单|张|例|件|笔|起|回|遍)(?![月小星钟客半]))", RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}

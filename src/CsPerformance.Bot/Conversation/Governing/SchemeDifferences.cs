using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Conversation.Governing;

/// <summary>What differs between two schemes, for the one who decides between them.</summary>
internal static class SchemeDifferences
{
    private const int Most = 8;

    public static IEnumerable<string> Of(Scheme old, Scheme now)
    {
        foreach (var line in Lists("行", old.Lines.Select(line => (line.Code, line.Title, Line(line))), now.Lines.Select(line => (line.Code, line.Title, Line(line))))) yield return line;
        foreach (var line in Lists("项目", old.Items.Select(item => (item.Code, item.Title, Item(item))), now.Items.Select(item => (item.Code, item.Title, Item(item))))) yield return line;
        foreach (var line in Lists("指标和评分", Inputs(old), Inputs(now))) yield return line;
        foreach (var line in Lists("参数", old.Parameters.Select(one => (one.Code, one.Title, $"{one.IsUnset}")), now.Parameters.Select(one => (one.Code, one.Title, $"{one.IsUnset}")))) yield return line;
        var (before, after) = (Board(old), Board(now));
        if (before != after) yield return $"排行榜：{before} → {after}";
    }

    private static string Board(Scheme scheme) => scheme.Lines.FirstOrDefault(line => line.Code == scheme.BoardLine)?.Title ?? "没有";

    private static string Line(SchemeLine line) => $"{line.Formula}|{string.Join(';', line.Bands.Select(band => $"{string.Join(',', band.For)} {band.Interval} {band.Gives}"))}";

    private static string Item(ItemDefinition item) => $"{item.FixedPoints} {item.Chosen} {item.Direction}";

    private static IEnumerable<(string, string, string)> Inputs(Scheme scheme) =>
        scheme.Metrics.Select(one => (one.Code, one.Title, $"{one.Range}")).Concat(scheme.Ratings.Select(one => (one.Code, one.Title, $"{one.Range} {one.Step}")));

    private static IEnumerable<string> Lists(string what, IEnumerable<(string Code, string Title, string Is)> old, IEnumerable<(string Code, string Title, string Is)> now)
    {
        var (before, after) = (old.ToList(), now.ToList());
        var added = after.Where(one => before.All(other => other.Code != one.Code)).Select(one => one.Title).ToList();
        var gone = before.Where(one => after.All(other => other.Code != one.Code)).Select(one => one.Title).ToList();
        var changed = after.Where(one => before.Any(other => other.Code == one.Code && other.Is != one.Is)).Select(one => one.Title).ToList();
        if (added.Count > 0) yield return $"新增{what}：{Short(added)}";
        if (gone.Count > 0) yield return $"取消{what}：{Short(gone)}";
        if (changed.Count > 0) yield return $"改变{what}：{Short(changed)}";
    }

    private static string Short(List<string> titles) => string.Join("、", titles.Take(Most)) + (titles.Count > Most ? $"等 {titles.Count} 项" : "");
}

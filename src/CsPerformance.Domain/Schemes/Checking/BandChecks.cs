using System.Globalization;
using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Bands over what their number can be: gaps, overlaps, and tiers that nobody can reach.</summary>
internal static class BandChecks
{
    public static void Run(Ground ground)
    {
        foreach (var line in ground.Lines)
        {
            if (line.Root is not Bands bands) continue;
            foreach (var labels in Groups(ground, bands))
            {
                var rows = bands.Rows.Where(row => row.For.Count == 0 || labels is null || row.For.Contains(labels)).ToList();
                var who = labels is null ? "" : $"({labels})";
                Check(ground, $"{line.Place}.rows", who, Wording.Of(bands.Number, null), ground.Extents.Of(bands.Number), [.. rows.Select(row => row.Interval)]);
            }
        }
        foreach (var rating in ground.Scheme.Ratings.Where(rating => rating.Levels.Count > 0)) Levels(ground, rating);
    }

    private static void Levels(Ground ground, RatingDefinition rating)
    {
        var place = $"ratings.{rating.Code}.levels";
        if (rating.Values.Count == 0) Check(ground, place, "", rating.Title, Extents.Of(rating), [.. rating.Levels.Select(level => level.Interval)]);
        foreach (var value in rating.Values.Where(value => !rating.Levels.Any(level => level.Interval.Contains(value))))
            ground.Add("bands.gap", place, $"{rating.Title} 的 {Text(value)} 没有说明", "打这个分的人看不到它的意思", "补上这个分的说明");
    }

    /// <summary>The values of the deciding label that have bands of their own or none at all; one null where no label decides.</summary>
    private static IEnumerable<string?> Groups(Ground ground, Bands bands)
    {
        if (bands.By is null) return [null];
        var known = bands.By is Input { Slot.Kind: SlotKind.Attribute } input ? ground.Scheme.Attributes.FirstOrDefault(one => one.Code == input.Slot.Codes[0])?.Labels.Select(label => label.Code) : null;
        var all = (known ?? bands.Rows.SelectMany(row => row.For)).Distinct().ToList();
        // Values that share their rows are told once.
        return all.GroupBy(label => string.Join('|', bands.Rows.Select(row => row.For.Count == 0 || row.For.Contains(label) ? '1' : '0'))).Select(group => group.First()).DefaultIfEmpty(null);
    }

    private static void Check(Ground ground, string place, string who, string number, Extent extent, IReadOnlyList<Interval> rows)
    {
        if (rows.Count == 0)
        {
            ground.Add("bands.gap", place, $"{who} 没有任何一档", "这些人的这一行算不出来", "给这个取值写档，或写 else");
            return;
        }
        var whole = extent.ToInterval();
        var left = new List<Interval> { whole };
        for (var i = 0; i < rows.Count; i++)
        {
            var free = left.Select(piece => Pieces.Common(piece, rows[i])).OfType<Interval>().Where(piece => Pieces.Example(piece, extent.Whole) is not null).ToList();
            if (Pieces.Common(whole, rows[i]) is not { } inside || Pieces.Example(inside, extent.Whole) is null)
                ground.Add("bands.unreachable", place, $"{number}{who} 到不了 {rows[i]} 这一档(它只能在 {whole} 之内)", "这一档永远没有人，多半是数或区间写错了", "核对指标的 range 和这一档的区间");
            else if (free.Count == 0)
                ground.Add("bands.unreachable", place, $"{number}{who} 的 {rows[i]} 这一档已被前面的档占满，永远轮不到", "先写的档先算，这一档的值不会给出", "改区间或删掉这一档");
            else if (rows[i] != Interval.Everything) Overlap(ground, place, who, number, extent, rows, i);
            Outside(ground, place, number + who, extent, rows[i]);
            left = Pieces.Without(left, rows[i]);
        }
        var gaps = left.Select(piece => (piece, Example: Pieces.Example(piece, extent.Whole))).Where(gap => gap.Example is not null).ToList();
        if (gaps.Count > 0)
            ground.Add("bands.gap", place, $"{number}{who} 在 {string.Join("、", gaps.Select(gap => $"{gap.piece}"))} 没有档，例如 {Text(gaps[0].Example!.Value)}", "落在这里的人这一行算不出来", "把相邻的区间接上(一边含、一边不含)，或写 else");
    }

    private static void Outside(Ground ground, string place, string number, Extent extent, Interval row)
    {
        var beyond = Pieces.Without([row], extent.ToInterval()).Where(piece => piece is { From: not null, To: not null } && Pieces.Example(piece, extent.Whole) is not null).ToList();
        if (beyond.Count > 0 && row.From <= extent.To)
            ground.Add("bands.outside", place, $"{number} 的 {row} 伸到了它到不了的地方(它只能在 {extent.ToInterval()} 之内)", "多半是这一档或指标的 range 写错了", "核对指标的 range 和这一档的区间");
    }

    private static void Overlap(Ground ground, string place, string who, string number, Extent extent, IReadOnlyList<Interval> rows, int at)
    {
        for (var earlier = 0; earlier < at; earlier++)
        {
            if (Pieces.Common(rows[earlier], rows[at]) is not { } both || Pieces.Common(both, extent.ToInterval()) is not { } inside) continue;
            if (Pieces.Example(inside, extent.Whole) is not { } example) continue;
            ground.Add("bands.overlap", place, $"{number}{who} 的 {rows[earlier]} 与 {rows[at]} 重叠，例如 {Text(example)}", "同一个数落在两档里，按先写的算，看的人会有争议", "改成一边含、一边不含");
        }
    }

    public static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}

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
        foreach (var rating in ground.Scheme.Ratings.Where(rating => rating.Levels.Count > 0))
            Check(ground, $"ratings.{rating.Code}.levels", "", rating.Title, Extent.Of(rating.Range, rating.Step is { } step && step == decimal.Truncate(step)), [.. rating.Levels.Select(level => level.Interval)]);
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
            ground.Add("bands.gap", place, $"{who} 没有任何一档", "这些人的这一行算不出来", "给这个取值写档,或写 else");
            return;
        }
        var whole = extent.ToInterval();
        var left = new List<Interval> { whole };
        for (var i = 0; i < rows.Count; i++)
        {
            var free = left.Select(piece => Pieces.Common(piece, rows[i])).OfType<Interval>().Where(piece => Pieces.Example(piece, extent.Whole) is not null).ToList();
            if (Pieces.Common(whole, rows[i]) is not { } inside || Pieces.Example(inside, extent.Whole) is null)
                ground.Add("bands.unreachable", place, $"{number}{who} 到不了 {rows[i]} 这一档(它只能在 {whole} 之内)", "这一档永远没有人,多半是数或区间写错了", "核对指标的 range 和这一档的区间");
            else if (free.Count == 0)
                ground.Add("bands.unreachable", place, $"{number}{who} 的 {rows[i]} 这一档已被前面的档占满,永远轮不到", "先写的档先算,这一档的值不会给出", "改区间或删掉这一档");
            else if (rows[i] != Interval.Everything) Overlap(ground, place, who, number, extent, rows, i);
            left = Pieces.Without(left, rows[i]);
        }
        foreach (var gap in left)
        {
            if (Pieces.Example(gap, extent.Whole) is { } example)
                ground.Add("bands.gap", place, $"{number}{who} 在 {gap} 没有档,例如 {Text(example)}", "落在这里的人这一行算不出来", "把相邻的区间接上(一边含、一边不含),或写 else");
        }
    }

    private static void Overlap(Ground ground, string place, string who, string number, Extent extent, IReadOnlyList<Interval> rows, int at)
    {
        for (var earlier = 0; earlier < at; earlier++)
        {
            if (Pieces.Common(rows[earlier], rows[at]) is not { } both || Pieces.Common(both, extent.ToInterval()) is not { } inside) continue;
            if (Pieces.Example(inside, extent.Whole) is not { } example) continue;
            ground.Add("bands.overlap", place, $"{number}{who} 的 {rows[earlier]} 与 {rows[at]} 重叠,例如 {Text(example)}", "同一个数落在两档里,按先写的算,看的人会有争议", "改成一边含、一边不含");
        }
    }

    public static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}

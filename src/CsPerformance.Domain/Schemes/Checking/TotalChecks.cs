using System.Text.RegularExpressions;
using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Weights that do not come to 1, and maxima that do not come to what the scheme says.</summary>
internal static partial class TotalChecks
{
    private const decimal Hundred = 100;

    /// <summary>After these words a number of points is what is given or taken, no maximum.</summary>
    private static readonly char[] _verbs = [.. "扣加减在达得奖每"];

    public static void Run(Ground ground)
    {
        foreach (var line in ground.Lines)
        {
            Weights(ground, line);
            SaidMaximum(ground, line.Title, line.Place, ground.Extents.Of(line));
            if (IsTotal(ground, line)) Total(ground, line);
        }
        foreach (var rating in ground.Scheme.Ratings.Where(rating => rating.Kind == ValueKind.Number))
            SaidMaximum(ground, rating.Title, $"ratings.{rating.Code}", Extent.Of(rating.Range, false));
        foreach (var parameter in ground.Scheme.Plan.Parameters) WeightTable(ground, parameter);
    }

    private static bool IsTotal(Ground ground, PlanLine line) =>
        !line.IsStep && line.Kind == ValueKind.Number && !line.Money && (line.Code == ground.Scheme.BoardLine || line.Title.Contains("总分", StringComparison.Ordinal)) && Terms(line.Root).Count() > 1;

    // Percentages of several figures added up: 0.4 × a + 0.3 × b …
    private static void Weights(Ground ground, PlanLine line)
    {
        foreach (var sum in ground.NodesOf(line).Where(IsSum))
        {
            if (ground.NodesOf(line).Any(other => IsSum(other) && other != sum && other.Children.Contains(sum))) continue;
            var terms = Terms(sum).ToList();
            var weights = terms.Select(term => Weight(ground, term)).ToList();
            if (terms.Count < 2 || weights.Any(weight => weight is null)) continue;
            var all = weights.Sum()!.Value;
            if (all is not (1 or Hundred) && (all > 0.5m && all < 2m || all > 50 && all < 200))
                ground.Add("total.weights", line.Place, $"权重相加是 {BandChecks.Text(all)}，不是 1({string.Join(" + ", weights.Select(weight => BandChecks.Text(weight!.Value)))})", "满分的人得不到满分，或会超过满分", "改权重，或在注释里说明为什么不是 1");
        }
    }

    private static bool IsSum(Node node) => node is Running.Arithmetic { Sign: '+' } or Several { Fold: Fold.Sum };

    private static IEnumerable<Node> Terms(Node node) => IsSum(node) ? node.Children.SelectMany(Terms) : [node];

    private static decimal? Weight(Ground ground, Node term)
    {
        if (term is not Running.Arithmetic { Sign: '*' } product) return null;
        foreach (var side in new[] { product.Left, product.Right })
        {
            // A rate in yuan or points is no weight.
            if (side is ParameterName { Parameter.Unit: { } unit } && unit is not ("比例" or "%")) continue;
            if (side is Literal or ParameterName && ground.Extents.Of(side) is { IsPoint: true, From: > 0 and < 100 } extent) return extent.From;
        }
        return null;
    }

    private static void WeightTable(Ground ground, PlanParameter parameter)
    {
        var definition = parameter.Definition;
        if (!definition.Title.Contains("权重", StringComparison.Ordinal) || definition.Kind != ValueKind.Table || definition.RowKind != ValueKind.Number || parameter.Keys.Count != 1) return;
        foreach (var sum in parameter.Values.Select(value => value.Value.Table?.Sum().Shown).OfType<decimal>().Where(sum => sum is not (1 or Hundred)))
            ground.Add("total.weights", $"parameters.{definition.Code}", $"{definition.Title} 相加是 {BandChecks.Text(sum)}，不是 1", "满分的人得不到满分，或会超过满分", "改权重，使它们相加是 1");
    }

    private static void Total(Ground ground, PlanLine line)
    {
        if (ground.Extents.Of(line).To is not { } most) return;
        var said = Said(ground);
        if (most == (said ?? Hundred) || (said is null && most is < 80 or > 125)) return;
        var parts = string.Join(" + ", Terms(line.Root).Select(term => ground.Extents.Of(term).To is { } to ? BandChecks.Text(to) : "?"));
        ground.Add("total.maximum", line.Place, $"各项满分相加是 {BandChecks.Text(most)}({parts}),{(said is { } declared ? $"方案写的满分是 {BandChecks.Text(declared)}" : "不是 100")}", "按百分制读这个分的人会读错，按分数套档也会偏", "改各项满分，或写明满分是多少并折算成百分制");
    }

    /// <summary>The maximum that the scheme's own words name; null where they do not.</summary>
    private static decimal? Said(Ground ground)
    {
        foreach (var text in ground.Scheme.Clauses.Select(clause => clause.Text).Append(ground.Scheme.Title))
        {
            if (TotalForm().Match(text) is { Success: true } match && Interval.TryNumber(match.Groups[1].Value, out var number)) return number;
            if (text.Contains("百分制", StringComparison.Ordinal) || text.Contains("百分考核", StringComparison.Ordinal)) return Hundred;
        }
        return null;
    }

    // “业务知识(30分)” in a clause: the line or mark of that title should reach 30.
    private static void SaidMaximum(Ground ground, string title, string place, Extent extent)
    {
        if (title.Length < 2 || extent.To is not { } most || extent.From is not >= 0) return;
        foreach (var clause in ground.Scheme.Clauses)
        {
            foreach (Match match in PartForm().Matches(clause.Text))
            {
                var name = match.Groups[1].Value;
                if (name != title && !(name.StartsWith(title, StringComparison.Ordinal) && name.Length - title.Length <= 2 && name.IndexOfAny(_verbs, title.Length) < 0)) continue;
                if (Interval.TryNumber(match.Groups[2].Value, out var said) && said != most)
                    ground.Add("total.part", place, $"{title} 最高能到 {BandChecks.Text(most)}，第 {clause.Number} 条写的是 {BandChecks.Text(said)} 分", "条文和算法不一致，争议时说不清以哪个为准", "改 range、满分或条文");
            }
        }
    }

    [GeneratedRegex(@"(?:总分|满分|总计|共计|合计)(?:为|是|:|:)?\s*(\d{2,4})\s*分", RegexOptions.CultureInvariant)]
    private static partial Regex TotalForm();

    [GeneratedRegex(@"(\p{IsCJKUnifiedIdeographs}{2,12})[((::]?\s*(?:满分)?(\d{1,3})分(?=[))、,,;;。::]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex PartForm();
}

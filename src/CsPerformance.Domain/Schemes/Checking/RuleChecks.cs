using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Conditions that never or always hold, cases that earlier ones leave nothing for, ladders that ask less the higher they go.</summary>
internal static class RuleChecks
{
    public static void Run(Ground ground)
    {
        foreach (var line in ground.Lines)
        {
            if (line.Root is Ladder ladder) Rungs(ground, line, ladder);
            if (line.Kind == ValueKind.YesNo && line.Root is not (Cases or Literal) && ground.Extents.Truth(line.Root) == false) Never(ground, line, Wording.Of(line.Root, null));
            foreach (var cases in ground.NodesOf(line).OfType<Cases>()) Reached(ground, line, cases);
        }
    }

    private static void Never(Ground ground, PlanLine line, string what) =>
        ground.Add("rules.unreachable", line.Place, $"条件“{what}”永远不成立", "这一情形永远没有人，多半是数写错了", "核对条件里的数和指标的 range");

    private static void Reached(Ground ground, PlanLine line, Cases cases)
    {
        var left = new Dictionary<string, List<Interval>>(StringComparer.Ordinal);
        for (var i = 0; i < cases.Parts.Count; i++)
        {
            var when = cases.Parts[i].When;
            var holds = ground.Extents.Truth(when);
            var what = Wording.Of(when, null);
            if (holds == false) Never(ground, line, what);
            else if (holds == true && (i + 1 < cases.Parts.Count || cases.Otherwise is not null)) ground.Add("rules.unreachable", line.Place, $"条件“{what}”总是成立，后面的情形永远轮不到", "后面的情形永远没有人", "核对条件里的数和指标的 range");
            else if (Limit.Of(ground.Extents, when).GroupBy(limit => limit.Measure).Any(limits => IsTaken(left, limits)))
                ground.Add("rules.unreachable", line.Place, $"条件“{what}”永远轮不到：前面的情形已经占满", "先写的情形先算，这一情形的值不会给出", "把更严的情形写在前面");
            foreach (var (measure, taken, extent) in Taken(ground, when))
                left[measure] = Pieces.Without(left.GetValueOrDefault(measure) ?? [extent.ToInterval()], taken);
        }
        if (cases.Otherwise is null) Left(ground, line, cases, left);
    }

    private static bool IsTaken(Dictionary<string, List<Interval>> left, IGrouping<string, Limit> limits) =>
        Limit.Common(limits) is { } wanted && left.TryGetValue(limits.Key, out var pieces)
        && !pieces.Select(piece => Pieces.Common(piece, wanted)).OfType<Interval>().Any(piece => Pieces.Example(piece, limits.First().Extent.Whole) is not null);

    // What a case leaves to nobody after it: all of it where it asks one measure only, each part of an “or” by itself.
    private static IEnumerable<(string Measure, Interval Taken, Extent Extent)> Taken(Ground ground, Node when)
    {
        if (when is Junction { All: false }) return when.Children.SelectMany(part => Taken(ground, part));
        var limits = Limit.Of(ground.Extents, when);
        return limits.Count > 0 && Limit.IsWhole(ground.Extents, when) && limits.All(limit => limit.Measure == limits[0].Measure) && Limit.Common(limits) is { } taken
            ? [(limits[0].Measure, taken, limits[0].Extent)] : [];
    }

    // Cases over one measure are bands in other words.
    private static void Left(Ground ground, PlanLine line, Cases cases, Dictionary<string, List<Interval>> left)
    {
        if (left.Count != 1 || !cases.Parts.All(part => Taken(ground, part.When).Any())) return;
        var (measure, pieces) = (left.Keys.First(), left.Values.First());
        var whole = Limit.Of(ground.Extents, cases.Parts[0].When) is [var first, ..] && first.Extent.Whole;
        var gaps = pieces.Select(piece => (piece, Example: Pieces.Example(piece, whole))).Where(gap => gap.Example is not null).ToList();
        if (gaps.Count > 0)
            ground.Add("bands.gap", line.Place, $"{measure} 在 {string.Join("、", gaps.Select(gap => $"{gap.piece}"))} 没有情形，例如 {BandChecks.Text(gaps[0].Example!.Value)}", "落在这里的人这一行算不出来", "补上情形，或写 else");
    }

    private static void Rungs(Ground ground, PlanLine line, Ladder ladder)
    {
        var limits = new Dictionary<string, (Limit Limit, int Rung)>();
        for (var i = 0; i < ladder.Rungs.Count; i++)
        {
            var rung = ladder.Rungs[i];
            var name = Wording.Of(rung.Gives, null);
            if (rung.Tests.Any(test => ground.Extents.Truth(test.Holds) == false)) ground.Add("rules.unreachable", line.Place, $"{name} 这一级的条件永远不会全部成立", "没有人能到这一级", "核对界限和指标的 range");
            else if (i + 1 < ladder.Rungs.Count && IsCovered(ground, rung, ladder.Rungs[i + 1])) ground.Add("rules.unreachable", line.Place, $"{name} 这一级永远没有人：够到它的人也都够到 {Wording.Of(ladder.Rungs[i + 1].Gives, null)}", "这一级形同虚设，多半是界限写错了", "使高一级的要求更严");
            foreach (var limit in rung.Tests.SelectMany(test => Limit.Of(ground.Extents, test.Holds)))
            {
                var key = limit.Measure + (limit.IsFloor ? "≥" : "≤");
                if (limits.TryGetValue(key, out var below) && below.Rung < i && limit.IsLaxerThan(below.Limit))
                    ground.Add("rules.ladder", line.Place, $"{name} 要求 {limit}，比低一级的 {below.Limit} 还松", "够到高一级的人不一定够低一级，级别前后矛盾", "核对各级的界限，越高应当越严");
                limits[key] = (limit, i);
            }
        }
    }

    /// <summary>True where everything that the higher rung asks is asked by the lower one, at least as strictly.</summary>
    private static bool IsCovered(Ground ground, Rung lower, Rung higher)
    {
        var asked = lower.Tests.SelectMany(test => Limit.Of(ground.Extents, test.Holds)).ToList();
        var words = lower.Tests.Select(test => Wording.Of(test.Holds, null)).ToHashSet();
        return higher.Tests.All(test => words.Contains(Wording.Of(test.Holds, null))
            || (Limit.IsWhole(ground.Extents, test.Holds) && Limit.Of(ground.Extents, test.Holds).All(limit => asked.Any(own => own.Measure == limit.Measure && own.IsFloor == limit.IsFloor && !own.IsLaxerThan(limit)))));
    }
}

using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Conditions that never or always hold, ladders that ask less the higher they go, promotion and demotion that meet, cliffs.</summary>
internal static class RuleChecks
{
    private static readonly string[] _up = ["promot", "升级", "晋升", "晋级", "升星"];
    private static readonly string[] _down = ["demot", "降级", "降星"];

    public static void Run(Ground ground)
    {
        foreach (var line in ground.Lines)
        {
            if (line.Root is Ladder ladder) Rungs(ground, line, ladder);
            foreach (var cases in ground.NodesOf(line).OfType<Cases>()) Reached(ground, line, cases);
            if (ground.MovesMoney(line)) Cliffs(ground, line);
        }
        Opposed(ground);
    }

    private static void Reached(Ground ground, PlanLine line, Cases cases)
    {
        for (var i = 0; i < cases.Parts.Count; i++)
        {
            var holds = ground.Extents.Truth(cases.Parts[i].When);
            var what = Wording.Of(cases.Parts[i].When, null);
            if (holds == false) ground.Add("rules.unreachable", line.Place, $"条件“{what}”永远不成立", "这一情形永远没有人,多半是数写错了", "核对条件里的数和指标的 range");
            else if (holds == true && (i + 1 < cases.Parts.Count || cases.Otherwise is not null)) ground.Add("rules.unreachable", line.Place, $"条件“{what}”总是成立,后面的情形永远轮不到", "后面的情形永远没有人", "核对条件里的数和指标的 range");
        }
    }

    private static void Rungs(Ground ground, PlanLine line, Ladder ladder)
    {
        var limits = new Dictionary<string, (Limit Limit, int Rung)>();
        for (var i = 0; i < ladder.Rungs.Count; i++)
        {
            var rung = ladder.Rungs[i];
            var name = Wording.Of(rung.Gives, null);
            if (rung.Tests.Any(test => ground.Extents.Truth(test.Holds) == false)) ground.Add("rules.unreachable", line.Place, $"{name} 这一级的条件永远不会全部成立", "没有人能到这一级", "核对界限和指标的 range");
            foreach (var limit in rung.Tests.SelectMany(test => Limits(ground, test.Holds)))
            {
                var key = limit.Measure + (limit.IsFloor ? "≥" : "≤");
                if (limits.TryGetValue(key, out var below) && below.Rung < i && limit.IsLaxerThan(below.Limit))
                    ground.Add("rules.ladder", line.Place, $"{name} 要求 {limit},比低一级的 {below.Limit} 还松", "够到高一级的人不一定够低一级,级别前后矛盾", "核对各级的界限,越高应当越严");
                limits[key] = (limit, i);
            }
        }
    }

    // Who is between the two limits is promoted and demoted at once; only rules under the same condition are compared.
    private static void Opposed(Ground ground)
    {
        var (ups, downs) = (RulesOf(ground, _up), RulesOf(ground, _down));
        foreach (var up in ups.Where(up => up.Limit.IsFloor))
        {
            foreach (var down in downs.Where(down => !down.Limit.IsFloor && down.Under == up.Under && down.Limit.Measure == up.Limit.Measure))
            {
                if (down.Limit.Value > up.Limit.Value || (down.Limit.Value == up.Limit.Value && down.Limit.Takes && up.Limit.Takes))
                    ground.Add("rules.opposed", down.Line.Place, $"{down.Line.Title} 的 {down.Limit} 与 {up.Line.Title} 的 {up.Limit} 可以同时成立{(up.Under.Length > 0 ? $"({up.Under})" : "")}", "同一个人又升又降,结果取决于先看哪一条", "使降级的界限不高于晋升的界限");
            }
        }
    }

    private static List<(PlanLine Line, string Under, Limit Limit)> RulesOf(Ground ground, string[] words)
    {
        var found = new List<(PlanLine, string, Limit)>();
        foreach (var line in ground.Lines.Where(line => line.Kind == ValueKind.YesNo && words.Any(word => line.Code.Contains(word, StringComparison.Ordinal) || line.Title.Contains(word, StringComparison.Ordinal))))
        {
            IEnumerable<(string Under, Node Rule)> rules = line.Root is Cases cases ? cases.Parts.Select(part => (Wording.Of(part.When, null), part.Gives)) : [("", line.Root)];
            foreach (var (under, rule) in rules) found.AddRange(rule.Tree().SelectMany(node => Limits(ground, node)).Distinct().Select(limit => (line, under, limit)));
        }
        return found;
    }

    private static IEnumerable<Limit> Limits(Ground ground, Node node)
    {
        if (node is Junction { All: true }) return node.Children.SelectMany(part => Limits(ground, part));
        if (node is not Comparison { Left.Kind: ValueKind.Number } comparison || comparison.Sign is "=" or "≠") return [];
        var (measure, edge, sign) = ground.Extents.Of(comparison.Right).IsPoint ? (comparison.Left, comparison.Right, comparison.Sign)
            : (comparison.Right, comparison.Left, comparison.Sign switch { "<" => ">", "≤" => "≥", ">" => "<", _ => "≤" });
        return ground.Extents.Of(edge) is { IsPoint: true, From: { } value } && !ground.Extents.Of(measure).IsPoint ? [new(Wording.Of(measure, null), sign, value)] : [];
    }

    // A figure that falls from one band or case to the next by more than the set share, where it moves money.
    private static void Cliffs(Ground ground, PlanLine line)
    {
        var share = ground.Law.CliffShare;
        if (line.Root is Bands bands)
        {
            foreach (var group in bands.Rows.Where(row => row.Gives is Literal && row.Interval != Interval.Everything).GroupBy(row => string.Join(',', row.For)))
            {
                var rows = group.OrderBy(row => row.Interval.From ?? decimal.MinValue).ToList();
                var falls = rows.Zip(rows.Skip(1)).Select(pair => (pair.First, pair.Second, Change: Change(pair.First.Gives, pair.Second.Gives))).Where(fall => fall.Change > share).ToList();
                if (falls.Count == 0) continue;
                var steps = string.Join(";", falls.Select(fall => $"{BandChecks.Text(fall.Second.Interval.From ?? 0)} 处 {fall.First.Written}→{fall.Second.Written}(差 {Percent(fall.Change)})"));
                ground.Add("cliff", $"{line.Place}.rows", $"{line.Title}{(group.Key.Length > 0 ? $"({group.Key})" : "")} 在界限上跳得多:{steps}", $"差一个单位,随它算的钱就差超过 {Percent(share)},容易有争议", "加密档位,或改成逐步变化;确要如此就留着");
            }
        }
        foreach (var cases in ground.NodesOf(line).OfType<Cases>().Where(cases => cases is { Parts.Count: 1, Otherwise: not null } && !IsChoice(cases.Parts[0].When)))
        {
            var (a, b) = (ground.Extents.Of(cases.Parts[0].Gives), ground.Extents.Of(cases.Otherwise!));
            if ((a is { From: 0, To: 0 }) == (b is { From: 0, To: 0 })) continue;
            ground.Add("cliff", line.Place, $"{line.Title} 在“{Wording.Of(cases.Parts[0].When, null)}”时全有或全无", $"差一个单位就差全部(超过 {Percent(share)})", "改成按次数逐步减少;确要如此就留着");
        }
    }

    // Who somebody is, the time of year, or whether a figure was given is no change of a unit.
    private static bool IsChoice(Node when) => !when.Tree().OfType<Comparison>().Any(comparison => comparison.Left.Kind == ValueKind.Number && comparison.Tree().Any(node => node is Input or LineName or Gathered or Lookback or Streak));

    private static decimal Change(Node a, Node b)
    {
        var (x, y) = (Number(a), Number(b));
        if (x == y) return 0;
        var most = Math.Max(Math.Abs(x), Math.Abs(y));
        return Math.Abs(x / most - y / most);
    }

    private static decimal Number(Node node) => node is Literal { Value.Held: Held.Number } literal ? literal.Value.Number.Shown : 0;

    private static string Percent(decimal share) => BandChecks.Text(decimal.Round(share * 100, 1)) + "%";

    /// <summary>A limit on a measure.</summary>
    private sealed record Limit(string Measure, string Sign, decimal Value)
    {
        public bool IsFloor => Sign is "≥" or ">";

        public bool Takes => Sign is "≥" or "≤";

        public bool IsLaxerThan(Limit other) => IsFloor ? Value < other.Value : Value > other.Value;

        public override string ToString() => $"{Measure} {Sign} {BandChecks.Text(Value)}";
    }
}

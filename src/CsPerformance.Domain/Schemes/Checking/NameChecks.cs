using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Parameters that are unset with what they block, and names that nothing reads.</summary>
internal static class NameChecks
{
    public static void Run(Ground ground)
    {
        var (plan, scheme) = (ground.Scheme.Plan, ground.Scheme);
        List<Node> loose = [.. plan.Requirements.SelectMany(one => one.Holds.Tree()), .. plan.Notices.SelectMany(one => one.When.Tree())];
        List<Node> all = [.. ground.Lines.SelectMany(ground.NodesOf), .. loose];
        foreach (var parameter in scheme.Parameters.Where(parameter => parameter.IsUnset)) Unset(ground, parameter);
        Unused(ground, all);
        UnknownWords(ground, all);
        var read = all.Select(node => node switch { LineName name => name.Line, HistoryName history => history.Own, _ => null }).OfType<PlanLine>().ToHashSet();
        foreach (var step in ground.Lines.Where(line => line.IsStep && !read.Contains(line)))
            Tell(ground, step.Place, $"中间量 {step.Title}({step.Code}) 没有任何一行用到");
    }

    private static void Unset(Ground ground, ParameterDefinition parameter)
    {
        var direct = ground.Lines.Where(line => ground.NodesOf(line).OfType<IParameterNode>().Any(node => node.Parameter.Code == parameter.Code && node is not ParameterGiven)).ToHashSet();
        var blocked = ground.Lines.Where(line => !line.IsStep && ground.ReadBy(line).Overlaps(direct)).Select(line => $"{line.Title}({line.Code})").ToList();
        ground.Add("unset", $"parameters.{parameter.Code}", $"参数 {parameter.Title}({parameter.Code}) 没有设置", blocked.Count == 0 ? "没有行因此算不出来" : $"用到它时算不出来：{string.Join("、", blocked)}", "由公司决定后填上，不要编");
    }

    private static void Unused(Ground ground, List<Node> all)
    {
        var scheme = ground.Scheme;
        var slots = scheme.Plan.Slots;
        bool Reads(SlotKind kind, string code) => slots.Any(slot => slot.Of == kind && slot.Codes.Contains(code));
        // Other inputs know the items too, but count none of them.
        var counted = slots.Where(slot => slot.Kind is SlotKind.Count or SlotKind.Points or SlotKind.Score).SelectMany(slot => slot.Items.Keys).ToHashSet();
        var keys = scheme.Plan.Parameters.SelectMany(parameter => parameter.Keys).SelectMany(key => key.Allowed).ToHashSet();
        var deciding = new List<Definition>([.. scheme.Attributes, .. scheme.Metrics, .. scheme.Items, .. scheme.Ratings, .. scheme.Checks]).SelectMany(one => one.AppliesTo.Keys).ToHashSet();
        foreach (var one in scheme.Metrics.Where(one => !Reads(SlotKind.Metric, one.Code))) Tell(ground, $"metrics.{one.Code}", $"指标 {one.Title}({one.Code}) 填了不起作用：没有任何公式用到");
        foreach (var one in scheme.Ratings.Where(one => !Reads(SlotKind.Rating, one.Code))) Tell(ground, $"ratings.{one.Code}", $"评分 {one.Title}({one.Code}) 打了不起作用：没有任何公式用到");
        foreach (var one in scheme.Checks.Where(one => !Reads(SlotKind.Check, one.Code))) Tell(ground, $"checks.{one.Code}", $"检查项 {one.Title}({one.Code}) 没有任何公式用到");
        foreach (var one in scheme.Items.Where(one => !counted.Contains(one.Code))) Tell(ground, $"items.{one.Code}", $"项目 {one.Title}({one.Code}) 记了不起作用：没有任何公式用到");
        foreach (var one in scheme.Attributes.Where(one => !Reads(SlotKind.Attribute, one.Code) && !deciding.Contains(one.Code) && !one.Labels.Any(label => keys.Contains(label.Code))))
            Tell(ground, $"attributes.{one.Code}", $"属性 {one.Title}({one.Code}) 没有任何公式用到");
        var parameters = all.OfType<IParameterNode>().Select(node => node.Parameter.Code).Concat(scheme.Deadlines.Select(deadline => deadline.Parameter)).ToHashSet();
        foreach (var one in scheme.Parameters.Where(one => !one.IsUnset && !parameters.Contains(one.Code))) Tell(ground, $"parameters.{one.Code}", $"参数 {one.Title}({one.Code}) 改了不起作用：没有任何公式用到");
        var history = all.OfType<HistoryName>().Select(node => node.History.Code).ToHashSet();
        foreach (var one in scheme.History.Where(one => !history.Contains(one.Code))) Tell(ground, $"history.{one.Code}", $"以往各期的 {one.Title}({one.Code}) 没有任何公式用到");
    }

    // 'trial' where the attribute only knows trainee: the condition never holds, and nothing else says so.
    private static void UnknownWords(Ground ground, List<Node> all)
    {
        foreach (var line in ground.Lines)
        {
            foreach (var comparison in ground.NodesOf(line).OfType<Comparison>().Where(comparison => comparison.Left.Kind == ValueKind.Label))
            {
                var (name, word) = comparison.Right is Literal literal ? (comparison.Left, literal) : (comparison.Right, comparison.Left as Literal);
                if (word is null || Words(ground, name) is not { Count: > 0 } known || known.Contains(word.Value.Label)) continue;
                ground.Add("unknown.word", line.Place, $"{Wording.Of(name, null)} 不会是“{word.Value.Label}”(只有 {string.Join("、", known)})", "这个条件永远一样，多半是写错了字", $"改成其中一个");
            }
        }
    }

    private static List<string>? Words(Ground ground, Node node) => node switch
    {
        Input { Slot: { Kind: SlotKind.Attribute } slot } => ground.Scheme.Attributes.FirstOrDefault(one => one.Code == slot.Codes[0])?.Labels.Select(label => label.Code).ToList(),
        Input { Slot: { Kind: SlotKind.Rating } slot } => ground.Scheme.Ratings.FirstOrDefault(one => one.Code == slot.Codes[0])?.Labels.Select(label => label.Code).ToList(),
        LineName { Line.Root: var root } => Given(root),
        _ => null,
    };

    private static List<string>? Given(Node root)
    {
        IEnumerable<Node?>? gives = root switch
        {
            Cases cases => cases.Parts.Select(part => (Node?)part.Gives).Append(cases.Otherwise),
            Bands bands => bands.Rows.Select(row => row.Gives),
            Ladder ladder => ladder.Rungs.Select(rung => (Node?)rung.Gives).Append(ladder.None),
            _ => null,
        };
        var known = gives?.OfType<Node>().ToList();
        return known is null || known.Any(node => node is not Literal) ? null : [.. known.OfType<Literal>().Select(literal => literal.Value.Label).Distinct()];
    }

    private static void Tell(Ground ground, string place, string what) => ground.Add("unused", place, what, "多半是漏写了公式，或公式里写错了名称", "用到它，或删掉");
}

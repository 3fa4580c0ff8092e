using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>What may collide with the law. How each is looked for stands here; words, articles and reasons stand in the data files.</summary>
internal static class RiskChecks
{
    public static void Run(Ground ground)
    {
        Wordings(ground, "risk.wording");
        Wordings(ground, "risk.last_place");
        var money = ground.Lines.Where(line => line.Money && line.Kind == ValueKind.Number).ToList();
        foreach (var line in money) BasePay(ground, line);
        ProtectedLeave(ground);
    }

    private static void Wordings(Ground ground, string code)
    {
        if (ground.Rule(code) is not { } rule) return;
        foreach (var (place, line, text) in ground.File.Texts())
        {
            var found = rule.Words.Where(word => text.Contains(word, StringComparison.Ordinal)).ToList();
            if (found.Count > 0) ground.AddRisk(code, place, $"写着“{string.Join("”“", found)}”", line);
        }
    }

    private static bool IsBase(Ground ground, PlanLine line) => ground.Rule("risk.base_pay") is { } rule && rule.Words.Any(word => line.Title.Contains(word, StringComparison.Ordinal));

    private static void BasePay(Ground ground, PlanLine line)
    {
        if (!IsBase(ground, line)) return;
        var inputs = ground.SlotsBehind(line.Root).Where(slot => IsPerformance(ground, slot)).Select(slot => Title(ground, slot)).Distinct().ToList();
        Wages(ground, line);
        if (inputs.Count > 0) ground.AddRisk("risk.base_pay", line.Place, $"{line.Title} 随 {string.Join("、", inputs)} 变化");
    }

    // The standard of a full month stands in a parameter; it is compared with each city whose wage is known.
    private static void Wages(Ground ground, PlanLine line)
    {
        foreach (var parameter in ground.ReadBy(line).SelectMany(ground.NodesOf).OfType<ParameterName>().Where(name => name.Parameter is { Unit: "元/月", IsUnset: false }).DistinctBy(name => name.Parameter.Code))
        {
            var most = ground.Extents.Of(parameter).To;
            foreach (var wage in ground.Law.MinimumWages.Where(wage => most < wage.Amount))
                ground.AddRisk("risk.minimum_wage", $"parameters.{parameter.Parameter.Code}", $"{parameter.Parameter.Title} {BandChecks.Text(most!.Value)} 元低于{wage.City}的 {BandChecks.Text(wage.Amount!.Value)} 元({wage.Since:yyyy-MM-dd} 起)");
        }
    }

    // Days of attendance make base pay smaller too, and lawfully; the data file names what they are called.
    public static bool IsPerformance(Ground ground, Slot slot) => slot.Kind switch
    {
        SlotKind.Count or SlotKind.Points or SlotKind.Score or SlotKind.Rating => true,
        SlotKind.Metric => ground.Rule("risk.attendance_words") is not { } words || !words.Words.Any(word => Title(ground, slot).Contains(word, StringComparison.Ordinal)),
        _ => false,
    };

    /// <summary>The amounts that are added up, through lines of money that only add.</summary>
    public static IEnumerable<Node> Terms(Node node, int depth) => node switch
    {
        Running.Arithmetic { Sign: '+' } or Several { Fold: Fold.Sum } => node.Children.SelectMany(child => Terms(child, depth)),
        Running.Arithmetic { Sign: '-' } difference => Terms(difference.Left, depth).Append(new Negation(difference.Right)),
        LineName { Line.Money: true } name when depth < 20 && name.Line.Root is Running.Arithmetic { Sign: '+' or '-' } or Several { Fold: Fold.Sum } => Terms(name.Line.Root, depth + 1),
        _ => [node],
    };

    private static void ProtectedLeave(Ground ground)
    {
        if (ground.Rule("risk.protected_leave") is not { } rule) return;
        var guarded = LeaveTypes.All.Where(type => rule.Words.Contains(type.Title)).ToList();
        foreach (var line in ground.Lines)
        {
            var leave = ground.NodesOf(line).OfType<Input>().Where(input => input.Slot.Kind == SlotKind.Leave).SelectMany(input => input.Slot.Codes).ToHashSet();
            var named = guarded.Where(type => leave.Contains(type.Code)).Select(type => type.Title).ToList();
            if (named.Count == 0) continue;
            var lost = ground.MovesMoney(line) ? "会少得钱" : "会少得分或影响评定";
            ground.AddRisk("risk.protected_leave", line.Place, $"休{string.Join("、", named)}{lost}({line.Title})");
        }
    }

    private static string Title(Ground ground, Slot slot)
    {
        var code = slot.Codes.Count > 0 ? slot.Codes[0] : "";
        if (slot.Items.Count > 3 && slot.Kind is SlotKind.Score or SlotKind.Points) return "加减分";
        return ground.TitleOf($"{slot.Kind switch { SlotKind.Metric => "metrics", SlotKind.Rating => "ratings", SlotKind.Attribute => "attributes", _ => "items" }}.{code}");
    }
}

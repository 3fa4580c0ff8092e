using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Promotion and demotion that hold for the same person at once, or one right after the other on the same figures.</summary>
internal static class OpposedChecks
{
    private const int Tries = 500, MostNamed = 5, MostRules = 12;

    private static readonly string[] _up = ["promot", "升级", "晋升", "晋级", "升星"];
    private static readonly string[] _down = ["demot", "降级", "降星"];

    /// <summary>A condition for going up or down, with the line that it stands in.</summary>
    private sealed record Rule(PlanLine Line, string Title, Node Holds);

    public static void Run(Ground ground)
    {
        var (ups, downs) = (RulesOf(ground, _up), RulesOf(ground, _down));
        if (ups.Count == 0 || downs.Count == 0) return;
        var trials = new Trials(ground, 0.5m);
        foreach (var up in ups.Take(MostRules))
        {
            foreach (var down in downs.Take(MostRules).Where(down => down.Line != up.Line || down.Holds != up.Holds))
            {
                if (!Written(ground, up, down)) Tried(ground, trials, up, down);
            }
        }
    }

    private static List<Rule> RulesOf(Ground ground, string[] words)
    {
        bool Says(string text) => words.Any(word => text.Contains(word, StringComparison.Ordinal));
        var found = ground.Lines.Where(line => line is { Kind: ValueKind.YesNo, OfGroup: false } && (Says(line.Code) || Says(line.Title))).Select(line => new Rule(line, line.Title, line.Root)).ToList();
        foreach (var line in ground.Lines.Where(line => line is { Kind: ValueKind.Label, OfGroup: false, Root: Cases }))
        {
            foreach (var part in ((Cases)line.Root).Parts.Where(part => part.Gives is Literal literal && Says(literal.Value.Label)))
                if (part.When is not LineName name || found.All(rule => rule.Line != name.Line)) found.Add(new(line, $"{line.Title}的“{Wording.Of(part.Gives, null)}”", part.When));
        }
        return found;
    }

    /// <summary>Two limits on one measure that overlap, read from the file; nothing need be tried out then.</summary>
    private static bool Written(Ground ground, Rule up, Rule down)
    {
        foreach (var (under, rising) in Branches(up.Holds).SelectMany(branch => Only(ground, branch.Rule).Select(limit => (branch.Under, limit))))
        {
            foreach (var falling in Branches(down.Holds).Where(branch => branch.Under == under).SelectMany(branch => Only(ground, branch.Rule)))
            {
                if (!rising.IsFloor || falling.IsFloor || falling.Measure != rising.Measure) continue;
                if (falling.Value < rising.Value || (falling.Value == rising.Value && !(falling.Takes && rising.Takes))) continue;
                Add(ground, up, down, $"{down.Title} 的 {falling} 与 {up.Title} 的 {rising} 可以同时成立{(under.Length > 0 ? $"({under})" : "")}");
                return true;
            }
        }
        return false;
    }

    // A rule that asks more than one limit may hold less often than the limit does.
    private static IEnumerable<Limit> Only(Ground ground, Node rule) => Limit.IsWhole(ground.Extents, rule) && Limit.Of(ground.Extents, rule) is { Count: 1 } limits ? limits : [];

    private static IEnumerable<(string Under, Node Rule)> Branches(Node rule) => rule is Cases cases ? cases.Parts.Select(part => (Wording.Of(part.When, null), part.Gives)) : [("", rule)];

    // Made-up subjects at and beside every number that the two rules compare with; the same ones each time.
    private static void Tried(Ground ground, Trials trials, Rule up, Rule down)
    {
        var typical = new Typical(ground.Scheme, ground.Rule("risk.attendance_words"), 100);
        var start = typical.Setting();
        var choices = Choices(ground, typical, [.. ground.NamesBehind(up.Holds).Concat(ground.NamesBehind(down.Holds)).Distinct()]);
        var (seed, after) = (12345u, After(ground));
        for (var i = 0; i < Tries; i++)
        {
            var setting = start.With(choices.Select(choice => KeyValuePair.Create(choice.Name, choice.Values[(int)((seed = unchecked(seed * 1664525 + 1013904223)) >> 8) % choice.Values.Count])));
            if (trials.At(setting) is not { } outcome) return;
            if (!outcome.Holds(up.Holds)) continue;
            if (outcome.Holds(down.Holds))
            {
                Add(ground, up, down, $"{down.Title} 与 {up.Title} 可以同时成立，例如 {Named(ground, choices, Least(trials, setting, start, choices, next => next.Holds(up.Holds) && next.Holds(down.Holds)))}");
                return;
            }
            if (after is var (attribute, line) && outcome.Of(line) is { IsMissing: false } now && trials.At(setting.With(attribute, Fact(now))) is { } then && then.Holds(down.Holds))
            {
                Add(ground, up, down, $"{up.Title}以后按同样的数马上又{down.Title}，例如 {Named(ground, choices, setting)}");
                return;
            }
        }
    }

    private static void Add(Ground ground, Rule up, Rule down, string what) =>
        ground.Add("rules.opposed", down.Line.Place, what, "同一个人又升又降，结果取决于先看哪一条", $"使 {down.Title} 的界限不高于 {up.Title} 的界限，或在条文里写明先看哪一条");

    /// <summary>The attribute that the next period's level becomes, and the line that gives it.</summary>
    private static (string Attribute, PlanLine Line)? After(Ground ground)
    {
        foreach (var attribute in ground.Scheme.Attributes)
            if (ground.Lines.FirstOrDefault(line => !line.OfGroup && line.Kind == attribute.Kind && (line.Code == attribute.Code || line.Code == "next_" + attribute.Code)) is { } line) return ("attributes." + attribute.Code, line);
        return null;
    }

    private static FactValue Fact(Value value) => value.Held switch { Held.Label => FactValue.Of(value.Label), Held.YesNo => FactValue.Of(value.Yes), _ => FactValue.Of(value.Number.Shown) };

    private static List<(string Name, List<FactValue> Values)> Choices(Ground ground, Typical typical, IReadOnlyList<string> names)
    {
        var found = new List<(string, List<FactValue>)>();
        var movables = typical.Movables();
        foreach (var name in names)
        {
            var code = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            var attribute = name.StartsWith("attributes.", StringComparison.Ordinal) ? ground.Scheme.Attributes.FirstOrDefault(one => one.Code == code) : null;
            if (attribute is { Kind: ValueKind.Label, Labels.Count: > 0 }) found.Add((name, [.. attribute.Labels.Select(label => FactValue.Of(label.Code))]));
            else if (attribute is { Kind: ValueKind.YesNo } || name.StartsWith("checks.", StringComparison.Ordinal) || ground.Scheme.Ratings.Any(rating => rating.Kind == ValueKind.YesNo && name == "ratings." + rating.Code)) found.Add((name, [FactValue.Of(true), FactValue.Of(false)]));
            else if (attribute is { Kind: ValueKind.Number }) found.Add((name, Numbers(ground, attribute.Range, attribute.Whole ? 1 : 0.5m)));
            else if (movables.FirstOrDefault(one => one.Name == name) is { } input && Typical.CanMove(input)) found.Add((name, Numbers(ground, new(input.From, true, input.To, true), input.Step)));
            else if (ground.Scheme.History.Any(one => one.Kind == ValueKind.Number && name == "history." + one.Code)) found.Add((name, Numbers(ground, Interval.NotNegative, 0.1m)));
        }
        return found;
    }

    private static List<FactValue> Numbers(Ground ground, Interval range, decimal step) =>
        [.. ground.Edges.SelectMany(edge => new[] { edge - step, edge, edge + step }).Concat([0, range.From ?? 0, range.To ?? 100]).Where(x => range.Contains(x) && (step != 1 || x == decimal.Truncate(x))).Distinct().Take(60).Select(FactValue.Of)];

    // What need not be unusual is put back, so that the example names only what it takes.
    private static Setting Least(Trials trials, Setting setting, Setting start, List<(string Name, List<FactValue> Values)> choices, Func<Outcome, bool> holds)
    {
        foreach (var (name, _) in choices)
            if (start[name] is { } usual && setting.With(name, usual) is var next && trials.At(next) is { } outcome && holds(outcome)) setting = next;
        return setting;
    }

    private static string Named(Ground ground, List<(string Name, List<FactValue> Values)> choices, Setting setting) =>
        string.Join("、", choices.Select(choice => choice.Name).Take(MostNamed).Select(name => $"{ground.TitleOf(name)} {(setting[name] is { } value ? Value.Of(value).ToString() : "无")}"));
}

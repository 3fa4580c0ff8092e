using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>
/// Cliffs: one step of one input that moves pay by more than a set share. They are tried out on made-up subjects; where
/// nothing can be tried (an unset parameter in the way), the jump of the figure itself is told.
/// </summary>
internal static class CliffChecks
{
    private const int MostSteps = 4, MostLabels = 6, MostNamed = 3;

    /// <summary>How large a number without range and unit is taken to be: a shop with few cases, one with many.</summary>
    private static readonly decimal[] _scales = [5000, 100];

    public static void Run(Ground ground)
    {
        if (!ground.Lines.Any(line => line.Money)) return;
        var share = ground.Scheme.CliffShare ?? ground.Law.CliffShare;
        var jumps = Tried(ground).GroupBy(jump => jump.Cause).ToDictionary(group => group.Key, group => group.OrderByDescending(jump => jump.Share).ToList());
        foreach (var line in ground.Lines.Where(line => line is { OfGroup: false } && ground.MovesMoney(line)))
        {
            var all = jumps.GetValueOrDefault(line) ?? [];
            var high = all.Where(jump => jump.Share > share).ToList();
            var written = Written(ground, line, share);
            if (written is null && high.Count == 0) continue;
            // What the file says is told with what it comes to, be it less.
            var shown = Distinct(high.Count > 0 ? high : [.. all.Take(1)]).Take(MostSteps).ToList();
            var tried = shown.Count == 0 ? "" : $"{(written is null ? "" : "；")}试算：{string.Join("；", shown.Select(Text))}{(With(ground, shown[0]) is { Length: > 0 } with ? $"({with}时)" : "")}";
            var why = high.Count > 0 || all.Count == 0 ? $"差一个单位，随它算的钱就差超过 {Percent(share)}，容易有争议" : $"差一个单位，这个数就差超过 {Percent(share)}；试算里钱差得没有这么多";
            ground.Add("cliff", line.Root is Bands ? line.Place + ".rows" : line.Place, (written ?? line.Title + " 一跳就动很多钱；") + tried, why, "加密档位，或改成逐步变化；确要如此就留着");
        }
    }

    private static List<Jump> Tried(Ground ground)
    {
        var trials = new Trials(ground, 1);
        var behind = ground.NamesIn(ground.BehindMoney).ToHashSet();
        var found = new List<Jump>();
        foreach (var scale in _scales)
        {
            var typical = new Typical(ground.Scheme, ground.Rule("risk.attendance_words"), scale);
            // Days at work and what others divide by are no work of the person.
            var inputs = typical.Movables().Where(input => behind.Contains(input.Name) && !typical.IsAttendance(input) && !ground.Divides(input.Name)).ToList();
            foreach (var (attribute, label) in Labels(ground.Scheme))
                found.AddRange(new Jumps(ground, trials, typical.Setting(attribute, label?.Code), label?.Title).Of(inputs));
        }
        return found;
    }

    // Every label of every attribute once, the others at their first.
    private static IEnumerable<(string?, Choice?)> Labels(Scheme scheme) =>
        scheme.Attributes.Where(one => one.Kind == ValueKind.Label).SelectMany(one => one.Labels.Skip(1).Select(label => ((string?)one.Code, (Choice?)label))).Take(MostLabels).Prepend((null, null));

    // One jump is told once, as it is for the first kind of people that it is found for.
    private static IEnumerable<Jump> Distinct(IEnumerable<Jump> jumps) =>
        jumps.OrderBy(jump => jump.Who is not null).DistinctBy(jump => (jump.From, jump.To)).DistinctBy(jump => (jump.Input.Name, jump.Before, jump.Who)).OrderByDescending(jump => jump.Share);

    private static string Text(Jump jump)
    {
        var cause = jump.Cause.Money ? "" : $"{jump.Cause.Title} {jump.From}→{jump.To},";
        var effects = jump.Effects.OrderByDescending(effect => effect.Share).Select(effect => $"{effect.Money.Title} {Yuan(effect.Was)}→{Yuan(effect.Is)}元(差 {Percent(effect.Share)})");
        return $"{(jump.Who is null ? "" : jump.Who + " ")}{jump.Input.Title} {Typical.Text(jump.Input, jump.Before)}→{Typical.Text(jump.Input, jump.After)} 时 {cause}{string.Join("、", effects)}";
    }

    // The few other inputs that the amounts hang on most, with what they were.
    private static string With(Ground ground, Jump jump)
    {
        var names = ground.NamesIn(jump.Effects.Take(MostNamed).SelectMany(effect => ground.ReadBy(effect.Money)).Distinct()).Where(name => name.StartsWith("metrics.", StringComparison.Ordinal) || name.StartsWith("ratings.", StringComparison.Ordinal) || name.StartsWith("attributes.", StringComparison.Ordinal));
        var put = names.Where(name => name != jump.Input.Name && jump.Setting[name] is { Number: > 0 }).OrderByDescending(name => jump.Setting[name]!.Value.Number).ThenBy(name => name, StringComparer.Ordinal).Take(MostNamed);
        return string.Join("、", put.Select(name => $"{ground.TitleOf(name)} {BandChecks.Text(jump.Setting[name]!.Value.Number!.Value)}"));
    }

    private static string Yuan(decimal yuan) => BandChecks.Text(decimal.Round(yuan, 2, MidpointRounding.AwayFromZero));

    /// <summary>What the file itself says: a figure that falls from one band to the next, or all or nothing.</summary>
    private static string? Written(Ground ground, PlanLine line, decimal share)
    {
        var said = new List<string>();
        if (line.Root is Bands bands)
        {
            foreach (var group in bands.Rows.Where(row => row.Gives is Literal && row.Interval != Interval.Everything).GroupBy(row => string.Join(',', row.For)))
            {
                var rows = group.OrderBy(row => row.Interval.From ?? decimal.MinValue).ToList();
                var falls = rows.Zip(rows.Skip(1)).Select(pair => (pair.First, pair.Second, Change: Change(pair.First.Gives, pair.Second.Gives))).Where(fall => fall.Change > share).ToList();
                if (falls.Count == 0) continue;
                var steps = string.Join("；", falls.Select(fall => $"{BandChecks.Text(fall.Second.Interval.From ?? 0)} 处 {fall.First.Written}→{fall.Second.Written}(差 {Percent(fall.Change)})"));
                said.Add($"{line.Title}{(group.Key.Length > 0 ? $"({group.Key})" : "")} 在界限上跳得多：{steps}");
            }
        }
        foreach (var cases in ground.NodesOf(line).OfType<Cases>().Where(cases => cases is { Parts.Count: 1, Otherwise: not null } && !IsChoice(cases.Parts[0].When)))
        {
            var (a, b) = (ground.Extents.Of(cases.Parts[0].Gives), ground.Extents.Of(cases.Otherwise!));
            if ((a is { From: 0, To: 0 }) != (b is { From: 0, To: 0 })) said.Add($"{line.Title} 在“{Wording.Of(cases.Parts[0].When, null)}”时全有或全无");
        }
        return said.Count == 0 ? null : string.Join("；", said);
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

    public static string Percent(decimal share) => BandChecks.Text(decimal.Round(share * 100, 1)) + "%";
}

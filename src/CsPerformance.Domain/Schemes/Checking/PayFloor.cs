using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>How low one amount of pay comes for made-up subjects who work all days.</summary>
internal sealed class PayFloor
{
    /// <summary>How large a number without range and unit is taken to be.</summary>
    private const decimal Scale = 5000;

    private const int Rounds = 2, MostWages = 2;

    private readonly Ground ground;
    private readonly Trials trials;
    private readonly PlanLine pay;
    private readonly Setting setting;
    private readonly List<Movable> inputs;
    private readonly HashSet<string> names;

    public PayFloor(Ground ground, Trials trials, PlanLine pay)
    {
        (this.ground, this.trials, this.pay) = (ground, trials, pay);
        var typical = new Typical(ground.Scheme, ground.Rule("risk.attendance_words"), Scale);
        setting = typical.Setting();
        names = [.. ground.NamesBehind(pay.Root)];
        // Leave and days at work make pay smaller lawfully; they stay as they are.
        inputs = [.. typical.Movables().Where(input => names.Contains(input.Name) && Typical.CanMove(input) && !typical.IsAttendance(input) && !input.Name.StartsWith("leave.", StringComparison.Ordinal))];
        Usual = trials.At(setting)?.Number(pay);
        Lowest = Usual is null ? null : Down();
        With = Wages();
    }

    /// <summary>What it comes to when all goes as usual, in yuan; null where it cannot be computed.</summary>
    public decimal? Usual { get; }

    /// <summary>The least that was found: every deduction made, every result at its worst.</summary>
    public decimal? Lowest { get; }

    /// <summary>The wages that were taken for it, as words before the usual amount; empty where the scheme names its own.</summary>
    public string With { get; }

    /// <summary>True where the wage of the contract, which the facts give, is left whole.</summary>
    public bool LeavesWage => Taken().Any() && Lowest >= Taken().Sum(Wage);

    /// <summary>Each kind of deduction that alone takes more than a share of the pay, with the smallest number that does.</summary>
    public IEnumerable<string> Beyond(decimal limit)
    {
        if (Usual is not { } usual || usual <= 0) yield break;
        foreach (var input in inputs.Where(IsDeduction))
        {
            if (!(At(input, input.To) < usual * (1 - limit))) continue;
            var (enough, short_) = (input.To, 0m);
            while (enough - short_ > 1)
            {
                var middle = decimal.Floor((enough + short_) / 2);
                if (At(input, middle) < usual * (1 - limit)) enough = middle;
                else short_ = middle;
            }
            if (At(input, enough) is { } left) yield return $"{input.Title} 到 {Typical.Text(input, enough)}时 {PayFloorChecks.Yuan(usual)}→{PayFloorChecks.Yuan(left)} 元(少 {CliffChecks.Percent((usual - left) / usual)})";
        }
    }

    private bool IsDeduction(Movable input) => ground.Scheme.Items.Any(item => item.Direction == ItemDirection.Deduction && input.Name == "items." + item.Code);

    private decimal? At(Movable input, decimal x) => trials.At(setting.With(input.Name, FactValue.Of(x)))?.Number(pay);

    // One input after the other goes to whichever end leaves less, until nothing gets less.
    private decimal? Down()
    {
        var (worst, least) = (setting, Usual!.Value);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var input in inputs)
            {
                foreach (var end in new[] { input.From, input.To })
                {
                    var next = worst.With(input.Name, FactValue.Of(end));
                    if (trials.At(next)?.Number(pay) is { } now && now < least) (worst, least) = (next, now);
                }
            }
        }
        return least;
    }

    private IEnumerable<AttributeDefinition> Taken() => ground.Scheme.Attributes.Where(one => one.Unit is { } unit && unit.Contains('元', StringComparison.Ordinal) && names.Contains("attributes." + one.Code));

    private string Wages()
    {
        var assumed = ground.Scheme.Parameters.Where(Trials.IsAssumed).Where(one => ground.ReadBy(pay).SelectMany(ground.NodesOf).OfType<IParameterNode>().Any(node => node.Parameter.Code == one.Code));
        var named = Taken().Select(one => $"{one.Title} {BandChecks.Text(Wage(one))} 元").Concat(assumed.Select(one => $"{one.Title} {BandChecks.Text(Trials.AssumedYuan)} 元")).ToList();
        return named.Count == 0 ? "" : $"按 {string.Join("、", named.Take(MostWages))} 试算，";
    }

    private decimal Wage(AttributeDefinition one) => setting["attributes." + one.Code]?.Number ?? 0;
}

using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>How far deductions and poor results can push pay: beyond the share that the law names, below the minimum wage.</summary>
internal static class PayFloorChecks
{
    private const decimal UsualShare = 0.2m;
    private const int MostNamed = 3;

    public static void Run(Ground ground)
    {
        var money = ground.Lines.Where(line => line is { Money: true, OfGroup: false, Kind: ValueKind.Number }).ToList();
        var trials = new Trials(ground, 0.5m);
        foreach (var pay in money.Where(line => !line.IsStep && !money.Any(other => other != line && ground.ReadBy(other).Contains(line))))
        {
            var floor = new PayFloor(ground, trials, pay);
            Share(ground, pay, floor);
            Wage(ground, pay, floor);
        }
    }

    private static void Share(Ground ground, PlanLine pay, PayFloor floor)
    {
        var limit = ground.Rule("risk.share")?.Limit ?? UsualShare;
        var said = Bottomless(ground, pay).ToList();
        var tried = IsWhole(ground, pay) ? floor.Beyond(limit).Take(MostNamed).ToList() : [];
        if (tried.Count > 0) said.Add($"扣减能使 {pay.Title} 少超过 {CliffChecks.Percent(limit)}：{string.Join("；", tried)}");
        if (said.Count > 0) ground.AddRisk("risk.share", pay.Place, string.Join("；", said));
    }

    private static void Wage(Ground ground, PlanLine pay, PayFloor floor)
    {
        if (ground.Rule("risk.minimum_wage") is null) return;
        var said = Bottomless(ground, pay).ToList();
        var isWhole = IsWhole(ground, pay);
        if (isWhole && RiskChecks.Terms(pay.Root, 0).All(term => ground.SlotsBehind(term).Any(slot => RiskChecks.IsPerformance(ground, slot)))) said.Add($"{pay.Title} 全部随业绩变化，没有不变的部分");
        var known = ground.Law.MinimumWages.Where(wage => wage.Amount is not null).ToList();
        if (isWhole && floor.Lowest is { } lowest && floor.Usual is { } usual && lowest < usual && !floor.LeavesWage)
        {
            var below = known.Where(wage => lowest < wage.Amount).Select(wage => $"{wage.City}的 {BandChecks.Text(wage.Amount!.Value)} 元({wage.Since:yyyy-MM-dd} 起)").ToList();
            var text = $"扣减或业绩最差时 {pay.Title} 可到 {Yuan(lowest)} 元({floor.With}通常 {Yuan(usual)} 元)";
            if (below.Count > 0) said.Add($"{text}，低于{string.Join("、", below)}");
            else if (known.Count == 0 && (said.Count > 0 || lowest < usual * (1 - (ground.Rule("risk.share")?.Limit ?? UsualShare)))) said.Add(text);
        }
        if (said.Count > 0) ground.AddRisk("risk.minimum_wage", pay.Place, string.Join("；", said) + (known.Count > 0 ? "" : "(城市最低工资表里还没有数字，不能核对)"));
    }

    // A reward or a bonus by itself is not the pay that the law guards.
    private static bool IsWhole(Ground ground, PlanLine pay) => ground.Rule("risk.minimum_wage") is { } rule && rule.Words.Contains(pay.Title);

    // A term of the pay that deductions can make negative eats the rest of it.
    private static IEnumerable<string> Bottomless(Ground ground, PlanLine pay)
    {
        foreach (var term in RiskChecks.Terms(pay.Root, 0))
        {
            var deducts = ground.SlotsBehind(term).Any(slot => slot.Kind is SlotKind.Points or SlotKind.Score or SlotKind.Count && slot.Items.Values.Any(item => item.Direction == ItemDirection.Deduction));
            if (deducts && !(ground.Extents.Of(term).From >= 0)) yield return $"{pay.Title} 里的“{Wording.Of(term, null)}”会被扣减成负数，没有下限";
        }
    }

    public static string Yuan(decimal yuan) => BandChecks.Text(decimal.Round(yuan, 2, MidpointRounding.AwayFromZero));
}

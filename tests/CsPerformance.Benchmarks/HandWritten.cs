using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Benchmarks;

/// <summary>Three schemes as a programmer would write them by hand in decimals, against the same schemes from their files, in one run.</summary>
internal static class HandWritten
{
    private const int GroupSize = 1000;
    private const int Warm = 800;

    public static void Run(int subjects)
    {
        Compare("weighted-4", subjects, facts => Array.ConvertAll(Inputs(facts), Weighted.Of), (Weighted one) => one.Total(), "total");
        Compare("kf-2017", subjects, facts => Array.ConvertAll(Inputs(facts), Kf2017.Of), (Kf2017 one) => one.Pay(), "pay");
        Compare("callcenter", subjects, facts => Array.ConvertAll(Inputs(facts), CallCenter.Of), (CallCenter one) => one.Pay(), "pay");
    }

    private static SubjectFacts[] Inputs(Facts facts) => [.. facts.Subjects];

    private static void Compare<T>(string id, int subjects, Func<Facts, T[]> inputs, Func<T, decimal> byHand, string line)
    {
        var scheme = SchemeFiles.Load(id).Scheme!;
        var facts = MadeFacts.Of(scheme, GroupSize);
        var mine = inputs(facts);
        var run = scheme.Bind(facts, "facts").Run!;
        Agree(scheme, facts, mine, byHand, line);
        var hand = Measuring.Of(GroupSize, subjects, Warm, () =>
        {
            decimal sum = 0;
            foreach (var one in mine) sum += byHand(one);
            GC.KeepAlive(sum);
        });
        Show(id + " by hand in decimals", hand, hand);
        Show(id + " compiled lines", Measuring.Of(GroupSize, subjects, Warm, run.Execute), hand);
        Show(id + " whole evaluation", Measuring.Of(GroupSize, subjects, Warm, () => GC.KeepAlive(scheme.Evaluate(facts))), hand);
        Show(id + " with explanation", Measuring.Of(GroupSize, subjects, Warm, () => GC.KeepAlive(scheme.Evaluate(facts, explain: true))), hand);
        Show(id + " all words written", Measuring.Of(GroupSize, subjects / 10, Warm, () => SchemesBenchmark.Words(scheme, facts)), hand);
    }

    private static void Show(string name, Measured measured, Measured hand) => Console.WriteLine($"{name,-34} {measured}  {measured.Nanoseconds / hand.Nanoseconds,7:F2} x");

    // A decimal loop divides with an error in its 28th digit, which now and then turns half a fen the other way: the scheme is exact, so it may be one fen off there, never more.
    private static void Agree<T>(Scheme scheme, Facts facts, T[] mine, Func<T, decimal> byHand, string line)
    {
        var sheet = ((Evaluation.Sheet)scheme.Evaluate(facts)).Result;
        var others = 0;
        for (var i = 0; i < mine.Length; i++)
        {
            var (hand, value) = (byHand(mine[i]), sheet.Subjects[i].Line(line)!.Value);
            if (value is not LineValue.Number number || Math.Abs(number.Value - hand) > 0.01m) throw new InvalidOperationException($"{scheme.Id} subject {i}: by hand {hand}, by the scheme {value}.");
            if (number.Value != hand) others++;
        }
        if (others > 0) Console.WriteLine($"{scheme.Id}: {others} of {mine.Length} are a fen off by hand");
    }
}

/// <summary>weighted-4: a weighted mark, a level, three bad months in a row.</summary>
internal sealed record Weighted(decimal Quality, decimal Workload, decimal Csat, decimal Teamwork, string[] Levels)
{
    public string Level { get; private set; } = "";

    public bool MayEnd { get; private set; }

    public static Weighted Of(SubjectFacts facts) => new(
        Mark(facts, "quality"), Mark(facts, "workload"), Mark(facts, "csat"), Mark(facts, "teamwork"), [.. facts.History.Reverse().Select(one => one.Lines["level"].Label!)]);

    public decimal Total()
    {
        var total = 0.4m * Quality + 0.3m * Workload + 0.2m * Csat + 0.1m * Teamwork;
        Level = total >= 90 ? "优秀" : total >= 80 ? "良好" : total >= 60 ? "合格" : "不合格";
        var bad = 0;
        if (Level == "不合格") for (bad = 1; bad <= Levels.Length && Levels[bad - 1] == "不合格";) bad++;
        MayEnd = bad >= 3;
        return total;
    }

    private static decimal Mark(SubjectFacts facts, string code) => facts.Ratings[code][""].Number!.Value;
}

/// <summary>kf-2017: volume by coefficient, points, half a yuan for each.</summary>
internal sealed record Kf2017(string Position, decimal Basic, decimal Vip, decimal Calls, decimal Tickets, decimal PaidDays, decimal RequiredDays, decimal Deducted, decimal Cases, decimal Wrong, decimal Late, decimal Extra, decimal Execution, decimal Leave)
{
    public static Kf2017 Of(SubjectFacts facts) => new(
        facts.Attributes["position"].Label!, facts.Metrics["conversations"], facts.Metrics["vip_conversations"], facts.Metrics["calls"], facts.Metrics["tickets"],
        facts.Metrics["paid_days"], facts.Metrics["required_days"], Points(facts, "qa") + Points(facts, "efficiency"), Points(facts, "excellent_case") * 100, Points(facts, "wrong_ticket") * 10,
        Points(facts, "late_login"), Points(facts, "extra"), facts.Ratings["execution"][""].Number!.Value, facts.Leave.Sum(leave => leave.Days));

    public decimal Pay()
    {
        var volume = Basic + Vip * 2 + Calls * 2;
        decimal? coefficient = Position == "vip"
            ? Deducted <= 15 ? 1.5m : Deducted <= 20 ? 1.2m : Deducted <= 35 ? 1.0m : Deducted <= 50 ? 0.8m : null
            : Deducted <= 20 ? 1.2m : Deducted <= 30 ? 1.0m : Deducted < 50 ? 0.8m : Deducted < 70 ? 0.6m : null;
        var attendance = Leave > 0 || Late > 3 ? 0 : 600m;
        var total = volume * (coefficient ?? 0) + Execution + Tickets + attendance + Cases + Extra - Wrong;
        var performance = coefficient is null ? 0 : Math.Round(0.5m * Math.Max(0, total), 2, MidpointRounding.AwayFromZero);
        return Math.Round(3000m * PaidDays / RequiredDays, 2, MidpointRounding.AwayFromZero) + performance;
    }

    private static decimal Points(SubjectFacts facts, string item) => facts.Items.Where(one => one.Item == item).Sum(one => one.Count * (one.Points ?? 1));
}

/// <summary>callcenter: ratios of targets, an allowance cut by three of them, rewards.</summary>
internal sealed record CallCenter(decimal Base, decimal Allowance, bool Probation, decimal Minutes, decimal CallCount, decimal TargetMinutes, decimal TargetCalls, decimal Members, decimal TargetMembers, decimal Profit, decimal PaidDays, decimal RequiredDays, decimal[] Points, decimal Suggestions)
{
    private static readonly Dictionary<string, decimal> Worth = new()
    {
        ["irregular"] = -1,
        ["lowest_calls"] = -2,
        ["forbidden_words"] = -2,
        ["complaint"] = -3,
        ["secrecy"] = -5,
        ["activity"] = 1,
        ["hazard"] = 5,
        ["suggestion"] = 2,
        ["exam_full"] = 3,
        ["service_star"] = 3,
        ["top_calls"] = 3,
        ["contact_1"] = -1,
        ["contact_2"] = -2,
        ["contact_3"] = -3,
        ["contact_4"] = -5,
    };

    public static CallCenter Of(SubjectFacts facts) => new(
        facts.Attributes["base_salary"].Number!.Value, facts.Attributes["allowance"].Number!.Value, facts.Attributes["probation"].YesNo!.Value,
        facts.Metrics["talk_minutes"], facts.Metrics["call_count"], facts.Metrics["target_minutes"], facts.Metrics["target_calls"], facts.Metrics["new_members"], facts.Metrics["target_members"],
        facts.Metrics["realised_profit"], facts.Metrics["paid_days"], facts.Metrics["required_days"],
        [.. facts.Items.Select(item => Worth[item.Item] * item.Count)], facts.Items.Where(item => item.Item == "suggestion").Sum(item => item.Count));

    public decimal Pay()
    {
        var score = 100m;
        foreach (var points in Points) score += points;
        var ratio = Math.Min(1, Math.Min(Minutes / TargetMinutes, CallCount / TargetCalls));
        var members = Members / TargetMembers;
        var incentive = members >= 1.5m ? 200m : members >= 1.2m ? 160m : members >= 1.1m ? 120m : members >= 1 ? 100m : 0m;
        var basePay = ratio == 1 ? Base : incentive > 0 && !Probation ? Base - 100 : Round(Base * ratio);
        var allowance = Round(Allowance * ratio * (PaidDays / RequiredDays) * (score >= 90 ? 1m : score >= 85 ? 0.95m : 0.9m));
        return basePay + allowance + Round(0.08m * Profit) + 50 * Suggestions + incentive;
    }

    private static decimal Round(decimal yuan) => Math.Round(yuan, 2, MidpointRounding.AwayFromZero);
}

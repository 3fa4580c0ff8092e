using System.Globalization;
using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Governing;

/// <summary>方案 试算: past months by another scheme, beside what they came to: the cost, who gains and who loses.</summary>
internal static class SchemeTrials
{
    private const int MostMonths = 12;
    private const int MostPeople = 30;

    public static Effect Show(Turn turn, Command.SchemeTrial command)
    {
        if (SchemeChecks.Load(turn, command.Id) is not { } found) return (_, said) => said.Privately(SchemeChecks.Unknown(turn, command.Id));
        if (found.Scheme is not { } scheme) return (_, said) => said.Privately($"方案 {command.Id} 有 {found.Faults.Count} 处错误，不能试算。发“方案 检查 {command.Id}”看全部。");
        if (command.Until.First > turn.Month.First) return (_, said) => said.Privately($"{command.Until} 还没有数据，只能试算过去的月份。");
        var months = new List<Period>();
        for (var month = command.From; month.First <= command.Until.First; month = month.Next) months.Add(month);
        if (months.Count > MostMonths) return (_, said) => said.Privately($"一次最多试算 {MostMonths} 个月。");
        // Pay is for hr; an admin sees scores.
        var pay = turn.Sender.Is(Role.Hr);
        var trials = months.SelectMany(month => turn.Reads.People.Teams(month).Select(team => Trial.Of(turn, scheme, team, month, pay)))
            .Where(trial => trial.People.Count > 0).DistinctBy(trial => (trial.Team, trial.Period)).ToList();
        var text = Text(turn, scheme, trials);
        return (transaction, said) =>
        {
            if (trials.Any(trial => trial.OfPay)) transaction.PayLooks.Add(turn.Sender.Number, "*", command.Until.ToString(), "试算");
            said.Privately(text);
        };
    }

    private static string Text(Turn turn, Scheme scheme, List<Trial> trials)
    {
        var text = new List<string> { $"试算 {scheme.Title}({scheme.Id} 版本 {scheme.Version[..8]})，与当时的方案相比；只是试算，什么都没有改变" };
        if (trials.Count == 0) text.Add("这些月份没有可以试算的人。");
        foreach (var trial in trials) text.AddRange(Lines(turn, trial));
        if (trials.Count > 1 && trials.All(trial => trial.OfPay)) text.Add("合计：" + Cost(trials.SelectMany(trial => trial.People)));
        return string.Join('\n', text);
    }

    private static IEnumerable<string> Lines(Turn turn, Trial trial)
    {
        yield return $"【{trial.Team} {SheetText.Of(trial.Period, turn.Today)}】比较{trial.Measure}";
        if (trial.OfPay) yield return Cost(trial.People);
        yield return string.Create(CultureInfo.InvariantCulture, $"{trial.Ups.Count()} 人升，{trial.Downs.Count()} 人降，{trial.Same.Count()} 人不变，{trial.Unknown.Count()} 人算不出来");
        foreach (var one in trial.People.Where(one => one.Change is not null and not 0).OrderByDescending(one => one.Change).Take(MostPeople))
            yield return $"• {one.Rated.Name}({one.Rated.Id}) {Figure(one.Was!.Value, trial.OfPay)}→{Figure(one.Would!.Value, trial.OfPay)}({Words.Signed(one.Change!.Value)})";
        foreach (var group in trial.Unknown.GroupBy(one => one.Why ?? "没有可比的数").Take(MostPeople)) yield return $"• 算不出来：{string.Join("、", group.Select(one => one.Rated.Name))}：{group.Key}";
    }

    // Only people for whom both are known are added up, or the two sums could not be compared.
    private static string Cost(IEnumerable<Tried> people)
    {
        var known = people.Where(one => one.Change is not null).ToList();
        var (was, would) = (known.Sum(one => one.Was!.Value), known.Sum(one => one.Would!.Value));
        return string.Create(CultureInfo.InvariantCulture, $"总额({known.Count} 人)：{SheetText.Yuan(was)}→{SheetText.Yuan(would)}({Words.Signed(would - was)}元)");
    }

    private static string Figure(decimal number, bool money) => money ? SheetText.Yuan(number) : Words.Of(number);
}

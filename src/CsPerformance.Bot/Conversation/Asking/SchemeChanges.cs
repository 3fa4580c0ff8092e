using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>方案 启用, 试算 and 检查: which rules count from when, and what others would have cost.</summary>
internal static class SchemeChanges
{
    private const int MostMonths = 12;

    /// <summary>Shows what changes and waits for 确认; a scheme with gaps in its figures needs a second one.</summary>
    public static Effect PutInForce(Turn turn, Command.SchemePutInForce command, Consent consent)
    {
        if (Find(turn, command.Id) is not { } scheme) return Unknown(turn, command.Id);
        var whose = command.Team ?? "全公司";
        var now = turn.SchemeFor(command.Team, command.From);
        var month = SheetText.Of(command.From, turn.Today);
        if (now.Version == scheme.Version) return (_, said) => said.Privately($"{whose}从{month}起已经是“{scheme.Title}”。");
        if (turn.Reads.Publications.Of(command.From).Count > 0) return (_, said) => said.Privately($"{month}已发布,方案只能从之后的月份启用。");
        var unset = Unset(scheme);
        if (consent == Consent.None || (unset.Count > 0 && consent == Consent.Given))
        {
            var lines = new List<string> { $"{whose},从{month}起", $"现在:{now.Title}({now.Id})", $"改为:{scheme.Title}({scheme.Id} 版本 {scheme.Version[..8]})", $"涉及:{Rated.Subjects(turn.Reads, scheme, command.Team, command.From).Count}人(对象)" };
            lines.AddRange(unset.Select(title => $"未设置:{title},用到它的行会缺"));
            var second = consent == Consent.Given;
            return (_, said) => said.AskToConfirm(turn, command, second ? "方案还有未设置的参数,仍要启用吗" : "请确认启用方案", lines, second ? Consent.GivenDespiteDuplicate : Consent.Given);
        }
        return (transaction, said) =>
        {
            turn.House.Schemes.PutInForce(transaction, command.Team, command.From, scheme, turn.Sender.Number, System.Text.Json.JsonSerializer.Serialize(unset));
            said.Privately($"已启用:{whose}从{month}起按“{scheme.Title}”({scheme.Id} 版本 {scheme.Version[..8]})。此前的月份不变。");
        };
    }

    /// <summary>Past months by another scheme: cost, who wins, who loses. Only hr sees it by person, and the look is logged.</summary>
    public static Effect Try(Turn turn, Command.SchemeTrial command)
    {
        if (Find(turn, command.Id) is not { } scheme) return Unknown(turn, command.Id);
        var text = new List<string> { $"试算 {scheme.Title}({scheme.Id})" };
        var people = turn.Sender.Is(Role.Hr);
        for (var (month, count) = (command.From, 0); month <= command.Until && count < MostMonths; month = month.Next, count++)
            foreach (var team in turn.Reads.People.Teams(month)) text.AddRange(Compared(turn, scheme, team, month, people));
        text.Add("只是试算,没有启用,也没有记录任何内容。");
        return (transaction, said) =>
        {
            if (people) transaction.PayLooks.Add(turn.Sender.Number, "*", command.From.ToString(), "方案 试算");
            said.Privately(string.Join('\n', text));
        };
    }

    public static Effect Check(Turn turn, Command.SchemeCheck command)
    {
        var id = command.Id ?? turn.SchemeFor(turn.Sender.Team, turn.Month).Id;
        if (!SchemeFiles.Ids.Contains(id)) return Unknown(turn, id);
        var read = SchemeFiles.Load(id);
        var text = new List<string> { $"检查 {id}:{(read.Faults.Count == 0 ? "没有错误" : $"{read.Faults.Count}处错误")}" };
        text.AddRange(read.Faults.Select(fault => "• " + fault));
        if (read.Scheme is { } scheme) text.AddRange(Unset(scheme).Select(title => $"• 未设置:{title},用到它的行会缺"));
        return (_, said) => said.Privately(string.Join('\n', text));
    }

    private static List<string> Compared(Turn turn, Scheme scheme, string team, Period month, bool people)
    {
        var now = turn.House.Scores.SheetOf(turn.Reads, team, month);
        var then = turn.House.Scores.Trial(turn.Reads, scheme, team, month);
        var (was, would) = (Results(now), Results(then));
        var both = was.Keys.Intersect(would.Keys).ToList();
        var title = $"{team} {SheetText.Of(month, turn.Today)}";
        if (both.Count == 0) return [$"{title}:两个方案没有可比的金额(缺数据或方案不算工资),可算出{would.Count}人"];
        var differences = both.Select(id => (Id: id, By: would[id] - was[id])).OrderByDescending(pair => pair.By).ToList();
        var lines = new List<string>
        {
            $"{title}:合计 {SheetText.Yuan(both.Sum(id => was[id]))} → {SheetText.Yuan(both.Sum(id => would[id]))},增加{differences.Count(one => one.By > 0)}人,减少{differences.Count(one => one.By < 0)}人",
        };
        if (people) lines.AddRange(differences.Where(one => one.By != 0).Select(one => $"• {now.NameOf(one.Id)} {Words.Signed(one.By)}元"));
        return lines;
    }

    private static Dictionary<string, decimal> Results(Scored scored) => scored.Scheme.Lines.LastOrDefault(line => line.Money) is not { } pay ? [] : scored.Subjects
        .Select(subject => (subject.Id, Value: scored.Of(subject.Id).Line(pay.Code)?.Value as LineValue.Number))
        .Where(pair => pair.Value is not null).ToDictionary(pair => pair.Id, pair => pair.Value!.Value);

    private static Scheme? Find(Turn turn, string id) => turn.House.Schemes.Installed(turn.Reads).FirstOrDefault(scheme => scheme.Id == id);

    private static List<string> Unset(Scheme scheme) => [.. scheme.Parameters.Where(parameter => parameter.IsUnset).Select(parameter => parameter.Title)];

    private static Effect Unknown(Turn turn, string id) =>
        (_, said) => said.Privately($"没有方案“{id}”。已安装:\n{string.Join('\n', turn.House.Schemes.Installed(turn.Reads).Select(scheme => $"• {scheme.Id} {scheme.Title}"))}");
}

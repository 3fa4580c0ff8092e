using System.Globalization;
using System.Text.Json;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Schemes.Checking;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>方案 and 公示期: the rules that count, in the company's own words.</summary>
internal static class SchemeText
{
    public static Effect Show(Turn turn, Command.ShowScheme command)
    {
        var scheme = turn.SchemeFor(turn.Sender.Team, turn.Month);
        var text = command.Clause is { } clause ? OfClause(scheme, clause) : Whole(turn, scheme);
        return (_, said) => said.Openly(text);
    }

    public static Effect ShowNoticePeriod(Turn turn)
    {
        var scheme = turn.SchemeFor(turn.Sender.Team, turn.Month);
        var current = turn.House.Scores.PeriodOf(turn.Reads, turn.Sender.Team, turn.Today);
        var text = new List<string> { $"公示期 · {scheme.Title}" };
        text.AddRange(new[] { current.Previous, current }.Select(period => Window(turn, scheme, period)));
        text.AddRange(scheme.Deadlines.Select(deadline => $"{deadline.Title}：{(deadline.WorkingDays is { } days ? $"{days}个工作日" : "天数尚未设置")}({After(scheme, deadline)}后起算)"));
        if (scheme.AssessmentWindow is { } marks && marks.After(current) is var (from, until)) text.Add($"评分时间：{Words.Of(from, turn.Today)}至{Words.Of(until, turn.Today)}");
        if (scheme.Workflow.Count > 0) text.Add("流程：" + string.Join(" → ", scheme.Workflow.Select(step => step.Title)));
        return (_, said) => said.Openly(string.Join('\n', text));
    }

    private static string Window(Turn turn, Scheme scheme, Period period)
    {
        var name = SheetText.Of(period, turn.Today);
        var published = turn.Reads.Publications.Latest(period, turn.Sender.Team) ?? turn.Reads.Publications.Latest(period, null);
        if (published is not null) return $"{name}：已于{Words.Of(DateOnly.FromDateTime(turn.Local(published.At).DateTime), turn.Today)}发布";
        return scheme.Publication is { } window && window.After(period) is var (first, last)
            ? $"{name}：{Words.Of(first, turn.Today)}至{Words.Of(last, turn.Today)}发布" : $"{name}：方案没有规定发布日";
    }

    private static string After(Scheme scheme, Deadline deadline) => deadline.After == "publication"
        ? "发布"
        : scheme.Deadlines.FirstOrDefault(other => other.Code == deadline.After)?.Title ?? scheme.Workflow.FirstOrDefault(step => step.Code == deadline.After)?.Title ?? deadline.After;

    private static string Whole(Turn turn, Scheme scheme)
    {
        var text = new List<string> { scheme.Title, SheetText.Of(scheme), "来源：" + scheme.Source };
        if (turn.Reads.Schemes.InForce(turn.Sender.Team, turn.Month) is { } entry)
            text.Add($"{entry.Team ?? "全公司"}{(entry.FromMonth == SchemesInForce.Always ? "一直" : $"自{SheetText.Of(entry.FromMonth, turn.Today)}起")}执行");
        if (scheme.Publication is { } window) text.Add($"发布：{(window.MonthsLater == 0 ? "当月" : window.MonthsLater == 1 ? "次月" : $"{window.MonthsLater}个月后")}{window.From}日{(window.To == window.From ? "" : $"至{window.To}日")}");
        if (scheme.Items.Count > 0) text.AddRange(["项目：", .. scheme.Items.Select(item => "• " + Item(item))]);
        text.AddRange(["结果行：", .. scheme.Lines.Select(line => $"• {line.Title}：{InWords.Formula(scheme, line.Formula)}")]);
        if (scheme.Clauses.Count > 0) text.AddRange(["条文(回复“方案 第n条”看原文和用到它的行)：", .. scheme.Clauses.Select(clause => $"{clause.Number}. {clause.Text}")]);
        var unset = scheme.Parameters.Where(parameter => parameter.IsUnset).Select(parameter => parameter.Title).ToList();
        if (unset.Count > 0) text.Add("尚未设置：" + string.Join("、", unset));
        if (turn.Sender.Is(Role.Admin) && !turn.InGroup) text.AddRange(Kept(turn));
        return string.Join('\n', text);
    }

    /// <summary>Who put it in force and when, and the remarks that were confirmed then.</summary>
    private static IEnumerable<string> Kept(Turn turn)
    {
        if (turn.Reads.Schemes.InForce(turn.Sender.Team, turn.Month) is not { } entry) yield break;
        var remarks = JsonSerializer.Deserialize<List<Remark>>(entry.Remarks) ?? [];
        var by = turn.Roster.Known(entry.By)?.Name ?? (entry.By == "system" ? "系统" : entry.By);
        yield return $"启用：{by} {turn.Local(entry.At):yyyy-MM-dd HH:mm}" + (remarks.Count == 0 ? "，当时没有提醒" : string.Create(CultureInfo.InvariantCulture, $"，当时确认的提醒 {remarks.Count} 条："));
        foreach (var remark in remarks) yield return string.Create(CultureInfo.InvariantCulture, $"• 第{remark.Line}行 {remark.Place}：{remark.What}({remark.Why})");
    }

    private static string OfClause(Scheme scheme, string number)
    {
        if (scheme.Clauses.FirstOrDefault(clause => clause.Number.ToString(CultureInfo.InvariantCulture) == number) is not { } clause)
            return $"方案“{scheme.Title}”没有第{number}条；有：{string.Join("、", scheme.Clauses.Select(one => one.Number))}。";
        var text = new List<string> { $"{scheme.Title} 第{clause.Number}条", clause.Text };
        text.AddRange(scheme.Items.Where(item => item.Clause == clause.Number).Select(item => "• 项目 " + Item(item)));
        foreach (var line in scheme.Lines.Concat(scheme.GroupLines).Where(line => line.Clause == clause.Number))
        {
            text.Add($"• {line.Title}：{InWords.Formula(scheme, line.Formula)}");
            text.AddRange(line.Bands.Select(band => InWords.Formula(scheme, $"  {(band.For.Count > 0 ? string.Join("/", band.For) + " " : "")}{band.Interval} → {Gives(scheme, band.Gives)}")));
        }
        text.Add(SheetText.Of(scheme));
        return string.Join('\n', text);
    }

    private static string Gives(Scheme scheme, string gives) => gives == "void" ? "无绩效" : scheme.Parameters.FirstOrDefault(one => one.Code == gives)?.Title ?? gives;

    private static string Item(ItemDefinition item)
    {
        var points = item.FixedPoints is { } fixedPoints ? $"每次{Words.Signed(fixedPoints)}分"
            : item.Chosen is { } range ? $"{(item.Direction == ItemDirection.Deduction ? "扣减" : "加")}绩效分 {range}" : "只计次数";
        var said = item.Aliases.Count > 0 ? $"(也叫{string.Join("、", item.Aliases.Take(3))})" : "";
        return $"{item.Title} {points}{said}{(item.Clause is { } clause ? $" 第{clause}条" : "")}";
    }
}

using System.Globalization;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>团队: everybody's sheet without pay, who lacks data, who is near a boundary.</summary>
internal static class TeamSheets
{
    /// <summary>So many steps (occurrences, or half points) away counts as near.</summary>
    private const int NearSteps = 10;

    private const int MostMissing = 30;

    public static Effect Show(Turn turn, Command.TeamSheet command)
    {
        var team = command.Team ?? turn.Sender.Team;
        if (team != turn.Sender.Team && !turn.Sender.Is(Role.Hr)) return (_, said) => said.Privately($"您只能查看{turn.Sender.Team}。");
        var week = command.When as Stretch.OfWeek;
        var period = Whom.PeriodOf(turn, team, command.When);
        var end = week is null ? (DateTimeOffset?)null : turn.House.Clock.At(week.Week.Sunday.AddDays(1), TimeOnly.MinValue);
        var scored = turn.House.Scores.SheetOf(turn.Reads, team, period, new(true, end < turn.Now ? end : null));
        var text = Text(scored, $"{team ?? "全公司"} {(week is null ? "" : SheetText.Of(week.Week) + " 截至周末 ")}{SheetText.Of(scored.Period, turn.Today)}");
        return (_, said) => said.Privately(text);
    }

    /// <summary>The whole team for its lead; pay lines are left out.</summary>
    public static string Text(Scored scored, string title)
    {
        var text = new List<string> { $"{title} 团队({SheetText.State(scored)}，{scored.Subjects.Count}人)" };
        foreach (var subject in scored.Subjects.OrderByDescending(subject => scored.Board(subject.Id) ?? decimal.MinValue).ThenBy(subject => subject.Id, StringComparer.Ordinal))
        {
            var lines = SheetText.Visible(scored, subject.Id, false).Where(line => line.Value is not LineValue.Missing).ToList();
            text.Add($"{subject.Name}({subject.Id}) {(lines.Count == 0 ? SheetText.Visible(scored, subject.Id, false).Any() ? "数据未录" : "结果按方案保密" : string.Join(" · ", lines.Select(line => $"{line.Title} {SheetText.Value(line)}")))}");
        }
        if (Levels(scored) is { } levels) text.Add(levels);
        else if (Total(scored) is { } total) text.Add(total);
        text.AddRange(scored.Sheet.Group.Lines.Where(line => !line.Money).Select(line => "本组 " + SheetText.Line(line)));
        text.AddRange(Lacking(scored));
        text.AddRange(Near(scored));
        text.Add(SheetText.Of(scored.Scheme));
        return string.Join('\n', text);
    }

    /// <summary>How many stand at each star or level; null where the main line is none.</summary>
    private static string? Levels(Scored scored)
    {
        if (scored.Scheme.Lines.FirstOrDefault(line => line.Code == scored.Scheme.BoardLine) is not { Unit: "星" or "级", Money: false, Confidential: false } line) return null;
        var groups = scored.Subjects.Select(subject => scored.Board(subject.Id)).OfType<decimal>().GroupBy(level => level).OrderByDescending(group => group.Key).ToList();
        return groups.Count == 0 ? null : $"{line.Title}：{string.Join("，", groups.Select(group => string.Create(CultureInfo.InvariantCulture, $"{Words.Of(group.Key)}{line.Unit} {group.Count()}人")))}";
    }

    public static string? Total(Scored scored)
    {
        var line = scored.Scheme.Lines.FirstOrDefault(line => line.Code == scored.Scheme.BoardLine);
        if (line is null || line.Money || line.Confidential || line.Kind != ValueKind.Number || line.Unit is "星" or "级") return null;
        var values = scored.Subjects.Select(subject => scored.Board(subject.Id)).OfType<decimal>().ToList();
        return values.Count == 0 ? null : $"合计 {line.Title} {Words.Of(values.Sum())}，人均 {Words.Of(decimal.Round(values.Average(), 1))}";
    }

    /// <summary>Who lacks data, each absent input once.</summary>
    public static IReadOnlyList<string> Lacking(Scored scored)
    {
        var found = scored.Subjects
            .Select(subject => (subject, Why: SheetText.Visible(scored, subject.Id, false).Select(line => line.Value).OfType<LineValue.Missing>().SelectMany(missing => missing.Reasons).Distinct().Take(3).ToList()))
            .Where(pair => pair.Why.Count > 0).ToList();
        return found.Count == 0 ? [] : [$"还缺数据({found.Count}人)：", .. found.Take(MostMissing).Select(pair => $"• {pair.subject.Name}：{InWords.Reason(scored.Scheme, string.Join("；", pair.Why))}")];
    }

    /// <summary>Who moves to another band by a small step, up or down.</summary>
    public static IReadOnlyList<string> Near(Scored scored)
    {
        if (scored.Published is not null) return [];
        var found = new List<string>();
        foreach (var subject in scored.Subjects.Where(subject => !scored.Problems.ContainsKey(subject.Id)))
        {
            var search = new NextBand(scored, subject.Id);
            var ways = search.Up(NearSteps).Take(1).Concat(search.Down(NearSteps).Take(1));
            found.AddRange(ways.Where(way => !SheetText.IsPay(scored.Scheme, way.Line.Code)).Select(way => $"• {subject.Name} {way.Line.Title}：{HowFar.Way(scored.Scheme, way, false)}"));
        }
        return found.Count == 0 ? [] : ["临近边界：", .. found];
    }
}

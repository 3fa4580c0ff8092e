using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>我的分数: every line with its value, what changed since last week, and how many records stand behind it.</summary>
internal static class MyScore
{
    public static Effect Show(Turn turn, Command.MyScore command)
    {
        var whom = Whom.Of(turn, command.Person, Period.Month(turn.Today));
        var period = Whom.PeriodOf(turn, whom.Rated.Team, command.When);
        whom = Whom.Of(turn, command.Person, period);
        var text = Unrated.Answer(turn, whom, period) is { } unrated ? unrated
            : command.When is Stretch.OfWeek { Week: var week } ? OfWeek(turn, whom, period, week) : OfPeriod(turn, whom, period);
        return (_, said) => said.Privately(text);
    }

    private static string OfPeriod(Turn turn, Whom whom, Period period)
    {
        var now = turn.House.Scores.SheetOf(turn.Reads, whom.Rated, period, Wish.Explained);
        var monday = Week.Of(turn.Today).Monday;
        var compares = now.Published is null && now.Period.Contains(turn.Today);
        var before = compares ? turn.House.Scores.SheetOf(turn.Reads, whom.Rated, period, new(AsOf: turn.House.Clock.At(monday, TimeOnly.MinValue))) : null;
        var title = $"{whom.Name} {SheetText.Of(now.Period, turn.Today)}绩效({SheetText.State(now)})";
        return Text(title, now, before, "较上周", whom, compares);
    }

    /// <summary>The sheet as it stood at the week's end, and what the week brought.</summary>
    private static string OfWeek(Turn turn, Whom whom, Period period, Week week)
    {
        var end = turn.House.Clock.At(week.Sunday.AddDays(1), TimeOnly.MinValue);
        DateTimeOffset? until = end < turn.Now ? end : null;
        var now = turn.House.Scores.SheetOf(turn.Reads, whom.Rated, period, new(true, until));
        var before = turn.House.Scores.SheetOf(turn.Reads, whom.Rated, period, new(AsOf: turn.House.Clock.At(week.Monday, TimeOnly.MinValue)));
        var title = $"{whom.Name} {SheetText.Of(week)}这一周\n{SheetText.Of(now.Period, turn.Today)}绩效，截至{(until is null ? "现在" : Words.Of(week.Sunday, turn.Today))}({SheetText.State(now)})";
        return Text(title, now, before, "本周", whom, true);
    }

    /// <summary>The sheet as a message.</summary>
    public static string Text(string title, Scored now, Scored? before, string since, Whom whom, bool compares)
    {
        var id = whom.Rated.Id;
        var lines = SheetText.Visible(now, id, whom.Own).ToList();
        var text = new List<string> { title, SheetText.Of(now.Scheme) };
        text.AddRange(lines.Where(line => line.Value is not LineValue.Missing).Select(line => Line(now.Of(id), line, before?.Of(id).Line(line.Code), since)));
        var missing = SheetText.Missing(now.Scheme, lines).ToList();
        if (missing.Count > 0) text.AddRange(["还缺：", .. missing]);
        if (compares && before is not null && now.Board(id) is not null && before.Board(id) is null) text.Add("上周末数据还不全，总分无法与上周比较。");
        text.AddRange(now.Of(id).Notices.Select(notice => "注：" + notice));
        var main = now.Scheme.Lines.FirstOrDefault(line => line.Code == now.Scheme.BoardLine) ?? now.Scheme.Lines[^1];
        text.Add($"回复“为什么 {main.Title}”看由来，“明细”看记录。");
        return string.Join('\n', text);
    }

    private static string Line(SubjectSheet sheet, SheetLine line, SheetLine? before, string since)
    {
        var change = SheetText.Change(line, before) is { } changed ? $"({since} {changed})" : "";
        var records = SheetText.Behind(sheet, line).Count is > 0 and var count ? $" · {count}条记录" : "";
        return $"• {SheetText.Line(line)}{change}{records}";
    }
}

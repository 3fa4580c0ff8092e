using CsPerformance.Bot.Conversation.Publishing;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>工资预估: only in the direct chat, only the own one, or by hr.</summary>
internal static class PayEstimate
{
    public static Effect Show(Turn turn, Command.PayEstimate command)
    {
        var whom = Whom.Of(turn, command.Person, command.Month);
        if (!whom.Pay) return (_, said) => said.Privately("工资只有本人和人事可以查看。");
        if (Unrated.Answer(turn, whom, turn.House.Scores.PeriodOf(turn.Reads, whom.Rated.Team, command.Month.Last)) is { } unrated) return (_, said) => said.Privately(unrated);
        var scored = turn.House.Scores.SheetOf(turn.Reads, whom.Rated, command.Month, Wish.Lines);
        var text = Text(scored, whom.Rated, turn.Today, Settlement.With(turn.Reads, whom.Rated.Team, scored.Period, turn.Today).Of(whom.Rated.Id));
        return (transaction, said) =>
        {
            whom.Log(transaction, turn, scored.Period, "工资预估");
            said.Privately(text);
        };
    }

    /// <summary>Every pay line, what it rests on, what is provisional and what is missing.</summary>
    /// <param name="settled">What earlier corrections leave to be paid with it; see <see cref="Settlement"/>.</param>
    public static string Text(Scored scored, Rated rated, DateOnly today, IEnumerable<string> settled)
    {
        var sheet = scored.Of(rated.Id);
        var pay = sheet.Lines.Where(line => line.Money || SheetText.IsPay(scored.Scheme, line.Code)).ToList();
        var title = $"{rated.Name}({rated.Id}) {SheetText.Of(scored.Period, today)}工资{(scored.Published is null ? "预估" : "")}";
        if (pay.Count == 0) return $"{title}\n方案“{scored.Scheme.Title}”只评分，没有工资行。\n{SheetText.Of(scored.Scheme)}";
        var text = new List<string> { title };
        text.AddRange(pay.Where(line => line.Value is not LineValue.Missing).Select(line => $"• {SheetText.Line(line)}"));
        var basis = scored.Scheme.Lines.Where(line => pay.Any(one => one.Code == line.Code)).SelectMany(line => line.Needs).Distinct()
            .Select(sheet.Line).OfType<SheetLine>().Where(line => !pay.Contains(line) && line.Value is not LineValue.Missing).ToList();
        if (basis.Count > 0) text.Add("依据：" + string.Join("，", basis.Select(SheetText.Line)));
        var missing = SheetText.Missing(scored.Scheme, sheet.Lines).ToList();
        if (missing.Count > 0) text.AddRange(["还缺：", .. missing]);
        text.AddRange(sheet.Notices.Select(notice => "注：" + notice));
        if (SheetText.PartOf(rated, scored.Period, today) is { } part) text.Add("注：" + part);
        text.AddRange(settled.Select(difference => "注：" + difference));
        text.Add(Standing(scored, today));
        text.Add(SheetText.Of(scored.Scheme));
        return string.Join('\n', text);
    }

    private static string Standing(Scored scored, DateOnly today)
    {
        if (scored.Published is not null) return "本期已发布，如有更正会另行告知。";
        var when = scored.Scheme.Publication is { } window && window.After(scored.Period) is var (first, _) ? $"，预计{Words.Of(first, today)}发布" : "";
        return scored.Period.Last >= today
            ? $"暂估：本期还没结束，后面的记录、数据和请假还会改变它{when}。"
            : $"暂估：本期还没发布，补录、申诉和审批还会改变它{when}。";
    }
}

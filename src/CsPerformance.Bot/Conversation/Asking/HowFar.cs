using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>还差多少: the next band, grade or star, and the smallest change of each single input that reaches it.</summary>
internal static class HowFar
{
    private const int MostWays = 6;

    public static Effect Show(Turn turn, Command.HowFar command)
    {
        var period = turn.House.Scores.PeriodOf(turn.Reads, Whom.Of(turn, command.Person, turn.Month).Rated.Team, turn.Today);
        var whom = Whom.Of(turn, command.Person, period);
        if (Unrated.Answer(turn, whom, period) is { } unrated) return (_, said) => said.Privately(unrated);
        var scored = turn.House.Scores.SheetOf(turn.Reads, whom.Rated, period, Wish.Explained);
        var text = Text(whom, scored, turn.Today);
        return (transaction, said) =>
        {
            if (whom.Pay) whom.Log(transaction, turn, period, "还差多少");
            said.Privately(text);
        };
    }

    /// <summary>What the next level of every line with levels takes.</summary>
    public static string Text(Whom whom, Scored scored, DateOnly today)
    {
        var id = whom.Rated.Id;
        var title = $"{whom.Name} {SheetText.Of(scored.Period, today)} 距离下一档";
        if (scored.Published is not null) return title + "\n本期已发布，不再变化。";
        var search = new NextBand(scored, id);
        var ways = search.Up();
        var text = new List<string> { title };
        foreach (var line in search.Lines())
        {
            var now = scored.Of(id).Line(line.Code)!;
            var mine = ways.Where(way => way.Line == line).Take(MostWays).ToList();
            text.Add($"{line.Title} 现在 {SheetText.Value(now)}");
            var next = now.Explanation?.Next;
            if (next is not null) text.Add("下一档：" + InWords.Formula(scored.Scheme, now, next));
            text.AddRange(mine.Count == 0 ? [next is null ? "• 已是最高一档，或改变任何单独一项都到不了更高一档" : "• 只改变一项还到不了，以上各项要一起做到"] : mine.Select(way => "• " + Way(scored.Scheme, way, whom.Pay)));
        }
        var missing = SheetText.Missing(scored.Scheme, SheetText.Visible(scored, id, whom.Pay)).ToList();
        if (missing.Count > 0) text.AddRange(["还缺数据，以下行算不出：", .. missing]);
        if (text.Count == 1) text.Add($"方案“{scored.Scheme.Title}”没有分档。");
        text.Add(SheetText.Of(scored.Scheme));
        return string.Join('\n', text);
    }

    /// <summary>质检扣分 12.5→10(-2.5分):系数 1.0→1.2,总绩效分 +1040,工资 +520元</summary>
    public static string Way(Scheme scheme, Reach way, bool pay)
    {
        var share = way.Input.Kind == InputKind.Metric && scheme.Metrics.FirstOrDefault(metric => metric.Code == way.Input.Code)?.Unit is "比例" or "%";
        var unit = way.Input.Kind == InputKind.Item ? (Supposed.IsChosen(scheme, way.Input.Code) ? "分" : "次") : "";
        var moved = share ? $"{Words.Of(way.Now * 100)}%→{Words.Of((way.Now + way.By) * 100)}%({Words.Signed(way.By * 100)}个百分点)" : $"{Words.Of(way.Now)}→{Words.Of(way.Now + way.By)}({Words.Signed(way.By)}{unit})";
        var text = $"{way.Title} {moved}：{SheetText.Value(way.Line, way.From)}→{SheetText.Value(way.Line, way.To)}";
        var board = scheme.Lines.FirstOrDefault(line => line.Code == scheme.BoardLine);
        if (way.Points is { } points and not 0 && board is not null && board.Code != way.Line.Code && !board.Money) text += $"，{board.Title} {Words.Signed(points)}{board.Unit}";
        if (pay && way.Yuan is { } yuan) text += $"，工资 {Words.Signed(yuan)}元";
        return text;
    }
}

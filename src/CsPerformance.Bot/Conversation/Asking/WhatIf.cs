using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>如果: the own sheet as it would be. Nothing is stored.</summary>
internal static class WhatIf
{
    public static Effect Show(Turn turn, Command.WhatIf command)
    {
        var text = Text(turn, command);
        return (_, said) => said.Privately(text);
    }

    private static string Text(Turn turn, Command.WhatIf command)
    {
        var period = turn.House.Scores.PeriodOf(turn.Reads, turn.Sender.Team, turn.Today);
        var whom = Whom.Of(turn, null, period);
        if (Unrated.Answer(turn, whom, period) is { } unrated) return unrated;
        var id = whom.Rated.Id;
        var now = turn.House.Scores.SheetOf(turn.Reads, whom.Rated, period);
        if (now.Published is not null) return $"{SheetText.Of(period, turn.Today)}已发布，不再变化。";
        var facts = now.Facts;
        var supposed = new List<string>();
        foreach (var change in command.Changes)
        {
            if (InputOf(change.Term) is not { } input) return "“如果”后面请写项目、指标或评分，例如：如果 接待量+200 错误工单-1";
            var before = Supposed.Current(now.Scheme, facts.Subjects.First(subject => subject.Id == id), input) ?? 0;
            var after = change.Absolute ? change.Value : before + change.Value;
            if (Problem(now.Scheme, input, before, after) is { } problem) return problem;
            facts = Supposed.With(now.Scheme, facts, id, input, after);
            supposed.Add($"{TitleOf(now.Scheme, input)} {Words.Of(before)}→{Words.Of(after)}{Unit(now.Scheme, input)}");
        }
        var then = ScoreBook.Suppose(now, _ => facts);
        if (then.Problems.TryGetValue(id, out var why)) return "这样的数据方案不接受：" + why;
        return Sheet(turn, whom, now, then, supposed);
    }

    private static string Sheet(Turn turn, Whom whom, Scored now, Scored then, List<string> supposed)
    {
        var lines = then.Of(whom.Rated.Id).Lines;
        var text = new List<string> { $"{whom.Name} {SheetText.Of(now.Period, turn.Today)} 如果 {string.Join("，", supposed)}" };
        foreach (var line in lines.Where(line => line.Value is not LineValue.Missing))
        {
            var before = now.Of(whom.Rated.Id).Line(line.Code);
            var changed = before is not null && !before.Value.Equals(line.Value);
            text.Add(changed ? $"• {line.Title}：{SheetText.Value(before!)} → {SheetText.Value(line)}{Difference(line, before)}" : $"• {SheetText.Line(line)}");
        }
        text.AddRange(SheetText.Missing(then.Scheme, lines).Prepend("还缺：").Take(lines.Any(line => line.Value is LineValue.Missing) ? int.MaxValue : 0));
        text.Add("只是试算，没有记录任何内容。");
        return string.Join('\n', text);
    }

    private static string Difference(SheetLine line, SheetLine? before) =>
        before?.Value is LineValue.Number && line.Value is LineValue.Number && SheetText.Change(line, before) is { } change ? $"({change})" : "";

    private static Input? InputOf(Term term) => term.Kind switch
    {
        TermKind.Item => new(InputKind.Item, term.Code),
        TermKind.Metric => new(InputKind.Metric, term.Code),
        TermKind.Rating => new(InputKind.Rating, term.Code),
        _ => null,
    };

    private static string? Problem(Scheme scheme, Input input, decimal before, decimal after)
    {
        var title = TitleOf(scheme, input);
        if (!Supposed.Range(scheme, input).Contains(after))
            return input.Kind == InputKind.Item ? $"{title}现在是{Words.Of(before)}{Unit(scheme, input)}，不能再少{Words.Of(before - after)}{Unit(scheme, input)}。" : $"{title}应在 {Supposed.Range(scheme, input)} 之内。";
        if (after > 1_000_000_000) return $"{title} {Words.Of(after)} 太大了。";
        var whole = input.Kind == InputKind.Item ? !Supposed.IsChosen(scheme, input.Code) : scheme.Metrics.Any(metric => metric.Code == input.Code && metric.Whole && input.Kind == InputKind.Metric);
        return whole && after != decimal.Floor(after) ? $"{title}是整数。" : null;
    }

    private static string TitleOf(Scheme scheme, Input input) => input.Kind switch
    {
        InputKind.Metric => scheme.Metrics.FirstOrDefault(metric => metric.Code == input.Code)?.Title,
        InputKind.Rating => scheme.Ratings.FirstOrDefault(rating => rating.Code == input.Code)?.Title,
        _ => scheme.Items.FirstOrDefault(item => item.Code == input.Code)?.Title,
    } ?? input.Code;

    private static string Unit(Scheme scheme, Input input) => input.Kind != InputKind.Item ? "" : Supposed.IsChosen(scheme, input.Code) ? "分" : "次";
}

using CsPerformance.Bot.Conversation.Publishing;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>导出 and 模板: Excel files of scores, and one to fill in.</summary>
internal static class Exports
{
    /// <summary>Scores of the own team for a lead; for hr all teams, with pay, and the look is logged.</summary>
    public static Effect Make(Turn turn, Command.Export command)
    {
        var pay = turn.Sender.Is(Role.Hr);
        var teams = pay ? turn.Reads.People.Teams(command.Month).Cast<string?>().ToList() : [turn.Sender.Team];
        var scored = teams.Select(team => (team, Scored: turn.House.Scores.SheetOf(turn.Reads, team, command.Month))).ToList();
        if (scored.All(pair => pair.Scored.Subjects.Count == 0)) return (_, said) => said.Privately($"{SheetText.Of(command.Month, turn.Today)}没有可导出的人员。");
        var used = new HashSet<string>();
        var file = Workbook.Write([.. scored.Where(pair => pair.Scored.Subjects.Count > 0).Select(pair => SheetOf(Name(pair.team, used), pair.Scored, pay ? Settlement.With(turn.Reads, pair.team, pair.Scored.Period, turn.Today) : null, turn.Today))]);
        var attachment = new Attachment($"{(pay ? "绩效工资" : "绩效")}-{command.Month}{(pay ? "" : "-" + turn.Sender.Team)}.xlsx", file, false);
        var states = string.Join("，", scored.Select(pair => $"{pair.team} {SheetText.State(pair.Scored)}"));
        return (transaction, said) =>
        {
            if (pay) transaction.PayLooks.Add(turn.Sender.Number, "*", command.Month.ToString(), "导出");
            said.Privately($"{SheetText.Of(command.Month, turn.Today)}导出：{scored.Sum(pair => pair.Scored.Subjects.Count)}人({states})\n{string.Join('\n', scored.Select(pair => SheetText.Of(pair.Scored.Scheme)).Distinct())}", null, attachment);
        };
    }

    /// <summary>This month's people with the figures and marks of their scheme as columns.</summary>
    public static Effect Template(Turn turn)
    {
        var scheme = turn.SchemeFor(turn.Sender.Team, turn.Month);
        var subjects = Rated.Subjects(turn.Reads, scheme, turn.Sender.Team, turn.Month);
        var heads = Heads(scheme).ToList();
        var rows = subjects.Select(subject => (IReadOnlyList<Cell>)[new(subject.Id), new(subject.Name), new(turn.Month.ToString()), .. heads.Select(_ => new Cell((string?)null))]);
        IReadOnlyList<string> who = scheme.Subject == SubjectKind.Agent ? ["工号", "姓名"] : ["编号", "名称"];
        var file = new Attachment($"模板-{turn.Sender.Team}-{turn.Month}.xlsx", Workbook.Write(new Sheet("数据", [.. who, "月份", .. heads], [.. rows])), false);
        var text = $"{turn.Sender.Team} {SheetText.Of(turn.Month, turn.Today)}的模板：{subjects.Count}人，{string.Join("、", heads)}。填好后直接发回给我，空着的格子不录入。";
        return (_, said) => said.Privately(text, null, file);
    }

    /// <summary>Metrics, marks (one column for each who gives them), requirements; what describes shops, centres and customers.</summary>
    private static IEnumerable<string> Heads(Scheme scheme) =>
        scheme.Metrics.Select(metric => metric.Title)
            .Concat(scheme.Ratings.SelectMany(rating => rating.Assessors.Count == 0 ? [rating.Title] : rating.Assessors.Select(assessor => $"{rating.Title}({assessor.Title})")))
            .Concat(scheme.Checks.Select(check => check.Title))
            .Concat(scheme.Subject == SubjectKind.Agent ? [] : scheme.Attributes.Select(attribute => attribute.Title));

    /// <param name="settlement">What goes with the pay; null for who sees none.</param>
    private static Sheet SheetOf(string name, Scored scored, Settlement? settlement, DateOnly today)
    {
        var pay = settlement is not null;
        var lines = scored.Scheme.Lines.Where(line => pay || !(line.Money || line.Confidential)).ToList();
        var rows = scored.Subjects.Select(subject => (IReadOnlyList<Cell>)
        [
            new(subject.Id), new(subject.Name), new(subject.Team), .. lines.Select(line => CellOf(scored.Of(subject.Id).Line(line.Code))),
            new(string.Join("；", SheetText.Missing(scored.Scheme, SheetText.Visible(scored, subject.Id, pay)).Select(text => text[2..]))),
            new(string.Join("；", scored.Of(subject.Id).Notices.Concat(SheetText.PartOf(subject, scored.Period, today) is { } part ? [part] : []).Concat(settlement?.Of(subject.Id) ?? []))), new(SheetText.State(scored)), new($"{scored.Scheme.Id} {scored.Scheme.Version[..Math.Min(8, scored.Scheme.Version.Length)]}"),
        ]);
        return new(name, ["工号", "姓名", "小组", .. lines.Select(line => line.Title), "还缺", "注", "状态", "方案"], [.. rows]);
    }

    private static Cell CellOf(SheetLine? line) => line?.Value switch
    {
        LineValue.Number number => new(number.Value),
        null or LineValue.Missing => new((string?)null),
        var value => new(SheetText.Value(value, false, line.Unit, line.Labels)),
    };

    /// <summary>A name that Excel takes: 31 characters, without its special ones, each once.</summary>
    private static string Name(string? team, HashSet<string> used)
    {
        var name = string.Concat((team ?? "全公司").Where(c => !"[]:*?/\\'".Contains(c, StringComparison.Ordinal)));
        name = name.Length == 0 ? "小组" : name.Length > 27 ? name[..27] : name;
        var unique = name;
        for (var i = 2; !used.Add(unique); i++) unique = $"{name}-{i}";
        return unique;
    }
}

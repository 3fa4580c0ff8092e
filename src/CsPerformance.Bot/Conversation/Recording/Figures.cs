using System.Globalization;
using CsPerformance.Bot.Conversation.Publishing;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>Metrics and ratings by chat: one sentence or a pasted list; a second figure replaces the first, which stands as reversed.</summary>
internal static class Figures
{
    /// <summary>接待量 @小王 5200: no card; the echo says what was there before. A list with faulty lines is previewed.</summary>
    public static Effect EnterMetrics(Turn turn, Command.EnterMetrics command, Consent consent)
    {
        var entries = command.Figures.Select(figure => FigureEntry.OfMetric(turn, command.Month, figure)).ToList();
        var faults = command.Faults.Concat(entries.Where(entry => entry.Problem is not null).Select(entry => entry.ToFault())).OrderBy(fault => fault.Line).ToList();
        var good = entries.Where(entry => entry.Problem is null).ToList();
        if (faults.Count > 0) return Preview(turn, good, faults, good.Count == 0 ? null : command with { Figures = [.. good.Select(entry => entry.Figure)], Faults = [] });
        return (transaction, said) => said.Privately(string.Join('\n', Closed.Notes(turn, good.Select(entry => (entry.Person, entry.Day))).Prepend("已录入：\n" + Keep(turn, transaction, good))));
    }

    /// <summary>执行力 @小王 280: a mark is shown as a card first.</summary>
    public static Effect Rate(Turn turn, Command.Rate command, Consent consent)
    {
        var entries = command.Marks.Select(mark => FigureEntry.OfRating(turn, command.Month, mark)).ToList();
        var faults = command.Faults.Concat(entries.Where(entry => entry.Problem is not null).Select(entry => entry.ToFault())).OrderBy(fault => fault.Line).ToList();
        var good = entries.Where(entry => entry.Problem is null).ToList();
        if (faults.Count > 0) return Preview(turn, good, faults, good.Count == 0 ? null : command with { Marks = [.. good.Select(entry => entry.Figure)], Faults = [] });
        if (consent == Consent.None) return (_, said) => said.AskToConfirm(turn, command, $"请确认评分({command.Month})", [.. good.Select(entry => entry.Line(entry.Before(turn))), .. Closed.Notes(turn, good.Select(entry => (entry.Person, entry.Day)))]);
        return (transaction, said) =>
        {
            said.Privately("已评分：\n" + Keep(turn, transaction, good));
            foreach (var entry in good.Where(entry => !Roster.IsSubject(entry.Person))) said.Notify(entry.Person.Number, $"您 {command.Month} 的{entry.Said}，由 {Words.Of(turn.Sender)} 评定。回复“明细”可查看记录。");
        };
    }

    /// <summary>评分 alone: who is still to be rated in the own team.</summary>
    public static Effect Open(Turn turn, Command.RatingsOpen command)
    {
        var lines = new List<string>();
        foreach (var person in turn.Roster.Everybody.Concat(turn.Roster.Former).Where(person => turn.Sender.Leads(person) && (person.Is(Role.Agent) || Roster.IsSubject(person))))
        {
            var scheme = turn.SchemeFor(person.Team, command.Month);
            var period = Period.Of(scheme.PeriodKinds[0], command.Month.Last);
            if (Roster.IsSubject(person) == (scheme.Subject == SubjectKind.Agent) || !person.WorkedIn(period.First, period.Last)) continue;
            var given = turn.Reads.Records.Of(person.Number, period.Last, period.Last, RecordKind.Rating)
                .Where(record => record.State == RecordState.Active).Select(record => (record.Code, record.Assessor ?? "")).ToHashSet();
            var open = scheme.Ratings
                .Where(rating => Applies(rating, person) && (rating.RatedBy.Count == 0 || rating.RatedBy.Contains(Role.Lead)))
                .Where(rating => (rating.Assessors.Count == 0 ? [""] : rating.Assessors.Select(assessor => assessor.Code)).Any(assessor => !given.Contains((rating.Code, assessor))))
                .Select(rating => $"{rating.Title} {rating.Range}").ToList();
            if (open.Count > 0) lines.Add($"{Words.Of(person)}：{string.Join("、", open)}");
        }
        var text = lines.Count == 0 ? $"{command.Month} 本组评分已齐。" : $"{command.Month} 待评分：\n{string.Join('\n', lines)}\n例如：执行力 @姓名 280";
        return (_, said) => said.Privately(text);
    }

    private static bool Applies(Definition definition, Person person) =>
        definition.AppliesTo.All(only => only.Key switch
        {
            "position" or "post" => person.Position is null || only.Value.Contains(person.Position),
            "grade" => person.Grade is null || only.Value.Contains(person.Grade),
            _ => true,
        });

    private static Effect Preview(Turn turn, List<FigureEntry> good, List<LineFault> faults, Command? rest)
    {
        var lines = faults.Select(fault => $"第{fault.Line.ToString(CultureInfo.InvariantCulture)}行 “{fault.Text}”：{fault.Problem}").ToList();
        if (rest is null) return (_, said) => said.Privately("没有录入：\n" + string.Join('\n', lines));
        lines.AddRange(good.Select(entry => entry.Line(entry.Before(turn))));
        lines.AddRange(Closed.Notes(turn, good.Select(entry => (entry.Person, entry.Day))));
        return (_, said) => said.AskToImport(turn, [rest], "pasted", $"识别 {good.Count + faults.Count} 行，{faults.Count} 行有误；“导入”录入其余 {good.Count} 行", lines);
    }

    private static string Keep(Turn turn, Transaction transaction, List<FigureEntry> entries) => string.Join('\n', entries.Select(entry =>
    {
        var (added, previous) = transaction.Records.AddReplacing(entry.ToRecord(turn), turn.InboxId);
        return $"{Words.Number(added.Number)} {entry.Line(previous)}";
    }));
}

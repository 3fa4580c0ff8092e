using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Publishing;

/// <summary>发布: a period is made official, team by team; its facts, scheme and sheet are frozen and everybody gets the own one.</summary>
internal static class Publications
{
    public static Effect Publish(Turn turn, Command.Publish command, Consent consent)
    {
        if (command.Month.Last >= turn.Today) return (_, said) => said.Privately($"{command.Month} 还没有结束，不能发布。");
        var unpublished = Sheets(turn, command.Month, Wish.ToKeep).Where(sheet => sheet.Scored.Published is null).ToList();
        // A quarter's scheme is not over with the first of its months.
        var (open, running) = (unpublished.FindAll(sheet => sheet.Scored.Period.Last < turn.Today), unpublished.FindAll(sheet => sheet.Scored.Period.Last >= turn.Today));
        var later = running.Select(sheet => $"{sheet.Team} 按 {sheet.Scored.Period} 考核，还没有结束，这次不发布。").ToList();
        if (open.Count == 0) return (_, said) => said.Privately(later.Count > 0 ? string.Join('\n', later) : $"{command.Month} 已经发布；之后的变化请用“更正 {SheetText.Of(command.Month, turn.Today)}”。");
        if (consent == Consent.None)
            return (_, said) => said.AskToConfirm(turn, command, $"请确认发布 {command.Month}", [.. open.SelectMany(sheet => Checks(turn, sheet.Team, sheet.Scored)), .. later]);
        return (transaction, said) =>
        {
            var done = open.FindAll(sheet => Publish(turn, transaction, said, sheet.Team, sheet.Scored));
            said.Privately(done.Count == 0 ? AtTheSameTime(command.Month)
                : $"已发布 {command.Month}：{string.Join("、", done.Select(sheet => $"{sheet.Team}({sheet.Scored.Subjects.Count}人)"))}。本人的结果已私信。"
                    + Untold(turn, done.SelectMany(sheet => sheet.Scored.Subjects).Select(subject => subject.Id)));
        };
    }

    /// <summary>False where somebody else published it meanwhile: then nobody is told a second time.</summary>
    private static bool Publish(Turn turn, Transaction transaction, Said said, string team, Scored scored)
    {
        if (transaction.Publications.Add(new NewPublication(
            scored.Period, team, scored.Scheme.Id, scored.Scheme.Version, FactsText.Write(scored.Facts), SheetJson.Write(scored.Sheet), turn.Sender.Number)) is not { } publication) return false;
        var settlement = Settlement.With(transaction, team, scored.Period, turn.Today);
        foreach (var subject in scored.Subjects.Where(subject => turn.Roster.ByNumber(subject.Id) is not null))
            said.TellPay(subject.Id, PayEstimate.Text(scored with { Published = publication }, subject, turn.Today, settlement.Of(subject.Id)));
        foreach (var lead in turn.With(Role.Lead).Where(lead => lead.Team == team))
            said.Notify(lead.Number, TeamSheets.Text(scored with { Published = publication }, $"{team} {SheetText.Of(scored.Period, turn.Today)}(已发布)"));
        return true;
    }

    private static string AtTheSameTime(Period month) => $"{month} 刚刚已由他人办理，没有重复执行。";

    /// <summary>更正: what changed since the publication, as differences to be paid next time; the published sheet itself stays.</summary>
    public static Effect Correct(Turn turn, Command.Correct command, Consent consent)
    {
        var published = Sheets(turn, command.Month, Wish.Lines).Where(sheet => sheet.Scored.Published is not null).ToList();
        if (published.Count == 0) return (_, said) => said.Privately($"{command.Month} 还没有发布。");
        var changes = published.Select(sheet => (sheet.Team, Before: sheet.Scored, Now: turn.House.Scores.SheetOf(turn.Reads, sheet.Team, command.Month, Wish.ToKeep with { AsOf = turn.Now })))
            .Select(pair => (pair.Team, pair.Before, pair.Now, Lines: Differences.Of(pair.Before, pair.Now)))
            .Where(pair => pair.Lines.Count > 0).ToList();
        if (changes.Count == 0) return Unchanged(turn, command.Month, published);
        if (consent == Consent.None)
        {
            return (transaction, said) =>
            {
                transaction.PayLooks.Add(turn.Sender.Number, "*", command.Month.ToString(), "更正");
                said.AskToConfirm(turn, command, $"请确认更正 {command.Month}(差额下次发放)", [.. changes.SelectMany(change => change.Lines.Select(line => line.Text))]);
            };
        }
        return (transaction, said) =>
        {
            var done = changes.FindAll(change => transaction.Publications.Add(new NewPublication(
                change.Now.Period, change.Team, change.Now.Scheme.Id, change.Now.Scheme.Version, FactsText.Write(change.Now.Facts), SheetJson.Write(change.Now.Sheet), turn.Sender.Number,
                change.Before.Published!.Id, string.Join('\n', change.Lines.Select(line => line.Text)))) is not null).SelectMany(change => change.Lines).ToList();
            foreach (var line in done.Where(line => turn.Roster.ByNumber(line.Subject) is not null))
                said.TellPay(line.Subject, $"{command.Month} 的更正：{line.Text}。差额在下次发放时结清。");
            said.Privately(done.Count == 0 ? AtTheSameTime(command.Month) : $"已更正 {command.Month}：{done.Count} 人有变化，已私信本人。" + Untold(turn, done.Select(line => line.Subject)));
        };
    }

    /// <summary>What was corrected before is still to be paid, so it is told again.</summary>
    private static Effect Unchanged(Turn turn, Period month, IReadOnlyList<(string Team, Scored Scored)> published)
    {
        var corrected = published.SelectMany(sheet => turn.Reads.Publications.Terms(sheet.Team, sheet.Scored.Period, sheet.Scored.Period).Where(term => term.IsCorrection && term.Team == sheet.Team)).ToList();
        if (corrected.Count == 0) return (_, said) => said.Privately($"{month} 发布以来没有变化。");
        return (transaction, said) =>
        {
            transaction.PayLooks.Add(turn.Sender.Number, "*", month.ToString(), "更正");
            said.Privately($"{month} 没有新的变化。已更正(差额下次发放)：\n{string.Join('\n', corrected.Select(term => term.Differences))}");
        };
    }

    /// <summary>Who has left gets nothing from the bot: hr hands it over.</summary>
    private static string Untold(Turn turn, IEnumerable<string> concerned)
    {
        var former = concerned.Where(number => turn.Roster.Known(number) is { Active: false }).Select(turn.NameOf).ToList();
        return former.Count == 0 ? "" : $"\n已离职、没有私信的：{string.Join("、", former)}，请另行送达；结果可用“导出”或“工资预估 姓名 月份”查看。";
    }

    private static IEnumerable<(string Team, Scored Scored)> Sheets(Turn turn, Period month, Wish wish) =>
        turn.Reads.People.Teams(month).Union(turn.Reads.Publications.Of(month).Select(publication => publication.Team).OfType<string>()).Select(team => (team, turn.House.Scores.SheetOf(turn.Reads, team, month, wish))).Where(sheet => sheet.Item2.Subjects.Count > 0);

    /// <summary>What hr should know before: missing lines, open appeals and requests, parameters that are not set.</summary>
    private static IEnumerable<string> Checks(Turn turn, string team, Scored scored)
    {
        yield return $"{team}：{scored.Subjects.Count} 人，方案 {scored.Scheme.Title}";
        var missing = scored.Subjects.Where(subject => scored.Of(subject.Id).Lines.Any(line => line.Value is LineValue.Missing)).Select(subject => subject.Name).ToList();
        if (missing.Count > 0) yield return $"  数据不全：{string.Join("、", missing)}";
        var pending = turn.Reads.Records.Query(new RecordFilter { Team = team, From = scored.Period.First, Until = scored.Period.Last, State = RecordState.Pending });
        if (pending.Count > 0) yield return $"  未处理：{string.Join("、", pending.Select(record => Words.Number(record.Number)))}";
        var unset = scored.Scheme.Parameters.Where(parameter => parameter.IsUnset).Select(parameter => parameter.Title).ToList();
        if (unset.Count > 0) yield return $"  未设置的参数：{string.Join("、", unset)}";
    }
}

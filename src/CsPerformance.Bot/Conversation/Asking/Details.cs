using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>明细: the records behind the score.</summary>
internal static class Details
{
    public static Effect Show(Turn turn, Command.Details command)
    {
        var whom = Whom.Of(turn, command.Person, Period.Month(command.When.Until));
        var scheme = turn.SchemeFor(whom.Rated.Team, Period.Month(command.When.Until));
        var records = turn.Reads.Records.Of(whom.Rated.Id, command.When.From, command.When.Until)
            .Where(record => record.Kind != RecordKind.Appeal && !(whom.Own && Recorder.IsUntold(record)) && Fits(turn, scheme, whom, command, record)).ToList();
        if (turn.Sender.Is(Role.Qa) && Whom.SeesOnlyQa(turn, whom.Rated.Id)) records = [.. records.Where(record => Whom.MaySee(turn, record))];
        var text = Text(turn, scheme, whom, command, records);
        return (_, said) => said.Privately(text);
    }

    private static string Text(Turn turn, Scheme scheme, Whom whom, Command.Details command, List<Record> records)
    {
        var title = $"{whom.Name} {Span(turn, command.When)} {About(scheme, command)}";
        if (records.Count == 0) return title + "\n没有记录。";
        var counting = records.Where(record => record.State == RecordState.Active).ToList();
        var others = records.Where(record => record.State != RecordState.Active).ToList();
        List<string> text = [$"{title}：计入{counting.Count}条", .. counting.Select(record => RecordText.Line(turn, scheme, record))];
        if (others.Count > 0) text.AddRange(["不计入的：", .. others.Select(record => RecordText.Line(turn, scheme, record))]);
        text.Add($"回复“为什么 {records[^1].Number}”看一条记录的来龙去脉。");
        return string.Join('\n', text);
    }

    private static bool Fits(Turn turn, Scheme scheme, Whom whom, Command.Details command, Record record)
    {
        if (command.Deductions is { } deductions && (RecordText.Points(scheme, record) is not { } points || points < 0 != deductions)) return false;
        return command.Term switch
        {
            null => true,
            { Kind: TermKind.Item, Code: var code } => record.Kind is RecordKind.Item or RecordKind.Complaint && record.Code == code,
            { Kind: TermKind.Metric, Code: var code } => record.Kind == RecordKind.Metric && record.Code == code,
            { Kind: TermKind.Rating, Code: var code } => record.Kind == RecordKind.Rating && record.Code == code,
            { Code: var code } => Behind(turn, whom, command, code).Contains(record.Number),
        };
    }

    /// <summary>The records behind a line; a pay line's only for who may see it.</summary>
    private static IReadOnlyList<long> Behind(Turn turn, Whom whom, Command.Details command, string line)
    {
        var scored = turn.House.Scores.SheetOf(turn.Reads, whom.Rated, Whom.PeriodOf(turn, whom.Rated.Team, command.When), Wish.Explained);
        return SheetText.Visible(scored, whom.Rated.Id, whom.Own).FirstOrDefault(one => one.Code == line) is { } found ? SheetText.Behind(scored.Of(whom.Rated.Id), found) : [];
    }

    private static string About(Scheme scheme, Command.Details command) => command.Term switch
    {
        null => command.Deductions switch { true => "扣减明细", false => "加分明细", _ => "明细" },
        { Kind: TermKind.Line, Code: var code } => (scheme.Lines.FirstOrDefault(line => line.Code == code)?.Title ?? code) + "明细",
        { Kind: TermKind.Metric, Code: var code } => (scheme.Metrics.FirstOrDefault(metric => metric.Code == code)?.Title ?? code) + "明细",
        { Kind: TermKind.Rating, Code: var code } => (scheme.Ratings.FirstOrDefault(rating => rating.Code == code)?.Title ?? code) + "明细",
        { Code: var code } => (scheme.Items.FirstOrDefault(item => item.Code == code)?.Title ?? code) + "明细",
    };

    private static string Span(Turn turn, Stretch when) => when switch
    {
        Stretch.OfPeriod { Period: var period } => SheetText.Of(period, turn.Today),
        Stretch.OfWeek { Week: var week } => SheetText.Of(week),
        _ when when.From == when.Until => Words.Of(when.From, turn.Today),
        _ => $"{Words.Of(when.From, turn.Today)}至{Words.Of(when.Until, turn.Today)}",
    };
}

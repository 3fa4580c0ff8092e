using CsPerformance.Bot.Conversation.Publishing;
using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>撤销 within ten minutes by who made it; after that 冲正, which leaves both rows standing.</summary>
internal static class Reversals
{
    public static Effect Undo(Turn turn, Command.Undo command)
    {
        if (turn.Reads.Records.Find(command.Number) is not { } record) return Unknown(command.Number);
        var problem = record.By != turn.Sender.Number ? $"{Words.Number(record.Number)} {(record.Kind == RecordKind.Complaint ? "只有提交人" : $"由 {turn.NameOf(record.By)} 记录，只有")}本人可以撤销。"
            : record.State is not (RecordState.Active or RecordState.Pending) ? $"{Words.Number(record.Number)} 现在是“{Words.Of(record.State)}”，不能撤销。"
            : turn.Now - record.At > RecordItems.UndoWindow ? $"{Words.Number(record.Number)} 已超过10分钟，请用“冲正 {record.Number} 原因”。"
            : record.State == RecordState.Active && turn.Reads.Decisions.Of(record.Number).Any(decision => decision.Kind != DecisionKind.Evidence) ? $"{Words.Number(record.Number)} 已经过审批，请用“冲正 {record.Number} 原因”。"
            : null;
        if (problem is not null) return (_, said) => said.Privately(problem);
        return (transaction, said) =>
        {
            if (!Judgements.Decide(turn, transaction, record, DecisionKind.Undo, "撤销"))
            {
                said.Privately(Judgements.Race(record));
                return;
            }
            Judgements.Settle(turn, transaction, said, record, "已撤销");
            said.Privately($"已撤销 {Words.Number(record.Number)}：{Describe(turn, record)}。{Emptied(transaction, record)}");
            TellSubject(turn, said, record, $"记录 {Words.Number(record.Number)}({Describe(turn, record)})已由 {Words.Of(turn.Sender)} 撤销，不再计入。");
        };
    }

    public static Effect Reverse(Turn turn, Command.Reverse command, Consent consent)
    {
        if (turn.Reads.Records.Find(command.Number) is not { } record) return Unknown(command.Number);
        var refusal = RightsTable.Refuses(turn.Sender, nameof(Command.Reverse), turn.Roster.Known(record.Subject))
            ?? (turn.Sender.Is(Role.Lead) || record.By == turn.Sender.Number ? null : "质检只能冲正自己记录的内容；组长可以冲正本组的记录。");
        if (refusal is not null)
        {
            return (transaction, said) =>
            {
                transaction.Refusals.Add(turn.Sender.Number, nameof(Command.Reverse), refusal);
                said.Privately(refusal);
            };
        }
        if (record.State != RecordState.Active)
            return (_, said) => said.Privately($"{Words.Number(record.Number)} 现在是“{Words.Of(record.State)}”，不能冲正。");
        if (command.Reason.Length == 0) return Judgements.AskReason(turn, "请写冲正的原因。", $"冲正 {record.Number}");
        if (consent == Consent.None)
        {
            return (_, said) => said.AskToConfirm(turn, command, $"请确认冲正 {Words.Number(record.Number)}", [
                $"原记录：{Describe(turn, record)}", $"日期：{Words.Of(record.On, turn.Today)}", $"记录人：{turn.NameOf(record.By)}",
                $"冲正原因：{command.Reason}", "冲正后原记录保留，但不再计入。",
                .. Closed.Notes(turn, turn.Roster.Known(record.Subject) is { } concerned ? [(concerned, record.On)] : []),
            ]);
        }
        return (transaction, said) =>
        {
            if (!Judgements.Decide(turn, transaction, record, DecisionKind.Reverse, command.Reason))
            {
                said.Privately(Judgements.Race(record));
                return;
            }
            said.Privately($"已冲正 {Words.Number(record.Number)}：{Describe(turn, record)}。原因：{command.Reason}{(Emptied(transaction, record) is { Length: > 0 } emptied ? "\n" + emptied : "")}");
            TellSubject(turn, said, record, $"记录 {Words.Number(record.Number)}({Describe(turn, record)})已由 {Words.Of(turn.Sender)} 冲正，不再计入。原因：{command.Reason}");
        };
    }

    /// <summary>The figure, mark, check or attribute that a record took the place of; null where it was the first.</summary>
    public static Record? Before(Session reads, Record record) =>
        record.Kind is not (RecordKind.Metric or RecordKind.Rating or RecordKind.Check or RecordKind.Attribute) ? null
        : reads.Records.Of(record.Subject, record.On, record.On, record.Kind)
            .LastOrDefault(other => other.Number < record.Number && other.Code == record.Code && other.Assessor == record.Assessor && other.State == RecordState.Reversed);

    /// <summary>A figure that had taken the place of another leaves none: the other does not come back by itself.</summary>
    private static string Emptied(Session reads, Record record) =>
        Before(reads, record) is { } before ? $"这一项现在没有数据，之前的 {Value(before)}({Words.Number(before.Number)})不会自动恢复，需要请重新录入。" : "";

    /// <summary>A record in a few words: 李强(10003) 延迟上号 计1次.</summary>
    public static string Describe(Turn turn, Record record)
    {
        var person = turn.Roster.Known(record.Subject);
        var scheme = turn.SchemeFor(person?.Team, Domain.Time.Period.Month(record.On));
        var what = record.Kind switch
        {
            RecordKind.Item or RecordKind.Complaint when record.Code is not null && scheme.Items.FirstOrDefault(item => item.Code == record.Code) is { } item && person is not null =>
                $"{item.Title} {new Incident(person, item, scheme, record.On, record.Points, record.Count, record.Reason, record.Reference).Effect}",
            RecordKind.Rating => $"{scheme.Ratings.FirstOrDefault(rating => rating.Code == record.Code)?.Title ?? record.Code} {Value(record)}",
            RecordKind.Metric => $"{scheme.Metrics.FirstOrDefault(metric => metric.Code == record.Code)?.Title ?? record.Code} {Value(record)}",
            RecordKind.Leave => Leave.LeaveRequests.Describe(turn, record),
            RecordKind.Complaint => "反馈：" + record.Reason,
            RecordKind.Appeal => $"对 {Words.Number(record.About ?? 0)} 的申诉",
            _ => $"{record.Code} {Value(record)}",
        };
        return $"{turn.NameOf(record.Subject)} {what}";
    }

    private static string Value(Record record) => record.Value is { } value ? Words.Of(value) : record.Label ?? "";

    /// <summary>The person concerned learns of it, but for a report that was never told.</summary>
    private static void TellSubject(Turn turn, Said said, Record record, string text)
    {
        if (record.Subject == turn.Sender.Number || record.Kind == RecordKind.Complaint || turn.Roster.ByNumber(record.Subject) is not { } person || Roster.IsSubject(person)) return;
        if (record.State == RecordState.Pending && record.Kind == RecordKind.Item) return;
        said.Notify(record.Subject, text);
    }

    private static Effect Unknown(long number) => (_, said) => said.Privately($"没有编号 {Words.Number(number)}。");
}

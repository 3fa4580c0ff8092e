using CsPerformance.Bot.Conversation.Leave;
using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>同意 and 驳回 of praise, complaints, leave and appeals.</summary>
internal static class Judgements
{
    public static Effect Approve(Turn turn, Command.Approve command, Consent consent)
    {
        if (command.Numbers.Count == 1) return ApproveOne(turn, command, command.Numbers[0], consent);
        return (transaction, said) =>
        {
            foreach (var number in command.Numbers.Distinct()) ApproveOne(turn, command with { Numbers = [number] }, number, consent)(transaction, said);
        };
    }

    public static Effect Reject(Turn turn, Command.Reject command)
    {
        if (Open(turn, command.Number) is not { } record) return Closed(turn, command.Number);
        if (MayNot(turn, record) is { } refusal) return (transaction, said) => Refuse(turn, transaction, said, record.Kind, refusal);
        if (command.Reason.Length == 0) return AskReason(turn, "请写驳回的原因。", $"驳回 {record.Number}");
        return (transaction, said) =>
        {
            if (!Decide(turn, transaction, record, DecisionKind.Reject, command.Reason))
            {
                said.Privately(Race(record));
                return;
            }
            said.Privately($"已驳回 {Words.Number(record.Number)}：{What(turn, record)}。");
            Concerned(turn, said, record, $"{What(turn, record)} {Words.Number(record.Number)} 未通过，由 {Words.Of(turn.Sender)} 驳回：{command.Reason}");
            if (record.Kind == RecordKind.Appeal) Appeals.AfterRejection(turn, said, record);
            Settle(turn, transaction, said, record, "已驳回");
        };
    }

    /// <summary>Who may decide on this record: the table of rights, and whose turn it is. Null: the sender may.</summary>
    public static string? MayNot(Turn turn, Record record)
    {
        var judges = Judges.Of(turn, record);
        if (RightsTable.Of(judges?.Action ?? RightsTable.Deciding(record.Kind)).Refuses(turn.Sender, turn.Roster.Known(record.Subject)) is { } refusal) return refusal;
        if (record.By == turn.Sender.Number && record.Kind is RecordKind.Complaint or RecordKind.Item) return "您提交的内容不能由您自己确认，需由其他有权限的人办理。";
        if (record.Kind == RecordKind.Appeal) return Appeals.JudgeRefuses(turn, record);
        return judges is null || judges.People.Any(judge => judge.Number == turn.Sender.Number) ? null : judges.Refusal();
    }

    /// <summary>Whom a pending record waits for.</summary>
    public static IReadOnlyList<Person> JudgesOf(Turn turn, Record record) =>
        record.Kind == RecordKind.Appeal ? Appeals.JudgesOf(turn, record) : Judges.Of(turn, record)?.People ?? [];

    /// <summary>What a pending record asks for, in a few words.</summary>
    public static string What(Turn turn, Record record) => record.Kind switch
    {
        RecordKind.Item => $"{turn.NameOf(record.Subject)} 的表扬",
        RecordKind.Complaint => $"关于 {turn.NameOf(record.Subject)} 的反馈",
        RecordKind.Leave => $"{turn.NameOf(record.Subject)} 的{LeaveRequests.Describe(turn, record)}",
        _ => $"{turn.NameOf(record.Subject)} 对 {Words.Number(record.About ?? 0)} 的申诉",
    };

    private static Effect ApproveOne(Turn turn, Command.Approve command, long number, Consent consent)
    {
        if (Open(turn, number) is not { } record) return Closed(turn, number);
        if (MayNot(turn, record) is { } refusal) return (transaction, said) => Refuse(turn, transaction, said, record.Kind, refusal);
        var effect = record.Kind switch
        {
            RecordKind.Item or RecordKind.Complaint => Confirmations.Approve(turn, command, record, consent),
            RecordKind.Leave => LeaveRequests.Approve(turn, record, command.Reason),
            RecordKind.Appeal => Appeals.Approve(turn, command, record, consent),
            _ => Closed(turn, number),
        };
        return (transaction, said) =>
        {
            // The lock comes before every look: a record that is being reversed elsewhere must not be taken for one that stands.
            transaction.Records.Hold();
            var waits = transaction.Records.Find(number) is { State: RecordState.Pending };
            effect(transaction, said);
            if (waits) Settle(turn, transaction, said, record, "已同意");
        };
    }

    /// <summary>Shows on the cards that asked for a decision what became of it, whoever has them and wherever it was decided.</summary>
    public static void Settle(Turn turn, Transaction transaction, Said said, Record record, string what)
    {
        // They went out because of the message that the record was made by.
        if (record.MessageId is not { } asked || transaction.Records.Find(record.Number) is { State: RecordState.Pending }) return;
        var approves = $"同意 {record.Number}";
        foreach (var item in transaction.Outbox.CausedBy(asked).Where(item => item.Message.Card?.Buttons.Any(button => button.Key == approves) == true))
        {
            // One that still waits, for the morning or for another try, would ask for what is decided: it is not sent any more.
            if (item.State == OutboxState.Waiting && transaction.Outbox.Drop(item.Id, OutboxState.Waiting)) continue;
            if (item.State is OutboxState.Waiting or OutboxState.Sending or OutboxState.Sent) said.Settle(item.Message.Card!.Id, $"{what} · {turn.Sender.Name} {Words.Of(turn.Now)}");
        }
    }

    public static bool Decide(Turn turn, Transaction transaction, Record record, DecisionKind kind, string reason, string? code = null, decimal? points = null) =>
        transaction.Decisions.Add(new Decision(record.Number, kind, turn.Sender.Number, transaction.Now, reason, code, points), record.State);

    public static string Race(Record record) => $"{Words.Number(record.Number)} 刚刚已被处理，没有重复执行。";

    /// <summary>Tells who asked for it and, where it is somebody else, whom it is about (but not about a refused complaint).</summary>
    public static void Concerned(Turn turn, Said said, Record record, string text)
    {
        if (record.By != turn.Sender.Number) said.Notify(record.By, text);
    }

    /// <summary>Asks for the reason that a command lacks; what is answered completes the words.</summary>
    public static Effect AskReason(Turn turn, string question, string words) => (_, said) => said.Ask(turn, new Question(Doubt.Reason, question, [], words));

    private static Record? Open(Turn turn, long number) => turn.Reads.Records.Find(number) is { State: RecordState.Pending } record ? record : null;

    private static Effect Closed(Turn turn, long number)
    {
        var text = turn.Reads.Records.Find(number) is { } record
            ? $"{Words.Number(number)} 不在待审批状态(现在：{(record.Kind == RecordKind.Appeal ? Appeals.StateOf(turn.Reads, record) : Words.Of(record.State))}{Decided(turn, record)})，没有变化。"
            : $"没有编号 {Words.Number(number)}。";
        return (_, said) => said.Privately(text);
    }

    /// <summary>By whom and when, for those who might have decided themselves; nothing where nobody had to.</summary>
    private static string Decided(Turn turn, Record record) =>
        record.Kind is RecordKind.Item or RecordKind.Complaint or RecordKind.Leave or RecordKind.Appeal && MayNot(turn, record) is null
        && turn.Reads.Decisions.Of(record.Number).LastOrDefault(decision => decision.Kind != DecisionKind.Evidence) is { } decision
            ? $"，{turn.NameOf(decision.By)} {Words.Of(turn.Local(decision.At))} 办理" : "";

    private static void Refuse(Turn turn, Transaction transaction, Said said, RecordKind kind, string refusal)
    {
        transaction.Refusals.Add(turn.Sender.Number, RightsTable.Deciding(kind), refusal);
        said.Privately(refusal);
    }
}

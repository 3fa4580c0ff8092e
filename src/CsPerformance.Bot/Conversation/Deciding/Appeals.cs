using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>申诉: a second pair of eyes on a record, first a lead who did not record it, then 人事.</summary>
internal static class Appeals
{
    /// <summary>Where the scheme sets no clock of its own. Source: seeds/002, three working days.</summary>
    private const int DefaultDays = 3;

    private const string Gone = "原记录已不再计入，申诉结束。";

    /// <summary>The last day of an appeal against something that was told on a day.</summary>
    public static (DateOnly Day, int WorkingDays) Deadline(Turn turn, Scheme scheme, DateOnly told)
    {
        var days = scheme.Deadlines.FirstOrDefault(deadline => deadline.Code == "appeal")?.WorkingDays ?? DefaultDays;
        return (turn.House.Calendar.After(told, days), days);
    }

    public static Effect File(Turn turn, Command.Appeal command)
    {
        if (turn.Reads.Records.Find(command.Number) is not { } record) return (_, said) => said.Privately($"没有编号 {Words.Number(command.Number)}。");
        if (Problem(turn, record, Earlier(turn.Reads, record.Number)) is { } problem) return (_, said) => said.Privately(problem);
        if (command.Reason.Length == 0)
            return Judgements.AskReason(turn, "请写申诉的理由；觉得该是多少分也可以写，例如“应为 -2”。", $"申诉 {record.Number}" + (command.Proposed is { } proposed ? $" 应为 {Words.Of(proposed)}" : ""));
        return (transaction, said) =>
        {
            // Another appeal, or what was decided on the record, may have come in the same moment.
            transaction.Records.Hold();
            var now = Earlier(transaction, record.Number);
            if (Problem(turn, transaction.Records.Find(record.Number)!, now) is { } late)
            {
                said.Privately(late);
                return;
            }
            var judges = Judges(turn, record, Stage(now));
            var appeal = transaction.Records.Add(
                new NewRecord(
                    RecordKind.Appeal, turn.Sender.Number, null, turn.Today, turn.Today, turn.Sender.Number, turn.Message.Channel,
                    Points: command.Proposed, Reason: command.Reason, About: record.Number, Pending: true, Attachment: turn.Attachment),
                turn.InboxId);
            var answerBy = turn.House.Calendar.After(turn.Today, AnswerDays(turn, record));
            said.Privately($"申诉 {Words.Number(appeal.Number)} 已提交，针对 {Words.Number(record.Number)}。审理：{Names(judges)}，最迟 {Words.Of(answerBy, turn.Today)} 答复。");
            foreach (var judge in judges) said.Notify(judge.Number, Card(turn, said, record, appeal));
        };
    }

    /// <summary>Accepts: the record is reversed, and where another value was proposed that one is recorded instead.</summary>
    public static Effect Approve(Turn turn, Record appeal, string reason)
    {
        if (turn.Reads.Records.Find(appeal.About!.Value) is not { State: RecordState.Active } record)
            return (transaction, said) => Close(turn, transaction, said, appeal, Gone);
        var instead = Instead(turn, record, appeal);
        return (transaction, said) =>
        {
            if (transaction.Records.Find(record.Number) is not { State: RecordState.Active })
            {
                Close(turn, transaction, said, appeal, Gone);
                return;
            }
            if (!Judgements.Decide(turn, transaction, appeal, DecisionKind.Approve, reason)
                || !Judgements.Decide(turn, transaction, record, DecisionKind.Reverse, $"申诉 {Words.Number(appeal.Number)} 成立 {reason}".Trim()))
            {
                said.Privately(Judgements.Race(appeal));
                return;
            }
            var added = instead is null ? null : transaction.Records.Add(instead, turn.InboxId);
            var result = $"{Words.Number(record.Number)} 已冲正" + (added is null ? "" : $"，改记为 {Words.Number(added.Number)} {Reversals.Describe(turn, added)}");
            said.Privately($"申诉 {Words.Number(appeal.Number)} 成立：{result}。");
            said.Notify(appeal.By, $"您的申诉 {Words.Number(appeal.Number)} 成立：{result}。审理人 {Words.Of(turn.Sender)}。{reason}");
            var recorder = Recorder.Answers(transaction, record);
            if (recorder != turn.Sender.Number && recorder != appeal.By) said.Notify(recorder, $"您记录的 {Words.Number(record.Number)} 经申诉改判：{result}。");
        };
    }

    /// <summary>After the first stage the agent may go to 人事; after the second it is final.</summary>
    public static void AfterRejection(Turn turn, Said said, Record appeal)
    {
        var rejectedBefore = Earlier(turn.Reads, appeal.About!.Value).Count(other => other.State == RecordState.Rejected && other.Number != appeal.Number);
        said.Notify(appeal.By, rejectedBefore == 0
            ? said.Task($"申诉 {Words.Number(appeal.Number)} 未通过", [$"如仍有异议，可再申诉一次，由人事复核：申诉 {appeal.About} 理由"], new Button($"申诉 {appeal.About}", "再次申诉"))
            : said.Task($"申诉 {Words.Number(appeal.Number)} 复核未通过", ["这是最终结果。"]));
    }

    /// <summary>Null where it is the sender's turn to judge.</summary>
    public static string? JudgeRefuses(Turn turn, Record appeal)
    {
        var record = turn.Reads.Records.Find(appeal.About!.Value)!;
        if (IsOwn(turn, record, turn.Sender)) return $"{Words.Number(record.Number)} 由您记录，需回避，不能审理对它的申诉。";
        var stage = Stage([.. Earlier(turn.Reads, record.Number).Where(other => other.Number < appeal.Number)]);
        var judges = Judges(turn, record, stage);
        return judges.Any(judge => judge.Number == turn.Sender.Number) ? null : $"这件申诉由 {Names(judges)} 审理。";
    }

    /// <summary>Who judges: at first the team's leads who did not record it, else and at the second stage 人事.</summary>
    public static IReadOnlyList<Person> Judges(Turn turn, Record record, int stage)
    {
        var subject = turn.Person(record.Subject);
        var leads = stage == 1 ? turn.LeadsOf(subject).Where(lead => !IsOwn(turn, record, lead)).ToList() : [];
        return leads.Count > 0 ? leads : [.. turn.With(Role.Hr).Where(hr => !IsOwn(turn, record, hr) && hr.Number != subject.Number)];
    }

    /// <summary>Nobody judges what they recorded, reported or confirmed themselves.</summary>
    private static bool IsOwn(Turn turn, Record record, Person judge) => judge.Number == record.By || judge.Number == Recorder.Answers(turn.Reads, record);

    private static string? Problem(Turn turn, Record record, IReadOnlyList<Record> earlier)
    {
        if (record.Subject != turn.Sender.Number) return "只能对自己的记录提出申诉。";
        if (Recorder.IsUntold(record) || record.Kind is not (RecordKind.Item or RecordKind.Complaint or RecordKind.Rating or RecordKind.Metric)) return $"{Words.Number(record.Number)} 不是可以申诉的记录。";
        if (record.State != RecordState.Active) return $"{Words.Number(record.Number)} 现在是“{Words.Of(record.State)}”，无需申诉。";
        if (earlier.Any(other => other.State == RecordState.Pending)) return $"{Words.Number(record.Number)} 的申诉正在审理中。";
        if (Stage(earlier) > 2) return $"{Words.Number(record.Number)} 的申诉已经过两级审理，结果为最终结果。";
        var told = DateOnly.FromDateTime(turn.Local(earlier.Count > 0 ? earlier[^1].At : Recorder.Confirmed(turn.Reads, record)?.At ?? record.At).DateTime);
        var (last, days) = Deadline(turn, turn.SchemeFor(turn.Sender, record.On), told);
        return turn.Today > last || (turn.Today == last && turn.Now.Hour >= 18) ? $"申诉期为 {days} 个工作日，已于 {Words.Of(last, turn.Today)} 18:00 截止。" : null;
    }

    private static IReadOnlyList<Record> Earlier(Session reads, long record) => reads.Records.Query(new RecordFilter { Kind = RecordKind.Appeal, About = record });

    private static int Stage(IReadOnlyList<Record> earlier) => earlier.Count(appeal => appeal.State == RecordState.Rejected) + 1;

    private static int AnswerDays(Turn turn, Record record) =>
        turn.SchemeFor(turn.Sender, record.On).Deadlines.FirstOrDefault(deadline => deadline.Code == "answer")?.WorkingDays ?? DefaultDays;

    private static string Names(IReadOnlyList<Person> people) => people.Count == 0 ? "人事" : string.Join("、", people.Select(Words.Of));

    /// <summary>The record with the proposed points, where its item lets points be chosen; nothing where 0 was proposed.</summary>
    private static NewRecord? Instead(Turn turn, Record record, Record appeal)
    {
        if (appeal.Points is not { } proposed || proposed == 0 || record.Points is null || record.Kind is not (RecordKind.Item or RecordKind.Complaint)) return null;
        return new NewRecord(
            RecordKind.Item, record.Subject, record.Code, record.On, record.Until, turn.Sender.Number, turn.Message.Channel,
            Count: record.Count, Points: Math.Abs(proposed), Reason: $"{record.Reason}(申诉 {Words.Number(appeal.Number)} 改判)", Reference: record.Reference, About: record.Number);
    }

    private static Card Card(Turn turn, Said said, Record record, Record appeal) => said.Task(
        $"待审理的申诉 {Words.Number(appeal.Number)}",
        [
            $"申诉人：{turn.NameOf(appeal.By)}", $"针对：{Words.Number(record.Number)} {Reversals.Describe(turn, record)}",
            $"记录人：{turn.NameOf(Recorder.Answers(turn.Reads, record))}", $"理由：{appeal.Reason}", .. appeal.Points is { } points ? [$"主张：{Words.Signed(points)} 分"] : Array.Empty<string>(),
        ],
        new Button($"同意 {appeal.Number}", "同意"), new Button($"驳回 {appeal.Number}", "驳回"), new Button($"为什么 {record.Number}", "看记录"));

    private static void Close(Turn turn, Transaction transaction, Said said, Record appeal, string text)
    {
        if (!Judgements.Decide(turn, transaction, appeal, DecisionKind.Approve, text))
        {
            said.Privately(Judgements.Race(appeal));
            return;
        }
        said.Privately($"申诉 {Words.Number(appeal.Number)}：{text}");
        said.Notify(appeal.By, $"您的申诉 {Words.Number(appeal.Number)}：{text}");
    }
}

using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Publishing;
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
        var (claim, reason) = Claim.Of(turn, command);
        if (claim?.Word is not null && !Redress.TakesWords(turn, record)) claim = null;
        var (redress, cannot) = claim is null && Redress.NeedsValue(turn, record) ? (null, null) : Redress.Of(turn, record, claim);
        // Words that are no mark may as well be the reason: 应该是 系统问题.
        if (cannot is not null && claim?.Number is not null) return (_, said) => said.Privately($"没有提交申诉：{cannot}。也可以不写数，只写理由：申诉 {record.Number} 理由");
        if (reason.Length == 0) return Judgements.AskReason(turn, Ask(turn, record), $"申诉 {record.Number}" + (command.Proposed is { } proposed ? $" 应为 {Words.Of(proposed)}{(claim!.Percent ? "%" : "")}" : ""));
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
            var judges = JudgesOf(turn, record, now);
            var appeal = transaction.Records.Add(
                new NewRecord(
                    RecordKind.Appeal, turn.Sender.Number, null, turn.Today, turn.Today, turn.Sender.Number, turn.Message.Channel,
                    Points: claim?.Number, Label: redress is null ? null : claim?.Word, Reason: reason, About: record.Number, Pending: true, Attachment: turn.Attachment),
                turn.InboxId);
            var answerBy = turn.House.Calendar.After(turn.Today, AnswerDays(turn, record));
            said.Privately($"申诉 {Words.Number(appeal.Number)} 已提交，针对 {Words.Number(record.Number)}，主张：{Wanted(redress)}。审理：{Names(judges)}，最迟 {Words.Of(answerBy, turn.Today)} 答复。");
            foreach (var judge in judges) said.Notify(judge.Number, Card(turn, said, record, appeal, redress));
        };
    }

    /// <summary>Accepts: the record is reversed, and what the judge sets, or else what was proposed, is recorded instead.</summary>
    public static Effect Approve(Turn turn, Command.Approve command, Record appeal, Consent consent)
    {
        if (turn.Reads.Records.Find(appeal.About!.Value) is not { State: RecordState.Active } record)
            return (transaction, said) => Close(turn, transaction, said, appeal, Gone);
        var (own, reason) = Claim.Of(turn, command);
        if (own?.Word is not null && !Redress.TakesWords(turn, record)) (own, reason) = (null, command.Reason);
        if ((own ?? Claim.Of(appeal)) is null && Redress.NeedsValue(turn, record)) return AskValue(turn, record, appeal);
        var (redress, problem) = Redress.Of(turn, record, own ?? Claim.Of(appeal));
        if (problem is not null) return (_, said) => said.Privately($"没有办理 {Words.Number(appeal.Number)}：{problem}。请回复“同意 {appeal.Number} 改为 数值”{(Redress.NeedsValue(turn, record) ? "" : "(0 为整条取消)")}，或“驳回 {appeal.Number} 原因”。");
        if (own is not null && (redress!.IsWorse || !own.Sure) && consent == Consent.None)
        {
            return (_, said) => said.AskToConfirm(turn, command, $"请确认：申诉 {Words.Number(appeal.Number)} 成立{(redress.IsWorse ? "，但改得比原来更不利" : "")}", [
                $"申诉人：{turn.NameOf(appeal.By)}", $"原记录：{Words.Number(record.Number)} {Reversals.Describe(turn, record)}", $"改为：{redress.Shown}", .. reason.Length > 0 ? [$"原因：{reason}"] : Array.Empty<string>(),
            ]);
        }
        return (transaction, said) => Uphold(turn, transaction, said, appeal, record, redress!, reason);
    }

    private static void Uphold(Turn turn, Transaction transaction, Said said, Record appeal, Record record, Redress redress, string reason)
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
        var added = redress.Instead is not { } instead ? null : transaction.Records.Add(
            instead with { By = turn.Sender.Number, Channel = turn.Message.Channel, Reason = $"{instead.Reason}(申诉 {Words.Number(appeal.Number)} 改判)" }, turn.InboxId);
        var result = $"{Words.Number(record.Number)} 已冲正" + (added is null ? "" : $"，改记为 {Words.Number(added.Number)} {Reversals.Describe(turn, added)}");
        var note = Closed.Note(turn, turn.Person(record.Subject), record.On) is { } published ? "\n" + published : "";
        said.Privately($"申诉 {Words.Number(appeal.Number)} 成立：{result}。{note}");
        said.Notify(appeal.By, $"您的申诉 {Words.Number(appeal.Number)} 成立：{result}。审理人 {Words.Of(turn.Sender)}。{reason}{note}");
        var recorder = Recorder.Answers(transaction, record);
        if (recorder != turn.Sender.Number && recorder != appeal.By) said.Notify(recorder, $"您记录的 {Words.Number(record.Number)} 经申诉改判：{result}。");
    }

    /// <summary>A figure is not cancelled: nobody would see that it is missing, and it would count as nothing.</summary>
    private static Effect AskValue(Turn turn, Record record, Record appeal) => (_, said) => said.Ask(turn, new Question(
        Doubt.Value, $"申诉 {Words.Number(appeal.Number)} 没有写应为多少。{Words.Number(record.Number)} 现在是 {Reversals.Describe(turn, record)}，应改为多少？({Redress.Possible(turn, record)})", [], $"同意 {appeal.Number} 改为"));

    /// <summary>What became of an appeal: 成立, and not 有效 as a record that counts.</summary>
    public static string StateOf(Session reads, Record appeal) =>
        appeal.State != RecordState.Active ? Words.Of(appeal.State)
        : reads.Decisions.Of(appeal.Number).LastOrDefault(decision => decision.Kind == DecisionKind.Approve)?.Reason == Gone ? "已结束" : "成立";

    /// <summary>After the first stage the agent may go to another judge; after the second, or where there is no other, it is final.</summary>
    public static void AfterRejection(Turn turn, Said said, Record appeal)
    {
        var record = turn.Reads.Records.Find(appeal.About!.Value)!;
        var earlier = Earlier(turn.Reads, record.Number);
        if (Stage(earlier) > 2)
            said.Notify(appeal.By, said.Task($"申诉 {Words.Number(appeal.Number)} 复核未通过", ["这是最终结果。"]));
        else if (JudgesOf(turn, record, earlier) is not { Count: > 0 } others)
            said.Notify(appeal.By, said.Task($"申诉 {Words.Number(appeal.Number)} 未通过", ["除驳回人和记录人以外，没有其他人可以复核，这是最终结果。"]));
        else
        {
            var (last, _) = Deadline(turn, turn.SchemeFor(turn.Person(record.Subject), record.On), turn.Today);
            said.Notify(appeal.By, said.Task(
                $"申诉 {Words.Number(appeal.Number)} 未通过",
                [$"如仍有异议，可在 {Words.Of(last, turn.Today)} 18:00 前再申诉一次，由 {Names(others)} 复核：申诉 {appeal.About} 理由"],
                new Button($"申诉 {appeal.About}", "再次申诉")));
        }
    }

    /// <summary>Null where it is the sender's turn to judge.</summary>
    public static string? JudgeRefuses(Turn turn, Record appeal)
    {
        var record = turn.Reads.Records.Find(appeal.About!.Value)!;
        if (IsOwn(turn, record, turn.Sender)) return $"{Words.Number(record.Number)} 由您记录，需回避，不能审理对它的申诉。";
        var judges = JudgesOf(turn, appeal);
        if (judges.Any(judge => judge.Number == turn.Sender.Number)) return null;
        return judges.Count == 0 ? "这件申诉现在没有人可以审理(记录人和本人需回避)，请联系管理员在花名册里补充人事。"
            : HasRejected(turn.Reads, turn.Sender, Before(turn.Reads, appeal)) ? $"您已驳回过对 {Words.Number(record.Number)} 的申诉，复核由 {Names(judges)} 审理。"
            : $"这件申诉由 {Names(judges)} 审理。";
    }

    /// <summary>Who judges an appeal that waits.</summary>
    public static IReadOnlyList<Person> JudgesOf(Turn turn, Record appeal)
    {
        var record = turn.Reads.Records.Find(appeal.About!.Value)!;
        var earlier = Before(turn.Reads, appeal);
        // Who might have judged may have left since: rather the same judge again than an appeal that waits for ever.
        return JudgesOf(turn, record, earlier) is { Count: > 0 } judges ? judges : Entitled(turn, record, Stage(earlier));
    }

    /// <summary>Who judges: at first the team's leads who did not record it, else and at the second stage 人事; never who rejected it before.</summary>
    private static IReadOnlyList<Person> JudgesOf(Turn turn, Record record, IReadOnlyList<Record> earlier) =>
        [.. Entitled(turn, record, Stage(earlier)).Where(judge => !HasRejected(turn.Reads, judge, earlier))];

    private static List<Person> Entitled(Turn turn, Record record, int stage)
    {
        var subject = turn.Person(record.Subject);
        var leads = stage == 1 ? Judges.LeadsOf(turn, subject).Where(lead => !IsOwn(turn, record, lead)).ToList() : [];
        return leads.Count > 0 ? leads : [.. turn.With(Role.Hr).Where(hr => !IsOwn(turn, record, hr) && hr.Number != subject.Number)];
    }

    private static bool HasRejected(Session reads, Person judge, IReadOnlyList<Record> earlier) =>
        earlier.Any(appeal => appeal.State == RecordState.Rejected && Rejection(reads, appeal)?.By == judge.Number);

    private static Decision? Rejection(Session reads, Record appeal) => reads.Decisions.Of(appeal.Number).LastOrDefault(decision => decision.Kind == DecisionKind.Reject);

    /// <summary>Nobody judges what they recorded, reported or confirmed themselves.</summary>
    private static bool IsOwn(Turn turn, Record record, Person judge) => judge.Number == record.By || judge.Number == Recorder.Answers(turn.Reads, record);

    private static string? Problem(Turn turn, Record record, IReadOnlyList<Record> earlier)
    {
        if (record.Subject != turn.Sender.Number) return "只能对自己的记录提出申诉。";
        if (Recorder.IsUntold(record) || record.Kind is not (RecordKind.Item or RecordKind.Complaint or RecordKind.Rating or RecordKind.Metric)) return $"{Words.Number(record.Number)} 不是可以申诉的记录。";
        if (record.State != RecordState.Active) return $"{Words.Number(record.Number)} 现在是“{Words.Of(record.State)}”，无需申诉。";
        if (earlier.Any(other => other.State == RecordState.Pending)) return $"{Words.Number(record.Number)} 的申诉正在审理中。";
        if (Stage(earlier) > 2) return $"{Words.Number(record.Number)} 的申诉已经过两级审理，结果为最终结果。";
        if (JudgesOf(turn, record, earlier).Count == 0)
        {
            return Stage(earlier) > 1
                ? $"{Words.Number(record.Number)} 的申诉已被驳回，除驳回人和记录人以外没有其他人可以复核，结果为最终结果。"
                : $"{Words.Number(record.Number)} 现在没有人可以审理(记录人需回避)，没有提交。请联系管理员在花名册里补充组长或人事，再申诉。";
        }
        var told = DateOnly.FromDateTime(turn.Local(earlier.LastOrDefault(other => other.State == RecordState.Rejected) is { } rejected ? Rejection(turn.Reads, rejected)!.At : Recorder.Confirmed(turn.Reads, record)?.At ?? record.At).DateTime);
        var (last, days) = Deadline(turn, turn.SchemeFor(turn.Sender, record.On), told);
        return turn.Today > last || (turn.Today == last && turn.Now.Hour >= 18) ? $"申诉期为 {days} 个工作日，已于 {Words.Of(last, turn.Today)} 18:00 截止。" : null;
    }

    private static IReadOnlyList<Record> Earlier(Session reads, long record) => reads.Records.Query(new RecordFilter { Kind = RecordKind.Appeal, About = record });

    private static List<Record> Before(Session reads, Record appeal) => [.. Earlier(reads, appeal.About!.Value).Where(other => other.Number < appeal.Number)];

    private static int Stage(IReadOnlyList<Record> earlier) => earlier.Count(appeal => appeal.State == RecordState.Rejected) + 1;

    private static int AnswerDays(Turn turn, Record record) =>
        turn.SchemeFor(turn.Sender, record.On).Deadlines.FirstOrDefault(deadline => deadline.Code == "answer")?.WorkingDays ?? DefaultDays;

    private static string Names(IReadOnlyList<Person> people) => string.Join("、", people.Select(Words.Of));

    private static string Ask(Turn turn, Record record) => Redress.NeedsValue(turn, record)
        ? $"请写申诉的理由；觉得该是多少也请写({Redress.Possible(turn, record)})，例如“应为 100”。"
        : "请写申诉的理由；觉得该是多少分也可以写，例如“应为 -2”。";

    /// <summary>What is asked for; null where a figure is said to be wrong and nobody says yet what is right.</summary>
    private static string Wanted(Redress? redress) => redress is null ? "数值有误，应为多少由审理人填写" : redress.Instead is null ? redress.Shown : $"改为 {redress.Shown}";

    private static Card Card(Turn turn, Said said, Record record, Record appeal, Redress? redress) => said.Task(
        $"待审理的申诉 {Words.Number(appeal.Number)}",
        [
            $"申诉人：{turn.NameOf(appeal.By)}", $"针对：{Words.Number(record.Number)} {Reversals.Describe(turn, record)}",
            $"记录人：{turn.NameOf(Recorder.Answers(turn.Reads, record))}", $"理由：{appeal.Reason}", $"主张：{Wanted(redress)}",
            .. Redress.Possible(turn, record) is { Length: > 0 } possible ? [$"另定数值请回复“同意 {appeal.Number} 改为 数值”({possible})"] : Array.Empty<string>(),
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

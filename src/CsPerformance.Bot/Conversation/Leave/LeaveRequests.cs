using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Leave;

/// <summary>请假, 我的请假, 销假 and the decision: the lead's; for a lead's own leave 人事, for 人事 somebody else of them or an admin.</summary>
internal static class LeaveRequests
{
    private const string Nobody = "没有提交：除您本人以外，没有组长、人事或管理员可以审批。请先在花名册里补充一位。";

    private const string Gone = "原请假已不再计入，销假申请结束。";

    public static Effect Request(Turn turn, Command.RequestLeave command, Consent consent)
    {
        if (Overlap(turn, command) is { } other) return (_, said) => said.Privately(Overlapping(turn, other));
        if (Judges.OfLeave(turn, turn.Sender).Missing) return (_, said) => said.Privately(Nobody);
        if (consent == Consent.None)
        {
            var lines = new List<string> { $"类型：{TypeName(command.Type)}", $"时间：{Span(turn, command.From, command.Until, command.Part)}", $"天数：{Words.Days(command.Days)}(工作日)" };
            if (command.Reason.Length > 0) lines.Add($"原因：{command.Reason}");
            lines.AddRange(LeaveEffect.Of(turn, command));
            if (!turn.House.Calendar.Knows(command.From.Year)) lines.Add($"{command.From.Year}年的法定节假日表尚未导入，按周一至周五计算。");
            lines.Add($"提交后由 {Judges.OfLeave(turn, turn.Sender).Names} 审批");
            return (_, said) => said.AskToConfirm(turn, command, "请确认请假", lines);
        }
        return (transaction, said) =>
        {
            // Another card for the same days may have been confirmed in the same moment.
            transaction.Records.Hold();
            if (Overlap(turn, command) is { } meanwhile)
            {
                said.Privately(Overlapping(turn, meanwhile));
                return;
            }
            var record = transaction.Records.Add(
                new NewRecord(
                    RecordKind.Leave, turn.Sender.Number, command.Type, command.From, command.Until, turn.Sender.Number, turn.Message.Channel,
                    Value: command.Days, Reason: command.Reason, Pending: true, Part: command.Part, Attachment: turn.Attachment),
                turn.InboxId);
            var judges = Judges.OfLeave(turn, turn.Sender);
            said.Privately($"请假 {Words.Number(record.Number)} 已提交：{Describe(turn, record)}，等待 {judges.Names} 审批。");
            foreach (var judge in judges.People) said.Notify(judge.Number, Card(turn, said, record));
        };
    }

    public static Effect Mine(Turn turn)
    {
        var records = turn.Reads.Records.Query(new RecordFilter { Person = turn.Sender.Number, Kind = RecordKind.Leave, NewestFirst = true, Limit = 20 });
        var text = records.Count == 0 ? "没有请假记录。" : "我的请假：\n" + string.Join('\n', records.Select(record => $"{Words.Number(record.Number)} {Describe(turn, record)} {State(record)}"));
        return (_, said) => said.Privately(text);
    }

    /// <summary>销假: a request that waits is withdrawn; approved leave is taken back by the lead.</summary>
    public static Effect Cancel(Turn turn, Command.CancelLeave command)
    {
        if (turn.Reads.Records.Find(command.Number) is not { Kind: RecordKind.Leave } record || record.Subject != turn.Sender.Number)
            return (_, said) => said.Privately($"您没有编号 {Words.Number(command.Number)} 的请假。回复“我的请假”查看。");
        return (transaction, said) =>
        {
            // What became of it is looked up only now: it may be decided, or taken back, in the same moment.
            transaction.Records.Hold();
            TakeBack(turn, transaction, said, transaction.Records.Find(record.Number)!);
        };
    }

    public static Effect Approve(Turn turn, Record record, string reason) => (transaction, said) =>
    {
        // A granted request to take leave back has done its work: it must not stand as leave of its own.
        if (!Judgements.Decide(turn, transaction, record, record.About is null ? DecisionKind.Approve : DecisionKind.Withdraw, reason))
        {
            said.Privately(Judgements.Race(record));
            return;
        }
        if (record.About is { } leave && !(transaction.Records.Find(leave) is { State: RecordState.Active } taken && Judgements.Decide(turn, transaction, taken, DecisionKind.Reverse, "销假")))
        {
            said.Privately($"{Words.Number(record.Number)}：{Gone}");
            said.Notify(record.Subject, $"您的销假申请 {Words.Number(record.Number)}：{Gone}");
            return;
        }
        said.Privately($"已同意 {Words.Number(record.Number)}：{turn.NameOf(record.Subject)} {Describe(turn, record)}。");
        said.Notify(record.Subject, $"您的{Describe(turn, record)} {Words.Number(record.Number)} 已由 {Words.Of(turn.Sender)} 同意。");
    };

    /// <summary>事假 11月25日(周三)下午 0.5天; 销假 for the request to take leave back.</summary>
    public static string Describe(Turn turn, Record record) =>
        (record.About is { } leave ? $"销假申请({Words.Number(leave)})：" : "")
        + $"{TypeName(record.Code!)} {Span(turn, record.On, record.Until, record.Part)}{(record.Value is { } days && days != 0 ? " " + Words.Days(Math.Abs(days)) : "")}";

    private static void TakeBack(Turn turn, Transaction transaction, Said said, Record record)
    {
        if (record.State == RecordState.Pending)
        {
            Judgements.Decide(turn, transaction, record, DecisionKind.Withdraw, "销假");
            said.Privately($"已销假 {Words.Number(record.Number)}：{Describe(turn, record)}。");
            Judgements.Settle(turn, transaction, said, record, "已撤回");
        }
        else if (record.State != RecordState.Active)
            said.Privately($"{Words.Number(record.Number)} 现在是“{State(record)}”，无需销假。");
        else if (transaction.Records.Query(new RecordFilter { Kind = RecordKind.Leave, About = record.Number, State = RecordState.Pending }) is [var asked, ..])
            said.Privately($"销假申请 {Words.Number(asked.Number)} 正在等待审批。");
        else
            AskBack(turn, transaction, said, record);
    }

    private static void AskBack(Turn turn, Transaction transaction, Said said, Record record)
    {
        var judges = Judges.OfLeave(turn, turn.Sender);
        if (judges.Missing)
        {
            said.Privately(Nobody);
            return;
        }
        var request = transaction.Records.Add(
            new NewRecord(
                RecordKind.Leave, record.Subject, record.Code, record.On, record.Until, turn.Sender.Number, turn.Message.Channel,
                Value: 0, Reason: "销假", About: record.Number, Pending: true, Part: record.Part),
            turn.InboxId);
        said.Privately($"已批准的请假需审批人同意才能收回；销假申请 {Words.Number(request.Number)} 已提交，等待 {judges.Names} 审批。");
        foreach (var judge in judges.People) said.Notify(judge.Number, Card(turn, said, request));
    }

    private static Card Card(Turn turn, Said said, Record record) => said.Task(
        $"待审批的请假 {Words.Number(record.Number)}",
        [$"申请人：{turn.NameOf(record.Subject)}", Describe(turn, record), .. record.Reason.Length > 0 ? [$"原因：{record.Reason}"] : Array.Empty<string>()],
        new Button($"同意 {record.Number}", "同意"), new Button($"驳回 {record.Number}", "驳回"));

    private static Record? Overlap(Turn turn, Command.RequestLeave command) =>
        turn.Reads.Records.Of(turn.Sender.Number, command.From, command.Until, RecordKind.Leave).FirstOrDefault(record =>
            record.State is RecordState.Active or RecordState.Pending && record.About is null
            && !(record.On == record.Until && record.On == command.From && command.From == command.Until && record.Part is not null && command.Part is not null && record.Part != command.Part));

    private static string Overlapping(Turn turn, Record other) =>
        $"与已有的请假 {Words.Number(other.Number)}({Describe(turn, other)})重叠，没有提交。如需更改请先“销假 {other.Number}”。";

    private static string Span(Turn turn, DateOnly from, DateOnly until, string? part) =>
        from == until ? Words.Of(from, turn.Today) + part : $"{Words.Of(from, turn.Today)} 至 {Words.Of(until, turn.Today)}";

    public static string TypeName(string code) => LeaveWord.All.FirstOrDefault(type => type.Code == code)?.Title ?? code;

    private static string State(Record record) => record.State switch
    {
        RecordState.Pending => "待审批",
        RecordState.Active => "已同意",
        RecordState.Rejected => "已驳回",
        _ => "已销假",
    };
}

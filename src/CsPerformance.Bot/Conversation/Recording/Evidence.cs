using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Platforms;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>凭证: pictures and files that stand with a record. They are only added, never taken away; the record itself stays as it is.</summary>
/// <remarks>Most clients send words and pictures as two messages: one that comes first waits for the words, one that comes after is offered to what was just recorded.</remarks>
internal static class Evidence
{
    private const int Most = 9;

    /// <summary>What a picture is offered to; figures come by the list and have a file of their own.</summary>
    private static readonly HashSet<RecordKind> _offered = [RecordKind.Item, RecordKind.Complaint, RecordKind.Leave, RecordKind.Appeal, RecordKind.Rating];

    public static Effect Answer(Turn turn, Command.Evidence command, Consent consent)
    {
        if (command.Number is not { } number) return turn.Attachment is { } picture ? Offered(turn, picture) : Say("哪一条的凭证？先发图片或文件，再说“凭证 编号”；只说“凭证 1024”是查看已有的凭证。");
        if (turn.Reads.Records.Find(number) is not { } record) return Say($"没有编号 {Words.Number(number)} 的记录。");
        return turn.Attachment is { } file ? Added(turn, record, file, consent) : Shown(turn, record);
    }

    /// <summary>Ids of the files that stand with a record, first to last.</summary>
    public static IReadOnlyList<string> Of(Session reads, Record record) =>
        [.. reads.Decisions.Of(record.Number).Where(decision => decision.Kind == DecisionKind.Evidence).Select(decision => decision.Reason).Prepend(record.Attachment).OfType<string>().Distinct()];

    /// <summary>Whether the sender may look at them: a picture may give away who complained.</summary>
    public static bool IsOpen(Turn turn, Record record) => Recorder.IsKnown(turn, record);

    /// <summary>What becomes of a picture without words: it goes to the card that waits, to what was just recorded, or waits for what comes next.</summary>
    private static Effect Offered(Turn turn, string file)
    {
        if (Waits(turn) is var (draft, waiting))
        {
            return (transaction, said) =>
            {
                if (!transaction.Drafts.Change(draft.Id, (waiting with { Attachment = file }).ToJson())) throw new AnsweredElsewhereException(turn.InboxId);
                Pictures.Release(transaction, turn.Message, file);
                said.Privately("已附在等您确认的卡片上：回复“确认”生效时作为凭证一起保存。");
            };
        }
        return JustRecorded(turn) switch
        {
            [] => Say(Pictures.Asked(turn.Message.File is not { IsImage: false })),
            [var only] => (_, said) => said.AskToConfirm(
                turn with { Message = turn.Message with { Text = $"凭证 {only.Number}" } }, new Command.Evidence(only.Number), $"把它作为 {Words.Number(only.Number)} 的凭证吗？",
                [Describe(turn, only), $"{(turn.Message.File is { IsImage: false } ? "文件" : "图片")}已收到，确认后不能撤回；要记别的，请直接说要记什么。"]),
            var several => (_, said) => said.Ask(turn, new Question(
                Doubt.Number, "把它作为哪一条的凭证？要记别的，请直接说要记什么。", [.. several.Select(record => new Choice(Label(turn, record), $"凭证 {record.Number}"))], "凭证")),
        };
    }

    /// <summary>The sender's card that asks to confirm a record which is not made yet.</summary>
    private static (Draft, Waiting.ToConfirm)? Waits(Turn turn) =>
        turn.Reads.Drafts.OpenOf(turn.Sender.Number, Said.ChatKey(Chat.Direct)) is [var latest, ..]
        && Waiting.Read(latest.Payload) is Waiting.ToConfirm { Command: Command.RecordItem or Command.QaFlag or Command.Praise or Command.RequestLeave } waiting ? (latest, waiting) : null;

    private static List<Record> JustRecorded(Turn turn)
    {
        var fresh = turn.Reads.Records.Query(new RecordFilter { By = turn.Sender.Number, NewestFirst = true, Limit = 20 })
            .Where(record => turn.Now - record.At <= RecordItems.UndoWindow && _offered.Contains(record.Kind) && record.MessageId is not null && record.State is RecordState.Active or RecordState.Pending).ToList();
        return [.. fresh.Where(record => record.MessageId == fresh[0].MessageId).OrderBy(record => record.Number).Take(Most)];
    }

    // Whoever complained of a colleague does not learn from it what that costs.
    private static string Describe(Turn turn, Record record) =>
        Whom.OnlyReported(turn, record) ? $"{turn.NameOf(record.Subject)} 的反馈" : Reversals.Describe(turn, record);

    private static string Label(Turn turn, Record record) => $"{Words.Number(record.Number)} {turn.Roster.ByNumber(record.Subject)?.Name ?? record.Subject}";

    private static Effect Added(Turn turn, Record record, string file, Consent consent)
    {
        var number = Words.Number(record.Number);
        if (Refuses(turn, record) is { } refusal)
        {
            return (transaction, said) =>
            {
                transaction.Refusals.Add(turn.Sender.Number, nameof(Command.Evidence), refusal);
                said.Privately(refusal);
            };
        }
        if (record.State is not (RecordState.Active or RecordState.Pending)) return Say($"{number} 现在是“{Words.Of(record.State)}”，不能再附凭证。");
        return (transaction, said) =>
        {
            var standing = Of(transaction, record);
            var answer = standing.Contains(file) ? $"这份凭证已经在 {number} 里，没有重复保存。"
                : standing.Count >= Most ? $"{number} 已有 {standing.Count} 份凭证，不能再附。"
                : !Judgements.Decide(turn, transaction, record, DecisionKind.Evidence, file) ? Judgements.Race(record)
                : null;
            Pictures.Release(transaction, turn.Message, file);
            said.Privately(answer ?? $"已附为 {number} 的凭证(第{standing.Count + 1}份)：{Describe(turn, record)}。回复“凭证 {record.Number}”可以查看。");
            if (answer is null) Tell(turn, said, record);
        };
    }

    /// <summary>Who made the record adds to it, and whoever leads the person concerned; nobody to what others recorded of oneself.</summary>
    private static string? Refuses(Turn turn, Record record)
    {
        var mayRecord = record.Kind != RecordKind.Appeal && record.Subject != turn.Sender.Number && turn.Sender.Is(Role.Lead)
            && RightsTable.Refuses(turn.Sender, nameof(Command.RecordItem), turn.Roster.ByNumber(record.Subject)) is null;
        return record.By == turn.Sender.Number || mayRecord ? null
            : record.Subject == turn.Sender.Number ? $"{Words.Number(record.Number)} 不是您提交的；有异议请回复“申诉 {record.Number} 理由”，再把图片作为申诉的凭证发来。"
            : "只有记录人和本组组长可以为这条记录附凭证。";
    }

    private static void Tell(Turn turn, Said said, Record record)
    {
        var text = $"{Words.Number(record.Number)}({Describe(turn, record)})补充了凭证，回复“凭证 {record.Number}”查看。";
        if (record.State == RecordState.Pending)
        {
            foreach (var judge in Judgements.JudgesOf(turn, record).Where(judge => judge.Number != turn.Sender.Number)) said.Notify(judge.Number, text);
        }
        else if (record.Kind != RecordKind.Complaint && record.Subject != turn.Sender.Number && turn.Roster.ByNumber(record.Subject) is { } person && !Roster.IsSubject(person))
        {
            said.Notify(record.Subject, text);
        }
    }

    private static Effect Shown(Turn turn, Record record)
    {
        var number = Words.Number(record.Number);
        if (!Whom.MaySee(turn, record) || (record.Subject == turn.Sender.Number && Recorder.IsUntold(record))) return Say("这条记录的凭证只有本人、本组组长、质检(质检记录)和人事可以查看。");
        if (!IsOpen(turn, record)) return Say($"{number} 的凭证不对被反馈人公开，以免泄露反馈人；有异议请申诉，处理人会核对。");
        var files = Of(turn.Reads, record).Select(turn.Reads.Files.Find).ToList();
        if (files.Count == 0) return Say($"{number} 还没有凭证。{(Refuses(turn, record) is null ? $"先发图片或文件，再说“凭证 {record.Number}”。" : "")}");
        return (_, said) =>
        {
            for (var i = 0; i < files.Count; i++)
                said.Privately($"{number} 的凭证 {i + 1}/{files.Count}{(files[i] is null ? "：已删除" : "")}", file: files[i]);
        };
    }

    private static Effect Say(string text) => (_, said) => said.Privately(text);
}

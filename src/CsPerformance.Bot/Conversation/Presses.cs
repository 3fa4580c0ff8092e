using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Bot.Conversation.Importing;
using CsPerformance.Bot.Conversation.People;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation;

/// <summary>Pressed buttons and their numbered twins: what a card waited for goes on, once.</summary>
internal static class Presses
{
    private const string TooLate = "这张卡片已处理或已过期，没有重复执行。";

    /// <summary>A button's key is a number of a waiting card, or a whole command.</summary>
    public static Effect Answer(Turn turn, ButtonPress press, Func<Turn, string, Effect> read)
    {
        if (!int.TryParse(press.Key, out var choice)) return Decided(turn, press, read(turn, press.Key));
        return turn.Reads.Drafts.Find(press.Card) is not { } draft ? (_, said) => said.Privately(TooLate)
            : draft.Person != turn.Sender.Number ? (_, said) => said.Privately("这张卡片不是发给您的，您不能代为操作。")
            : Chosen(turn, draft.Id, draft.Payload, choice, read);
    }

    /// <summary>"1" or "回复 1": the latest card that waits for this person in this chat.</summary>
    public static Effect Pick(Turn turn, int choice, Func<Turn, string, Effect> read)
    {
        if (Latest(turn) is not { } draft || Waiting.Read(draft.Payload) is var waiting && waiting is Waiting.ToAnswer { Hears: Waiting.Hearing.Buttons })
            return (_, said) => said.Privately("现在没有等待您选择的内容。");
        var chosen = Chosen(turn, draft.Id, draft.Payload, choice, read);
        return choice == 1 && waiting is not Waiting.ToAnswer ? Seen(draft, chosen) : chosen;
    }

    /// <summary>What was shown last of all that waits for this person in this chat.</summary>
    public static Draft? Latest(Turn turn) => OpenOf(turn) is [var latest, ..] ? latest : null;

    private static IReadOnlyList<Draft> OpenOf(Turn turn) => turn.Reads.Drafts.OpenOf(turn.Sender.Number, Said.ChatKey(turn.Message.Chat));

    /// <summary>The card that waits in this chat for its 确认, shown again; null where none does.</summary>
    public static Effect? Reminder(Turn turn) => Latest(turn) is { } draft && Waiting.Read(draft.Payload) is Waiting.ToConfirm or Waiting.ToImport or Waiting.ToImportFile
        ? (_, said) => ShowAgain(said, draft)
        : null;

    /// <summary>确认, 修改, 导入 as words (取消 is -1, the last button): the card that waits.</summary>
    /// <param name="softly">A word that people say to anything, as 好的.</param>
    public static Effect Word(Turn turn, int choice, bool softly = false)
    {
        if (choice < 0 && OpenQuestion.Last(turn) is { } question) return question.Cancelled(turn);
        var open = OpenOf(turn);
        if (open.FirstOrDefault(other => MayBeMeant(turn, other)) is not { } draft)
            return (_, said) => said.Privately(choice == 1 ? "好的，现在没有等待您确认的内容。" : "现在没有等待您确认的内容。");
        var waiting = Waiting.Read(draft.Payload);
        if (waiting is Waiting.ToImportFile file && choice == 1 && !file.Steps.Contains(Waiting.ImportStep.Import))
            return (_, said) => said.Privately("这个文件里没有可以导入的行，请按错误表改好后重新发送。");
        var last = waiting is Waiting.ToConfirm ? 3 : waiting is Waiting.ToImportFile shown ? shown.Steps.Count : 2;
        var effect = Chosen(turn, draft.Id, draft.Payload, choice < 0 ? last : choice, (_, _) => throw new InvalidOperationException("Only questions read again."));
        return choice == 1 && (softly || draft != open[0]) ? Seen(draft, effect) : effect;
    }

    /// <summary>A question is not agreed to; neither is what waits for the morning to be shown.</summary>
    private static bool MayBeMeant(Turn turn, Draft draft) => Waiting.Read(draft.Payload) switch
    {
        Waiting.ToAnswer => false,
        Waiting.ToBind => turn.Reads.Cards.Find(draft.Id) is { } card && turn.Reads.Outbox.Find(card.OutboxId)?.NotBefore <= turn.Now,
        _ => true,
    };

    /// <summary>好的 or 1 agrees to a card only where it is the last thing in the chat; after anything else the word may be meant for that, and the card is shown again.</summary>
    private static Effect Seen(Draft draft, Effect effect) => (transaction, said) =>
    {
        if (transaction.Cards.IsLastShown(draft.Id)) effect(transaction, said);
        else ShowAgain(said, draft);
    };

    private static void ShowAgain(Said said, Draft draft)
    {
        if (!said.ShowAgain(draft)) said.Privately(TooLate);
    }

    private static Effect Chosen(Turn turn, string card, string payload, int choice, Func<Turn, string, Effect> read) => Waiting.Read(payload) switch
    {
        Waiting.ToConfirm confirm => Confirmed(turn, card, confirm, choice),
        Waiting.ToImport import => Imported(turn, card, import, choice),
        Waiting.ToImportFile file => OfFile(turn, card, file, choice),
        Waiting.ToBind bind => choice == 1
            ? Once(card, Outcome(turn, "已同意"), Binding.Confirmed(turn, bind))
            : Once(card, Outcome(turn, "已拒绝"), (_, said) => said.Privately("已拒绝绑定。")),
        Waiting.ToAnswer answer when choice >= 1 && choice <= answer.Question.Choices.Count =>
            Once(card, answer.Question.Choices[choice - 1].Label, read(OpenQuestion.Continued(turn, answer, answer.Question.Choices[choice - 1].Utterance), answer.Question.Choices[choice - 1].Utterance)),
        _ => (_, said) => said.Privately("没有这个选项。"),
    };

    /// <summary>A card that asks for one decision shows it; one with several tasks, or whose commands can be said again, stays as it is.</summary>
    private static Effect Decided(Turn turn, ButtonPress press, Effect effect)
    {
        var shown = turn.Reads.Cards.Find(press.Card) is { } card ? turn.Reads.Outbox.Find(card.OutboxId)?.Message.Card : null;
        if (shown?.Buttons.Select(button => Tasks.About(button.Key)).Distinct().ToList() is not [{ } about]) return effect;
        var done = about.IsPush ? (press.Key.StartsWith("重发", StringComparison.Ordinal) ? "已重发" : press.Key.EndsWith("不用发了", StringComparison.Ordinal) ? "不再发送" : "已收到") : "已" + press.Key.Split(' ')[0];
        return (transaction, said) =>
        {
            // What another is just deciding has to be seen before it is said whose decision it was.
            if (!about.IsPush) transaction.Records.Hold();
            var mine = IsOpen(transaction, about);
            effect(transaction, said);
            if (!IsOpen(transaction, about)) said.Settle(press.Card, Outcome(turn, mine ? done : "已处理"));
        };
    }

    private static bool IsOpen(Session reads, (bool IsPush, long Number) about) => about.IsPush
        ? reads.Envelopes.Find(about.Number) is not { } push || UnknownPushes.MayDecide(push)
        : reads.Records.Find(about.Number) is null or { State: RecordState.Pending };

    private static Effect Confirmed(Turn turn, string card, Waiting.ToConfirm confirm, int choice) => choice switch
    {
        1 => Once(card, Outcome(turn, "已确认"), Dispatch.Run(turn with { Message = turn.Message with { Text = confirm.Text, Mentions = confirm.Mentions }, Attachment = confirm.Attachment }, confirm.Command, confirm.Then)),
        2 => Once(card, Outcome(turn, "修改中"), (_, said) => said.Privately($"没有记录。请改好后整句重发：\n{confirm.Text}")),
        3 => Once(card, Outcome(turn, "已取消"), (_, said) => said.Privately(Cancelled(confirm.Text))),
        _ => (_, said) => said.Privately("没有这个选项。"),
    };

    private static Effect Imported(Turn turn, string card, Waiting.ToImport import, int choice) => choice switch
    {
        1 => Once(card, Outcome(turn, "已导入"), Dispatch.RunAll(turn, import.Commands)),
        2 => Once(card, Outcome(turn, "已取消"), (_, said) => said.Privately("已取消，没有导入。")),
        _ => (_, said) => said.Privately("没有这个选项。"),
    };

    /// <summary>The sheet of errors may be taken as often as one likes; 导入 and 取消 end the waiting.</summary>
    private static Effect OfFile(Turn turn, string card, Waiting.ToImportFile file, int choice) => file.Steps.ElementAtOrDefault(choice - 1) switch
    {
        _ when choice < 1 || choice > file.Steps.Count => (_, said) => said.Privately("没有这个选项。"),
        Waiting.ImportStep.Import => Once(card, Outcome(turn, "已导入"), Imports.Keep(turn, file)),
        Waiting.ImportStep.Errors => Imports.Errors(turn, file),
        _ => Once(card, Outcome(turn, "已取消"), (_, said) => said.Privately("已取消，没有导入。")),
    };

    /// <summary>What was taken back is named: several may have waited.</summary>
    /// <param name="text">What had been said; empty where a file was all.</param>
    public static string Cancelled(string text)
    {
        var first = text.Trim().Split('\n')[0].TrimEnd();
        if (first.Length == 0) return "已取消，没有记录。";
        return "已取消，没有记录：" + (first.Length > 60 ? first[..(char.IsHighSurrogate(first[59]) ? 59 : 60)] + "…" : first);
    }

    public static string Outcome(Turn turn, string what) => $"{what} · {turn.Sender.Name} {Words.Of(turn.Now)}";

    /// <summary>Runs an effect only where the card still waits, whoever presses at the same time.</summary>
    public static Effect Once(string card, string outcome, Effect effect) => (transaction, said) =>
    {
        if (transaction.Drafts.Take(card, said.InboxId) is null)
        {
            said.Privately(TooLate);
            return;
        }
        effect(transaction, said);
        said.Settle(card, outcome);
    };
}

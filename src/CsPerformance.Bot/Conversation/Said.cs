using System.Globalization;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Hosting;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation;

/// <summary>What the bot says because of one message: rows of the outbox in the transaction that holds the effects.</summary>
/// <param name="direct">The sender's direct chat.</param>
/// <param name="here">The chat that the message came from.</param>
internal sealed class Said(Transaction transaction, IncomingMessage message, long inboxId, Recipient direct, Recipient here, BusinessClock clock)
{
    /// <summary>A card waits this long for its 确认.</summary>
    public static readonly TimeSpan CardLife = TimeSpan.FromHours(24);

    /// <summary>After this time a bare word is no answer to a question any more.</summary>
    public static readonly TimeSpan QuestionLife = TimeSpan.FromMinutes(10);

    // To whom and where something was answered: the rest of an answer in pages is the rest of the last one.
    private readonly HashSet<(string Person, string Chat)> answered = [];
    private int rows;
    private bool groupWasTold;

    /// <summary>The message that is answered.</summary>
    public long InboxId => inboxId;

    /// <summary>Nothing is pushed to who has left; null: everybody is here.</summary>
    public Roster? Roster { get; init; }

    /// <summary>Answers the sender; in a group in the group itself, or in a direct message with a word to the group.</summary>
    public void Answer(Where where, string text, Card? card = null, Attachment? file = null, string? draft = null)
    {
        if (where == Where.Open || !message.Chat.IsGroup)
        {
            Say(here, text, card, file, Purpose.Reply, message.ReplyHandle, null, draft);
            return;
        }
        Say(direct, text, card, file, Purpose.Reply, null, null, draft);
        if (groupWasTold) return;
        groupWasTold = true;
        Say(here, "已私信您。", null, null, Purpose.Reply, message.ReplyHandle, null, null);
    }

    public void Privately(string text, Card? card = null, Attachment? file = null) => Answer(Where.Private, text, card, file);

    /// <summary>下一页: what is left of the answer that was given last here.</summary>
    public void NextPage()
    {
        var chat = ChatKey(message.Chat);
        answered.Add((direct.Person!, chat));
        Openly(Paging.Next(transaction, direct.Person!, chat) ?? "没有下一页了。");
    }

    public void Openly(string text, Card? card = null, Attachment? file = null) => Answer(Where.Open, text, card, file);

    /// <summary>Tells somebody else, privately and outside quiet hours.</summary>
    public void Notify(string person, string text, Card? card = null)
    {
        if (!HasLeft(person)) Say(Recipient.To(person), text, card, null, Purpose.Notice, null, clock.NextPush(transaction.Now), null);
    }

    /// <summary>Tells somebody what they are paid: never sent twice by itself, whatever happens on the way.</summary>
    public void TellPay(string person, string text)
    {
        if (!HasLeft(person)) Say(Recipient.To(person), text, null, null, Purpose.Pay, null, clock.NextPush(transaction.Now), null);
    }

    private bool HasLeft(string person) => Roster?.Known(person) is { Active: false };

    public void Notify(string person, Card card) => Notify(person, Body(card), card);

    /// <summary>Shows what would be done and waits for 确认, 修改 or 取消.</summary>
    /// <param name="then">How the command goes on after 确认.</param>
    public void AskToConfirm(Turn turn, Command command, string title, IReadOnlyList<string> lines, Consent then = Consent.Given)
    {
        var card = new Card(NextId(), title, lines, [new("1", "确认"), new("2", "修改"), new("3", "取消")]);
        Wait(turn, card, new Waiting.ToConfirm(command, then, turn.Message.Text, turn.Message.Mentions, turn.Attachment));
    }

    /// <summary>Shows what a list or file holds and waits for 导入.</summary>
    public void AskToImport(Turn turn, IReadOnlyList<Command> commands, string source, string title, IReadOnlyList<string> lines)
    {
        var card = new Card(NextId(), title, lines, [new("1", "导入"), new("2", "取消")]);
        Wait(turn, card, new Waiting.ToImport(commands, source));
    }

    /// <summary>Shows what a file holds: 导入 where something can be stored, 下载错误表 where something is wrong.</summary>
    public void AskToImport(Turn turn, Waiting.ToImportFile waiting, string title, IReadOnlyList<string> lines)
    {
        var buttons = waiting.Steps.Select((step, i) => new Button((i + 1).ToString(CultureInfo.InvariantCulture), step switch
        {
            Waiting.ImportStep.Import => waiting.Again ? "仍要导入" : "导入",
            Waiting.ImportStep.Errors => "下载错误表",
            _ => "取消",
        }));
        Wait(turn, new Card(NextId(), title, lines, [.. buttons]), waiting);
    }

    /// <summary>A card for somebody else who has to say whether an account is who it claims to be.</summary>
    public Card AskToBind(string judge, Waiting.ToBind waiting, string title, IReadOnlyList<string> lines)
    {
        var card = new Card(NextId(), title, lines, [new("1", "同意"), new("2", "拒绝")]);
        transaction.Drafts.Add(new Draft(card.Id, judge, ChatKey(Chat.Direct), waiting.Kind, waiting.ToJson(), transaction.Now + CardLife));
        return card;
    }

    /// <summary>Asks instead of guessing: choices as buttons, or a question that is answered freely.</summary>
    public void Ask(Turn turn, Question question)
    {
        var buttons = question.Choices.Select((choice, i) => new Button((i + 1).ToString(CultureInfo.InvariantCulture), choice.Label));
        var card = new Card(NextId(), question.Text, [], [.. buttons]);
        Wait(turn, card, new Waiting.ToAnswer(question, turn.Message.Mentions, turn.Attachment));
    }

    /// <summary>Shows a card anew that still waits, in place of the one further up; it waits no longer for that.</summary>
    /// <returns>False where it does not wait any more: nothing was said.</returns>
    public bool ShowAgain(Draft waiting)
    {
        const string reminder = "这张卡片还在等您处理：回复“确认”生效，回复“取消”不记录。";
        if (transaction.Cards.Find(waiting.Id) is not { } sent || transaction.Outbox.Find(sent.OutboxId)?.Message.Card is not { } shown || transaction.Drafts.Take(waiting.Id) is not { } open) return false;
        var card = shown with { Id = NextId(), Lines = [reminder, .. shown.Lines.Where(line => line != reminder)] };
        transaction.Drafts.Add(open with { Id = card.Id });
        Answer(Where.Private, Body(card), card, null, card.Id);
        Settle(waiting.Id, "已重新显示在下面");
        return true;
    }

    /// <summary>Shows on a card what became of it; its buttons go.</summary>
    public void Settle(string card, string outcome)
    {
        // Where the card itself was pressed, the platform gave what its update needs with the press.
        var pressed = message.Press?.Card == card;
        transaction.Outbox.UpdateCard(card, outcome, pressed ? message.Channel : null, pressed ? message.ReplyHandle : null);
    }

    /// <summary>A card that carries whole commands on its buttons, for a task or a notice; it needs no memory.</summary>
    public Card Task(string title, IReadOnlyList<string> lines, params IReadOnlyList<Button> buttons) => new(NextId(), title, lines, buttons);

    /// <summary>The card as text, without its buttons: what is searched, and shown where no card can be.</summary>
    public static string Body(Card card) => card.Lines.Count == 0 ? card.Title : card.Title + "\n" + string.Join('\n', card.Lines);

    public static string ChatKey(Chat chat) => chat.Group ?? "direct";

    /// <summary>Keeps what a card waits for and shows it in the sender's direct chat.</summary>
    private void Wait(Turn turn, Card card, Waiting waiting)
    {
        var life = waiting is Waiting.ToAnswer ? QuestionLife : CardLife;
        transaction.Drafts.Add(new Draft(card.Id, turn.Sender.Number, ChatKey(Chat.Direct), waiting.Kind, waiting.ToJson(), transaction.Now + life));
        Answer(Where.Private, Body(card), card.Buttons.Count == 0 ? null : card, null, card.Id);
    }

    /// <summary>Of two cards of the same moment the later has the later id as text too: a bare 确认 means that one.</summary>
    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"c{inboxId:d10}-{rows:d2}-{Guid.NewGuid().ToString("n").AsSpan(0, 8)}");

    private void Say(Recipient recipient, string text, Card? card, Attachment? file, Purpose purpose, string? handle, DateTimeOffset? notBefore, string? draft)
    {
        var pages = Paging.Split(text);
        var key = string.Create(CultureInfo.InvariantCulture, $"in:{inboxId}:{rows++}");
        transaction.Outbox.Put(new NewOutgoing(
            recipient, new OutgoingMessage(pages[0], card, file), purpose, key, purpose == Purpose.Reply ? message.Channel : null, InReplyTo: inboxId, ReplyHandle: handle, NotBefore: notBefore, Draft: draft));
        var (person, chat) = (recipient.Person ?? direct.Person!, recipient.Person is null ? ChatKey(message.Chat) : ChatKey(Chat.Direct));
        var first = purpose == Purpose.Reply && answered.Add((person, chat));
        if (pages.Count > 1) Paging.Keep(transaction, person, chat, pages.Skip(1));
        else if (first) transaction.Pages.Clear(person, chat);
    }
}

using System.Text.RegularExpressions;
using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>
/// A picture (or a file that is no table) that somebody sent alone, kept as the evidence of what the same person says next: most clients send
/// words and pictures as two messages.
/// </summary>
internal sealed partial class Pictures(Store store, TimeProvider real)
{
    public static string Asked(bool picture) => (picture ? "图片" : "文件") + "已收到。请在 10 分钟内说明要记什么，例如“表扬 @小王 客户书面表扬 工单88213”，它会作为凭证附上；已有的记录请说“凭证 编号”。";

    private static readonly TimeSpan _kept = TimeSpan.FromMinutes(10);

    /// <summary>The word that a picture without words stands for.</summary>
    public const string Word = "凭证";

    // Tables are imported; what is none of these is answered by the import, which says what it can read.
    private static readonly HashSet<string> _evidence = new(StringComparer.OrdinalIgnoreCase) { ".pdf", ".doc", ".docx", ".mp3", ".m4a", ".amr", ".wav", ".mp4", ".mov", ".eml", ".zip" };

    /// <summary>True for a picture without words in a direct chat.</summary>
    public static bool IsAlone(IncomingMessage message) => message is { File: { } file, Press: null, Chat.IsGroup: false } && message.Text.Length == 0
        && (file.IsImage || _evidence.Contains(Path.GetExtension(file.Name)));

    /// <summary>It has become somebody's evidence: the next words of its sender do without it.</summary>
    public static void Release(Transaction transaction, IncomingMessage message, string id)
    {
        // Whatever the clock says: it expires at once.
        var always = DateTimeOffset.UnixEpoch;
        transaction.SharedValues.Replace(Place(message), id, id, always, always);
    }

    /// <summary>Keeps the picture for the next words of its sender; a later one takes its place.</summary>
    public void Keep(Transaction transaction, IncomingMessage message)
    {
        var now = real.GetUtcNow();
        transaction.SharedValues.Replace(Place(message), transaction.SharedValues.Read(Place(message), now), transaction.Files.Keep(message.File!), now + _kept, now);
    }

    /// <summary>True for words that evidence may belong to.</summary>
    public static bool MayTake(IncomingMessage message) =>
        message.File is null && message.Press is null && !message.Chat.IsGroup && Recording().IsMatch(message.Text);

    /// <summary>True where a picture of the sender waits for words.</summary>
    public bool Waits(Session session, IncomingMessage message) => Of(session, message) is not null;

    /// <summary>The message with the picture that its sender sent before, where it says something that evidence belongs to.</summary>
    public async Task<IncomingMessage> WithAsync(IncomingMessage message, CancellationToken cancellation)
    {
        if (!MayTake(message)) return message;
        return await store.WriteAsync(transaction => Taken(transaction, message), cancellation) is { } picture ? message with { File = picture } : message;
    }

    /// <summary>Marks the picture as this message's, so that it is the evidence of one record, also where the answer has to be tried again.</summary>
    private Attachment? Taken(Transaction transaction, IncomingMessage message)
    {
        if (Of(transaction, message) is not { } id) return null;
        var now = real.GetUtcNow();
        transaction.SharedValues.Replace(Place(message), transaction.SharedValues.Read(Place(message), now), $"{id}|{message.Key}", now + _kept, now);
        Withdraw(transaction, message, id);
        return transaction.Files.Find(id);
    }

    /// <summary>A card that offers the picture to another record is over.</summary>
    private static void Withdraw(Transaction transaction, IncomingMessage message, string id)
    {
        if (transaction.Identities.Find(message.Channel, message.Account) is not { } person) return;
        foreach (var draft in transaction.Drafts.OpenOf(person, Said.ChatKey(Chat.Direct)))
        {
            if (Waiting.Read(draft.Payload) is Waiting.ToConfirm { Command: Command.Evidence, Attachment: var offered } && offered == id) transaction.Drafts.Cancel(draft.Id);
            if (Waiting.Read(draft.Payload) is Waiting.ToAnswer { Question.Utterance: Word, Attachment: var asked } && asked == id) transaction.Drafts.Cancel(draft.Id);
        }
    }

    /// <summary>The picture's id, unless another message has taken it.</summary>
    private string? Of(Session session, IncomingMessage message) =>
        session.SharedValues.Read(Place(message), real.GetUtcNow())?.Split('|', 2) is [var id, .. var by] && (by.Length == 0 || by[0] == message.Key) ? id : null;

    // The key names who may use it: nobody gets somebody else's picture.
    private static string Place(IncomingMessage message) => $"picture:{message.Channel}:{message.Account}";

    [GeneratedRegex("表扬|投诉|反馈|申诉|质检|扣分|加分|记一笔|^记|^\\S{0,2}凭证|^证据|^[附补]图|^(?:我要)?请假")]
    private static partial Regex Recording();
}

namespace CsPerformance.Domain.Chat;

/// <summary>Where a message was said or goes: a direct chat with one account, or a group.</summary>
/// <param name="Group">The platform's id of the group; null in a direct chat.</param>
public sealed record Chat(string? Group)
{
    public static Chat Direct { get; } = new((string?)null);

    public bool IsGroup => Group is not null;
}

/// <summary>A file or picture that came with a message or goes out with one.</summary>
public sealed record Attachment(string Name, byte[] Content, bool IsImage);

/// <summary>A pressed button.</summary>
/// <param name="Card">The id that the bot gave the card.</param>
public sealed record ButtonPress(string Card, string Key);

/// <summary>One message or button press, the same from every platform. No field name of a platform is seen beyond this.</summary>
/// <param name="Channel"><c>wecom</c>, <c>wecom-robot</c>, <c>dingtalk</c> or <c>simulator</c>.</param>
/// <param name="Key">The platform's identity of this message, stable over its resends; unique within the channel.</param>
/// <param name="Account">The sender's account on the platform.</param>
/// <param name="Mentions">Accounts mentioned with @, the bot itself left out.</param>
/// <param name="File">A received file, or null.</param>
/// <param name="FileReference">What the channel needs to fetch a file later, where it did not come along.</param>
/// <param name="ReplyHandle">What the channel needs to answer this very message (a webhook, a response code), opaque to others.</param>
public sealed record IncomingMessage(
    string Channel,
    string Key,
    string Account,
    Chat Chat,
    string Text,
    IReadOnlyList<string> Mentions,
    DateTimeOffset SentAt,
    Attachment? File = null,
    string? FileReference = null,
    ButtonPress? Press = null,
    string? ReplyHandle = null);

/// <param name="Key">A number where the card waits for one of several answers ("1"), else a whole command ("同意 2031").</param>
public sealed record Button(string Key, string Label)
{
    /// <summary>What does the same as a press: 回复 1 确认, or 回复 同意 2031, which holds whatever came in between.</summary>
    public string AsText() => Key.All(char.IsAsciiDigit) ? $"回复 {Key} {Label}" : $"回复 {Key}";
}

/// <summary>A card with buttons. Where a platform cannot show one, <see cref="Card.AsText"/> does the same.</summary>
/// <param name="Id">1..64 characters [0-9A-Za-z_-], unique for ever.</param>
public sealed record Card(string Id, string Title, IReadOnlyList<string> Lines, IReadOnlyList<Button> Buttons)
{
    /// <summary>Whether a text beside the card would only be read twice.</summary>
    public bool Says(string text) => text.Trim() == Title || AsText().StartsWith(text.Trim(), StringComparison.Ordinal);

    /// <summary>The card as text with numbered choices ("回复 1 确认").</summary>
    public string AsText() =>
        string.Join('\n', [Title, .. Lines, .. Buttons.Select(button => button.AsText())]);
}

/// <summary>What the bot says. Text is Markdown of the small kind that both platforms show (bold, lists, no tables).</summary>
public sealed record OutgoingMessage(string Text, Card? Card = null, Attachment? File = null);

/// <summary>To whom a message goes: one person of the roster, or a group.</summary>
/// <param name="Person">工号; exactly one of the two is set.</param>
/// <param name="Group">The group's name: a team's name, or a platform's chat id after its channel: <c>dingtalk:cidXYZ</c>.</param>
public sealed record Recipient(string? Person, string? Group)
{
    public static Recipient To(string person) => new(person, null);

    public static Recipient ToGroup(string group) => new(null, group);

    /// <summary><c>person:10002</c> or <c>group:客服一组</c>, as the simulator and the outbox write it.</summary>
    public override string ToString() => Person is not null ? "person:" + Person : "group:" + Group;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Recipient? Parse(string text) =>
        text.StartsWith("person:", StringComparison.Ordinal) ? To(text[7..])
        : text.StartsWith("group:", StringComparison.Ordinal) ? ToGroup(text[6..])
        : null;
}

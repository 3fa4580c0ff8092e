using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage;

/// <summary>Why a message goes out; it decides what happens when nobody knows whether it arrived.</summary>
public enum Purpose
{
    /// <summary>An answer.</summary>
    Reply,

    /// <summary>Told without being asked: a deduction, a task.</summary>
    Notice,

    Board,

    /// <summary>Carries money: never sent again without a person's word.</summary>
    Estimate,

    /// <summary>Carries money: never sent again without a person's word.</summary>
    Pay,
}

public enum OutboxState
{
    Waiting,

    /// <summary>An instance is sending it under a lease.</summary>
    Sending,

    Sent,

    /// <summary>The platform will never take it.</summary>
    Refused,

    /// <summary>Nobody knows whether the platform took it; an admin decides.</summary>
    Unknown,

    /// <summary>An admin decided not to send it.</summary>
    Dropped,
}

/// <summary>A message to be sent once.</summary>
/// <param name="DedupeKey">Unique for ever: a second message with the same key is not stored.</param>
/// <param name="Channel">The channel that it must take; null lets the sender choose the person's preferred one.</param>
/// <param name="InReplyTo">The inbox id that caused it.</param>
/// <param name="NotBefore">Business time; null is at once.</param>
/// <param name="Draft">The draft that its card asks about.</param>
public sealed record NewOutgoing(
    Recipient To,
    OutgoingMessage Message,
    Purpose Purpose,
    string DedupeKey,
    string? Channel = null,
    long? InReplyTo = null,
    string? ReplyHandle = null,
    DateTimeOffset? NotBefore = null,
    string? Draft = null);

/// <summary>A stored outgoing message.</summary>
/// <param name="Outcome">Not null: it updates the card of <see cref="OutgoingMessage.Card"/> with these words.</param>
/// <param name="Handle">What the platform gave for a sent message; for an update, of the card that is updated.</param>
/// <param name="Attempts">How often it was handed out, this time included.</param>
public sealed record OutboxItem(
    long Id,
    Recipient To,
    OutgoingMessage Message,
    Purpose Purpose,
    string DedupeKey,
    string? Channel,
    long? InReplyTo,
    string? ReplyHandle,
    string? Outcome,
    DateTimeOffset NotBefore,
    DateTimeOffset CreatedAt,
    OutboxState State,
    int Attempts,
    DateTimeOffset? SentAt,
    string? Handle,
    string? Error)
{
    /// <summary>Until when its sender holds it; tells one claim from another.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Not null: the platform may have taken it since then, although nobody heard so.</summary>
    public DateTimeOffset? UnsureSince { get; init; }

    /// <summary>When a send that is under way or of which nobody heard can have begun at the earliest.</summary>
    public DateTimeOffset MayBeTakenSince => UnsureSince ?? NotBefore;
}

internal sealed class OutboxRow
{
    public const string Columns = """
        id, recipient, channel, body, purpose, dedupe_key, in_reply_to, reply_handle, outcome, not_before, created_at, state, attempts,
        sent_at, handle, error, lease_until, unsure_since
        """;

    public long Id { get; set; }

    public string Recipient { get; set; } = "";

    public string? Channel { get; set; }

    public string Body { get; set; } = "";

    public string Purpose { get; set; } = "";

    public string DedupeKey { get; set; } = "";

    public long? InReplyTo { get; set; }

    public string? ReplyHandle { get; set; }

    public string? Outcome { get; set; }

    public DateTimeOffset NotBefore { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public string State { get; set; } = "";

    public long Attempts { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public string? Handle { get; set; }

    public string? Error { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public DateTimeOffset? UnsureSince { get; set; }

    public OutboxItem ToItem(Session session)
    {
        var body = StoredOutgoing.Read(Body);
        return new OutboxItem(
            Id, Domain.Chat.Recipient.Parse(Recipient)!, new OutgoingMessage(body.Text, body.Card, session.Files.Load(body.File)),
            Words.To<Purpose>(Purpose), DedupeKey, Channel, InReplyTo, ReplyHandle, Outcome, NotBefore, CreatedAt,
            Words.To<OutboxState>(State), checked((int)Attempts), SentAt, Handle, Error)
        { LeaseUntil = LeaseUntil, UnsureSince = UnsureSince };
    }
}

namespace CsPerformance.Domain.Chat;

/// <summary>Where one message is to be delivered on one platform.</summary>
/// <param name="Account">The platform account of the person; null for a group.</param>
/// <param name="Group">The platform's id of the group; null for a person.</param>
/// <param name="ReplyHandle">Of the message that is answered, where this is an answer.</param>
/// <param name="DedupeKey">Stable over every try to send this message.</param>
public sealed record Delivery(string? Account, string? Group, string? ReplyHandle, string DedupeKey);

/// <summary>How a send ended when the platform was reached.</summary>
public abstract record SendResult
{
    /// <summary>The platform took it. <paramref name="Handle"/> is what a later update of the card needs.</summary>
    public sealed record Sent(string? Handle = null) : SendResult;

    /// <summary>It will never be taken (unknown user, no licence); the admin is told.</summary>
    public sealed record Refused(string Why) : SendResult;

    /// <summary>Not now: rate, outage. Try again after <paramref name="After"/>. The platform certainly did not take it.</summary>
    /// <param name="Grows">It may last, as an outage does: each further try waits longer.</param>
    public sealed record Later(TimeSpan After, string Why, bool Grows = false) : SendResult;

    /// <summary>It may or may not have been taken (time-out after the request was written).</summary>
    public sealed record Unknown(string Why) : SendResult;
}

/// <summary>A chat platform. WeChat Work, its robot, DingTalk and the simulator implement it.</summary>
public interface IChatChannel
{
    /// <summary><c>wecom</c>, <c>wecom-robot</c>, <c>dingtalk</c>, <c>simulator</c>.</summary>
    string Name { get; }

    /// <summary>The most bytes (UTF-8) of one text; longer ones are paged before they come here.</summary>
    int MaxTextBytes { get; }

    /// <summary>For how long after a first send to there the platform drops a second one with the same dedupe key; zero where it never does.</summary>
    TimeSpan DropsSecond(Delivery target);

    /// <summary>Sends one message once. Never throws for what the platform or the network did.</summary>
    Task<SendResult> SendAsync(Delivery target, OutgoingMessage message, CancellationToken cancellation);

    /// <summary>Shows on an earlier card what became of it ("已同意 · 陈静 14:22") and takes its buttons away.</summary>
    Task<SendResult> UpdateCardAsync(Delivery target, string handle, Card card, string outcome, CancellationToken cancellation);

    /// <summary>Fetches a file that a message only referred to; null where it is gone or larger than 20 MB.</summary>
    Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation);
}

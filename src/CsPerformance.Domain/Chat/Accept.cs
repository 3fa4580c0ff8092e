namespace CsPerformance.Domain.Chat;

public enum Acceptance
{
    /// <summary>Stored durably just now: acknowledge it.</summary>
    Stored,

    /// <summary>It was stored before: acknowledge it, nothing else happens.</summary>
    Duplicate,

    /// <summary>Not stored because the sender sent too many in a minute (the simulator answers 429; platforms are acknowledged).</summary>
    TooMany,

    /// <summary>Not stored because the queue is full or the store is away: answer an error, so that the platform sends it again.</summary>
    Busy,
}

/// <summary>How a channel hands a message to the house. When the task ends with Stored, the message is on disk.</summary>
public delegate Task<Acceptance> Accept(IncomingMessage message, CancellationToken cancellation);

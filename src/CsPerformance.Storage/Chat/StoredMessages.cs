using System.Text.Json;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage;

/// <summary>The payload of an inbox row: the message without what has columns of its own; its file is in <see cref="Files"/>.</summary>
internal sealed record StoredIncoming(
    string Text, IReadOnlyList<string> Mentions, DateTimeOffset SentAt, FileLink? File, string? FileReference, ButtonPress? Press, string? ReplyHandle)
{
    public static string Write(IncomingMessage message, FileLink? file) => JsonSerializer.Serialize(
        new StoredIncoming(message.Text, message.Mentions, message.SentAt, file, message.FileReference, message.Press, message.ReplyHandle), Words.Json);

    public static StoredIncoming Read(string payload) => JsonSerializer.Deserialize<StoredIncoming>(payload, Words.Json)!;
}

/// <summary>The body of an outbox row.</summary>
internal sealed record StoredOutgoing(string Text, Card? Card, FileLink? File)
{
    public static string Write(OutgoingMessage message, FileLink? file) =>
        JsonSerializer.Serialize(new StoredOutgoing(message.Text, message.Card, file), Words.Json);

    public static StoredOutgoing Read(string body) => JsonSerializer.Deserialize<StoredOutgoing>(body, Words.Json)!;
}

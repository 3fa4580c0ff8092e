using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.Simulator;

/// <summary>A call of the simulator with something that cannot be; the sentence is shown to the caller.</summary>
public sealed class SimulatorCallException(string problem) : Exception(problem);

/// <summary>A file in a call: its content as base64.</summary>
public sealed record SimulatorFile(string? Name, string? Base64)
{
    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"];

    /// <exception cref="SimulatorCallException">No name, or no base64.</exception>
    public Attachment ToAttachment()
    {
        var name = System.IO.Path.GetFileName((Name ?? "").Replace('\\', '/')).Trim();
        if (name.Length is 0 or > 200) throw new SimulatorCallException("file.name 应是 1 到 200 个字的文件名。");
        var content = new byte[(Base64 ?? "").Length * 3L / 4 + 3];
        if (string.IsNullOrEmpty(Base64) || !Convert.TryFromBase64String(Base64, content, out var length))
            throw new SimulatorCallException("file.base64 不是有效的 base64 内容。");
        return new Attachment(name, content[..length], Pictures.Contains(System.IO.Path.GetExtension(name).ToLowerInvariant()));
    }
}

/// <summary>The body of POST /simulator/messages.</summary>
/// <param name="Chat"><c>direct</c> or <c>group:ID</c>; direct where it is absent.</param>
/// <param name="MessageId">The same for a resend; the sender's own.</param>
public sealed record SimulatorMessage(string? From, string? Chat, string? Text, IReadOnlyList<string?>? Mentions, string? MessageId, SimulatorFile? File)
{
    private const int LongestText = 1_000_000;

    /// <exception cref="SimulatorCallException">Something that cannot be said.</exception>
    public IncomingMessage ToIncoming(string account, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(Text) && File is null) throw new SimulatorCallException("text 和 file 至少要有一个。");
        if (Text?.Length > LongestText) throw new SimulatorCallException("text 太长。");
        if (MessageId?.Length > 200) throw new SimulatorCallException("messageId 最长 200 个字符。");
        if (Mentions?.Any(string.IsNullOrWhiteSpace) == true) throw new SimulatorCallException("mentions 中有空的工号。");
        // One sender's ids are no other's: two people may both number their messages from 1.
        var key = string.IsNullOrEmpty(MessageId) ? Guid.NewGuid().ToString("n") : $"{account}/{MessageId}";
        string[] mentions = [.. (Mentions ?? []).OfType<string>().Select(mention => mention.Trim())];
        return new IncomingMessage(SimulatorChannel.ChannelName, key, account, ChatOf(Chat), Text ?? "", mentions, now, File?.ToAttachment());
    }

    /// <summary>Reads <c>direct</c> and <c>group:ID</c>.</summary>
    /// <exception cref="SimulatorCallException">It is neither.</exception>
    public static Chat ChatOf(string? chat) => chat switch
    {
        null or "direct" => Domain.Chat.Chat.Direct,
        _ when chat.StartsWith("group:", StringComparison.Ordinal) && chat.Length is > 6 and <= 106 => new Chat(chat[6..].Trim()),
        _ => throw new SimulatorCallException("chat 应是 direct 或 group：群名。"),
    };
}

/// <summary>The body of POST /simulator/buttons.</summary>
public sealed record SimulatorPress(string? From, string? Card, string? Key, string? MessageId)
{
    /// <param name="chat">Where the card was shown.</param>
    public IncomingMessage ToIncoming(string account, Chat chat, DateTimeOffset now)
    {
        if (MessageId?.Length > 200) throw new SimulatorCallException("messageId 最长 200 个字符。");
        var key = "press/" + (string.IsNullOrEmpty(MessageId) ? Guid.NewGuid().ToString("n") : $"{account}/{MessageId}");
        return new IncomingMessage(SimulatorChannel.ChannelName, key, account, chat, "", [], now, Press: new ButtonPress(Card ?? "", Key ?? ""));
    }
}

/// <summary>The body of POST /simulator/clock.</summary>
public sealed record SimulatorMove(DateTimeOffset? Now);

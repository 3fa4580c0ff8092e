using System.Globalization;
using System.Text.Json;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.WeCom;

/// <summary>What a message of the robot needs to be answered in place; opaque outside this folder.</summary>
/// <param name="Kind">m: message, w: first entry of the day, c: pressed card.</param>
internal sealed record RobotHandle(string Connection, string Kind, string Request, DateTimeOffset At, string Task)
{
    public static RobotHandle? Parse(string? text) =>
        text?.Split('|', 5) is [var connection, var kind, var at, var request, var task]
        && long.TryParse(at, CultureInfo.InvariantCulture, out var ms)
            ? new RobotHandle(connection, kind, request, DateTimeOffset.FromUnixTimeMilliseconds(ms), task)
            : null;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Connection}|{Kind}|{At.ToUnixTimeMilliseconds()}|{Request}|{Task}");
}

/// <summary>A file of the robot: an address good for five minutes and the key that its bytes are sealed with.</summary>
internal sealed record RobotFile(string Kind, string Key, string Url)
{
    public static RobotFile? Parse(string text) =>
        text.Split('|', 3) is [var kind, var key, var url] ? new RobotFile(kind, key, url) : null;

    public override string ToString() => $"{Kind}|{Key}|{Url}";
}

/// <summary>Turns callbacks of the robot into messages of the house.</summary>
internal sealed class RobotMessages(TimeProvider clock)
{
    public const string Channel = "wecom-robot";

    private readonly RobotName _name = new();

    /// <summary>Null where there is nothing to do (feedback, an unknown event, a broken frame).</summary>
    public IncomingMessage? Read(string connection, JsonElement frame)
    {
        if (WeComJson.Part(frame, "body") is not { } body
            || WeComJson.Part(frame, "headers") is not { } headers || WeComJson.Text(headers, "req_id") is not { Length: > 0 } request
            || WeComJson.Part(body, "from") is not { } from || WeComJson.Text(from, "userid") is not { Length: > 0 } account
            || WeComJson.Text(body, "msgid") is not { Length: > 0 } id)
            return null;
        var group = WeComJson.Text(body, "chattype") == "group" ? WeComJson.Text(body, "chatid") : null;
        var sent = WeComJson.Number(body, "create_time") is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : clock.GetUtcNow();
        var message = new IncomingMessage(Channel, $"{WeComJson.Text(body, "aibotid")}:{id}", account, new Chat(group), "", [], sent);
        var handle = new RobotHandle(connection, "m", request, clock.GetUtcNow(), "");
        return WeComJson.Text(body, "msgtype") == "event" ? Event(message, handle, body) : Said(message, handle, body);
    }

    private IncomingMessage? Said(IncomingMessage message, RobotHandle handle, JsonElement body)
    {
        message = message with { ReplyHandle = handle.ToString() };
        return WeComJson.Text(body, "msgtype") switch
        {
            "text" => message with { Text = Words(body, "text", message.Chat) },
            "voice" => message with { Text = Words(body, "voice", message.Chat) },
            "mixed" => Mixed(message, body),
            "image" => message with { FileReference = File(body, "image") },
            "file" => message with { FileReference = File(body, "file") },
            "video" => message with { Text = "[视频]" },
            _ => null,
        };
    }

    private static IncomingMessage? Event(IncomingMessage message, RobotHandle handle, JsonElement body)
    {
        if (WeComJson.Part(body, "event") is not { } said)
            return null;
        var press = WeComJson.Part(said, "template_card_event");
        return WeComJson.Text(said, "eventtype") switch
        {
            // Comes at the first entry of a day only.
            "enter_chat" => message with { Text = WeComMessages.Welcome, ReplyHandle = (handle with { Kind = "w" }).ToString() },
            "template_card_event" when press is { } pressed && WeComJson.Text(pressed, "task_id") is { } task => message with
            {
                Press = new ButtonPress(WeComCards.CardOf(task), WeComJson.Text(pressed, "event_key") ?? ""),
                ReplyHandle = (handle with { Kind = "c", Task = task }).ToString(),
            },
            _ => null,
        };
    }

    private IncomingMessage Mixed(IncomingMessage message, JsonElement body)
    {
        var items = WeComJson.Part(body, "mixed") is { } mixed ? WeComJson.List(mixed, "msg_item").ToArray() : [];
        var text = string.Join('\n', items.Where(item => WeComJson.Text(item, "msgtype") == "text")
            .Select(item => WeComJson.Part(item, "text") is { } part ? WeComJson.Text(part, "content") : ""));
        var image = items.FirstOrDefault(item => WeComJson.Text(item, "msgtype") == "image");
        return message with
        {
            Text = message.Chat.IsGroup ? _name.Without(text) : text.Trim(),
            FileReference = image.ValueKind == JsonValueKind.Object ? File(image, "image") : null,
        };
    }

    private string Words(JsonElement body, string part, Chat chat)
    {
        var text = WeComJson.Part(body, part) is { } said ? WeComJson.Text(said, "content") ?? "" : "";
        return chat.IsGroup ? _name.Without(text) : text.Trim();
    }

    private static string? File(JsonElement body, string kind) =>
        WeComJson.Part(body, kind) is { } file && WeComJson.Text(file, "url") is { Length: > 0 } url
            ? new RobotFile(kind, WeComJson.Text(file, "aeskey") ?? "", url).ToString()
            : null;
}

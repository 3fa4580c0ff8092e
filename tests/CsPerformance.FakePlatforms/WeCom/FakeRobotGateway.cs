using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CsPerformance.FakePlatforms.WeCom;

/// <summary>One frame as it went over the line.</summary>
public sealed record FakeFrame(bool FromClient, JsonObject Frame)
{
    public string Command => (string?)Frame["cmd"] ?? "";

    public string Request => (string?)Frame["headers"]?["req_id"] ?? "";
}

/// <summary>The gateway of intelligent robots: one live connection for each robot, every frame acknowledged.</summary>
public sealed class FakeRobotGateway(FakeWeComSettings settings) : IDisposable
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SlidingWindow _rate = new(30, TimeSpan.FromMinutes(1), settings.RateClock);
    private readonly ConcurrentDictionary<string, string> _conversations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (byte[] Sealed, string Name)> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SortedDictionary<int, byte[]>> _uploads = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _sending = new(1);
    private WebSocket? _live;
    private int _requests;

    /// <summary>All frames of all connections in order.</summary>
    public ConcurrentQueue<FakeFrame> Frames { get; } = new();

    /// <summary>Connections that subscribed.</summary>
    public int Subscriptions { get; private set; }

    /// <summary>True: frames other than the subscription stay without acknowledgement.</summary>
    public bool Silent { get; set; }

    /// <summary>Errors that the next frames of a command are acknowledged with.</summary>
    public FakeFaults Faults { get; } = new();

    /// <summary>Files that the bot uploaded, by their id.</summary>
    public ConcurrentDictionary<string, byte[]> Uploaded { get; } = new(StringComparer.Ordinal);

    internal string FileAddress { get; set; } = "";

    public void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/robot", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await ServeAsync(socket);
        });
        routes.MapGet("/robot-files/{id}", async context =>
        {
            if (!_files.TryGetValue((string)context.Request.RouteValues["id"]!, out var file))
            {
                context.Response.StatusCode = 404;
                return;
            }
            context.Response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(file.Name)}";
            await context.Response.Body.WriteAsync(file.Sealed);
        });
    }

    /// <summary>A message to the robot; the text names it as the client does.</summary>
    /// <returns>The request id under which it is answered.</returns>
    public Task<string> SayAsync(string from, string text, string? group = null, string? messageId = null) =>
        PushAsync("aibot_msg_callback", Body(from, group, "text", messageId, ("text", new JsonObject { ["content"] = text })));

    public Task<string> SendFileAsync(string from, string name, byte[] content)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var padding = 32 - (content.Length % 32);
        using var aes = Aes.Create();
        aes.Key = key;
        var id = Guid.NewGuid().ToString("N");
        _files[id] = (aes.EncryptCbc([.. content, .. Enumerable.Repeat((byte)padding, padding)], key.AsSpan(0, 16), PaddingMode.None), name);
        return PushAsync("aibot_msg_callback", Body(from, null, "file", null, ("file", new JsonObject
        {
            ["url"] = $"{FileAddress}/robot-files/{id}",
            ["aeskey"] = Convert.ToBase64String(key),
        })));
    }

    public Task<string> EnterAsync(string from) =>
        PushAsync("aibot_event_callback", Body(from, null, "event", null, ("event", new JsonObject { ["eventtype"] = "enter_chat" })));

    public Task<string> PressAsync(string from, string task, string key, string? group = null) =>
        PushAsync("aibot_event_callback", Body(from, group, "event", null, ("event", new JsonObject
        {
            ["eventtype"] = "template_card_event",
            ["template_card_event"] = new JsonObject { ["card_type"] = "button_interaction", ["event_key"] = key, ["task_id"] = task },
        })));

    /// <summary>Pushes a callback with a body of the test's own.</summary>
    public async Task<string> PushAsync(string command, JsonObject body, string? request = null)
    {
        request ??= "REQ-" + Interlocked.Increment(ref _requests).ToString(CultureInfo.InvariantCulture);
        _conversations[request] = (string?)body["chatid"] ?? (string?)body["from"]?["userid"] ?? "";
        await SendAsync(_live ?? throw new InvalidOperationException("No robot is connected."),
            new JsonObject { ["cmd"] = command, ["headers"] = new JsonObject { ["req_id"] = request }, ["body"] = body.DeepClone() });
        return request;
    }

    /// <summary>Breaks the live connection without a word.</summary>
    public void DropAll()
    {
        lock (_lock)
        {
            _live?.Abort();
            _live = null;
        }
    }

    public void Dispose() => _sending.Dispose();

    private JsonObject Body(string from, string? group, string type, string? messageId, (string Name, JsonNode Value) part)
    {
        var body = new JsonObject
        {
            ["msgid"] = messageId ?? Guid.NewGuid().ToString("N"),
            ["aibotid"] = settings.BotId,
            ["chattype"] = group is null ? "single" : "group",
            ["from"] = new JsonObject { ["userid"] = from },
            ["msgtype"] = type,
            ["create_time"] = settings.Clock.GetUtcNow().ToUnixTimeSeconds(),
            [part.Name] = part.Value,
        };
        if (group is not null)
            body["chatid"] = group;
        return body;
    }

    private async Task ServeAsync(WebSocket socket)
    {
        try
        {
            while (await ReadAsync(socket) is { } frame)
            {
                Frames.Enqueue(new FakeFrame(true, frame));
                if (await AnswerAsync(socket, frame) is { } answer)
                    await SendAsync(socket, answer);
            }
        }
        catch (WebSocketException)
        {
            // The client is gone.
        }
    }

    private async Task<JsonObject?> AnswerAsync(WebSocket socket, JsonObject frame)
    {
        var command = (string?)frame["cmd"] ?? "";
        var body = frame["body"] as JsonObject ?? [];
        if (command == "aibot_subscribe")
            return await SubscribeAsync(socket, frame, body);
        if (Silent)
            return null;
        return Faults.Take(command) is FakeFault.Code error ? Ack(frame, error.Number, error.Message) : command switch
        {
            "ping" => Ack(frame),
            "aibot_respond_msg" or "aibot_respond_welcome_msg" or "aibot_respond_update_msg" => Responded(frame),
            "aibot_send_msg" => Sent(frame, body),
            "aibot_upload_media_init" or "aibot_upload_media_chunk" or "aibot_upload_media_finish" => Upload(frame, command, body),
            _ => Ack(frame, 40058, "unknown cmd"),
        };
    }

    private async Task<JsonObject> SubscribeAsync(WebSocket socket, JsonObject frame, JsonObject body)
    {
        if ((string?)body["bot_id"] != settings.BotId || (string?)body["secret"] != settings.BotSecret)
            return Ack(frame, 853000, "invalid bot_id or secret");
        WebSocket? earlier;
        lock (_lock)
        {
            (earlier, _live) = (_live, socket);
            Subscriptions++;
        }
        if (earlier is { State: WebSocketState.Open } && earlier != socket)
        {
            await SendAsync(earlier, new JsonObject
            {
                ["cmd"] = "aibot_event_callback",
                ["headers"] = new JsonObject { ["req_id"] = "KICK" },
                ["body"] = new JsonObject { ["msgid"] = "kick", ["msgtype"] = "event", ["event"] = new JsonObject { ["eventtype"] = "disconnected_event" } },
            });
            await earlier.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        return Ack(frame);
    }

    private JsonObject Responded(JsonObject frame)
    {
        if (!_conversations.TryGetValue((string?)frame["headers"]?["req_id"] ?? "", out var conversation))
            return Ack(frame, 846605, "invalid req_id");
        return _rate.TryPass(conversation) ? Ack(frame) : Ack(frame, 45009, "api freq out of limit");
    }

    private JsonObject Sent(JsonObject frame, JsonObject body)
    {
        if ((string?)body["msgtype"] is not ("markdown" or "template_card" or "file" or "image"))
            return Ack(frame, 40008, "invalid message type");
        return _rate.TryPass((string?)body["chatid"] ?? "") ? Ack(frame) : Ack(frame, 45009, "api freq out of limit");
    }

    private JsonObject Upload(JsonObject frame, string command, JsonObject body)
    {
        var id = (string?)body["upload_id"] ?? "";
        if (command == "aibot_upload_media_init")
        {
            id = "UP" + Guid.NewGuid().ToString("N");
            _uploads[id] = [];
            return With(Ack(frame), new JsonObject { ["upload_id"] = id });
        }
        if (!_uploads.TryGetValue(id, out var chunks))
            return Ack(frame, 40058, "upload_id");
        if (command == "aibot_upload_media_chunk")
        {
            chunks[(int)body["chunk_index"]!] = Convert.FromBase64String((string)body["base64_data"]!);
            return Ack(frame);
        }
        var media = "RM" + Guid.NewGuid().ToString("N");
        Uploaded[media] = [.. chunks.Values.SelectMany(chunk => chunk)];
        return With(Ack(frame), new JsonObject { ["type"] = "file", ["media_id"] = media, ["created_at"] = "1795320000" });
    }

    private static JsonObject With(JsonObject ack, JsonObject body)
    {
        ack["body"] = body;
        return ack;
    }

    private static JsonObject Ack(JsonObject frame, int code = 0, string message = "ok") =>
        new() { ["headers"] = frame["headers"]?.DeepClone(), ["errcode"] = code, ["errmsg"] = message };

    private async Task SendAsync(WebSocket socket, JsonObject frame)
    {
        await _sending.WaitAsync();
        try
        {
            Frames.Enqueue(new FakeFrame(false, frame));
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame.ToJsonString(s_plain)), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private static async Task<JsonObject?> ReadAsync(WebSocket socket)
    {
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return FakeWeComApi.Parse(text.ToArray()) ?? [];
        }
    }
}

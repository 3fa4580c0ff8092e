using System.Text.Json;
using System.Text.Json.Nodes;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.WeCom;

/// <summary>The intelligent robot (智能机器人) on its long connection: it hears groups where it is named with @.</summary>
public sealed class WeComRobotChannel : IChatChannel, IDisposable
{
    private const string Update = "aibot_respond_update_msg";
    private const string Own = "aibot_send_msg";

    private readonly Accept _accept;
    private readonly PlatformLinks _links;
    private readonly HttpClient _files;
    private readonly TimeProvider _clock;
    private readonly RobotTimes _times;
    private readonly ILogger<WeComRobotChannel> _log;
    private readonly RobotLink _link;
    private readonly RobotMessages _messages;
    private readonly RobotAnswers _answers;
    private readonly SentParts _parts;
    private readonly RateGate _rate;

    /// <param name="instance">Who holds the lease: the same name again goes on with it after a crash. Null where several instances may run.</param>
    public WeComRobotChannel(
        WeComRobotOptions options, Accept accept, SharedState shared, TimeProvider clock, ILogger<WeComRobotChannel> log, RobotTimes? times = null, string? instance = null)
    {
        _accept = accept;
        var gateway = new UriBuilder(options.GatewayUrl);
        gateway.Scheme = gateway.Scheme == "ws" ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        _links = new PlatformLinks(RobotFiles.HoldsFiles, [gateway.Uri]);
        _files = _links.CreateClient(PlatformHttp.Timeout);
        _clock = clock;
        _times = times ?? new RobotTimes();
        _log = log;
        _link = new RobotLink(options, shared, clock, _times, ReceiveAsync, log, instance);
        _messages = new RobotMessages(clock);
        _answers = new RobotAnswers(_times, clock);
        _parts = new SentParts(shared, clock, RobotMessages.Channel);
        // Published: 30 a minute and 1,000 an hour for each conversation, answers and own messages together.
        _rate = new RateGate(shared, clock, "wecom-robot", new RateLimit(9, 18, TimeSpan.FromMinutes(1)), new RateLimit(100, 800, TimeSpan.FromHours(1)));
    }

    public string Name => RobotMessages.Channel;

    public int MaxTextBytes => 20480;

    public TimeSpan DropsSecond(Delivery target) => TimeSpan.Zero;

    public bool IsConnected => _link.Current is not null;

    /// <summary>Why the robot hears nothing, for the admin; null while all is well.</summary>
    public string? Trouble => _link.Trouble;

    /// <summary>Holds the connection while this instance has the lease; ends when cancelled or when the bot's secret is wrong.</summary>
    public Task RunAsync(CancellationToken cancellation) => _link.RunAsync(cancellation);

    public async Task<SendResult> SendAsync(Delivery target, OutgoingMessage message, CancellationToken cancellation)
    {
        if ((target.Group ?? target.Account) is not { Length: > 0 } conversation)
            return new SendResult.Refused("没有接收人。");
        var task = message.Card is { } card ? WeComCards.TaskOf(card, target.DedupeKey) : null;
        var pieces = WeComPiece.Of(message, task, plain: false, MaxTextBytes).ToArray();
        return await _parts.SendAsync(target.DedupeKey, [.. pieces.Select((piece, i) =>
            (Func<CancellationToken, Task<SendResult>>)(c => PieceAsync(target, conversation, piece, i == 0, c)))], cancellation);
    }

    public async Task<SendResult> UpdateCardAsync(Delivery target, string handle, Card card, string outcome, CancellationToken cancellation)
    {
        if (_link.Current is { } connection && RobotHandle.Parse(target.ReplyHandle) is { Kind: "c" } pressed
            && IsFresh(pressed, connection) && WeComCards.Closed(card, pressed.Task, outcome) is { } closed)
        {
            var body = new JsonObject { ["response_type"] = "update_template_card", ["template_card"] = closed };
            var reply = await connection.RequestAsync(Update, pressed.Request, body, cancellation);
            if (reply is not ApiReply.Answered { Code: not 0 })
                return Result(reply);
        }
        // Only the pressed card can be changed, and only within seconds: otherwise what became of it is said anew.
        return await SendAsync(target, new OutgoingMessage($"**{card.Title}**\n{outcome}"), cancellation);
    }

    public async Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation) =>
        RobotFile.Parse(fileReference) is { } file ? await RobotFiles.FetchAsync(file, _links, _files, cancellation) : null;

    public void Dispose() => _files.Dispose();

    private async Task<SendResult> PieceAsync(Delivery target, string conversation, WeComPiece piece, bool first, CancellationToken cancellation)
    {
        if (_link.Current is not { } connection)
            return new SendResult.Later(TimeSpan.FromSeconds(2), Trouble ?? "长连接在另一实例或尚未建立。");
        if (await _rate.TakeAsync(conversation, cancellation) is var wait && wait > TimeSpan.Zero)
            return new SendResult.Later(wait, "已到该会话每分钟的发送上限。");
        if (first && RobotHandle.Parse(target.ReplyHandle) is { } handle && handle.Connection == connection.Id
            && await InPlaceAsync(connection, handle, piece, cancellation) is { } answered)
            return Result(answered);
        var (body, failed) = await BodyAsync(connection, piece, cancellation);
        if (body is null)
            return failed!;
        // A chat_type exists too; the platform's own client leaves it out.
        body.Insert(0, "chatid", conversation);
        return Result(await connection.RequestAsync(Own, null, body, cancellation));
    }

    /// <summary>Answers where the message stands; null where that is no longer possible.</summary>
    private async Task<ApiReply?> InPlaceAsync(RobotConnection connection, RobotHandle handle, WeComPiece piece, CancellationToken cancellation)
    {
        var text = piece.Type is "text" or "markdown" ? (string)piece.Content!["content"]! : null;
        var reply = (handle.Kind, piece.Type) switch
        {
            ("m", "text" or "markdown") => await _answers.FinishAsync(handle.Request, text!, cancellation),
            ("m", "template_card") when _answers.TakeUnshown(handle.Request) =>
                await connection.RequestAsync("aibot_respond_msg", handle.Request, Body(piece.Type, piece.Content!), cancellation),
            ("m", "template_card") => await AfterStreamAsync(handle.Request, "请看卡片。", cancellation),
            ("m", _) => await AfterStreamAsync(handle.Request, "请看文件。", cancellation),
            ("w", "text" or "markdown") when IsFresh(handle, connection) =>
                await connection.RequestAsync("aibot_respond_welcome_msg", handle.Request, Body("text", new JsonObject { ["content"] = WeComText.Plain(text!) }), cancellation),
            ("w", "template_card") when IsFresh(handle, connection) =>
                await connection.RequestAsync("aibot_respond_welcome_msg", handle.Request, Body(piece.Type, piece.Content!), cancellation),
            _ => null,
        };
        // Too late or not answerable in place: nothing was shown, so the answer goes as a message of its own.
        return reply is ApiReply.Answered { Code: 846605 or 846608 } ? null : reply;
    }

    // Nothing hangs open beside a card or a file that comes as a message of its own.
    private async Task<ApiReply?> AfterStreamAsync(string request, string hint, CancellationToken cancellation)
    {
        await _answers.FinishAsync(request, hint, cancellation);
        return null;
    }

    private async Task<(JsonObject? Body, SendResult? Failed)> BodyAsync(RobotConnection connection, WeComPiece piece, CancellationToken cancellation)
    {
        if (piece.File is not { } file)
            // A plain text is refused as a message of the robot's own.
            return (piece.Type == "text" ? Body("markdown", piece.Content!) : Body(piece.Type, piece.Content!), null);
        var reply = await RobotFiles.UploadAsync(connection, file, cancellation);
        if (reply is ApiReply.Answered { Code: 0, Body: var frame } && WeComJson.Part(frame, "body") is { } uploaded && WeComJson.Text(uploaded, "media_id") is { } media)
            return (Body(piece.Type, new JsonObject { ["media_id"] = media }), null);
        return (null, Result(reply) is SendResult.Refused refused ? refused : new SendResult.Later(TimeSpan.FromSeconds(5), "文件未能上传：" + WeComErrors.Why(reply)));
    }

    private static JsonObject Body(string type, JsonObject content) => new() { ["msgtype"] = type, [type] = content.DeepClone() };

    private SendResult Result(ApiReply reply) =>
        WeComErrors.Result(reply, _clock.GetUtcNow(), static _ => new SendResult.Sent());

    private bool IsFresh(RobotHandle handle, RobotConnection connection) =>
        handle.Connection == connection.Id && _clock.GetUtcNow() - handle.At < _times.EventAnswer;

    private async Task ReceiveAsync(RobotConnection connection, JsonElement frame)
    {
        if (_messages.Read(connection.Id, frame) is not { } message)
            return;
        var handle = RobotHandle.Parse(message.ReplyHandle)!;
        if (handle.Kind == "m")
            _answers.Open(connection, handle.Request);
        var acceptance = await AcceptedAsync(message);
        if (handle.Kind != "m")
            return;
        if (acceptance is Acceptance.Duplicate or Acceptance.TooMany)
            _answers.Drop(handle.Request);
        // The gateway sends nothing twice: the sender has to know that it was not stored.
        else if (acceptance == Acceptance.Busy)
        {
            await _answers.FinishAsync(handle.Request, "系统繁忙，这条消息没有记录，请稍后重发。", CancellationToken.None);
            _answers.Drop(handle.Request);
        }
        else
            Watch(handle.Request, message.Chat.Group ?? message.Account);
    }

    private void Watch(string request, string conversation) =>
        _ = _answers.WatchAsync(request, async () => await _rate.TakeAsync(conversation, CancellationToken.None) == TimeSpan.Zero, CancellationToken.None)
            .ContinueWith(task => _log.LogWarning(task.Exception, "回复占位失败"), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private async Task<Acceptance> AcceptedAsync(IncomingMessage message)
    {
        try
        {
            return await _accept(message, CancellationToken.None);
        }
        catch (Exception fault)
        {
            // The edge: the connection goes on, the sender is told.
            _log.LogError(fault, "智能机器人消息未能入库");
            return Acceptance.Busy;
        }
    }
}

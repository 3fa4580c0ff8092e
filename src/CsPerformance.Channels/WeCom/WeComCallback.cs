using System.Globalization;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.WeCom;

/// <summary>The callback address of the self-built app: its check by the console (GET) and its messages (POST).</summary>
/// <remarks>
/// Nothing is believed that does not stand under a valid signature over an <c>Encrypt</c> element. A refusal has no body.
/// The same signature again is the platform's own resend: the inbox knows it by its key, so it is answered 200.
/// </remarks>
/// <param name="takeNote">Hears of changes of the contacts; null where nobody wants to know.</param>
public sealed class WeComCallback(WeComOptions options, Accept accept, TimeProvider clock, ILogger<WeComCallback> log, TakeContactChange? takeNote = null)
{
    public const string Path = "/wecom/callback";

    // Wider than three resends of five seconds and the clock differences of ordinary servers.
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(10);

    // The platform waits five seconds; an error tells it, and whoever reads its statistics, more than silence does.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4.5);

    // The console sends about 20 digits. A captured message must not come back in clear through this door.
    private const int LongestEcho = 256;

    private readonly CallbackCrypto _crypto = new(options.Token, options.EncodingAESKey, options.CorpId);

    // Every method: the framework's own refusal of a method would have a body.
    public void MapTo(IEndpointRouteBuilder routes) => routes.Map(Path, HandleAsync);

    /// <summary>Answers one request: 200 when it is stored, 4xx refused, 5xx to have it sent again.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var refusal = Query.Read(context.Request, clock.GetUtcNow()) is not { } query ? Refuse(403, "签名参数不全或时间不符")
            : HttpMethods.IsGet(context.Request.Method) ? await EchoAsync(context, query)
            : HttpMethods.IsPost(context.Request.Method) ? await ReceiveAsync(context, query)
            : Refuse(405, "方法");
        if (refusal is { } refused && !context.Response.HasStarted)
            context.Response.StatusCode = refused;
    }

    private async Task<int?> EchoAsync(HttpContext context, Query query)
    {
        if (context.Request.Query["echostr"] is not [{ Length: > 0 } echo]
            || !_crypto.IsSigned(query.Signature, query.Timestamp, query.Nonce, echo)
            || _crypto.Decrypt(echo) is not { Length: > 0 and <= LongestEcho } plain
            || plain.StartsWith('<'))
            return Refuse(403, "验证请求的签名或内容");
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(plain, context.RequestAborted);
        return null;
    }

    private async Task<int?> ReceiveAsync(HttpContext context, Query query)
    {
        try
        {
            if (await CallbackBody.ReadAsync(context.Request, context.RequestAborted) is not { } body)
                return Refuse(413, "正文过大");
            if (Opened(query, body, out var refusal) is not { } fields)
                return refusal;
            return WeComMessages.Read(fields, options) switch
            {
                WeComContent.Message message => await StoreAsync(message.Incoming, context.RequestAborted),
                WeComContent.Contacts contacts => await NoteAsync(contacts.Change, context.RequestAborted),
                WeComContent.Nothing => 200,
                WeComContent.Malformed malformed => Refuse(400, malformed.Why),
                _ => 500,
            };
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (BadHttpRequestException fault)
        {
            return Refuse(fault.StatusCode, "正文不完整");
        }
        catch (Exception fault)
        {
            // The edge: whatever went wrong, the platform is told to send it again.
            log.LogError(fault, "企业微信回调未能入库，等待平台重发");
            return 500;
        }
    }

    /// <summary>The fields of the message inside a signed envelope; null with the status of the refusal.</summary>
    private Dictionary<string, string>? Opened(Query query, byte[] body, out int refusal)
    {
        refusal = 403;
        if (CallbackBody.AsText(body) is not { } xml
            || XmlFields.Read(xml)?.GetValueOrDefault("Encrypt") is not { Length: > 0 } encrypt)
            refusal = Refuse(400, "没有 Encrypt 元素");
        else if (!_crypto.IsSigned(query.Signature, query.Timestamp, query.Nonce, encrypt))
            Refuse(403, "签名不符");
        else if (_crypto.Decrypt(encrypt) is not { } plain)
            Refuse(403, "密文、填充或企业 ID 不符");
        else if (XmlFields.Read(plain) is { } fields)
            return fields;
        else
            refusal = Refuse(400, "内容不是消息");
        return null;
    }

    /// <summary>What takes longer than the platform waits may be stored all the same: the second one that it sends is a duplicate then.</summary>
    private async Task<int> StoreAsync(IncomingMessage message, CancellationToken cancellation)
    {
        var stored = accept(message, cancellation);
        try
        {
            return await stored.WaitAsync(s_patience, cancellation) == Acceptance.Busy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        }
        catch (TimeoutException) when (!stored.IsCompleted)
        {
            log.LogWarning("企业微信回调 {Seconds} 秒内未能入库，等待平台重发", s_patience.TotalSeconds);
            return StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task<int> NoteAsync(WeComContactChange change, CancellationToken cancellation)
    {
        if (takeNote is not null)
            await takeNote(change, cancellation);
        return StatusCodes.Status200OK;
    }

    private int Refuse(int status, string why)
    {
        log.LogInformation("企业微信回调被拒绝（{Status}）：{Why}", status, why);
        return status;
    }

    private sealed record Query(Signature Signature, string Timestamp, string Nonce)
    {
        /// <summary>Null where a part is missing, given twice or impossible, or the time is outside the window.</summary>
        public static Query? Read(HttpRequest request, DateTimeOffset now)
        {
            if (request.Query["msg_signature"] is not [{ Length: 40 } signature]
                || request.Query["timestamp"] is not [{ Length: > 0 and <= 12 } timestamp]
                || request.Query["nonce"] is not [{ Length: > 0 and <= 128 } nonce]
                || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return null;
            var sent = DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(seconds, 100_000_000_000));
            return (now - sent).Duration() <= s_window ? new Query(signature, timestamp, nonce) : null;
        }
    }
}

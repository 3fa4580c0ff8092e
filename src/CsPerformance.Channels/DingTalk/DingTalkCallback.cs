using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CsPerformance.Channels.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.DingTalk;

/// <summary>
/// HTTP mode: <c>POST /dingtalk/callback</c>. What is refused gets a 4xx with an empty body.
/// </summary>
/// <remarks>
/// The signature covers the time and nothing of the body. So a pair of timestamp and sign belongs to the first body that came with it; the
/// memory of that is shared by all instances and outlives a restart. Stream mode has no such weakness and is the default.
/// </remarks>
/// <param name="clock">The real one: signature windows never follow a simulated clock.</param>
public sealed class DingTalkCallback(DingTalkOptions options, DingTalkInbox inbox, SharedState shared, TimeProvider clock, ILogger<DingTalkCallback> log)
{
    public const string Path = "/dingtalk/callback";

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private static readonly TimeSpan PairMemory = TimeSpan.FromHours(2);

    private readonly CallbackCrypto? _events =
        options.EventAesKey.Length > 0 ? new CallbackCrypto(options.EventToken, options.EventAesKey, options.ClientId) : null;

    /// <summary>Answers one request. Nothing is answered 200 before it is stored.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (await CallbackBody.ReadAsync(request, context.RequestAborted) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var isEvent = request.Query.ContainsKey("signature") || request.Query.ContainsKey("msg_signature");
        var status = isEvent ? await TakeEventAsync(context, body) : await TakeMessageAsync(request, body, context.RequestAborted);
        if (status >= StatusCodes.Status400BadRequest)
            log.LogWarning("拒绝了一个钉钉回调请求：HTTP {Status}", status);
        if (!context.Response.HasStarted)
            context.Response.StatusCode = status;
    }

    private async Task<int> TakeMessageAsync(HttpRequest request, byte[] body, CancellationToken cancellation)
    {
        var timestamp = request.Headers["timestamp"].ToString();
        if (!IsFresh(timestamp) || !DingTalkSignature.Verify(timestamp, request.Headers["sign"].ToString(), options.ClientSecret))
            return StatusCodes.Status403Forbidden;
        if (!await IsFirstBodyAsync(timestamp, body, cancellation))
            return StatusCodes.Status409Conflict;
        if (DingTalkJson.Parse(body) is not { } message)
            return StatusCodes.Status400BadRequest;
        return await inbox.ReceiveAsync(message, cancellation) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
    }

    // The timestamp alone names the pair: for one secret there is one sign to it.
    private async Task<bool> IsFirstBodyAsync(string timestamp, byte[] body, CancellationToken cancellation)
    {
        var key = "dingtalk:signed:" + timestamp;
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        return await shared.Replace(key, null, hash, clock.GetUtcNow() + PairMemory, cancellation)
            || await shared.Read(key, cancellation) == hash;
    }

    private async Task<int> TakeEventAsync(HttpContext context, byte[] body)
    {
        var query = context.Request.Query;
        var (signature, timestamp, nonce) = (First("signature", "msg_signature"), First("timestamp", "timeStamp"), First("nonce"));
        if (_events is null || !IsFresh(timestamp) || DingTalkJson.Parse(body)?.Text("encrypt") is not { Length: > 0 } encrypt)
            return StatusCodes.Status400BadRequest;
        if (!_events.IsSigned(signature, timestamp, nonce, encrypt))
            return StatusCodes.Status403Forbidden;
        if (DingTalkJson.Parse(_events.Decrypt(encrypt)) is not { } happened)
            return StatusCodes.Status400BadRequest;
        var type = happened.Text("EventType");
        if (type != "check_url" && !await inbox.HappenAsync(null, type, happened, context.RequestAborted))
            return StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Success(_events), context.RequestAborted);
        return StatusCodes.Status200OK;

        string First(params string[] names) => names.Select(name => query[name].ToString()).FirstOrDefault(value => value.Length > 0) ?? "";
    }

    // Without this word, encrypted and signed, the platform counts the delivery as failed.
    private byte[] Success(CallbackCrypto crypto)
    {
        var timeStamp = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var encrypt = crypto.Encrypt("success");
        return JsonSerializer.SerializeToUtf8Bytes(
            new { msg_signature = crypto.Sign(timeStamp, nonce, encrypt), timeStamp, nonce, encrypt }, DingTalkJson.Plain);
    }

    // Digits only: "+1" or " 1" would be another text to remember for the same moment.
    private bool IsFresh(string timestamp) =>
        timestamp.Length is > 0 and <= 16 && timestamp.All(char.IsAsciiDigit)
        && Math.Abs(clock.GetUtcNow().ToUnixTimeMilliseconds() - long.Parse(timestamp, CultureInfo.InvariantCulture)) <= Window.TotalMilliseconds;
}

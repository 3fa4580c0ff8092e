using System.Net;
using System.Text.Json;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.WeCom;

/// <summary>How a call to the platform ended.</summary>
internal abstract record ApiReply
{
    /// <param name="Code">0 is success; the platform says everything with HTTP 200.</param>
    internal sealed record Answered(int Code, string Message, JsonElement Body) : ApiReply;

    /// <summary>The platform certainly did nothing.</summary>
    /// <param name="Grows">It may last: each further try waits longer.</param>
    internal sealed record NotSent(string Why, TimeSpan After, bool Grows = false) : ApiReply;

    /// <summary>It was sent and no answer was seen.</summary>
    internal sealed record Lost(string Why) : ApiReply;
}

/// <summary>The server API of WeChat Work for one self-built app, with its access token.</summary>
/// <param name="http">From <see cref="PlatformHttp.NewClient"/>: it must log no addresses, they carry the token.</param>
public sealed class WeComApi(WeComOptions options, HttpClient http, SharedState shared, TimeProvider clock) : IDisposable
{
    private const int LargestFile = 20 * 1024 * 1024;
    private const int UntrustedAddress = 60020;

    private static readonly TimeSpan s_probe = TimeSpan.FromMinutes(1);

    private readonly AccessToken _token = new(
        $"wecom:{options.CorpId}:{options.AgentId}", options.Secret, cancellation => FetchAsync(options, http, cancellation), shared, clock);

    private (string Why, DateTimeOffset Until)? _blocked;
    private string? _withoutToken;

    /// <summary>
    /// What keeps all sends of the app back (a wrong secret, an address that is not trusted), with what to do; null while nothing does.
    /// For <c>/readyz</c> and the admin's list.
    /// </summary>
    public string? Blocked => _blocked?.Why ?? _withoutToken;

    /// <summary>What the app sent today.</summary>
    public WeComQuota Quota { get; } = new(options, shared, clock);

    internal WeComOptions Options => options;

    internal Task<ApiReply> GetAsync(string path, string query, CancellationToken cancellation) =>
        CallAsync(token => new HttpRequestMessage(HttpMethod.Get, Address(path, token, query)), cancellation);

    /// <param name="mayRepeat">Asked before the call is made again with a fresh token, which counts against the rate like the first; null lets it.</param>
    internal Task<ApiReply> PostAsync(string path, byte[] json, CancellationToken cancellation, string query = "", Func<CancellationToken, Task<bool>>? mayRepeat = null) =>
        CallAsync(token => new HttpRequestMessage(HttpMethod.Post, Address(path, token, query)) { Content = WeComJson.Content(json) }, cancellation, mayRepeat);

    /// <summary>Uploads a file for sending; the id in the answer's <c>media_id</c> is good for three days.</summary>
    internal Task<ApiReply> UploadAsync(Attachment file, CancellationToken cancellation) =>
        CallAsync(token => new HttpRequestMessage(HttpMethod.Post, Address("media/upload", token, file.IsImage ? "type=image" : "type=file"))
        {
            Content = FileForm.Of("media", file.Name, file.Content),
        }, cancellation);

    /// <summary>A file that somebody sent; null where it is gone or too large.</summary>
    /// <exception cref="HttpRequestException">The platform was not reached.</exception>
    internal async Task<Attachment?> DownloadAsync(WeComFile file, CancellationToken cancellation)
    {
        for (var turn = 0; ; turn++)
        {
            if (await _token.GetAsync(cancellation) is not TokenReply.Granted granted)
                throw new HttpRequestException("没有 access_token，暂不能下载文件。");
            using var request = new HttpRequestMessage(HttpMethod.Get, Address("media/get", granted.Token, "media_id=" + Uri.EscapeDataString(file.MediaId)));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            // An error comes as JSON under HTTP 200 as well.
            if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or "text/plain"))
                return await SavedAsync(file, response, cancellation);
            var reply = WeComJson.Parse(await response.Content.ReadAsStringAsync(cancellation));
            if (turn > 0 || reply is not ApiReply.Answered { Code: 40014 or 42001 })
                return null;
            await _token.DropAsync(granted.Token, cancellation);
        }
    }

    public void Dispose() => _token.Dispose();

    private static async Task<Attachment?> SavedAsync(WeComFile file, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException("文件下载失败。", null, response.StatusCode);
        if (response.Content.Headers.ContentLength > LargestFile)
            return null;
        await response.Content.LoadIntoBufferAsync(LargestFile, cancellation);
        var sent = response.Content.Headers.ContentDisposition;
        var name = file.Name.Length > 0 ? file.Name : sent?.FileNameStar ?? sent?.FileName?.Trim('"') ?? file.Kind;
        return new Attachment(name, await response.Content.ReadAsByteArrayAsync(cancellation), file.Kind == "image");
    }

    /// <summary>Makes one call; where the token was refused, once more with a fresh one.</summary>
    private async Task<ApiReply> CallAsync(Func<string, HttpRequestMessage> request, CancellationToken cancellation, Func<CancellationToken, Task<bool>>? mayRepeat = null)
    {
        if (_blocked is { } blocked && blocked.Until > clock.GetUtcNow())
            return new ApiReply.NotSent(blocked.Why, blocked.Until - clock.GetUtcNow());
        if (_blocked is { } stale)
            _blocked = stale with { Until = clock.GetUtcNow() + s_probe };
        for (var turn = 0; ; turn++)
        {
            var reply = await GrantedAsync(cancellation);
            _withoutToken = (reply as TokenReply.Denied)?.Why;
            if (reply is not TokenReply.Granted granted)
                return new ApiReply.NotSent(_withoutToken!, Longer(((TokenReply.Denied)reply).RetryAfter, TimeSpan.FromSeconds(2)));
            var answer = Noticed(await OnceAsync(http, request(granted.Token), Hidden(granted.Token), cancellation));
            if (turn > 0 || answer is not ApiReply.Answered { Code: 40014 or 42001 })
                return answer;
            await _token.DropAsync(granted.Token, cancellation);
            if (mayRepeat is not null && !await mayRepeat(cancellation))
                return answer;
        }
    }

    /// <summary>The token, or why there is none.</summary>
    internal async Task<TokenReply> GrantedAsync(CancellationToken cancellation)
    {
        try
        {
            return await _token.GetAsync(cancellation);
        }
        catch (Exception fault) when (IsOfTheNetwork(fault, cancellation))
        {
            return new TokenReply.Denied("获取 access_token 时连接失败：" + fault.GetType().Name, TimeSpan.FromSeconds(5));
        }
    }

    private ApiReply Noticed(ApiReply reply)
    {
        if (reply is not ApiReply.Answered answered)
            return reply;
        if (answered.Code != UntrustedAddress)
        {
            _blocked = null;
            return reply;
        }
        var why = WeComErrors.Explain(answered.Code, answered.Message);
        _blocked = (why, clock.GetUtcNow() + s_probe);
        return new ApiReply.NotSent(why, s_probe);
    }

    /// <summary>Sends one request and reads the answer; what the network did becomes a value.</summary>
    internal static async Task<ApiReply> OnceAsync(
        HttpClient http, HttpRequestMessage request, Func<string, string> hidden, CancellationToken cancellation)
    {
        try
        {
            using var sending = request;
            using var response = await http.SendAsync(request, cancellation);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => WeComJson.Parse(await response.Content.ReadAsStringAsync(cancellation)) is ApiReply.Answered answered
                    ? answered with { Message = hidden(answered.Message) }
                    : new ApiReply.Lost("回答不是 JSON。"),
                HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests =>
                    new ApiReply.NotSent($"HTTP {(int)response.StatusCode}", TimeSpan.FromSeconds(1), Grows: true),
                var other => new ApiReply.Lost($"HTTP {(int)other}"),
            };
        }
        catch (HttpRequestException fault) when (PlatformHttp.NeverSent(fault))
        {
            return new ApiReply.NotSent($"连不上 {request.RequestUri?.Host}（{fault.HttpRequestError}），请检查本服务器的网络、DNS、防火墙和代理。", TimeSpan.FromSeconds(1), Grows: true);
        }
        catch (Exception fault) when (IsOfTheNetwork(fault, cancellation))
        {
            return new ApiReply.Lost("已发出但未见回答：" + fault.GetType().Name);
        }
    }

    private static bool IsOfTheNetwork(Exception fault, CancellationToken cancellation) =>
        fault is HttpRequestException or IOException
        || (fault is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static async Task<TokenReply> FetchAsync(WeComOptions options, HttpClient http, CancellationToken cancellation)
    {
        var address = $"{options.ApiBaseUrl.TrimEnd('/')}/cgi-bin/gettoken?corpid={Uri.EscapeDataString(options.CorpId)}&corpsecret={Uri.EscapeDataString(options.Secret)}";
        var reply = await OnceAsync(http, new HttpRequestMessage(HttpMethod.Get, address), text => text.Replace(options.Secret, "***", StringComparison.Ordinal), cancellation);
        return reply switch
        {
            ApiReply.Answered { Code: 0, Body: var body } when body.TryGetProperty("access_token", out var token) && token.GetString() is { Length: > 0 } text =>
                new TokenReply.Granted(text, TimeSpan.FromSeconds(WeComJson.Number(body, "expires_in") ?? 7200)),
            // A wrong secret again and again gets this server's address banned for an hour.
            ApiReply.Answered { Code: 40001 or 40013 or 40091 or 41004 or 41002 } wrong =>
                new TokenReply.Denied(WeComErrors.Explain(wrong.Code, wrong.Message), TimeSpan.FromMinutes(10)),
            ApiReply.Answered other => new TokenReply.Denied(WeComErrors.Explain(other.Code, other.Message),
                other.Code == 45009 ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(5)),
            ApiReply.NotSent never => new TokenReply.Denied("获取 access_token：" + never.Why, TimeSpan.FromSeconds(2)),
            ApiReply.Lost lost => new TokenReply.Denied("获取 access_token：" + lost.Why, TimeSpan.FromSeconds(2)),
            _ => throw new InvalidOperationException(reply.GetType().Name),
        };
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private string Address(string path, string token, string query) =>
        $"{options.ApiBaseUrl.TrimEnd('/')}/cgi-bin/{path}?access_token={Uri.EscapeDataString(token)}" + (query.Length > 0 ? "&" + query : "");

    // What the platform echoes must not carry a secret into a log or an answer.
    private Func<string, string> Hidden(string token) => text =>
        text.Replace(token, "***", StringComparison.Ordinal).Replace(options.Secret, "***", StringComparison.Ordinal);
}

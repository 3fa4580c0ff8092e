using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.DingTalk;

/// <summary>What a call brought: a body, or what the fault means for the message.</summary>
internal sealed record ApiAnswer(JsonElement Body, DingTalkFault Fault)
{
    public bool IsGood => Fault.Result is null;

    public static ApiAnswer Failed(SendResult result) => new(default, new DingTalkFault(result, ""));
}

/// <summary>Calls the platform: token, rate and monthly count of all instances, and one reading of its faults. It never throws for them.</summary>
public sealed class DingTalkApi : IDisposable
{
    private readonly DingTalkOptions _options;
    private readonly HttpClient _http = PlatformHttp.NewClient();
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly AccessToken _token;
    private readonly RateGate _rate;

    public DingTalkApi(DingTalkOptions options, SharedState shared, TimeProvider clock, ILogger<DingTalkApi> log)
    {
        (_options, _clock, _log) = (options, clock, log);
        Quota = new DingTalkQuota(shared, clock);
        _token = new AccessToken("dingtalk:" + options.ClientId, options.ClientSecret, FetchTokenAsync, shared, clock);
        // 20 a second is the published rate of an app; old and new interfaces are counted together to be safe.
        _rate = new RateGate(shared, clock, "dingtalk-api", new RateLimit(Burst: 5, Count: 15, TimeSpan.FromSeconds(1)));
    }

    public DingTalkQuota Quota { get; }

    public void Dispose()
    {
        _http.Dispose();
        _token.Dispose();
    }

    /// <summary>An interface of <c>api.dingtalk.com</c>.</summary>
    internal Task<ApiAnswer> CallAsync(HttpMethod method, string path, object body, CancellationToken cancellation) =>
        WithTokenAsync(
            token =>
            {
                var request = new HttpRequestMessage(method, _options.Api + path) { Content = JsonContent.Create(body, options: DingTalkJson.Plain) };
                request.Headers.TryAddWithoutValidation("x-acs-dingtalk-access-token", token);
                return request;
            },
            DingTalkFault.OfNew,
            isCounted: true,
            cancellation);

    /// <summary>An interface of <c>oapi.dingtalk.com</c>. The content is made anew for each try.</summary>
    internal Task<ApiAnswer> CallOldAsync(string path, Func<HttpContent> content, CancellationToken cancellation) =>
        WithTokenAsync(
            token => new HttpRequestMessage(
                HttpMethod.Post, _options.Oapi + path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "access_token=" + Uri.EscapeDataString(token))
            { Content = content() },
            DingTalkFault.OfOld,
            isCounted: path.StartsWith("/media/", StringComparison.Ordinal),
            cancellation);

    /// <summary>Sends a request and reads the answer; what the network did becomes a result.</summary>
    internal static async Task<ApiAnswer> ExchangeAsync(
        HttpClient http, HttpRequestMessage request, Func<int, JsonElement?, DingTalkFault> read, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            var body = DingTalkJson.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            return new ApiAnswer(body ?? default, read((int)response.StatusCode, body));
        }
        catch (HttpRequestException fault) when (PlatformHttp.NeverSent(fault))
        {
            return ApiAnswer.Failed(new SendResult.Later(TimeSpan.FromSeconds(2), $"连接不上钉钉（{fault.HttpRequestError}）"));
        }
        catch (HttpRequestException fault)
        {
            return ApiAnswer.Failed(new SendResult.Unknown($"已发出，但没有收到钉钉的应答（{fault.HttpRequestError}）"));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ApiAnswer.Failed(new SendResult.Unknown("已发出，但钉钉 10 秒内没有应答"));
        }
    }

    /// <summary>Asks for a token; the doctor's first question.</summary>
    internal Task<TokenReply> TokenAsync(CancellationToken cancellation) => _token.GetAsync(cancellation);

    private async Task<ApiAnswer> WithTokenAsync(
        Func<string, HttpRequestMessage> make, Func<int, JsonElement?, DingTalkFault> read, bool isCounted, CancellationToken cancellation)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (await WaitTurnAsync(cancellation) is { } later)
                return ApiAnswer.Failed(later);
            if (await _token.GetAsync(cancellation) is not TokenReply.Granted { Token: var token })
                return ApiAnswer.Failed(new SendResult.Later(TimeSpan.FromSeconds(30), "拿不到钉钉 access_token，请运行 doctor dingtalk"));
            if (isCounted)
                await Quota.CountAsync(cancellation);
            using var request = make(token);
            var answer = await ExchangeAsync(_http, request, read, cancellation);
            if (!answer.Fault.IsStaleToken)
                return Noted(answer, request);
            await _token.DropAsync(token, cancellation);
            if (!isFirst)
                return Noted(answer, request);
        }
    }

    private async Task<SendResult.Later?> WaitTurnAsync(CancellationToken cancellation)
    {
        var wait = await _rate.QueueAsync("app", TimeSpan.FromSeconds(3), cancellation);
        return wait > TimeSpan.Zero ? new SendResult.Later(wait, "排队发送中（每秒 20 次）") : null;
    }

    private ApiAnswer Noted(ApiAnswer answer, HttpRequestMessage request)
    {
        // The path only: the query of the old interfaces holds the token.
        // That nobody has a number is an answer; who asks decides what it means.
        if (!answer.IsGood && answer.Fault.Code is not (DingTalkContacts.NoSuchUser or DingTalkContacts.NoSuchAccount))
            _log.LogWarning("钉钉接口 {Path} 未成功：{Result}", request.RequestUri!.AbsolutePath, answer.Fault.Result);
        return answer;
    }

    private async Task<TokenReply> FetchTokenAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Api + "/v1.0/oauth2/accessToken")
        {
            Content = JsonContent.Create(new { appKey = _options.ClientId, appSecret = _options.ClientSecret }),
        };
        var answer = await ExchangeAsync(_http, request, (status, body) => DingTalkFault.OfNew(status, body), cancellation);
        if (answer.IsGood && answer.Body.Text("accessToken") is { Length: > 0 } token)
            return new TokenReply.Granted(token, TimeSpan.FromSeconds(Math.Clamp(answer.Body.Whole("expireIn") ?? 7200, 60, 7200)));
        var isOutage = answer.Fault.Result is SendResult.Later { } or SendResult.Unknown { } && !answer.Fault.IsStaleToken;
        var why = isOutage ? "暂时无法访问钉钉" : $"钉钉不接受 Client ID 或 Client Secret（{answer.Fault.Code}）";
        _log.LogError("获取钉钉 access_token 失败：{Why}", why);
        return new TokenReply.Denied(why, isOutage ? TimeSpan.FromSeconds(2) : TimeSpan.FromMinutes(1));
    }
}

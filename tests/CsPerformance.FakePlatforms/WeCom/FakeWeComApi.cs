using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CsPerformance.FakePlatforms.WeCom;

/// <summary>The server API: tokens, the trusted address, faults on demand; what is sent lies in <see cref="FakeWeComMail"/>.</summary>
public sealed class FakeWeComApi
{
    private readonly FakeWeComSettings _settings;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private string? _current;
    private int _wrongSecrets;

    public FakeWeComApi(FakeWeComSettings settings)
    {
        _settings = settings;
        Mail = new FakeWeComMail(settings);
        Directory = new FakeWeComDirectory(settings);
        CorpRate = new SlidingWindow(10_000, TimeSpan.FromMinutes(1), settings.RateClock);
        SendRate = new SlidingWindow(settings.SendsPerMinute, TimeSpan.FromMinutes(1), settings.RateClock);
    }

    public FakeWeComMail Mail { get; }

    public FakeWeComDirectory Directory { get; }

    public FakeFaults Faults { get; } = new();

    /// <summary>Each call's path in the order of arrival, refused ones too.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public SlidingWindow CorpRate { get; }

    /// <summary>Calls of message/send, those too that end in a fault.</summary>
    public SlidingWindow SendRate { get; }

    /// <summary>False: the caller's address is not in the list of trusted ones (60020).</summary>
    public bool TrustsCaller { get; set; } = true;

    public int TokensIssued { get; private set; }

    /// <summary>All tokens are void from now on, before their time.</summary>
    public void ExpireTokens()
    {
        _tokens.Clear();
        _current = null;
    }

    public void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/cgi-bin/gettoken", context => AnswerAsync(context, "gettoken", GetToken));
        routes.Map("/cgi-bin/webhook/{action}", context =>
            AnswerAsync(context, "webhook/" + context.Request.RouteValues["action"], (c, body) => Mail.Webhook(c, body)));
        routes.MapGet("/cgi-bin/media/get", MediaAsync);
        routes.Map("/cgi-bin/{area}/{action}", context =>
        {
            var path = $"{context.Request.RouteValues["area"]}/{context.Request.RouteValues["action"]}";
            return AnswerAsync(context, path, (c, body) => Checked(c) ?? Called(path, c, body));
        });
    }

    private JsonObject Called(string path, HttpContext context, byte[] body) => path switch
    {
        "message/send" => Mail.Send(Directory, body),
        "message/update_template_card" => Mail.Update(Directory, body),
        "appchat/create" or "appchat/update" or "appchat/get" or "appchat/send" => Mail.AppChat(path, context, body),
        "media/upload" => Mail.Upload(context.Request, body),
        _ => Directory.Answer(path, context.Request, body) ?? Reply.Of(40066, "invalid url"),
    };

    private async Task AnswerAsync(HttpContext context, string path, Func<HttpContext, byte[], JsonObject> answer)
    {
        Calls.Enqueue(path);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (path == "message/send" && !SendRate.TryPass(""))
        {
            await context.Response.WriteAsJsonAsync(Reply.Of(45009, "api freq out of limit"));
            return;
        }
        var fault = Faults.Take(path);
        if (fault is FakeFault.Silent { Taken: false })
        {
            await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted));
            return;
        }
        if (fault is FakeFault.Cut)
        {
            context.Abort();
            return;
        }
        if (fault is FakeFault.Status status)
        {
            context.Response.StatusCode = status.Http;
            return;
        }
        var json = fault is FakeFault.Code error ? Reply.Of(error.Number, error.Message) : answer(context, body.ToArray());
        if (fault is FakeFault.TakenThenCut)
        {
            context.Abort();
            return;
        }
        if (fault is FakeFault.Silent)
            await Task.WhenAny(Task.Delay(Timeout.Infinite, context.RequestAborted));
        if (path.EndsWith("/send", StringComparison.Ordinal) && _settings.AnswerTakes > TimeSpan.Zero)
            await Task.WhenAny(Task.Delay(_settings.AnswerTakes, context.RequestAborted));
        context.Response.ContentType = "application/json; charset=UTF-8";
        await context.Response.WriteAsync(json.ToJsonString());
    }

    private JsonObject GetToken(HttpContext context, byte[] body)
    {
        if (_wrongSecrets >= 5)
            return Reply.Of(45009, "api freq out of limit, hint: [1600000000_1], from ip: 127.0.0.1");
        if (context.Request.Query["corpid"] != _settings.CorpId)
            return Reply.Of(40013, "invalid corpid");
        if (context.Request.Query["corpsecret"] != _settings.Secret)
        {
            _wrongSecrets++;
            return Reply.Of(40001, "invalid credential, corpsecret: " + context.Request.Query["corpsecret"]);
        }
        lock (_tokens)
        {
            var now = _settings.Clock.GetUtcNow();
            if (_current is null || !_tokens.TryGetValue(_current, out var until) || until <= now)
            {
                _current = "accesstoken-" + Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
                _tokens[_current] = now + _settings.TokenLife;
                TokensIssued++;
            }
            return Reply.Ok(("access_token", _current), ("expires_in", (int)(_tokens[_current] - now).TotalSeconds));
        }
    }

    private JsonObject? Checked(HttpContext context)
    {
        var token = (string?)context.Request.Query["access_token"] ?? "";
        if (token.Length == 0)
            return Reply.Of(41001, "access_token missing");
        if (!_tokens.TryGetValue(token, out var until))
            return Reply.Of(40014, "invalid access_token " + token);
        if (until <= _settings.Clock.GetUtcNow())
            return Reply.Of(42001, "access_token expired");
        if (!TrustsCaller)
            return Reply.Of(60020, "not allow to access from your ip, hint: [1795320000_12_abc], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60020");
        return CorpRate.TryPass("") ? null : Reply.Of(45009, "api freq out of limit");
    }

    private async Task MediaAsync(HttpContext context)
    {
        Calls.Enqueue("media/get");
        if (Checked(context) is { } refused)
            await context.Response.WriteAsJsonAsync(refused);
        else if (Mail.Find(context.Request.Query["media_id"]!) is not { } media)
            await context.Response.WriteAsJsonAsync(Reply.Of(40007, "invalid media_id"));
        else
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.Headers.ContentDisposition =
                $"attachment; filename=\"file\"; filename*=UTF-8''{Uri.EscapeDataString(media.Name)}";
            await context.Response.Body.WriteAsync(media.Content);
        }
    }

    internal static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(body)) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}

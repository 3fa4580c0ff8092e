using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.DingTalk;

/// <summary>The gateway did not let us in. The message is fit for a log: it holds no secret and no ticket.</summary>
public sealed class StreamRefusedException(string message) : Exception(message);

/// <summary>Opens Stream connections: credentials to a ticket, ticket to a WebSocket. A ticket lives 90 s and serves once.</summary>
internal sealed class StreamGateway(DingTalkOptions options, StreamPace pace) : IDisposable
{
    private static readonly string[] Subscribed = [StreamFrame.Robot, StreamFrame.Card];

    private readonly HttpClient _http = PlatformHttp.NewClient();

    /// <exception cref="StreamRefusedException">With the reason in Chinese.</exception>
    public async Task<ClientWebSocket> ConnectAsync(CancellationToken cancellation)
    {
        var address = await OpenAsync(cancellation);
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = pace.KeepAlive;
        socket.Options.KeepAliveTimeout = pace.KeepAlive / 2;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(15));
            await socket.ConnectAsync(address, limit.Token);
            return socket;
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or HttpRequestException && !cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new StreamRefusedException($"无法连接钉钉 Stream 网关 {address.Host}:{address.Port}（{fault.GetType().Name}），请检查出口防火墙");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The address with its ticket. Also the doctor's way to learn whether the credentials are good.</summary>
    public async Task<Uri> OpenAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Api + "/v1.0/gateway/connections/open");
        // Without this the gateway answers in XML.
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = JsonContent.Create(new
        {
            clientId = options.ClientId,
            clientSecret = options.ClientSecret,
            subscriptions = (object[])[new { type = "EVENT", topic = "*" }, .. Subscribed.Select(topic => new { type = "CALLBACK", topic })],
            ua = "cs-performance-bot",
        });
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            return Read(response.StatusCode, DingTalkJson.Parse(await response.Content.ReadAsByteArrayAsync(cancellation)));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new StreamRefusedException($"无法访问 {new Uri(options.ApiBaseUrl).Host}（{(fault as HttpRequestException)?.HttpRequestError.ToString() ?? "超时"}）");
        }
    }

    public void Dispose() => _http.Dispose();

    private Uri Read(HttpStatusCode status, JsonElement? body)
    {
        if (status != HttpStatusCode.OK || body is not { } answer)
        {
            var why = status switch
            {
                HttpStatusCode.TooManyRequests => "连接过于频繁，稍后自动重试",
                >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => "请核对 DingTalk:ClientId、DingTalk:ClientSecret，并确认应用已启用机器人的 Stream 模式",
                _ => "稍后自动重试",
            };
            throw new StreamRefusedException($"钉钉网关拒绝连接（HTTP {(int)status} {DingTalkFault.Word(body?.Text("code"))}）：{why}");
        }

        var ticket = answer.Text("ticket");
        if (string.IsNullOrEmpty(ticket) || !Uri.TryCreate(answer.Text("endpoint"), UriKind.Absolute, out var endpoint) || !IsGateway(endpoint))
            throw new StreamRefusedException("钉钉网关返回的地址不可用（应为 wss:// 开头的钉钉域名）");
        return new UriBuilder(endpoint) { Query = "ticket=" + Uri.EscapeDataString(ticket) }.Uri;
    }

    // A fake gateway on this machine is believed only where the API itself is one.
    private bool IsGateway(Uri endpoint) =>
        endpoint.UserInfo.Length == 0
        && ((endpoint.Scheme == Uri.UriSchemeWss && DingTalkHosts.IsOwn(endpoint.Host))
            || (endpoint.Scheme is "ws" or "wss" && endpoint.IsLoopback && new Uri(options.ApiBaseUrl).IsLoopback));
}

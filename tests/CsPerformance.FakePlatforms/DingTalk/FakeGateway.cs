using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CsPerformance.FakePlatforms.DingTalk;

/// <summary>The Stream gateway: tickets, connections, pushes, and what came back for them.</summary>
public sealed class FakeGateway(FakeCompany company) : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _tickets = new();
    private readonly ConcurrentDictionary<string, FakeConnection> _connections = new();
    private readonly ConcurrentBag<FakeConnection> _ever = [];
    private readonly ConcurrentDictionary<string, JsonObject> _unacknowledged = new();
    private int _number;

    /// <summary>Connections that pushes go to.</summary>
    public IReadOnlyList<FakeConnection> Connections => [.. _connections.Values.Where(connection => connection.Serves)];

    public int Opened => Volatile.Read(ref _number);

    /// <summary>Everything that clients sent, in the order of arrival.</summary>
    public ConcurrentQueue<JsonObject> Received { get; } = new();

    /// <summary>Message ids of the frames that were answered with 200.</summary>
    public ConcurrentDictionary<string, JsonObject> Acknowledged { get; } = new();

    public IReadOnlyCollection<JsonObject> Unacknowledged => [.. _unacknowledged.Values];

    /// <summary>Told of each connection that stands.</summary>
    public Action<FakeConnection> OnConnected { get; set; } = _ => { };

    internal void Map(WebApplication app)
    {
        app.MapPost("/v1.0/gateway/connections/open", async (HttpContext context) =>
        {
            var body = await FakeDingTalk.NoteAsync(context, company);
            if ((string?)body["clientId"] != company.ClientId || (string?)body["clientSecret"] != company.ClientSecret)
                return Results.Json(new { code = "authFailed", message = "鉴权失败", requestid = "r" }, statusCode: 401);
            var ticket = $"ticket-{Interlocked.Increment(ref _number)}";
            _tickets[ticket] = true;
            return Results.Json(new { endpoint = company.Url.Replace("http:", "ws:", StringComparison.Ordinal) + "/connect", ticket });
        });
        app.Map("/connect", ServeAsync);
    }

    public void Dispose()
    {
        foreach (var connection in _ever)
            connection.Dispose();
    }

    public void CloseAll()
    {
        foreach (var connection in _connections.Values)
            connection.Cut();
    }

    /// <summary>Pushes a frame to one connection chosen at random, and keeps it until it is answered.</summary>
    public async Task PushAsync(JsonObject frame)
    {
        if ((string?)frame["type"] != "SYSTEM")
            _unacknowledged[(string)frame["headers"]!["messageId"]!] = frame;
        var serving = Connections;
        if (serving.Count > 0)
            await serving[Random.Shared.Next(serving.Count)].SendAsync(frame);
    }

    /// <summary>Pushes again what nobody answered.</summary>
    public async Task ResendAsync()
    {
        foreach (var frame in Unacknowledged)
            await PushAsync(frame);
    }

    public static JsonObject Frame(string type, string topic, string messageId, string data, params (string Key, string Value)[] more)
    {
        var headers = new JsonObject
        {
            ["appId"] = "app-1",
            ["connectionId"] = "c1",
            ["contentType"] = "application/json",
            ["messageId"] = messageId,
            ["time"] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["topic"] = topic,
        };
        foreach (var (key, value) in more)
            headers[key] = value;
        return new JsonObject { ["specVersion"] = "1.0", ["type"] = type, ["headers"] = headers, ["data"] = data };
    }

    public static JsonObject Robot(JsonObject message, string? messageId = null) =>
        Frame("CALLBACK", "/v1.0/im/bot/messages/get", messageId ?? Guid.NewGuid().ToString("N"), message.ToJsonString());

    public static JsonObject Press(string account, string card, string key, string? group = null, string? messageId = null)
    {
        var content = new JsonObject { ["cardPrivateData"] = new JsonObject { ["actionIds"] = new JsonArray(key), ["params"] = new JsonObject() } };
        var data = new JsonObject
        {
            ["extension"] = "{}",
            ["type"] = "actionCallback",
            ["outTrackId"] = card,
            ["spaceType"] = group is null ? "IM_ROBOT" : "IM_GROUP",
            ["spaceId"] = group ?? account,
            ["userIdType"] = 1,
            ["userId"] = account,
            ["content"] = content.ToJsonString(),
        };
        return Frame("CALLBACK", "/v1.0/card/instances/callback", messageId ?? Guid.NewGuid().ToString("N"), data.ToJsonString());
    }

    /// <summary>Something that happened in the organisation, such as <c>user_leave_org</c>.</summary>
    /// <param name="eventId">The same over every delivery.</param>
    public static JsonObject Event(string type, string eventId, IReadOnlyList<string> accounts, string? messageId = null)
    {
        var data = new JsonObject { ["timeStamp"] = "1795320000000", ["eventId"] = eventId, ["userId"] = new JsonArray([.. accounts.Select(account => (JsonNode)account)]) };
        return Frame("EVENT", "*", messageId ?? Guid.NewGuid().ToString("N"), data.ToJsonString(), ("eventType", type), ("eventId", eventId), ("eventCorpId", "dingcorp"));
    }

    private async Task ServeAsync(HttpContext context)
    {
        var ticket = context.Request.Query["ticket"].ToString();
        if (!context.WebSockets.IsWebSocketRequest || !_tickets.TryRemove(ticket, out _))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new FakeConnection(ticket, socket, context.Abort);
        _connections[ticket] = connection;
        _ever.Add(connection);
        OnConnected(connection);
        try
        {
            await foreach (var frame in connection.ReadAsync())
                Take(frame);
        }
        finally
        {
            _connections.TryRemove(ticket, out _);
        }
    }

    private void Take(JsonObject frame)
    {
        Received.Enqueue(frame);
        var id = (string?)frame["headers"]?["messageId"];
        if (id is null || (int?)frame["code"] != 200)
            return;
        Acknowledged[id] = frame;
        _unacknowledged.TryRemove(id, out _);
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.WeCom;

/// <summary>The times of the long connection. The defaults are the platform's; tests shorten them.</summary>
public sealed record RobotTimes
{
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a frame's acknowledgement is waited for.</summary>
    public TimeSpan Ack { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After this time without an answer the sender sees that work goes on.</summary>
    public TimeSpan Placeholder { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A stream has to finish within six minutes of its first frame.</summary>
    public TimeSpan LongestStream { get; init; } = TimeSpan.FromMinutes(5.5);

    /// <summary>Within this time a welcome or a pressed card can be answered in place.</summary>
    public TimeSpan EventAnswer { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Another one took the connection: no reconnect before this time, so that the two do not kick each other.</summary>
    public TimeSpan AfterKick { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);
}

internal enum RobotEnd
{
    /// <summary>The line broke, or the gateway no longer answers.</summary>
    Lost,

    /// <summary>Another connection of the same robot took over.</summary>
    Kicked,

    /// <summary>Bot id or secret are wrong: trying again would not help.</summary>
    Denied,
}

/// <summary>One live connection to the robot gateway: frames out with their acknowledgements, frames in.</summary>
internal sealed class RobotConnection(WebSocket socket, RobotTimes times, TimeProvider clock) : IDisposable
{
    private const int LargestFrame = 1024 * 1024;
    private const int MissedPings = 2;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<ApiReply>> _pending = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _sending = new(1);

    /// <summary>A request id of one connection means nothing on another one.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <summary>Sends a frame and waits for its acknowledgement; frames of one request go one after the other.</summary>
    /// <param name="request">The id of the callback that is answered; null for a frame of our own.</param>
    public async Task<ApiReply> RequestAsync(string command, string? request, JsonObject? body, CancellationToken cancellation)
    {
        var id = request ?? NewId(command);
        var mine = new TaskCompletionSource<ApiReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!_pending.TryAdd(id, mine))
        {
            if (_pending.TryGetValue(id, out var earlier))
                await Task.WhenAny(earlier.Task, Task.Delay(times.Ack, clock, cancellation));
            await Task.Yield();
        }
        try
        {
            if (socket.State != WebSocketState.Open)
                return new ApiReply.NotSent("长连接已断开。", TimeSpan.FromSeconds(2));
            await WriteAsync(command, id, body, cancellation);
            return await mine.Task.WaitAsync(times.Ack, clock, cancellation);
        }
        catch (Exception fault) when (fault is WebSocketException or TimeoutException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return new ApiReply.Lost("已发出但未见确认：" + fault.GetType().Name);
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    /// <summary>Hands each callback on until the connection ends.</summary>
    public async Task<RobotEnd> ReceiveAsync(Action<JsonElement> callback, CancellationToken cancellation)
    {
        try
        {
            while (await ReadAsync(cancellation) is { } text)
            {
                if (WeComJson.Parse(text) is not ApiReply.Answered frame)
                    continue;
                if (WeComJson.Text(frame.Body, "cmd") is not { Length: > 0 })
                    Acknowledge(frame);
                else if (IsKick(frame.Body))
                    return RobotEnd.Kicked;
                else
                    callback(frame.Body);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or ObjectDisposedException)
        {
            return RobotEnd.Lost;
        }
        return RobotEnd.Lost;
    }

    /// <summary>Pings until two in a row stay unanswered; then the line is dead, whatever the socket says.</summary>
    public async Task PingAsync(CancellationToken cancellation)
    {
        var missed = 0;
        while (missed < MissedPings)
        {
            await Task.Delay(times.Ping, clock, cancellation);
            missed = await RequestAsync("ping", null, null, cancellation) is ApiReply.Answered ? 0 : missed + 1;
        }
    }

    public void Dispose()
    {
        socket.Abort();
        socket.Dispose();
        foreach (var waiting in _pending.Values)
            waiting.TrySetResult(new ApiReply.Lost("长连接已断开。"));
    }

    private static bool IsKick(JsonElement frame) =>
        WeComJson.Part(frame, "body", "event") is { } said && WeComJson.Text(said, "eventtype") == "disconnected_event";

    private string NewId(string command) =>
        string.Create(CultureInfo.InvariantCulture, $"{command}_{clock.GetUtcNow().ToUnixTimeMilliseconds()}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    private void Acknowledge(ApiReply.Answered frame)
    {
        if (WeComJson.Part(frame.Body, "headers") is { } headers && WeComJson.Text(headers, "req_id") is { } id
            && _pending.TryGetValue(id, out var waiting))
            waiting.TrySetResult(frame);
    }

    private async Task WriteAsync(string command, string id, JsonObject? body, CancellationToken cancellation)
    {
        var frame = new JsonObject { ["cmd"] = command, ["headers"] = new JsonObject { ["req_id"] = id } };
        if (body is not null)
            frame["body"] = body.DeepClone();
        await _sending.WaitAsync(cancellation);
        try
        {
            await socket.SendAsync(WeComJson.Bytes(frame), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>One text message; null where the gateway closes or sends more than a frame may hold.</summary>
    private async Task<string?> ReadAsync(CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            if (part.MessageType == WebSocketMessageType.Close || text.Length + part.Count > LargestFrame)
                return null;
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return CallbackBody.AsText(text.ToArray()) ?? "";
        }
    }
}

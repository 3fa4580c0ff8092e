using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsPerformance.Channels.Protocol;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.WeCom;

/// <summary>
/// Keeps one connection of the robot alive among all instances: by a lease, with back-off, and without a war where
/// somebody else took the connection.
/// </summary>
internal sealed class RobotLink(
    WeComRobotOptions options, SharedState shared, TimeProvider clock, RobotTimes times, Func<RobotConnection, JsonElement, Task> callback, ILogger log, string? instance = null)
{
    private static readonly TimeSpan s_withoutLease = TimeSpan.FromSeconds(5);

    private readonly string _instance = instance ?? Guid.NewGuid().ToString("N");

    /// <summary>The subscribed connection; null while there is none here.</summary>
    public RobotConnection? Current { get; private set; }

    /// <summary>Why nothing can be heard, for the admin; null while connected or while another instance is.</summary>
    public string? Trouble { get; private set; }

    private string LeaseKey => "wecom-robot:" + options.BotId;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (!await TryHoldAsync(times.Lease, cancellation))
                {
                    await Task.Delay(times.Lease < s_withoutLease ? times.Lease : s_withoutLease, clock, cancellation);
                    continue;
                }
                var (end, wasUp) = await ConnectedAsync(cancellation);
                failures = wasUp ? 1 : failures + 1;
                if (end == RobotEnd.Denied)
                    return;
                await WaitAsync(end, failures, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            await shared.ReleaseAsync(LeaseKey, _instance, CancellationToken.None);
        }
    }

    private async Task WaitAsync(RobotEnd end, int failures, CancellationToken cancellation)
    {
        if (end == RobotEnd.Kicked)
        {
            Trouble = "智能机器人的长连接被另一处登录顶替，一分钟后再尝试。请确认没有其他程序使用同一个 Bot ID。";
            log.LogWarning("{Trouble}", Trouble);
            // The lease is kept meanwhile: another instance would only go on with the same quarrel.
            await TryHoldAsync(times.AfterKick + times.Lease, cancellation);
            await Task.Delay(times.AfterKick, clock, cancellation);
            return;
        }
        Trouble = "智能机器人的长连接断开，正在重连。";
        await Task.Delay(RetryDelay.After(failures, times.FirstRetry, times.LongestRetry), clock, cancellation);
    }

    private async Task<(RobotEnd End, bool WasUp)> ConnectedAsync(CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        // The protocol has its own pings.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            using (var connecting = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
            {
                connecting.CancelAfter(PlatformHttp.Timeout);
                await socket.ConnectAsync(new Uri(options.GatewayUrl), connecting.Token);
            }
            using var connection = new RobotConnection(socket, times, clock);
            return await SubscribedAsync(connection, ended, cancellation);
        }
        catch (Exception fault) when (fault is WebSocketException or HttpRequestException or IOException
            || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            log.LogInformation("智能机器人长连接失败：{Fault}", fault.GetType().Name);
            return (RobotEnd.Lost, false);
        }
        finally
        {
            Current = null;
            await ended.CancelAsync();
        }
    }

    private async Task<(RobotEnd End, bool WasUp)> SubscribedAsync(RobotConnection connection, CancellationTokenSource ended, CancellationToken cancellation)
    {
        var queue = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
        var receiving = connection.ReceiveAsync(frame => queue.Writer.TryWrite(frame), ended.Token);
        var ack = await connection.RequestAsync("aibot_subscribe", null, new JsonObject { ["bot_id"] = options.BotId, ["secret"] = options.Secret }, ended.Token);
        if (ack is not ApiReply.Answered { Code: 0 })
            return (Refused(ack), false);
        Current = connection;
        Trouble = null;
        log.LogInformation("智能机器人长连接已建立");
        // In order, but beside the receiving: a slow store must not delay the acknowledgements.
        var handling = HandleAsync(connection, queue.Reader, ended.Token);
        var first = await Task.WhenAny(receiving, connection.PingAsync(ended.Token), LeaseAsync(ended.Token));
        cancellation.ThrowIfCancellationRequested();
        Current = null;
        queue.Writer.TryComplete();
        // What was received before the end is still stored.
        await handling;
        return (first == receiving ? await receiving : RobotEnd.Lost, true);
    }

    private RobotEnd Refused(ApiReply ack)
    {
        Trouble = "智能机器人未能登录：" + WeComErrors.Why(ack);
        log.LogError("{Trouble}", Trouble);
        return ack is ApiReply.Answered { Code: 853000 } ? RobotEnd.Denied : RobotEnd.Lost;
    }

    private async Task HandleAsync(RobotConnection connection, System.Threading.Channels.ChannelReader<JsonElement> frames, CancellationToken cancellation)
    {
        await foreach (var frame in frames.ReadAllAsync(cancellation))
        {
            try
            {
                await callback(connection, frame);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The edge: one frame that cannot be read must not end the connection for all others.
                log.LogError(fault, "智能机器人的一条消息未能处理");
            }
        }
    }

    /// <summary>Prolongs the lease; ends when it is no longer ours.</summary>
    private async Task LeaseAsync(CancellationToken cancellation)
    {
        var held = clock.GetUtcNow();
        while (clock.GetUtcNow() - held < times.Lease * 0.8)
        {
            await Task.Delay(times.Lease / 4, clock, cancellation);
            if (await TryHoldAsync(times.Lease, cancellation))
                held = clock.GetUtcNow();
        }
    }

    private async Task<bool> TryHoldAsync(TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            return await shared.HoldAsync(LeaseKey, _instance, clock.GetUtcNow() + time, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The edge of a background job: the store is away, so nobody can be sure of the lease.
            log.LogWarning(fault, "智能机器人的租约暂时无法确认");
            return false;
        }
    }
}

using CsPerformance.Channels.Protocol;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.DingTalk;

/// <summary>What <c>/readyz</c> and the admin see of the Stream connection.</summary>
/// <param name="SinceLastFrame">Null while nothing is connected.</param>
/// <param name="Fault">Why the last try failed, in Chinese; null when it did not.</param>
public sealed record StreamState(bool IsConnected, TimeSpan? SinceLastFrame, string? Fault);

#pragma warning disable CA1711 // Stream is the platform's own word for this mode, and no System.IO.Stream.
/// <summary>
/// Keeps one Stream connection of this instance alive. Several instances may be connected at once: the gateway gives each push to one of them.
/// </summary>
public sealed class DingTalkStream(DingTalkOptions options, DingTalkInbox inbox, StreamPace pace, TimeProvider clock, ILogger<DingTalkStream> log)
#pragma warning restore CA1711
{
    private volatile StreamConnection? _current;
    private volatile string? _fault;

    public StreamState State => _current is { } current ? new(true, current.SinceLastFrame, null) : new(false, null, _fault);

    /// <summary>Runs until cancelled. Faults of the network and of the platform are logged and tried again, never thrown.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var gateway = new StreamGateway(options, pace);
        var farewells = new List<Task>();
        Link? link = null;
        try
        {
            for (var failures = 0; !cancellation.IsCancellationRequested;)
            {
                var next = await TryConnectAsync(gateway, cancellation);
                if (next is null)
                {
                    await Task.Delay(RetryDelay.After(++failures, pace.FirstWait, pace.LongestWait), clock, cancellation);
                    continue;
                }

                // The new connection stands; only now the old one goes.
                farewells.RemoveAll(farewell => farewell.IsCompleted);
                if (link is not null)
                    farewells.Add(LetGoAsync(link));
                (link, _current, _fault) = (next, next.Connection, null);
                failures = await WatchAsync(link, cancellation) ? 0 : failures + 1;
                if (failures > 0)
                    await Task.Delay(RetryDelay.After(failures, pace.FirstWait, pace.LongestWait), clock, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogInformation("钉钉 Stream 正在停止");
        }
        finally
        {
            _current = null;
            if (link is not null)
                farewells.Add(LetGoAsync(link));
            await Task.WhenAll(farewells);
        }
    }

    private async Task<Link?> TryConnectAsync(StreamGateway gateway, CancellationToken cancellation)
    {
        try
        {
            var connection = new StreamConnection(await gateway.ConnectAsync(cancellation), inbox, clock, log);
            log.LogInformation("钉钉 Stream 已连接");
            // Its own end: when the house stops, reading goes on until what is in hand is acknowledged.
            var end = new CancellationTokenSource();
            return new Link(connection, connection.ReadAsync(end.Token), end);
        }
        catch (StreamRefusedException refused)
        {
            if (_fault != refused.Message)
                log.LogError("{Fault}", refused.Message);
            _fault = refused.Message;
            return null;
        }
    }

    /// <summary>Returns when a new connection is needed; true where this one had worked, so that no back-off is due.</summary>
    private async Task<bool> WatchAsync(Link link, CancellationToken cancellation)
    {
        var connection = link.Connection;
        while (true)
        {
            var left = pace.Silence - connection.SinceLastFrame;
            if (left <= TimeSpan.Zero)
            {
                log.LogWarning("钉钉 Stream 已 {Seconds} 秒没有任何数据，改用新连接", (int)connection.SinceLastFrame.TotalSeconds);
                return true;
            }

            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var silence = Task.Delay(left, clock, wait.Token);
            var first = await Task.WhenAny(link.Reading, connection.Replace, silence);
            await wait.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            if (first == connection.Replace)
            {
                log.LogInformation("钉钉网关要求更换连接");
                return HadLived(connection);
            }

            if (first == link.Reading)
            {
                _current = null;
                _fault = "连接已断开，正在重连";
                log.LogWarning("钉钉 Stream 连接断开，正在重连");
                return HadLived(connection);
            }
        }
    }

    // One that ended right after it began is a fault that would come again at once.
    private bool HadLived(StreamConnection connection) =>
        connection.SawFrame && clock.GetElapsedTime(connection.OpenedAt) > pace.FirstWait * 5;

    private async Task LetGoAsync(Link link)
    {
        await link.Connection.LetGoAsync(pace.Farewell);
        await Task.WhenAny(link.Reading, Task.Delay(pace.Farewell, clock));
        await link.End.CancelAsync();
        await link.Reading;
        await link.Connection.DisposeAsync();
        link.End.Dispose();
    }

    private sealed record Link(StreamConnection Connection, Task Reading, CancellationTokenSource End);
}

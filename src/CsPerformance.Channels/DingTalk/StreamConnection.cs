using System.Buffers;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.DingTalk;

/// <summary>One WebSocket to the gateway, from its ticket to its end. It answers pings at once and messages when they are stored.</summary>
internal sealed class StreamConnection : IAsyncDisposable
{
    private const int LargestFrame = 1 << 20;
    private const int MostInHand = 100;

    private readonly ClientWebSocket _socket;
    private readonly DingTalkInbox _inbox;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly SemaphoreSlim _inHand = new(MostInHand);
    private readonly TaskCompletionSource _replace = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastFrame;

    public StreamConnection(ClientWebSocket socket, DingTalkInbox inbox, TimeProvider clock, ILogger log)
    {
        (_socket, _inbox, _clock, _log) = (socket, inbox, clock, log);
        OpenedAt = _lastFrame = clock.GetTimestamp();
    }

    public long OpenedAt { get; }

    public bool SawFrame { get; private set; }

    public TimeSpan SinceLastFrame => _clock.GetElapsedTime(Volatile.Read(ref _lastFrame));

    /// <summary>Ends when the gateway said that it will send nothing more here.</summary>
    public Task Replace => _replace.Task;

    /// <summary>Reads until the socket ends. Never throws.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        try
        {
            while (true)
            {
                if (await ReceiveAsync(buffer, cancellation) is not { } frame)
                    return;
                SawFrame = true;
                Volatile.Write(ref _lastFrame, _clock.GetTimestamp());
                if (StreamFrame.Parse(frame) is not { } read)
                    _log.LogWarning("钉钉网关发来无法识别的帧（{Bytes} 字节），已忽略", frame.Length);
                else
                    await TakeAsync(read, cancellation);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            _log.LogDebug("钉钉连接结束：{Fault}", fault.GetType().Name);
        }
    }

    /// <summary>Lets what is in hand be stored and acknowledged, then closes.</summary>
    public async Task LetGoAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, _clock);
        try
        {
            for (var i = 0; i < MostInHand; i++)
                await _inHand.WaitAsync(limit.Token);
            if (_socket.State == WebSocketState.Open)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            _log.LogDebug("旧的钉钉连接已断开：{Fault}", fault.GetType().Name);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    // A frame beyond the limit is read to its end and dropped: ending the connection for it would bring it back for ever.
    private async Task<ReadOnlyMemory<byte>?> ReceiveAsync(ArrayBufferWriter<byte> buffer, CancellationToken cancellation)
    {
        buffer.ResetWrittenCount();
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.GetMemory(8 * 1024), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            if (buffer.WrittenCount + part.Count <= LargestFrame)
                buffer.Advance(part.Count);
            if (part.EndOfMessage)
                return buffer.WrittenMemory;
        }
    }

    private async Task TakeAsync(StreamFrame frame, CancellationToken cancellation)
    {
        if (frame.Type == "SYSTEM")
        {
            if (frame.Topic == "ping")
                await AnswerAsync(frame.Answer(200, "OK", frame.Data, allHeaders: true));
            else if (frame.Topic == "disconnect")
                _replace.TrySetResult();
            return;
        }

        // With too much in hand reading stops, which the gateway feels: it sends to other instances.
        await _inHand.WaitAsync(cancellation);
        // Started, not awaited: the first step of the house happens here in the order of arrival, the commit is waited for aside.
        _ = HandleAsync(frame, cancellation);
    }

    private async Task HandleAsync(StreamFrame frame, CancellationToken cancellation)
    {
        try
        {
            if (await AnswerToAsync(frame, cancellation) is { } answer)
                await AnswerAsync(answer);
        }
        catch (OperationCanceledException)
        {
            _log.LogDebug("停机中，未确认的钉钉消息将由平台重发");
        }
        catch (Exception fault)
        {
            // Nobody awaits this task, so this is its edge; the frame stays unacknowledged.
            _log.LogError("处理钉钉帧 {Topic} 失败：{Fault}", frame.Topic, fault.GetType().Name);
        }
        finally
        {
            _inHand.Release();
        }
    }

    /// <summary>Null: not stored, so not acknowledged; the gateway sends it again.</summary>
    private async Task<byte[]?> AnswerToAsync(StreamFrame frame, CancellationToken cancellation)
    {
        switch (frame.Type, frame.Topic)
        {
            case ("CALLBACK", StreamFrame.Robot):
                var isStored = DingTalkJson.Parse(frame.Data) is not { } message || await _inbox.ReceiveAsync(message, cancellation);
                return isStored ? frame.Answer(200, "OK", """{"response":null}""") : null;
            case ("CALLBACK", StreamFrame.Card):
                var isTaken = DingTalkJson.Parse(frame.Data) is not { } press || await _inbox.PressAsync(press, frame.MessageId, cancellation);
                return isTaken ? frame.Answer(200, "OK", """{"response":{}}""") : null;
            case ("EVENT", _):
                var isNoted = await _inbox.HappenAsync(
                    frame.Headers.Text("eventId"), frame.Headers.Text("eventType"), DingTalkJson.Parse(frame.Data) ?? default, cancellation);
                return frame.Answer(200, "OK", isNoted ? """{"status":"SUCCESS","message":"ok"}""" : """{"status":"LATER"}""");
            default:
                return frame.Answer(404, "topic not handled", "{}");
        }
    }

    private async Task AnswerAsync(byte[] frame)
    {
        await _sending.WaitAsync();
        try
        {
            // Not cancelled half way: a cut frame would end the socket and with it the other acknowledgements.
            await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The message is stored; it comes again by another connection and is acknowledged there as a duplicate.
            _log.LogDebug("确认未送达，连接已断：{Fault}", fault.GetType().Name);
        }
        finally
        {
            _sending.Release();
        }
    }
}

using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CsPerformance.FakePlatforms.DingTalk;

/// <summary>One client's WebSocket as the gateway holds it.</summary>
public sealed class FakeConnection(string ticket, WebSocket socket, Action abort) : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1);

    public string Ticket => ticket;

    /// <summary>False from the moment of <see cref="DisconnectAsync"/> on: nothing is pushed here any more.</summary>
    public bool Serves { get; private set; } = true;

    public bool IsOpen => socket.State == WebSocketState.Open;

    /// <summary>Says that nothing more will come here, as the platform does with connections that grew old.</summary>
    public async Task DisconnectAsync()
    {
        Serves = false;
        await SendAsync(FakeGateway.Frame("SYSTEM", "disconnect", Guid.NewGuid().ToString("N"), """{"reason":"connection is expired"}"""));
    }

    /// <summary>Ends the connection without a word, as a broken network does.</summary>
    public void Cut()
    {
        Serves = false;
        try
        {
            abort();
        }
        catch (ObjectDisposedException)
        {
            // The client had gone by itself.
        }
    }

    public void Dispose() => _sending.Dispose();

    public async Task SendAsync(JsonNode frame)
    {
        if (!Serves && !IsOpen)
            return;
        await _sending.WaitAsync();
        try
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception fault) when (fault is WebSocketException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            Serves = false;
        }
        finally
        {
            _sending.Release();
        }
    }

    internal async IAsyncEnumerable<JsonObject> ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        while (await ReceiveAsync(buffer) is { } frame)
            yield return frame;
        Serves = false;
    }

    private async Task<JsonObject?> ReceiveAsync(byte[] buffer)
    {
        try
        {
            using var message = new MemoryStream();
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return null;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                    return JsonNode.Parse(message.ToArray())!.AsObject();
            }
        }
        catch (Exception fault) when (fault is WebSocketException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            return null;
        }
    }
}

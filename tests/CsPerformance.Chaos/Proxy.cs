using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CsPerformance.Chaos;

/// <summary>Stands between the bot and its database on the loopback, and may be slow or away.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly CancellationTokenSource over = new();
    private readonly Task accepting;
    private volatile bool away;
    private long delay;

    public Proxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How much later each answer of the database arrives from now on.</summary>
    public TimeSpan Delay
    {
        set => Volatile.Write(ref delay, value.Ticks);
    }

    /// <summary>True breaks every connection off and refuses new ones.</summary>
    public bool Away
    {
        set
        {
            away = value;
            if (value) foreach (var client in open.Keys) client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        foreach (var client in open.Keys) client.Close();
        await accepting;
        over.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await listener.AcceptTcpClientAsync(over.Token));
            }
            catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The one in front of us is gone already, or it is over.
            }
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            if (away) return;
            client.NoDelay = true;
            (open[client], open[server]) = (true, true);
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, target, over.Token);
                await Task.WhenAny(CopyAsync(client, server, TimeSpan.Zero), CopyAsync(server, client, null));
            }
            catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Nobody is there, or it is over: the other side sees the end of its connection.
            }
            finally
            {
                open.TryRemove(client, out _);
                open.TryRemove(server, out _);
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, TimeSpan? fixedDelay)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, over.Token) is > 0 and var count)
            {
                var wait = fixedDelay ?? TimeSpan.FromTicks(Volatile.Read(ref delay));
                if (wait > TimeSpan.Zero) await Task.Delay(wait, over.Token);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), over.Token);
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone; the caller closes the other.
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CsPerformance.Benchmarks.Ingest;

/// <summary>What a load saw.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="Refused">Answers that were not 200.</param>
internal sealed record LoadResult(double PerSecond, double MedianMs, double P99Ms, double WorstMs, int Refused);

/// <summary>Keep-alive connections that each send a finished request and wait for its answer. Bare sockets, so that the load leaves the cores to the server.</summary>
internal static class HttpLoad
{
    /// <param name="rate">Requests a second, each sent at its time whatever became of the others; null for as fast as the answers come.</param>
    public static async Task<LoadResult> RunAsync(int port, byte[][] requests, int connections, double? rate = null)
    {
        var next = -1;
        var refused = 0;
        var latencies = new double[requests.Length];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            var buffer = new byte[4096];
            for (var i = Interlocked.Increment(ref next); i < requests.Length; i = Interlocked.Increment(ref next))
            {
                var due = rate is { } perSecond ? started + (long)(i / perSecond * Stopwatch.Frequency) : Stopwatch.GetTimestamp();
                if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } early) await Task.Delay(early);
                if (!await AskAsync(socket, requests[i], buffer)) Interlocked.Increment(ref refused);
                latencies[i] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Array.Sort(latencies);
        return new(requests.Length / seconds, latencies[latencies.Length / 2], latencies[latencies.Length * 99 / 100], latencies[^1], refused);
    }

    /// <returns>True for 200.</returns>
    /// <exception cref="IOException">The server closed the connection.</exception>
    private static async Task<bool> AskAsync(Socket socket, byte[] request, byte[] buffer)
    {
        await socket.SendAsync(request);
        var read = 0;
        while (true)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (more == 0) throw new IOException("The server closed the connection.");
            read += more;
            if (IsWhole(buffer.AsSpan(0, read))) return buffer.AsSpan(0, read).StartsWith("HTTP/1.1 200"u8);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var field = answer[..head].IndexOf("Content-Length: "u8);
        if (field < 0) return answer[..head].IndexOf("chunked"u8) < 0 || answer.EndsWith("0\r\n\r\n"u8);
        var digits = answer[(field + "Content-Length: ".Length)..head];
        var length = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') break;
            length = (length * 10) + digit - '0';
        }
        return answer.Length >= head + 4 + length;
    }
}

using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CsPerformance.Channels.Tests.WeCom;
using CsPerformance.FakePlatforms.WeCom;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace CsPerformance.Bot.Tests.Platforms;

/// <summary>The whole table of forged, replayed and malformed requests against the real host: no row, no reply, no memory kept.</summary>
public sealed class Refusing_forgeries(ITestOutputHelper said)
{
    // Far below the body of 100 MB; other tests of this process leave their own traces.
    private const long MemoryKept = 64L * 1024 * 1024;

    /// <summary>What a refusal may take, in milliseconds.</summary>
    private const double Slow = 50;

    private sealed record Forgery(string Name, string? Method, string? Query, string? Body, string? Sign, string? At, string? Encoding, bool Chunked);

    [Fact]
    public async Task No_forgery_leaves_a_row_a_reply_or_memory_behind()
    {
        var settings = new FakeWeComSettings();
        await using var bot = await PlatformHost.StartAsync(PlatformHost.FreePort(),
        [
            "--WeCom:ApiBaseUrl=http://127.0.0.1:1", $"--WeCom:CorpId={settings.CorpId}", $"--WeCom:AgentId={settings.AgentId}", $"--WeCom:Secret={settings.Secret}",
            $"--WeCom:Token={settings.Token}", $"--WeCom:EncodingAESKey={settings.EncodingAesKey}",
        ]);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        var rows = JsonSerializer.Deserialize<Forgery[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Platforms", "forged-requests.json")), JsonSerializerOptions.Web)!;
        Assert.InRange(rows.Length, 60, 1000);
        var before = Rows(bot);
        // The first round pays for what is made once.
        await TellAllAsync(bot, http, rows, settings);
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var times = await TellAllAsync(bot, http, rows, settings);
        Assert.True(await SendAsync(http, Large(bot, new ForgedWords(settings))) is (null or 413, ""));

        Assert.Equal(before, Rows(bot));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, MemoryKept);
        Assert.DoesNotContain(settings.EncodingAesKey, bot.Log, StringComparison.Ordinal);
        Assert.Empty(await SlowAsync(bot, http, rows.Where((_, i) => times[i] >= Slow), settings));
        times.Sort();
        said.WriteLine($"{rows.Length} forgeries: median {times[times.Count / 2]:0.0} ms, 95 of 100 below {times[times.Count * 95 / 100]:0.0} ms, slowest {times[^1]:0.0} ms");
    }

    /// <summary>Rows that take too long each time; a machine that is busy with something else is slow once or twice.</summary>
    private static async Task<List<string>> SlowAsync(PlatformHost bot, HttpClient http, IEnumerable<Forgery> rows, FakeWeComSettings settings)
    {
        var slow = new List<string>();
        foreach (var row in rows)
        {
            var fastest = double.MaxValue;
            for (var turn = 0; turn < 20 && fastest >= Slow; turn++) fastest = Math.Min(fastest, (await TellAllAsync(bot, http, [row], settings))[0]);
            if (fastest >= Slow) slow.Add($"{row.Name}: {fastest:0} ms");
        }
        return slow;
    }

    /// <returns>How long each took, in milliseconds.</returns>
    private static async Task<List<double>> TellAllAsync(PlatformHost bot, HttpClient http, Forgery[] rows, FakeWeComSettings settings)
    {
        var times = new List<double>();
        foreach (var row in rows)
        {
            using var request = Request(bot, row, new ForgedWords(settings));
            var since = Stopwatch.GetTimestamp();
            var (status, reply) = await SendAsync(http, request);
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            Assert.True(status is null or (>= 400 and < 500), $"{row.Name}: {status}");
            Assert.True(reply.Length == 0, $"{row.Name}: {status} {reply}");
        }
        return times;
    }

    private static HttpRequestMessage Request(PlatformHost bot, Forgery row, ForgedWords words)
    {
        var query = words.Fill(row.Query ?? words.Signed(words.Fill(row.At ?? "{ts}"), words.Fill(row.Sign ?? "{encrypt}")));
        var request = new HttpRequestMessage(new HttpMethod(row.Method ?? "POST"), $"{bot.Address}wecom/callback?{query}");
        if (row.Body is not null) request.Content = new ByteArrayContent(Bytes(words.Fill(row.Body), row.Encoding));
        request.Headers.TransferEncodingChunked = row.Chunked ? true : null;
        return request;
    }

    private static HttpRequestMessage Large(PlatformHost bot, ForgedWords words) =>
        new(HttpMethod.Post, $"{bot.Address}wecom/callback?{words.Signed(words.Fill("{ts}"), words.Fill("{encrypt}"))}") { Content = new StreamContent(new Zeros(100L * 1024 * 1024)) };

    private static async Task<(int? Status, string Reply)> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        try
        {
            using var response = await http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            // The server closed while a body that is too large was still coming: refused as well.
            return (null, "");
        }
    }

    /// <summary>How many rows there are of messages in and out and of records.</summary>
    private static (long, long, long) Rows(PlatformHost bot)
    {
        using var connection = new SqliteConnection($"Data Source={bot.Database};Mode=ReadOnly");
        connection.Open();
        return (Count("inbox"), Count("outbox"), Count("records"));

        long Count(string table)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"select count(*) from {table}";
            return (long)command.ExecuteScalar()!;
        }
    }

    private static byte[] Bytes(string text, string? encoding) => encoding switch
    {
        "utf-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)],
        "broken" => [.. Encoding.UTF8.GetBytes(text[..5]), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(text[5..])],
        _ => Encoding.UTF8.GetBytes(text),
    };

    /// <summary>Many zeros that are nowhere in memory.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Channels.Tests.WeCom;

/// <summary>The table of forged, replayed and malformed requests: none is accepted, none gets a word back.</summary>
public sealed class ForgedRequestTests : IAsyncLifetime
{
    private const long HundredMegabytes = 100L * 1024 * 1024;

    private readonly FakeWeComSettings _settings = new();
    private BotUnderTest _bot = null!;
    private ForgedWords _words = null!;

    private sealed record Forgery(string Name, string? Method, string? Query, string? Body, string? Sign, string? At, string? Encoding, bool Chunked);

    public async Task InitializeAsync()
    {
        _bot = await BotUnderTest.StartAsync(Some.App(_settings));
        _words = new ForgedWords(_settings);
    }

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    public static TheoryData<string> Names() => [.. Table().Select(row => row.Name)];

    [Fact]
    public void The_table_has_at_least_sixty_different_rows() =>
        Assert.True(Table().Select(row => row.Name).Distinct().Count() >= 60);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_forged_is_accepted_or_answered(string name)
    {
        var row = Table().Single(row => row.Name == name);
        var query = _words.Fill(row.Query ?? _words.Signed(_words.Fill(row.At ?? "{ts}"), _words.Fill(row.Sign ?? "{encrypt}")));
        using var request = new HttpRequestMessage(new HttpMethod(row.Method ?? "POST"), $"{_bot.Callback}?{query}");
        if (row.Body is not null)
            request.Content = new ByteArrayContent(Bytes(_words.Fill(row.Body), row.Encoding));
        request.Headers.TransferEncodingChunked = row.Chunked ? true : null;
        var (status, reply) = await SendAsync(request);
        Assert.True(status is null or (>= 400 and < 500), $"{name}: {status}");
        Assert.Equal("", reply);
        Assert.Equal(0, _bot.Accepts);
    }

    [Fact]
    public async Task The_row_that_all_forgeries_start_from_is_accepted()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_bot.Callback}?{_words.Signed(_words.Fill("{ts}"), _words.Fill("{encrypt}"))}");
        request.Content = new StringContent(_words.Fill("{envelope}"));
        Assert.Equal((200, ""), await SendAsync(request));
        Assert.Equal(1, _bot.Accepts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_body_of_100_MB_hardly_more_than_the_limit_is_read(bool announced)
    {
        var address = new Uri(_bot.Callback);
        using var line = new TcpClient { NoDelay = true };
        await line.ConnectAsync(address.Host, address.Port);
        await using var stream = line.GetStream();
        var head = announced ? $"Content-Length: {HundredMegabytes}" : "Transfer-Encoding: chunked";
        var query = _words.Signed(_words.Fill("{ts}"), _words.Fill("{encrypt}"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {address.AbsolutePath}?{query} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n{head}\r\n\r\n"));
        var allocated = GC.GetTotalAllocatedBytes();
        var answer = ReadAsync(stream);
        var sent = await WriteUntilRefusedAsync(stream, announced, answer);
        // What the bot did not read stands in the buffers of the two sockets.
        Assert.InRange(sent, 0, 32L * 1024 * 1024);
        Assert.Contains("413", await answer, StringComparison.Ordinal);
        Assert.Equal(0, _bot.Accepts);
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 64L * 1024 * 1024);
    }

    private static async Task<(int? Status, string Reply)> SendAsync(HttpRequestMessage request)
    {
        try
        {
            using var http = new HttpClient();
            using var response = await http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            // The server closed while a body that is too large was still coming: refused as well.
            return (null, "");
        }
    }

    private static async Task<long> WriteUntilRefusedAsync(NetworkStream stream, bool announced, Task<string> answer)
    {
        var block = new byte[64 * 1024];
        byte[] chunk = announced ? block : [.. "10000\r\n"u8, .. block, .. "\r\n"u8];
        var sent = 0L;
        try
        {
            while (sent < HundredMegabytes && !answer.IsCompleted)
            {
                await stream.WriteAsync(chunk);
                sent += block.Length;
            }
        }
        catch (IOException)
        {
            // Closed from the other side.
        }
        return sent;
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
        }
        catch (IOException)
        {
            return "413 by closing the line";
        }
    }

    private static Forgery[] Table() =>
        JsonSerializer.Deserialize<Forgery[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "WeCom", "forged-requests.json")), JsonSerializerOptions.Web)!;

    private static byte[] Bytes(string text, string? encoding) => encoding switch
    {
        "utf-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)],
        "broken" => [.. Encoding.UTF8.GetBytes(text[..5]), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(text[5..])],
        _ => Encoding.UTF8.GetBytes(text),
    };
}

using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Benchmarks.Ingest;

/// <summary>Stands in for the platform's API: hands out a token and takes every message.</summary>
internal sealed class PlatformSink : IAsyncDisposable
{
    private readonly WebApplication app;
    private int sent;

    private PlatformSink(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        app = builder.Build();
        app.MapGet("/cgi-bin/gettoken", () => Results.Json(new { errcode = 0, errmsg = "ok", access_token = "bench", expires_in = 7200 }));
        app.MapPost("/cgi-bin/message/send", () =>
        {
            Interlocked.Increment(ref sent);
            return Results.Json(new { errcode = 0, errmsg = "ok", msgid = Guid.NewGuid().ToString("n") });
        });
        app.MapFallback(() => Results.Json(new { errcode = 0, errmsg = "ok" }));
    }

    /// <summary>Messages that it took.</summary>
    public int Sent => Volatile.Read(ref sent);

    public static async Task<PlatformSink> StartAsync(int port)
    {
        var sink = new PlatformSink(port);
        await sink.app.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

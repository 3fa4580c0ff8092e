using CsPerformance.Bot.Platforms;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>Probes: alive, and ready to take messages.</summary>
internal static class Health
{
    // Messages that wait this long mean that nobody sends them, whatever else looks well.
    private static readonly TimeSpan _tooOld = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Json.Ok(new { Status = "ok" }));
        routes.MapGet("/readyz", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(Store store, TimeProvider clock, IEnumerable<PlatformWatch> platforms, CancellationToken cancellation)
    {
        // Opening the store ran the migrations, so one that answers is up to date.
        if (!await store.AnswersAsync(cancellation)) return Results.Json(new { Status = "unavailable", Store = false }, Json.Options, statusCode: 503);
        var (outbox, inbox) = await store.ReadAsync(session => (session.Outbox.Due(), session.Inbox.Unfinished()), cancellation);
        var age = outbox.Oldest is { } oldest ? clock.GetUtcNow() - oldest : TimeSpan.Zero;
        var ready = age < _tooOld;
        return Results.Json(
            new { Status = ready ? "ok" : "stuck", Store = true, Outbox = new { Due = outbox.Count, AgeSeconds = (long)age.TotalSeconds }, Inbox = new { Unfinished = inbox.Count }, Platforms = platforms.Select(platform => new { platform.Name, Trouble = platform.Trouble() }) },
            Json.Options, statusCode: ready ? 200 : 503);
    }
}

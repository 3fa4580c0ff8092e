using System.Data.Common;
using CsPerformance.Bot.Platforms;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>Probes: alive, and ready to take messages.</summary>
internal static class Health
{
    // Messages that wait this long mean that nobody sends or answers them, whatever else looks well.
    private static readonly TimeSpan _tooOld = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Json.Ok(new { Status = "ok" }));
        routes.MapGet("/readyz", ReadyAsync);
    }

    /// <summary>What waits to be sent and to be answered; null where the store does not answer.</summary>
    public static async Task<((long Count, DateTimeOffset? Oldest) Outbox, (long Count, DateTimeOffset? Oldest) Inbox)?> WaitingAsync(
        Store store, CancellationToken cancellation)
    {
        try
        {
            return await store.ReadAsync(session => (session.Outbox.Due(), session.Inbox.Unfinished()), cancellation);
        }
        catch (DbException)
        {
            return null;
        }
    }

    private static async Task<IResult> ReadyAsync(Store store, TimeProvider clock, IEnumerable<PlatformWatch> platforms, CancellationToken cancellation)
    {
        // Opening the store ran the migrations, so one that answers is up to date.
        if (await WaitingAsync(store, cancellation) is not var (outbox, inbox)) return Results.Json(new { Status = "unavailable", Store = false }, Json.Options, statusCode: 503);
        var failing = store.WritesFailSince;
        // Nobody may have anything to write while this instance gets no messages: the probe itself finds out that it works again.
        var writes = await store.TakesWritesAsync(cancellation);
        var now = clock.GetUtcNow();
        var (unsent, unanswered) = (Age(outbox.Oldest, now), Age(inbox.Oldest, now));
        var ready = writes && unsent < _tooOld && unanswered < _tooOld;
        return Results.Json(
            new
            {
                Status = ready ? "ok" : "stuck",
                Store = true,
                Writes = new { Ok = writes, FailedSince = failing },
                Outbox = new { Due = outbox.Count, AgeSeconds = (long)unsent.TotalSeconds },
                Inbox = new { Unfinished = inbox.Count, AgeSeconds = (long)unanswered.TotalSeconds },
                Platforms = platforms.Select(platform => new { platform.Name, Trouble = platform.Trouble() }),
            },
            Json.Options, statusCode: ready ? 200 : 503);
    }

    private static TimeSpan Age(DateTimeOffset? oldest, DateTimeOffset now) => oldest is { } since ? now - since : TimeSpan.Zero;
}

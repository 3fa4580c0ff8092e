using CsPerformance.Bot.Operation;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>GET /metrics for Prometheus. It tells counts and times, never what was said or about whom.</summary>
internal static class Metrics
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", WriteAsync);

    private static async Task<IResult> WriteAsync(Store store, PrometheusText text, TimeProvider clock, CancellationToken cancellation)
    {
        var (outbox, inbox) = await store.ReadAsync(session => (session.Outbox.Due(), session.Inbox.Unfinished()), cancellation);
        var now = clock.GetUtcNow();
        return Results.Text(
            text.Write(
            [
                ("csp_outbox_due", "Messages that are due and not sent.", outbox.Count),
                ("csp_outbox_age_seconds", "Age of the oldest message that is due.", Age(outbox.Oldest, now)),
                ("csp_inbox_unfinished", "Stored messages that are not answered yet.", inbox.Count),
                ("csp_inbox_age_seconds", "Age of the oldest message that is not answered.", Age(inbox.Oldest, now)),
                ("csp_writes_queued", "Works that wait for a writer.", store.Queued),
            ]),
            "text/plain; version=0.0.4");
    }

    private static double Age(DateTimeOffset? oldest, DateTimeOffset now) => oldest is { } since ? Math.Max(0, (now - since).TotalSeconds) : 0;
}

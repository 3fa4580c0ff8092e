using CsPerformance.Bot.Operation;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>GET /metrics for Prometheus. It tells counts and times, never what was said or about whom.</summary>
internal static class Metrics
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", WriteAsync);

    private static async Task<IResult> WriteAsync(Store store, PrometheusText text, TimeProvider clock, CancellationToken cancellation) => Results.Text(
        text.Write(
        [
            .. await WaitingAsync(store, clock, cancellation),
            ("csp_writes_queued", "Works that wait for a writer.", store.Queued),
            ("csp_writes_failing", "1 while no write comes through, else 0.", store.WritesFailSince is null ? 0 : 1),
        ]),
        "text/plain; version=0.0.4");

    /// <summary>What stands in the store; without it the counters are told all the same, because they show what happens meanwhile.</summary>
    private static async Task<IReadOnlyList<(string Name, string Help, double Value)>> WaitingAsync(Store store, TimeProvider clock, CancellationToken cancellation)
    {
        const string up = "csp_store_up", whether = "1 where the store answers, else 0.";
        if (await Health.WaitingAsync(store, cancellation) is not var (outbox, inbox)) return [(up, whether, 0)];
        var now = clock.GetUtcNow();
        return
        [
            (up, whether, 1),
            ("csp_outbox_due", "Messages that are due and not sent.", outbox.Count),
            ("csp_outbox_age_seconds", "Age of the oldest message that is due.", Age(outbox.Oldest, now)),
            ("csp_inbox_unfinished", "Stored messages that are not answered yet.", inbox.Count),
            ("csp_inbox_age_seconds", "Age of the oldest message that is not answered.", Age(inbox.Oldest, now)),
        ];
    }

    private static double Age(DateTimeOffset? oldest, DateTimeOffset now) => oldest is { } since ? Math.Max(0, (now - since).TotalSeconds) : 0;
}

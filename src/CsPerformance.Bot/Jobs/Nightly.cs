using CsPerformance.Storage;

namespace CsPerformance.Bot.Jobs;

/// <summary>What is done once a night: the tallies are compared with the records, old drafts and messages go.</summary>
internal sealed class Nightly(Store store, ILogger<Nightly> logger)
{
    private static readonly TimeOnly _from = new(3, 0);

    /// <summary>Messages behind no record are kept this long, which is longer than any platform sends one again.</summary>
    private static readonly TimeSpan _keep = TimeSpan.FromDays(90);

    /// <summary>Does the night's work if it is past three and nobody did it today.</summary>
    public async Task RunAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        if (TimeOnly.FromDateTime(now.DateTime) < _from) return;
        var day = DateOnly.FromDateTime(now.DateTime).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        if (await store.ReadAsync(session => session.JobRuns.Done("nightly", day, "all"), cancellation)) return;
        // Comparing reads all records, so it is done on a snapshot; the writer is troubled only where something is wrong.
        var wrong = await store.ReadAsync(session => session.Tallies.Differences(), cancellation);
        if (wrong.Count > 0)
        {
            var repaired = await store.WriteAsync(transaction => transaction.Tallies.Repair(), cancellation);
            logger.LogError("{Count} tallies did not agree with the records and were put right.", repaired.Count);
        }
        var purged = await store.WriteAsync(
            transaction =>
            {
                if (!transaction.JobRuns.Once("nightly", day, "all")) return 0;
                transaction.Drafts.Expire();
                return transaction.Inbox.Purge(transaction.Now - _keep);
            },
            cancellation);
        logger.LogInformation("Nightly work done: {Wrong} tallies repaired, {Purged} old messages removed.", wrong.Count, purged);
    }
}

using CsPerformance.Bot.Operation;
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
        var (repaired, failed) = await CompareAsync(cancellation);
        var purged = await store.WriteAsync(
            transaction =>
            {
                if (!transaction.JobRuns.Once("nightly", day, "all")) return 0;
                transaction.Drafts.Expire();
                return transaction.Inbox.Purge(transaction.Now - _keep);
            },
            cancellation);
        logger.LogInformation("Nightly work done: {Repaired} tallies repaired, {Failed} days not compared, {Purged} old messages removed.", repaired, failed, purged);
    }

    /// <summary>Each day of the history by itself: all of it would not fit into memory, and whatever waits for the writer would wait for all of it.</summary>
    private async Task<(int Repaired, int Failed)> CompareAsync(CancellationToken cancellation)
    {
        var (repaired, failed) = (0, 0);
        var from = DateOnly.MinValue;
        while (await store.ReadAsync(session => session.Tallies.NextDay(from), cancellation) is { } day)
        {
            try
            {
                repaired += await RepairAsync(day, cancellation);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The next night tries it again; this one has its other days and its other work.
                failed++;
                logger.LogError("The tallies of {Day} could not be compared with the records: {Fault}.", Text(day), fault.GetType().Name);
            }
            if (day == DateOnly.MaxValue) break;
            from = day.AddDays(1);
        }
        return (repaired, failed);
    }

    /// <summary>Compares on a snapshot; the writer is troubled only where something is wrong.</summary>
    private async Task<int> RepairAsync(DateOnly day, CancellationToken cancellation)
    {
        if (await store.ReadAsync(session => session.Tallies.Differences(day).Count, cancellation) == 0) return 0;
        var repaired = await store.WriteAsync(transaction => transaction.Tallies.Repair(day).Count, cancellation);
        Meters.Repaired.Add(repaired);
        logger.LogError("{Count} tallies of {Day} did not agree with the records and were put right.", repaired, Text(day));
        return repaired;
    }

    private static string Text(DateOnly day) => day.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}

using System.Data.Common;
using System.Diagnostics;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Delivery;

/// <summary>For what is known only to this process and would be lost with its first failure: it is written again until the store takes it.</summary>
internal static class Persistence
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    /// <param name="write">Must do no harm where it is done twice: a commit may have come through although its answer did not.</param>
    /// <param name="atMost">After this time the store's fault is thrown.</param>
    public static async Task InsistAsync(Func<Task> write, TimeSpan atMost)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(_pause, CancellationToken.None))
        {
            try
            {
                await write();
                return;
            }
            catch (Exception away) when (away is DbException or StoreBusyException && Stopwatch.GetElapsedTime(started) < atMost)
            {
                // Away, full or overloaded: it comes back, or the time is over.
            }
        }
    }
}

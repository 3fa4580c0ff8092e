using System.Diagnostics;

namespace CsPerformance.Bot.Delivery;

/// <summary>
/// Lets acknowledging go before answering where there is time for one of them only: what is not acknowledged within five seconds a platform
/// sends again (platforms.md, part 2), and an answer is not missed for a moment.
/// </summary>
/// <param name="arrived">How many messages have been stored so far.</param>
internal sealed class ArrivalsFirst(Func<long> arrived)
{
    /// <summary>So many times faster than they are answered must messages come in for the workers to step back: below it they keep up or nearly so.</summary>
    private const int Flood = 2;

    /// <summary>A worker steps back for so many times as long as it worked at most: a flood without an end is answered too.</summary>
    private const int Longest = 8;

    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(20);

    private long answered;

    /// <summary>Runs one round of a worker, and steps back after it while messages flood in.</summary>
    /// <param name="run">Answers what waits now; tells how many messages that were.</param>
    public async Task<int> RunAsync(Func<CancellationToken, Task<int>> run, CancellationToken cancellation)
    {
        var (arrivedBefore, answeredBefore, started) = (arrived(), Volatile.Read(ref answered), Stopwatch.GetTimestamp());
        var taken = await run(cancellation);
        if (taken == 0) return 0;
        // Of all workers together: they share the processors.
        var all = Interlocked.Add(ref answered, taken) - answeredBefore;
        var took = Stopwatch.GetElapsedTime(started);
        var floods = arrived() - arrivedBefore > Flood * all;
        for (var back = TimeSpan.Zero; floods && back < took * Longest; back += _slice)
        {
            var before = arrived();
            await Task.Delay(_slice, cancellation);
            floods = arrived() - before > Flood * all * (_slice / took);
        }
        return taken;
    }
}

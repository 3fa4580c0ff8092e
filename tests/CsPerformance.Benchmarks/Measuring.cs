using System.Diagnostics;

namespace CsPerformance.Benchmarks;

/// <param name="Nanoseconds">For each subject; the median of the runs.</param>
/// <param name="Bytes">Allocated for each subject.</param>
internal readonly record struct Measured(double Nanoseconds, double Least, double Most, long Bytes)
{
    public override string ToString() => $"{Nanoseconds,9:F0} ns/subject (min {Least:F0}, max {Most:F0})  {Bytes,6} B/subject";
}

internal static class Measuring
{
    private const int Runs = 5;

    /// <param name="subjects">How many subjects one call of <paramref name="work"/> goes through.</param>
    /// <param name="total">How many subjects each run goes through at least.</param>
    /// <param name="warm">Milliseconds until the tiered compiler has settled.</param>
    public static Measured Of(int subjects, int total, int warm, Action work)
    {
        for (var settling = Stopwatch.StartNew(); settling.ElapsedMilliseconds < warm;) work();
        var (times, calls, bytes) = (new List<double>(), Math.Max(1, total / subjects), 0L);
        for (var run = 0; run < Runs; run++)
        {
            GC.Collect();
            var before = GC.GetAllocatedBytesForCurrentThread();
            // Time of the processor, the collector's included: what else the machine does disturbs it least.
            var clock = Environment.CpuUsage.TotalTime;
            for (var call = 0; call < calls; call++) work();
            times.Add((Environment.CpuUsage.TotalTime - clock).TotalNanoseconds / subjects / calls);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / subjects / calls;
        }
        times.Sort();
        return new(times[Runs / 2], times[0], times[^1], bytes);
    }
}

namespace CsPerformance.Bot.Hosting;

/// <summary>
/// Runs what falls due after one moment and not after another, and ends when it is done. Registered by whatever has a schedule;
/// called when the simulator moves the clock, which no timer notices.
/// </summary>
public delegate Task RunDue(DateTimeOffset after, DateTimeOffset until, CancellationToken cancellation);

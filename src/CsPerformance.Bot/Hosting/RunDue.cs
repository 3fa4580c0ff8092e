namespace CsPerformance.Bot.Hosting;

/// <summary>
/// Runs what is due at a moment and not done, to its end. Registered by whatever has a schedule; called when the simulator moves the
/// clock, which no timer notices.
/// </summary>
public delegate Task RunDue(DateTimeOffset now, CancellationToken cancellation);

namespace CsPerformance.Channels.Protocol;

/// <summary>How long to wait before the next try: doubled each time, with jitter, so that instances do not knock together.</summary>
public static class RetryDelay
{
    /// <param name="tries">Failed tries so far; 1 or more.</param>
    /// <returns>Between half and all of <paramref name="first"/> doubled for each further try, at most <paramref name="most"/>.</returns>
    public static TimeSpan After(int tries, TimeSpan first, TimeSpan most)
    {
        var full = first * Math.Pow(2, Math.Clamp(tries - 1, 0, 20));
        if (full > most)
            full = most;
        return full * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>The start of the next minute with up to five seconds of jitter: rates are counted by the minute.</summary>
    public static TimeSpan ToNextMinute(DateTimeOffset now) =>
        TimeSpan.FromSeconds(60 - now.Second + (Random.Shared.NextDouble() * 5));
}

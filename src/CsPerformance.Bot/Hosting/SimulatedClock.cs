namespace CsPerformance.Bot.Hosting;

/// <summary>
/// The bot's clock while the simulator is on. With a start instant it stands still and only the simulator moves it; without one it is the
/// real time plus what it was moved forward. It never goes back, and its timers run in real time.
/// </summary>
public sealed class SimulatedClock(TimeProvider real, DateTimeOffset? startAt) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _standing = startAt?.ToUniversalTime();
    private TimeSpan _ahead;

    /// <summary>How far ahead of the real time it is when it is moved to an instant; zero while it stands.</summary>
    public TimeSpan AheadAt(DateTimeOffset instant)
    {
        lock (_gate) return _standing is null ? instant - real.GetUtcNow() : TimeSpan.Zero;
    }

    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _standing ?? real.GetUtcNow() + _ahead;
    }

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);

    /// <summary>Is this far ahead of the real time, or stays further ahead; nothing happens to a clock that stands.</summary>
    public void MoveAhead(TimeSpan ahead)
    {
        lock (_gate)
        {
            if (_standing is null && ahead > _ahead) _ahead = ahead;
        }
    }

    /// <summary>Moves forward to an instant. The same or an earlier one changes nothing.</summary>
    /// <returns>True where the clock moved.</returns>
    public bool MoveTo(DateTimeOffset instant)
    {
        lock (_gate)
        {
            var now = _standing ?? real.GetUtcNow() + _ahead;
            if (instant <= now) return false;
            if (_standing is null) _ahead += instant - now;
            else _standing = instant.ToUniversalTime();
            return true;
        }
    }
}

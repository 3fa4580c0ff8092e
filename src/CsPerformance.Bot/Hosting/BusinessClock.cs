namespace CsPerformance.Bot.Hosting;

/// <summary>The company's wall clock: every day, deadline and quiet hour is meant in its time zone.</summary>
public sealed class BusinessClock(TimeProvider time, TimeZoneInfo zone)
{
    private static readonly TimeOnly QuietFrom = new(21, 0), QuietUntil = new(8, 30);

    /// <summary>The instant with the offset of the company's zone.</summary>
    public DateTimeOffset Now => Local(time.GetUtcNow());

    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);

    /// <summary>The instant at which a wall clock in the company shows this.</summary>
    public DateTimeOffset At(DateOnly day, TimeOnly at)
    {
        var local = day.ToDateTime(at);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    /// <summary>True between 21:00 and 08:30, when only answers are sent. Source: chat.md, ground rule 7.</summary>
    public bool IsQuiet(DateTimeOffset instant) => TimeOnly.FromDateTime(Local(instant).DateTime) is var at && (at >= QuietFrom || at < QuietUntil);

    /// <summary>The earliest instant from this one on at which a push may go out.</summary>
    public DateTimeOffset NextPush(DateTimeOffset instant)
    {
        if (!IsQuiet(instant)) return instant;
        var local = Local(instant).DateTime;
        var day = DateOnly.FromDateTime(local);
        return At(TimeOnly.FromDateTime(local) >= QuietFrom ? day.AddDays(1) : day, QuietUntil);
    }
}

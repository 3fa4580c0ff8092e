using CsPerformance.Bot.Conversation;

namespace CsPerformance.Bot.Jobs;

/// <summary>The latest time at which something fell due, seen from a moment.</summary>
/// <param name="now">Local time of the company.</param>
/// <param name="since">When the bot was started first: nothing from before is caught up.</param>
internal sealed class Schedule(House house, DateTimeOffset now, DateTimeOffset since)
{
    public DateOnly Today => DateOnly.FromDateTime(now.DateTime);

    /// <summary>The last day on which a weekly time came; null where that was before the first start.</summary>
    public DateOnly? LastWeekly(DayOfWeek day, TimeOnly time)
    {
        var date = Today.AddDays(-(((int)Today.DayOfWeek - (int)day + 7) % 7));
        if (house.Clock.At(date, time) > now) date = date.AddDays(-7);
        return Counts(date, time);
    }

    /// <summary>The last first of a month on which a time came; null where that was before the first start.</summary>
    public DateOnly? LastMonthly(TimeOnly time)
    {
        var date = new DateOnly(Today.Year, Today.Month, 1);
        if (house.Clock.At(date, time) > now) date = date.AddMonths(-1);
        return Counts(date, time);
    }

    /// <summary>True on a day from a time on.</summary>
    public bool HasCome(DateOnly day, TimeOnly time) => Today == day && house.Clock.At(day, time) <= now && Counts(day, time) is not null;

    private DateOnly? Counts(DateOnly date, TimeOnly time) => house.Clock.At(date, time) > since ? date : null;
}

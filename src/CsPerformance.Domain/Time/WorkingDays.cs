namespace CsPerformance.Domain.Time;

/// <summary>Working days (工作日) by the statutory calendar with make-up days (调休). Source: schemes.md, common rule 15.</summary>
/// <param name="Holidays">Days off that would be working days by their weekday, or fall on a weekend anyway.</param>
/// <param name="MakeUpDays">Saturdays and Sundays that are worked.</param>
/// <param name="Years">The years that the calendar knows; in any other year Monday to Friday are worked.</param>
public sealed record WorkingDays(IReadOnlySet<DateOnly> Holidays, IReadOnlySet<DateOnly> MakeUpDays, IReadOnlySet<int> Years)
{
    /// <summary>Monday to Friday, for every year.</summary>
    public static WorkingDays MondayToFriday { get; } = new(new HashSet<DateOnly>(), new HashSet<DateOnly>(), new HashSet<int>());

    /// <summary>False for a year that the calendar lacks: the caller tells the user that Monday to Friday was assumed.</summary>
    public bool Knows(int year) => Years.Contains(year);

    public bool IsWorkingDay(DateOnly day) =>
        MakeUpDays.Contains(day) || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.Contains(day));

    /// <summary>Working days from one day to another, both included.</summary>
    public int Count(DateOnly from, DateOnly until)
    {
        var days = 0;
        for (var day = from; day <= until; day = day.AddDays(1)) if (IsWorkingDay(day)) days++;
        return days;
    }

    /// <summary>The n-th working day after a day (the day itself is not counted); n ≥ 0.</summary>
    public DateOnly After(DateOnly day, int workingDays)
    {
        while (workingDays > 0)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day)) workingDays--;
        }
        return day;
    }
}

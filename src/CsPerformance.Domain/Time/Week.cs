using System.Globalization;

namespace CsPerformance.Domain.Time;

/// <summary>A week from Monday to Sunday, written as ISO 8601 does: <c>2026-W47</c>.</summary>
public readonly record struct Week(DateOnly Monday)
{
    public DateOnly Sunday => Monday.AddDays(6);

    public Week Previous => new(Monday.AddDays(-7));

    public static Week Of(DateOnly day) => new(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)));

    public bool Contains(DateOnly day) => day >= Monday && day <= Sunday;

    public override string ToString()
    {
        var thursday = Monday.AddDays(3).ToDateTime(TimeOnly.MinValue);
        return string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(thursday):0000}-W{ISOWeek.GetWeekOfYear(thursday):00}");
    }
}

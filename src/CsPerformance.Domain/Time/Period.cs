using System.Globalization;

namespace CsPerformance.Domain.Time;

/// <summary>The kinds of period (考核期) that a scheme can be for.</summary>
public enum PeriodKind
{
    Month,
    Quarter,
    Half,
    Year,
}

/// <summary>A calendar month, quarter, half or year: <c>2026-10</c>, <c>2026-Q4</c>, <c>2026-H2</c>, <c>2026</c>.</summary>
/// <param name="Ordinal">1-based within the year: month 1..12, quarter 1..4, half 1..2, year 1.</param>
public readonly record struct Period(PeriodKind Kind, int Year, int Ordinal) : IComparable<Period>
{
    private int MonthsLong => Kind switch { PeriodKind.Month => 1, PeriodKind.Quarter => 3, PeriodKind.Half => 6, _ => 12 };

    public DateOnly First => new(Year, (Ordinal - 1) * MonthsLong + 1, 1);

    /// <summary>The last day, included.</summary>
    public DateOnly Last => First.AddMonths(MonthsLong).AddDays(-1);

    public Period Previous => Plus(-1);

    public Period Next => Plus(1);

    /// <summary>The months within this period, first to last.</summary>
    public IEnumerable<Period> Months
    {
        get
        {
            var first = First;
            return Enumerable.Range(0, MonthsLong).Select(i => Month(first.AddMonths(i)));
        }
    }

    public static Period Month(DateOnly day) => new(PeriodKind.Month, day.Year, day.Month);

    public static Period Month(int year, int month) => new(PeriodKind.Month, year, month);

    /// <summary>The period of a kind that a day falls in.</summary>
    public static Period Of(PeriodKind kind, DateOnly day) => kind switch
    {
        PeriodKind.Month => Month(day),
        PeriodKind.Quarter => new(kind, day.Year, (day.Month - 1) / 3 + 1),
        PeriodKind.Half => new(kind, day.Year, (day.Month - 1) / 6 + 1),
        _ => new(kind, day.Year, 1),
    };

    public bool Contains(DateOnly day) => day >= First && day <= Last;

    /// <summary>Moves by whole periods of the same kind; the years stay within 1..9999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The result lies outside the calendar.</exception>
    public Period Plus(int periods) => Of(Kind, First.AddMonths(periods * MonthsLong));

    /// <summary>Reads the four written forms; nothing else, no spaces.</summary>
    public static bool TryParse(string? text, out Period period)
    {
        period = default;
        if (text is null || text.Length is < 4 or > 7 || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1900 or > 9998)
            return false;
        if (text.Length == 4)
        {
            period = new(PeriodKind.Year, year, 1);
            return true;
        }
        if (text.Length < 7 || text[4] != '-') return false;
        switch (text[5])
        {
            case 'Q' when text[6] is >= '1' and <= '4':
                period = new(PeriodKind.Quarter, year, text[6] - '0');
                return true;
            case 'H' when text[6] is '1' or '2':
                period = new(PeriodKind.Half, year, text[6] - '0');
                return true;
            default:
                if (!int.TryParse(text.AsSpan(5, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var month) || month is < 1 or > 12) return false;
                period = Month(year, month);
                return true;
        }
    }

    public int CompareTo(Period other) => (First, Last).CompareTo((other.First, other.Last));

    public override string ToString() => Kind switch
    {
        PeriodKind.Month => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Ordinal:00}"),
        PeriodKind.Quarter => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Ordinal}"),
        PeriodKind.Half => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-H{Ordinal}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}"),
    };

    public static bool operator <(Period left, Period right) => left.CompareTo(right) < 0;

    public static bool operator >(Period left, Period right) => left.CompareTo(right) > 0;

    public static bool operator <=(Period left, Period right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Period left, Period right) => left.CompareTo(right) >= 0;
}

using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>Numbers, days and months as people fill them into cells.</summary>
internal static partial class CellReading
{
    /// <summary>A number, also as text: ５２００, 5,200, 5200条, 93%, -2. False where the cell is none.</summary>
    /// <param name="unit">A unit that may stand behind it.</param>
    public static bool TryNumber(ReadCell cell, string? unit, out decimal value, out bool percent)
    {
        percent = cell.Percent;
        if (cell.Number is { } number)
        {
            value = number;
            return true;
        }
        value = 0;
        var text = Sentence.Fold(cell.Text).Trim();
        var negative = text.StartsWith('-');
        text = text.TrimStart('-', '+', '¥', '￥').Trim();
        percent = text.EndsWith('%');
        text = text.TrimEnd('%').Trim();
        if (unit is { Length: > 0 } && text.EndsWith(unit, StringComparison.Ordinal)) text = text[..^unit.Length].Trim();
        if (text.Contains(',', StringComparison.Ordinal) && !Grouped().IsMatch(text)) return false;
        if (!Numbers.TryParse(text, out value)) return false;
        if (percent) value /= 100;
        if (negative) value = -value;
        return true;
    }

    /// <summary>A day: an Excel date, its serial number, 2026-11-25, 2026年11月25日, 11月25日, 11.25; without a year the latest one that is not to come.</summary>
    public static bool TryDay(ReadCell cell, DateOnly today, out DateOnly day)
    {
        day = cell.Day ?? default;
        if (cell.Day is not null) return true;
        if (cell.Number is { } serial && serial is >= 30_000 and < 80_000)
        {
            day = DateOnly.FromDateTime(DateTime.FromOADate((double)decimal.Truncate(serial)));
            return true;
        }
        var match = Day().Match(Sentence.Fold(cell.Text));
        if (!match.Success) return false;
        var (month, date) = (Whole(match, "m"), Whole(match, "d"));
        if (match.Groups["y"].Success) return TryMake(Whole(match, "y"), month, date, out day);
        return TryMake(today.Year, month, date, out day) && (day <= today || TryMake(today.Year - 1, month, date, out day));
    }

    /// <summary>The month (or the last one of a quarter) of a cell; null where there is none.</summary>
    public static Period? Month(ReadCell cell, DateOnly today)
    {
        if (cell.Day is { } day) return Period.Month(day);
        if (cell.Number is { } number && number == decimal.Truncate(number))
        {
            if (number is >= 1 and <= 12) return Latest((int)number, today);
            if (number is >= 30_000 and < 80_000) return Period.Month(DateOnly.FromDateTime(DateTime.FromOADate((double)number)));
            return number is >= 200_001 and <= 209_912 && (int)number % 100 is >= 1 and <= 12 and var of ? Period.Month((int)number / 100, of) : null;
        }
        return Month(cell.Text, today) ?? (int.TryParse(Sentence.Fold(cell.Text), CultureInfo.InvariantCulture, out var alone) && alone is >= 1 and <= 12 ? Latest(alone, today) : null);
    }

    /// <summary>A month named in a text, such as a title or the name of a file: 2026年10月, 2026-10, 202610, 10月, 2026年3季度.</summary>
    public static Period? Month(string text, DateOnly today)
    {
        var plain = Sentence.Fold(text);
        if (Quarter().Match(plain) is { Success: true } quarter)
            return Period.Month(Whole(quarter, "y"), 3 * (char.IsAsciiDigit(quarter.Groups["q"].Value[0]) ? Whole(quarter, "q") : "一二三四".IndexOf(quarter.Groups["q"].Value, StringComparison.Ordinal) + 1));
        if (YearMonth().Match(plain) is { Success: true } dated) return Period.Month(Whole(dated, "y"), Whole(dated, "m"));
        return OnlyMonth().Match(plain) is { Success: true } match ? Latest(Whole(match, "m"), today) : null;
    }

    private static Period Latest(int month, DateOnly today) => Period.Month(month > today.Month ? today.Year - 1 : today.Year, month);

    private static int Whole(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool TryMake(int year, int month, int date, out DateOnly day)
    {
        day = default;
        if (month is < 1 or > 12 || date < 1 || date > DateTime.DaysInMonth(year, month)) return false;
        day = new(year, month, date);
        return true;
    }

    [GeneratedRegex(@"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^\s*(?:(?<y>20\d\d)\s*[-年./])?\s*(?<m>\d{1,2})\s*[-月./]\s*(?<d>\d{1,2})\s*[日号]?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Day();

    [GeneratedRegex(@"(?<!\d)(?<y>20\d\d)\s*[-年./]?\s*(?:第\s*(?<q>[一二三四1-4])|(?<q>[一二三四1-4])|q(?<q>[1-4]))\s*(?:季度?|(?<=q\d))(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Quarter();

    [GeneratedRegex(@"(?<!\d)(?<y>20\d\d)\s*[-年./_]?\s*(?<m>1[0-2]|0?[1-9])(?![\d年季])", RegexOptions.CultureInvariant)]
    private static partial Regex YearMonth();

    [GeneratedRegex(@"(?<!\d)(?<m>1[0-2]|0?[1-9])月(?!\s*\d)", RegexOptions.CultureInvariant)]
    private static partial Regex OnlyMonth();
}

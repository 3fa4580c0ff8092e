using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>A passage that names a day.</summary>
/// <param name="Days">One where the day is certain; several where they are to be chosen from; with a problem, what may be meant instead.</param>
/// <param name="Problem">Why it cannot stand as it is, in Chinese; null where it can.</param>
/// <param name="Decimal">True where it could be a number as well: 9.3.</param>
internal sealed record DayWord(int Start, int Length, IReadOnlyList<DateOnly> Days, string? Problem = null, bool Decimal = false)
{
    public int End => Start + Length;

    public DateOnly? Certain => Problem is null && Days is [var day] ? day : null;
}

/// <summary>Finds days in a sentence. Source: chat.md, ground rule 10.</summary>
/// <param name="coming">True for leave: a day without a year or week is the next one; false for records: the last one.</param>
internal sealed partial class DayWords(DateOnly today, bool coming, WorkingDays workingDays)
{
    /// <summary>A coming day that lies further ahead is not the nearest sensible one any more.</summary>
    private const int FarAhead = 200;

    private const string Chinese = "[一二三四五六七八九十]{1,3}";

    /// <summary>The days in what is still free, left to right; nothing is taken.</summary>
    public List<DayWord> Find(Sentence sentence)
    {
        var found = new List<DayWord>();
        (Regex Pattern, Func<Match, DayWord?> Read)[] forms =
        [
            (Full(), match => Dated(match, Number(match, "y"), Number(match, "m"), Number(match, "d"))),
            (MonthAndDay(), match => match.Groups["y"] is { Success: true } year
                ? Dated(match, Year(year.Value), Number(match, "m"), Number(match, "d"))
                : WithoutYear(match, Number(match, "m"), Number(match, "d"), false)),
            (MonthEnd(), match => Ends(match)),
            (RelativeMonth(), match => OfMonth(match, Shift(match.Groups["r"].Value), Number(match, "d"))),
            (Short(), match => Number(match, "m") is < 1 or > 12 || Number(match, "d") is < 1 or > 31 ? null
                : WithoutYear(match, Number(match, "m"), Number(match, "d"), match.Groups["s"].Value == ".")),
            (Weekday(), match => OfWeek(match, match.Groups["r"].Value, "一二三四五六日".IndexOf(match.Groups["w"].Value.Replace('天', '日'), StringComparison.Ordinal) is >= 0 and var n ? n : match.Groups["w"].Value[0] - '1')),
            (Weekend(), match => new(match.Index, match.Length, [], "周末有两天，请说周六还是周日")),
            (Ago(), match => Sure(match, (match.Groups["u"].Value == "天" ? 1 : 7) * Number(match, "n") * (match.Groups["way"].Value == "前" ? -1 : 1))),
            (Named(), match => Sure(match, match.Groups["w"].Value switch { "大前" => -3, "前" => -2, "昨" => -1, "今" => 0, "明" => 1, "后" => 2, _ => 3 })),
            (Listed(), match => OfMonth(match, null, Number(match, "d"))),
            (BareDay(), match => OfMonth(match, null, Number(match, "d"))),
            (AfterHoliday(), AfterHolidayOf),
        ];
        foreach (var match in sentence.Matches(DaySpan())) found.AddRange(Both(match));
        foreach (var match in sentence.Matches(WeekdaySpan())) found.AddRange(OfOneWeek(match));
        foreach (var match in sentence.Matches(ShortSpan()))
            found.AddRange([Part(match, "m", WithoutYear(match, Number(match, "m"), Number(match, "d"), false)), Part(match, "n", WithoutYear(match, Number(match, "n"), Number(match, "e"), false))]);
        foreach (var (pattern, read) in forms)
            foreach (var match in sentence.Matches(pattern))
                if (!found.Any(other => other.Start < match.Index + match.Length && match.Index < other.End) && read(match) is { } word)
                    found.Add(NotAhead(word));
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    public static string Show(DateOnly day) => day.ToString("M月d日", CultureInfo.InvariantCulture) + "周" + "日一二三四五六"[(int)day.DayOfWeek];

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Records are about days that have been.</summary>
    private DayWord NotAhead(DayWord word) =>
        coming || word.Certain is not { } day || day <= today ? word : word with { Days = [], Problem = $"{Show(day)}还没到，不能记在以后的日子" };

    private static int Number(Match match, string group) =>
        Numbers.TryParse(match.Groups[group].Value, out var value) && value <= 9999 && decimal.Truncate(value) == value ? (int)value : 0;

    private int Year(string text) => text[0] switch
    {
        '今' => today.Year,
        '去' => today.Year - 1,
        '前' => today.Year - 2,
        '明' => today.Year + 1,
        _ => int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture) is var year && year < 100 ? 2000 + year : year,
    };

    /// <summary>25日到27日, 11月25-27日: two days of one month. 5-7日 could be 7 May.</summary>
    private IEnumerable<DayWord> Both(Match match)
    {
        var (first, last) = (Number(match, "a"), Number(match, "b"));
        var hasMonth = match.Groups["m"].Success;
        if (!hasMonth && first <= 12 && match.Groups["to"].Value == "-" && !match.Groups["u"].Success)
        {
            yield return WithoutYear(match, first, last, false) with { Problem = $"“{match.Value}”是{first}月{last}日，还是{first}日到{last}日？" };
            yield break;
        }
        var opening = hasMonth ? WithoutYear(match, Number(match, "m"), first, false) : OfMonth(match, null, first);
        if (opening is null) yield break;
        yield return Part(match, hasMonth ? "m" : "a", opening);
        if (opening.Days is not [var start, ..]) yield break;
        var month = last >= first ? start : start.AddMonths(1);
        var until = Date(month.Year, month.Month, last);
        yield return Part(match, "b", opening with { Days = until is { } end ? [end] : [], Problem = opening.Problem ?? (until?.DayNumber - start.DayNumber > 15 && last < first ? "结束的日子在开始之前" : until is null ? $"{month.Month}月没有{last}日" : null) });
    }

    /// <summary>The same day, standing where the named group stands.</summary>
    private static DayWord Part(Match match, string group, DayWord word)
    {
        var start = match.Groups[group].Index;
        var end = group is "b" or "n" ? match.Index + match.Length : match.Groups["to"].Index;
        return word with { Start = start, Length = end - start };
    }

    private DayWord Sure(Match match, int days) => new(match.Index, match.Length, [today.AddDays(days)]);

    private static DateOnly? Date(int year, int month, int day) =>
        year is >= 2000 and <= 2100 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new(year, month, day) : null;

    private static DayWord Dated(Match match, int year, int month, int day) => Date(year, month, day) is { } date
        ? new(match.Index, match.Length, [date])
        : new(match.Index, match.Length, [], $"没有 {year}年{month}月{day}日 这一天");

    private DayWord WithoutYear(Match match, int month, int day, bool isDecimal)
    {
        var (at, length) = (match.Index, match.Length);
        var years = new[] { Date(today.Year - 1, month, day), Date(today.Year, month, day), Date(today.Year + 1, month, day) };
        if (years.All(date => date is null)) return new(at, length, [], $"没有 {month}月{day}日 这一天", isDecimal);
        if (coming)
        {
            var next = years.FirstOrDefault(date => date >= today);
            return next is { } soon && soon.DayNumber - today.DayNumber <= FarAhead
                ? new(at, length, [soon], null, isDecimal)
                : new(at, length, [.. years.Skip(1).OfType<DateOnly>()], $"{month}月{day}日是哪一年的？", isDecimal);
        }
        if (years[1] is { } now && now <= today) return new(at, length, [now], null, isDecimal);
        if (years[0] is { } last && today.DayNumber - last.DayNumber <= 60) return new(at, length, [last], null, isDecimal);
        return new(at, length, years[0] is { } old ? [old] : [], $"{month}月{day}日还没到，不能记在以后的日子", isDecimal);
    }

    /// <summary>A day of this month (null: the month was not said) or of one before or after it.</summary>
    private DayWord? OfMonth(Match match, int? shift, int day)
    {
        if (day is < 1 or > 31) return null;
        var month = Period.Month(today).Plus(shift ?? 0);
        var said = Date(month.Year, month.Ordinal, day);
        var (at, length) = (match.Index, match.Length);
        if (shift is not null)
            return said is { } certain ? new(at, length, [certain]) : new(at, length, [], $"{month.Ordinal}月没有{day}日");
        var other = month.Plus(coming ? 1 : -1);
        var alternative = Date(other.Year, other.Ordinal, day);
        if (said is null) return new(at, length, alternative is { } there ? [there] : [], $"{month.Ordinal}月没有{day}日");
        if (coming ? said >= today : said <= today) return new(at, length, [said.Value]);
        if (alternative is not { } instead) return new(at, length, coming ? [said.Value] : [], $"{Show(said.Value)}{(coming ? "已经过了" : "还没到")}");
        if (Math.Abs(instead.DayNumber - today.DayNumber) <= 20) return new(at, length, [instead]);
        return new(at, length, coming ? [said.Value, instead] : [instead], coming ? $"{day}日是哪个月的？" : $"{Show(said.Value)}还没到，不能记在以后的日子");
    }

    private DayWord Ends(Match match)
    {
        var month = Period.Month(today).Plus(Shift(match.Groups["r"].Value));
        return match.Groups["e"].Value.EndsWith('初')
            ? new(match.Index, match.Length, [month.First], "月初是哪一天？")
            : new(match.Index, match.Length, [month.Last]);
    }

    private DayWord OfWeek(Match match, string which, int weekday)
    {
        var monday = Week.Of(today).Monday;
        var day = monday.AddDays(weekday);
        var (at, length) = (match.Index, match.Length);
        if (which.Length > 0 && which[0] is '上' or '下')
        {
            var weeks = which.Count(character => character == which[0]);
            return new(at, length, [day.AddDays(which[0] == '上' ? -7 * weeks : 7 * weeks)]);
        }
        if (which.Length > 0)
            return coming && day < today ? new(at, length, [day, day.AddDays(7)], $"{Show(day)}已经过了") : new(at, length, [day]);
        if (day == today)
            return new(at, length, [day, day.AddDays(coming ? 7 : -7)], $"今天就是{Show(day)[^2..]}，是哪一天？");
        return new(at, length, [coming == day > today ? day : day.AddDays(coming ? 7 : -7)]);
    }

    /// <summary>下周三到周五: the second day is of the week of the first, or of the next where it comes before it.</summary>
    private IEnumerable<DayWord> OfOneWeek(Match match)
    {
        var days = "一二三四五六日";
        var first = days.IndexOf(match.Groups["a"].Value.Replace('天', '日'), StringComparison.Ordinal);
        var last = days.IndexOf(match.Groups["b"].Value.Replace('天', '日'), StringComparison.Ordinal);
        var opening = OfWeek(match, match.Groups["r"].Value, first);
        yield return NotAhead(opening with { Length = match.Groups["to"].Index - match.Index });
        if (opening.Certain is not { } from) yield break;
        var start = match.Groups["to"].Index + match.Groups["to"].Length;
        yield return NotAhead(new(start, match.Index + match.Length - start, [from.AddDays((last - first + 7) % 7)]));
    }

    private DayWord? AfterHolidayOf(Match match)
    {
        var (month, day) = match.Groups["h"].Value switch { "元旦" => (1, 1), "五一" or "劳动节" => (5, 1), _ => (10, 1) };
        for (var year = today.Year; year <= today.Year + 1; year++)
        {
            if (!workingDays.Knows(year)) return new(match.Index, match.Length, [], $"还没有 {year} 年的放假安排，请说日期");
            var first = workingDays.After(new DateOnly(year, month, day), 1);
            if (!coming || first >= today) return new(match.Index, match.Length, [first]);
        }
        return null;
    }

    private static int Shift(string which) => which.StartsWith("上上", StringComparison.Ordinal) ? -2 : which.StartsWith('上') ? -1 : which.StartsWith('下') ? 1 : 0;

    [GeneratedRegex(@"(?<![\d.\-/:a-z#])(?:(?<m>\d{1,2})月)?(?<a>\d{1,2})(?<u>[日号])?\s*(?<to>-|~|到|至)\s*(?<b>\d{1,2})(?:[日号](?!线|楼|单)|(?<![\-~]\s*\d{1,2})(?=\s|$|[,;\u4e00-\u9fff])(?!\s*(?:点|时|天|分|月|个|小|次|条|号|日|年|到|至)))", RegexOptions.CultureInvariant)]
    private static partial Regex DaySpan();

    [GeneratedRegex(@"(?<![\d.\-/:a-z#])(?<m>\d{1,2})[./](?<d>\d{1,2})(?<to>\s*[-~]\s*)(?<n>\d{1,2})[./](?<e>\d{1,2})(?![\d.])", RegexOptions.CultureInvariant)]
    private static partial Regex ShortSpan();

    [GeneratedRegex(@"(?<![\da-z\-])(?<y>(?:19|20)\d{2})[-./年](?<m>\d{1,2})[-./月](?<d>\d{1,2})(?!\d)[日号]?", RegexOptions.CultureInvariant)]
    private static partial Regex Full();

    [GeneratedRegex(@"(?<y>(?:(?<!\d)\d{4}|(?<!\d)\d{2}|今|去|明|前)年)?(?:的)?(?<!\d)(?<m>\d{1,2}|" + Chinese + @")月(?:份)?(?:(?<d>\d{1,2}|" + Chinese + @")(?![\d分次个天%小.])[日号]?|\s+(?<d>\d{1,2}|" + Chinese + @")[日号])", RegexOptions.CultureInvariant)]
    private static partial Regex MonthAndDay();

    [GeneratedRegex(@"(?<r>本|这个?|上上个?|上个?|下个?)?(?<e>月底|月末|月初)", RegexOptions.CultureInvariant)]
    private static partial Regex MonthEnd();

    [GeneratedRegex(@"(?<r>本|这个?|当|上上个?|上个?|下个?)月(?<d>\d{1,2}|" + Chinese + @")[日号]", RegexOptions.CultureInvariant)]
    private static partial Regex RelativeMonth();

    [GeneratedRegex(@"(?<![\d.\-/:+a-z#])(?<m>\d{1,2})(?<s>[-./])(?<d>\d{1,2})(?!\d|[.\-/]\d|\s*(?:分|%|元|万|千|个|次|条|单|天|小时|倍))[日号]?", RegexOptions.CultureInvariant)]
    private static partial Regex Short();

    [GeneratedRegex(@"(?<!每个?|工作)(?<r>上上个?|下下个?|上个?|下个?|这个?|本)?(?:周|星期|礼拜)(?<w>[一二三四五六日天]|[1-7](?![\d.:点]))(?!报|榜)", RegexOptions.CultureInvariant)]
    private static partial Regex Weekday();

    [GeneratedRegex(@"(?<!每个?|工作)(?<r>上上个?|下下个?|上个?|下个?|这个?|本)?(?:周|星期|礼拜)(?<a>[一二三四五六日天])(?<to>\s*(?:到|至|-|~)\s*)(?:(?:周|星期|礼拜)(?<b>[一二三四五六日天])|(?<b>[一二三四五六日])(?![一二三四五六七八九十月日号点天个]))", RegexOptions.CultureInvariant)]
    private static partial Regex WeekdaySpan();

    [GeneratedRegex(@"(?<!每个?|工作)(?:上个?|下个?|这个?|本)?周末", RegexOptions.CultureInvariant)]
    private static partial Regex Weekend();

    [GeneratedRegex(@"(?<![\d.第])(?<n>\d{1,2}|[一两二三四五六七八九十])(?:个)?(?<u>天|周|星期)(?:之|以)?(?<way>前|后)", RegexOptions.CultureInvariant)]
    private static partial Regex Ago();

    [GeneratedRegex(@"(?<w>大前|大后|前|昨|今|明|后)(?:天|日(?![\d本])|晚|早(?!就)|儿个?)", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<![\d.\-/:#第a-z一二三四五六七八九十单编工])(?<d>\d{1,2}|" + Chinese + @")(?:日(?![内后前均常本])|号(?![线楼单机客店窗柜工台码]))", RegexOptions.CultureInvariant)]
    private static partial Regex BareDay();

    /// <summary>The first two of 23、24、25号.</summary>
    [GeneratedRegex(@"(?<![\d.\-/:#第a-z])(?<d>\d{1,2})(?=(?:\s*[,和跟与\s]\s*\d{1,2})*\s*[,和跟与\s]\s*\d{1,2}[日号](?!线|楼|单))", RegexOptions.CultureInvariant)]
    private static partial Regex Listed();

    [GeneratedRegex(@"(?<h>元旦|五一|劳动节|国庆|十一)(?:节)?(?:假期)?后(?:的)?第一(?:个工作日|天)", RegexOptions.CultureInvariant)]
    private static partial Regex AfterHoliday();
}

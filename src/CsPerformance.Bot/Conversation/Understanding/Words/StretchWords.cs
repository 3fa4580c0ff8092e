using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>A passage that names a week, month, quarter, half or year.</summary>
/// <param name="Options">One where it is certain, several to choose from, none with a problem.</param>
internal sealed record StretchWord(int Start, int Length, IReadOnlyList<Stretch> Options, string? Problem = null)
{
    public Stretch? Certain => Problem is null && Options is [var only] ? only : null;
}

/// <summary>Finds the period that a question is about.</summary>
/// <param name="coming">True where a month without a year lies ahead (启用); false where it has been.</param>
internal sealed partial class StretchWords(DateOnly today, bool coming)
{
    private const string Chinese = "[一二三四五六七八九十]{1,2}";

    /// <summary>Without one of these there is no period; most lines of a pasted list have none.</summary>
    private static readonly SearchValues<char> _needed = SearchValues.Create("月周年季星礼q-./");

    public List<StretchWord> Find(Sentence sentence)
    {
        var found = new List<StretchWord>();
        if (sentence.Text.AsSpan().IndexOfAny(_needed) < 0) return found;
        (Regex Pattern, Func<Match, StretchWord?> Read)[] forms =
        [
            (Dated(), match => Months(match, Number(match, "y"), Number(match, "m"))),
            (Month(), match => match.Groups["y"] is { Success: true } year ? Months(match, Year(year.Value), Number(match, "m")) : WithoutYear(match, Number(match, "m"))),
            (Quarter(), Quarters),
            (RelativeMonth(), match => Sure(match, Period.Month(today).Plus(Shift(match.Groups["r"].Value)))),
            (RelativeWeek(), match => new(match.Index, match.Length, [new Stretch.OfWeek(Week.Of(today.AddDays(7 * Shift(match.Groups["r"].Value))))])),
            (HalfYear(), match => Sure(match, new(PeriodKind.Half, match.Groups["y"] is { Success: true } year ? Year(year.Value) : today.Year, match.Groups["h"].Value == "上" ? 1 : 2))),
            (WholeYear(), match => Sure(match, new(PeriodKind.Year, Year(match.Groups["y"].Value), 1))),
        ];
        foreach (var (pattern, read) in forms)
            foreach (var match in sentence.Matches(pattern))
                if (!found.Any(other => other.Start < match.Index + match.Length && match.Index < other.Start + other.Length) && read(match) is { } word)
                    found.Add(word);
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    public static string Show(Period month) => string.Create(CultureInfo.InvariantCulture, $"{month.Year}年{month.Ordinal}月");

    private static int Number(Match match, string group) => Numbers.TryParse(match.Groups[group].Value, out var value) && value <= 9999 ? (int)value : 0;

    private int Year(string text) => text[0] switch
    {
        '今' or '本' => today.Year,
        '去' => today.Year - 1,
        '前' => today.Year - 2,
        '明' => today.Year + 1,
        _ => int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture) is var year && year < 100 ? 2000 + year : year,
    };

    private static int Shift(string which) =>
        which.StartsWith("上上", StringComparison.Ordinal) ? -2 : which.StartsWith('上') ? -1 : which.StartsWith('下') ? 1 : 0;

    private static StretchWord Sure(Match match, Period period) => period.Year is >= 2000 and <= 2100
        ? new(match.Index, match.Length, [new Stretch.OfPeriod(period)])
        : new(match.Index, match.Length, [], "年份不对");

    private static StretchWord Months(Match match, int year, int month) => month is >= 1 and <= 12 && year is >= 2000 and <= 2100
        ? Sure(match, Period.Month(year, month))
        : new(match.Index, match.Length, [], $"没有 {match.Value} 这个月");

    /// <summary>The last such month, or the coming one; more than half a year away it is asked for.</summary>
    private StretchWord WithoutYear(Match match, int month)
    {
        if (month is < 1 or > 12) return new(match.Index, match.Length, [], $"没有 {match.Value} 这个月");
        var now = Period.Month(today);
        var same = Period.Month(today.Year, month);
        var nearest = coming ? (same >= now ? same : same.Plus(12)) : same <= now ? same : same.Plus(-12);
        var away = Math.Abs((nearest.Year - now.Year) * 12 + nearest.Ordinal - now.Ordinal);
        var sure = same == nearest && !coming || away <= 6;
        return sure
            ? Sure(match, nearest)
            : new(match.Index, match.Length, [new Stretch.OfPeriod(same.Plus(-12)), new Stretch.OfPeriod(same), .. coming ? [new Stretch.OfPeriod(same.Plus(12))] : Array.Empty<Stretch>()], $"{month}月是哪一年的？");
    }

    private StretchWord? Quarters(Match match)
    {
        var now = Period.Of(PeriodKind.Quarter, today);
        if (match.Groups["r"] is { Success: true } relative) return Sure(match, now.Plus(relative.Value[0] == '上' ? -1 : 0));
        var number = Number(match, "q");
        if (number is < 1 or > 4) return null;
        var quarter = new Period(PeriodKind.Quarter, match.Groups["y"] is { Success: true } year ? Year(year.Value) : today.Year, number);
        if (match.Groups["y"].Success || quarter <= now) return Sure(match, quarter);
        return new(match.Index, match.Length, [new Stretch.OfPeriod(quarter.Plus(-4)), new Stretch.OfPeriod(quarter)], "是哪一年的季度？");
    }

    [GeneratedRegex(@"(?<![\da-z\-])(?<y>(?:19|20)\d{2})[-./年](?<m>\d{1,2})(?![\d]|[-./]\d|月\d)(?:月份?)?", RegexOptions.CultureInvariant)]
    private static partial Regex Dated();

    [GeneratedRegex(@"(?<y>(?:(?<!\d)\d{4}|(?<!\d)\d{2}|今|去|明|前)年)?的?(?<![\d.第一二三四五六七八九十])(?<m>\d{1,2}|" + Chinese + @")月份?(?!\d{1,2}[日号]|[一二三四五六七八九十]{1,3}[日号]|榜)", RegexOptions.CultureInvariant)]
    private static partial Regex Month();

    [GeneratedRegex(@"(?:(?<r>本|这个?|上个?)季度?|(?<y>(?:\d{4}|今|去|明)年)?的?(?:第?(?<q>[一二三四1-4])季度|q(?<q>[1-4])))", RegexOptions.CultureInvariant)]
    private static partial Regex Quarter();

    [GeneratedRegex(@"(?<r>本|这个?|当|上上个?|上个?|下个?)月份?(?!\d|[一二三四五六七八九十]{1,3}[日号]|底|末|初)", RegexOptions.CultureInvariant)]
    private static partial Regex RelativeMonth();

    [GeneratedRegex(@"(?<r>本|这个?|上上个?|上个?|下个?)(?:周|星期|礼拜)(?![一二三四五六日天末1-7])", RegexOptions.CultureInvariant)]
    private static partial Regex RelativeWeek();

    [GeneratedRegex(@"(?<y>(?:\d{4}|今|去|明)年)?的?(?<h>上|下)半年", RegexOptions.CultureInvariant)]
    private static partial Regex HalfYear();

    [GeneratedRegex(@"(?<y>(?:(?<!\d)\d{4}|今|去|本)年)度?(?!\d|[一二三四五六七八九十]{1,2}月|的?第?[一二三四1-4]季|的?[上下]半)", RegexOptions.CultureInvariant)]
    private static partial Regex WholeYear();
}

using System.Globalization;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>How sheets are written to a reader: points, stars, grades, titles, yuan and what is missing.</summary>
internal static class SheetText
{
    public static string Value(SheetLine line) => Value(line.Value, line.Money, line.Unit, line.Labels);

    /// <summary>What a line of the scheme comes to.</summary>
    public static string Value(SchemeLine line, LineValue value) => Value(value, line.Money, line.Unit, line.Labels);

    /// <param name="unit">What is read behind a number; a share (比例) is read in percent.</param>
    /// <param name="labels">What people read for a text, or for each of several joined by a comma.</param>
    public static string Value(LineValue value, bool money, string? unit = null, IReadOnlyList<Choice>? labels = null) => value switch
    {
        LineValue.Number number => money ? Yuan(number.Value) : Number(number.Value, unit),
        LineValue.Label { Text: "" } => "无",
        LineValue.Label label => labels is { Count: > 0 } ? string.Join("、", label.Text.Split(',').Select(code => labels.FirstOrDefault(one => one.Code == code)?.Title ?? code)) : label.Text,
        LineValue.YesNo yesNo => yesNo.Value ? "是" : "否",
        LineValue.Void => "无(按方案本期不计)",
        _ => "暂缺",
    };

    private static string Number(decimal number, string? unit) => unit is "比例" or "%" ? Words.Of(number * 100) + "%" : Words.Of(number) + unit;

    public static string Yuan(decimal yuan) => Words.Of(yuan) + "元";

    /// <summary>The line with its title, for a list.</summary>
    public static string Line(SheetLine line) => $"{line.Title}：{Value(line)}";

    /// <summary>What became of a line since an earlier sheet: +100, 1.2→1.0, or nothing where it is the same or was not known.</summary>
    public static string? Change(SheetLine now, SheetLine? before) => (before?.Value, now.Value) switch
    {
        (LineValue.Number was, LineValue.Number is_) when was.Value == is_.Value => null,
        // A star or a level is told whole; what is added up, by the difference.
        (LineValue.Number was, LineValue.Number is_) when now.Unit is "星" or "级" => $"{Number(was.Value, now.Unit)}→{Number(is_.Value, now.Unit)}",
        (LineValue.Number was, LineValue.Number is_) when now.Unit is "比例" or "%" => Words.Signed((is_.Value - was.Value) * 100) + "个百分点",
        (LineValue.Number was, LineValue.Number is_) => Words.Signed(is_.Value - was.Value) + (now.Money ? "元" : now.Unit),
        (null or LineValue.Missing, _) or (_, LineValue.Missing) => null,
        var (was, is_) when was.Equals(is_) => null,
        var (was, is_) => $"{Value(was, now.Money, now.Unit, now.Labels)}→{Value(now)}",
    };

    /// <summary>The lines that are missing, each with its reason.</summary>
    public static IEnumerable<string> Missing(Scheme scheme, IEnumerable<SheetLine> lines) =>
        lines.Where(line => line.Value is LineValue.Missing).GroupBy(line => ((LineValue.Missing)line.Value).Why, line => line.Title)
            .Select(group => $"• {string.Join("、", group)}：{InWords.Reason(scheme, group.Key)}");

    /// <summary>11月, 2025年12月, 2026年第4季度.</summary>
    public static string Of(Period period, DateOnly today) => period.Kind switch
    {
        PeriodKind.Month when period.Year == today.Year => string.Create(CultureInfo.InvariantCulture, $"{period.Ordinal}月"),
        PeriodKind.Month => string.Create(CultureInfo.InvariantCulture, $"{period.Year}年{period.Ordinal}月"),
        PeriodKind.Quarter => string.Create(CultureInfo.InvariantCulture, $"{period.Year}年第{period.Ordinal}季度"),
        PeriodKind.Half => string.Create(CultureInfo.InvariantCulture, $"{period.Year}年{(period.Ordinal == 1 ? "上" : "下")}半年"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{period.Year}年"),
    };

    public static string Of(Week week) =>
        string.Create(CultureInfo.InvariantCulture, $"{week.Monday.Month}月{week.Monday.Day}日至{week.Sunday.Month}月{week.Sunday.Day}日");

    /// <summary>Name and version, as every sheet carries them.</summary>
    public static string Of(Scheme scheme) => $"方案：{scheme.Title}({scheme.Id} 版本 {scheme.Version[..Math.Min(8, scheme.Version.Length)]})";

    public static string State(Scored scored) => scored.Published switch
    {
        null => "暂估，未发布",
        { Corrects: not null } => "已发布，已更正",
        _ => "已发布",
    };

    /// <summary>A word to who pays: somebody was here for a part of the period, and the scheme knows whole ones. Null for the whole period.</summary>
    public static string? PartOf(Rated rated, Period period, DateOnly today)
    {
        if (rated.Employed(period.First, period.Last) is not var (first, last)) return null;
        List<string> days = [];
        if (first != period.First) days.Add($"{Words.Of(first, today)}{(rated.JoinedOn == first ? "入职" : "复职")}");
        days.AddRange(rated.Leavings.Where(leaving => leaving.LeftOn >= first && leaving.BackOn <= last).Select(leaving => $"{Words.Of(leaving.LeftOn, today)}离职，{Words.Of(leaving.BackOn!.Value, today)}复职"));
        if (last != period.Last) days.Add($"{Words.Of(last, today)}离职");
        return days.Count == 0 ? null : string.Join("，", days) + "；方案里按月的固定金额没有按在职天数折算，请人事核定";
    }

    /// <summary>True where only the owner and hr may see the line.</summary>
    public static bool IsPay(Scheme scheme, string code) =>
        scheme.Lines.Concat(scheme.GroupLines).FirstOrDefault(line => line.Code == code) is { } line && (line.Money || line.Confidential);

    /// <summary>The lines that a reader may see.</summary>
    public static IEnumerable<SheetLine> Visible(Scored scored, string id, bool pay) =>
        scored.Of(id).Lines.Where(line => pay || !(line.Money || IsPay(scored.Scheme, line.Code)));

    /// <summary>Numbers of all records behind a line, also through the lines that it uses.</summary>
    public static IReadOnlyList<long> Behind(SubjectSheet sheet, SheetLine line)
    {
        var (seen, numbers, open) = (new HashSet<string>(), new SortedSet<long>(), new Queue<SheetLine>([line]));
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next.Code) || next.Explanation is not { } how) continue;
            numbers.UnionWith(how.Records);
            foreach (var used in how.Uses.Select(code => sheet.Line(code) ?? sheet.Steps?.FirstOrDefault(step => step.Code == code)).OfType<SheetLine>()) open.Enqueue(used);
        }
        return [.. numbers];
    }
}

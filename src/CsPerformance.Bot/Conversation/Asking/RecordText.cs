using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>How a record is written in one line.</summary>
internal static class RecordText
{
    /// <summary>#1024 11月25日(周三) 优秀案例 +100分 · 陈静(10001) · 客户书面表扬 · 会话5531</summary>
    public static string Line(Turn turn, Scheme scheme, Record record) => Line(scheme, record, turn.Today, Recorder.Name(turn, record));

    /// <param name="by">Who is named as having recorded it.</param>
    public static string Line(Scheme scheme, Record record, DateOnly today, string by)
    {
        var parts = new List<string> { $"{Words.Number(record.Number)} {Day(record, today)} {What(scheme, record)}", by };
        if (record.Reason.Length > 0) parts.Add(record.Reason);
        if (record.Reference is { Length: > 0 } reference) parts.Add(reference);
        if (record.State != RecordState.Active) parts.Add(Words.Of(record.State) + "不计入");
        return string.Join(" · ", parts);
    }

    /// <summary>优秀案例 +100分, 事假 0.5天, 接待量 5200</summary>
    public static string What(Scheme scheme, Record record) => record.Kind switch
    {
        RecordKind.Item or RecordKind.Complaint => Item(scheme, record),
        RecordKind.Leave => $"{LeaveWord.All.FirstOrDefault(type => type.Code == record.Code)?.Title ?? record.Code} {Words.Days(Math.Abs(record.Value ?? 0))}",
        RecordKind.Appeal => $"申诉 {Words.Number(record.About ?? 0)}",
        _ => $"{TitleOf(scheme, record)} {Given(scheme, record)}",
    };

    /// <summary>Signed points of a record, all occurrences together; null where it only counts or is not of this scheme.</summary>
    public static decimal? Points(Scheme scheme, Record record)
    {
        if (scheme.Items.FirstOrDefault(item => item.Code == record.Code) is not { } definition) return null;
        if (definition.FixedPoints is { } fixedPoints) return fixedPoints * record.Count;
        return record.Points is { } points ? (definition.Direction == ItemDirection.Deduction ? -points : points) * record.Count : null;
    }

    public static string TitleOf(Scheme scheme, Record record)
    {
        IEnumerable<Definition> definitions = record.Kind switch
        {
            RecordKind.Rating => scheme.Ratings,
            RecordKind.Metric => scheme.Metrics,
            RecordKind.Check => scheme.Checks,
            RecordKind.Attribute => scheme.Attributes,
            _ => scheme.Items,
        };
        return definitions.FirstOrDefault(definition => definition.Code == record.Code)?.Title ?? record.Code ?? "待定项目";
    }

    private static string Item(Scheme scheme, Record record)
    {
        var title = record.Code is null ? "投诉(待核实)" : TitleOf(scheme, record);
        var count = record.Count == 1 ? "" : $" ×{record.Count}";
        return Points(scheme, record) is { } points ? $"{title}{count} {Words.Signed(points)}分" : $"{title}{count}";
    }

    private static string Given(Scheme scheme, Record record) => (record.Kind, record.Value) switch
    {
        (RecordKind.Check, { } mark) => mark != 0 ? "是" : "否",
        (RecordKind.Metric, { } value) when scheme.Metrics.FirstOrDefault(metric => metric.Code == record.Code)?.Unit is { Length: > 0 } unit && unit != "%" => Words.Of(value) + unit,
        (_, { } value) => Words.Of(value),
        _ => record.Label ?? "",
    };

    private static string Day(Record record, DateOnly today) =>
        record.Until == record.On ? Words.Of(record.On, today) : $"{Words.Of(record.On, today)}至{Words.Of(record.Until, today)}";
}

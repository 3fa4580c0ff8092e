using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

internal enum SlotKind
{
    Attribute,
    Metric,
    Rating,
    Check,

    /// <summary>Whether the facts give it, whatever its default.</summary>
    Given,

    /// <summary>Occurrences of some items.</summary>
    Count,

    /// <summary>Their points as people say them.</summary>
    Points,

    /// <summary>Their points with the sign that they count with.</summary>
    Score,

    /// <summary>Leave days of some types.</summary>
    Leave,
}

/// <summary>An input that the compiled scheme reads; facts are bound to it by its place.</summary>
/// <param name="Codes">One code, or several items or leave types.</param>
/// <param name="Of">For <see cref="SlotKind.Given"/>: the kind of the input; otherwise the same as the kind.</param>
internal sealed record Slot(SlotKind Kind, SlotKind Of, IReadOnlyList<string> Codes, string Assessor, IReadOnlyDictionary<string, ItemDefinition> Items, FactInput? Input)
{
    public string Key { get; } = $"{Kind}/{Of}/{string.Join(',', Codes)}/{Assessor}";

    /// <summary>What it holds where the facts say nothing of it.</summary>
    public Value Blank(Time.Period period) => Kind switch
    {
        SlotKind.Given => Value.Of(false),
        SlotKind.Attribute or SlotKind.Metric or SlotKind.Check or SlotKind.Rating => Input!.Otherwise(period),
        _ => Value.Of(Short.Zero),
    };

    /// <summary>What it holds with another occurrence of an item.</summary>
    public Value Plus(in Value sum, ItemFact item, ItemDefinition definition)
    {
        if (Kind == SlotKind.Count) return sum.Plus(item.Count, 1);
        var one = definition.FixedPoints is { } points ? Math.Abs(points) : item.Points ?? 0;
        return sum.Plus(item.Count, Kind == SlotKind.Score && definition.Direction == ItemDirection.Deduction ? -one : one);
    }

    /// <summary>Numbers of the records behind it.</summary>
    public IEnumerable<long> Records(SubjectFacts facts) => Kind switch
    {
        SlotKind.Leave => facts.Leave.Where(leave => Codes.Contains(LeaveTypes.Code(leave.Type) ?? leave.Type)).Select(leave => leave.Record).OfType<long>(),
        SlotKind.Count or SlotKind.Points or SlotKind.Score => facts.Items.Where(item => Items.ContainsKey(item.Item)).Select(item => item.Record).OfType<long>(),
        SlotKind.Metric => Sources(facts, "metrics."),
        SlotKind.Rating => Sources(facts, "ratings."),
        SlotKind.Check => Sources(facts, "checks."),
        _ => [],
    };

    private IReadOnlyList<long> Sources(SubjectFacts facts, string of) => facts.Sources?.GetValueOrDefault(of + Codes[0]) ?? [];
}

/// <summary>What an input counts where the facts do not give it.</summary>
/// <param name="Default">Null: it is missing.</param>
/// <param name="Period">A name of the period that is the default (<c>period.quarter_end</c>).</param>
/// <param name="Together">Metrics of which at least one must be given for a default to count; empty: none.</param>
internal sealed record FactInput(Absence Absent, Value? Default, string? Period, IReadOnlyList<string> Together, Absence? NoneOfThem)
{
    public Value Otherwise(Time.Period period) => Period is not null ? PeriodName.Of(Period, period) : Default ?? Value.Of(Absent);

    /// <summary>True where one of a set of metrics must be given and none is.</summary>
    public bool LacksAll(IReadOnlyDictionary<string, decimal> metrics)
    {
        if (NoneOfThem is null) return false;
        for (var i = 0; i < Together.Count; i++) if (metrics.ContainsKey(Together[i])) return false;
        return true;
    }
}

/// <summary>The leave types of common rule 5, in Chinese and English.</summary>
public static class LeaveTypes
{
    private static readonly (string Code, string Title)[] Types =
    [
        ("sick", "病假"), ("personal", "事假"), ("annual", "年假"), ("shift_swap", "调班"), ("maternity", "产假"),
        ("marriage", "婚假"), ("bereavement", "丧假"), ("official", "公假"), ("injury", "工伤假"), ("comp_time", "调休"),
    ];

    /// <summary>The English codes with their Chinese names.</summary>
    public static IReadOnlyList<Choice> All { get; } = [.. Types.Select(type => new Choice(type.Code, type.Title))];

    /// <summary>The English code of a type in either language; null where it is none.</summary>
    public static string? Code(string type)
    {
        foreach (var (code, title) in Types) if (code == type || title == type) return code;
        return null;
    }
}

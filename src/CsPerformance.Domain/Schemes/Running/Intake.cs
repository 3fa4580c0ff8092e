using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>Where a name of the facts goes.</summary>
/// <param name="Slot">The slot that reads it; -1 where no formula does.</param>
/// <param name="Given">The slot that asks whether it is given; -1 where none does.</param>
/// <param name="Range">Its range, made ready; null where that cannot be.</param>
internal sealed record Seat<T>(T Definition, int Slot, int Given, Steps? Range);

internal sealed record RatingSeat(RatingDefinition Definition, IReadOnlyList<(string Assessor, int Slot, int Given)> Marks)
{
    public (int Slot, int Given) Of(string assessor)
    {
        for (var i = 0; i < Marks.Count; i++) if (string.Equals(Marks[i].Assessor, assessor, StringComparison.Ordinal)) return (Marks[i].Slot, Marks[i].Given);
        return (-1, -1);
    }
}

internal sealed record ItemSeat(ItemDefinition Definition, int[] Slots);

/// <summary>What a scheme expects in facts, and the slots that each name goes to; made once for a scheme.</summary>
internal sealed class Intake
{
    public Intake(Scheme scheme)
    {
        Slots = [.. scheme.Plan.Slots];
        Attributes = Seats(scheme.Attributes, SlotKind.Attribute, one => one.Range);
        Metrics = Seats(scheme.Metrics, SlotKind.Metric, one => one.Range);
        Checks = Seats(scheme.Checks, SlotKind.Check, _ => Interval.Everything);
        Ratings = scheme.Ratings.ToDictionary(one => one.Code, Marks, StringComparer.Ordinal);
        Items = scheme.Items.ToDictionary(one => one.Code, one => new ItemSeat(one, Reading(slot => slot.Kind is SlotKind.Count or SlotKind.Points or SlotKind.Score && slot.Items.ContainsKey(one.Code))), StringComparer.Ordinal);
        foreach (var type in LeaveTypes.All) Leave[type.Title] = Leave[type.Code] = Reading(slot => slot.Kind == SlotKind.Leave && slot.Codes.Contains(type.Code));
        Together = Reading(slot => slot.Input?.NoneOfThem is not null);
        History = HistoryKinds(scheme);
    }

    public Slot[] Slots { get; }

    public Dictionary<string, Seat<AttributeDefinition>> Attributes { get; }

    public Dictionary<string, Seat<MetricDefinition>> Metrics { get; }

    public Dictionary<string, Seat<CheckDefinition>> Checks { get; }

    public Dictionary<string, RatingSeat> Ratings { get; }

    public Dictionary<string, ItemSeat> Items { get; }

    /// <summary>The slots that count each type of leave, by its Chinese name and by its code.</summary>
    public Dictionary<string, int[]> Leave { get; } = new(StringComparer.Ordinal);

    /// <summary>The slots of metrics of which at least one must be given.</summary>
    public int[] Together { get; }

    /// <summary>The kinds of the lines that history may hold.</summary>
    public Dictionary<string, ValueKind> History { get; }

    private Dictionary<string, Seat<T>> Seats<T>(IReadOnlyList<T> definitions, SlotKind kind, Func<T, Interval> range)
        where T : Definition =>
        definitions.ToDictionary(one => one.Code, one => new Seat<T>(one, Find(kind, one.Code, ""), Find(SlotKind.Given, one.Code, "", kind), Steps.Of([range(one)])), StringComparer.Ordinal);

    private RatingSeat Marks(RatingDefinition rating) => new(
        rating,
        [.. (rating.Assessors.Count == 0 ? [""] : rating.Assessors.Select(one => one.Code)).Select(assessor => (assessor, Find(SlotKind.Rating, rating.Code, assessor), Find(SlotKind.Given, rating.Code, assessor, SlotKind.Rating)))]);

    private int Find(SlotKind kind, string code, string assessor, SlotKind? of = null) =>
        Array.FindIndex(Slots, slot => slot.Kind == kind && slot.Of == (of ?? kind) && slot.Codes[0] == code && slot.Assessor == assessor);

    private int[] Reading(Func<Slot, bool> reads) => [.. Enumerable.Range(0, Slots.Length).Where(slot => reads(Slots[slot]))];

    // Declared history, and the scheme's own lines: a stored sheet can be handed over whole.
    private static Dictionary<string, ValueKind> HistoryKinds(Scheme scheme)
    {
        var kinds = scheme.Lines.Concat(scheme.GroupLines).GroupBy(line => line.Code).ToDictionary(lines => lines.Key, lines => lines.First().Kind, StringComparer.Ordinal);
        foreach (var history in scheme.History) kinds[history.Code] = history.Kind;
        return kinds;
    }
}

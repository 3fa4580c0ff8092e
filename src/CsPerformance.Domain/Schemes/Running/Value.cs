using System.Globalization;
using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

internal enum Held : byte
{
    Missing,
    Number,
    Label,
    YesNo,
    Void,
}

/// <summary>What an expression comes to: a number, a label, yes/no, void, or missing with all that is absent.</summary>
internal readonly struct Value
{
    private readonly Exact number;
    private readonly object? text;

    private Value(Held held, Exact number, object? text) => (Held, this.number, this.text) = (held, number, text);

    public Held Held { get; }

    public static Value Void { get; } = new(Held.Void, 0m, null);

    public bool IsMissing => Held == Held.Missing;

    /// <summary>The number; 0 where it is void.</summary>
    public Exact Number => number;

    public string Label => text as string ?? "";

    public bool Yes => Held == Held.YesNo && !number.IsZero;

    public Absence Absence => text as Absence ?? Absence.Nothing;

    /// <summary>Out of bounds is missing, marked so that the run makes it a fault with the line's place.</summary>
    public static Value Of(Exact number) => number.IsOverflow ? Of(Absence.Overflow) : new(Held.Number, number, null);

    public static Value Of(decimal number) => new(Held.Number, number, null);

    public static Value Of(string label) => new(Held.Label, 0m, label);

    public static Value Of(bool yes) => new(Held.YesNo, yes ? 1m : 0m, null);

    public static Value Of(Absence absence) => new(Held.Missing, 0m, absence);

    public static Value Of(FactValue fact) =>
        fact.Number is { } number ? Of(number) : fact.Label is { } label ? Of(label) : Of(fact.YesNo ?? false);

    /// <summary>Equal numbers, labels or yes/no; void equals 0.</summary>
    public bool Same(in Value other) => Held == Held.Label
        ? other.Held == Held.Label && string.Equals(Label, other.Label, StringComparison.Ordinal)
        : other.Held != Held.Label && Exact.Compare(number, other.number) == 0;

    public LineValue ToLine() => Held switch
    {
        Held.Number => new LineValue.Number(number.Shown),
        Held.Label => new LineValue.Label(Label),
        Held.YesNo => new LineValue.YesNo(Yes),
        Held.Void => new LineValue.Void(),
        _ => new LineValue.Missing(Absence.Reasons, Absence.Codes),
    };

    /// <summary>As people read it.</summary>
    public override string ToString() => Held switch
    {
        Held.Number => number.ToString(),
        Held.Label => Label,
        Held.YesNo => Yes ? "是" : "否",
        Held.Void => "无绩效",
        _ => string.Create(CultureInfo.InvariantCulture, $"缺({string.Join(",", Absence.Codes)})"),
    };
}

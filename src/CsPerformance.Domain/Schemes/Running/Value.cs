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

/// <summary>What a condition comes to on the quick way.</summary>
internal enum Truth : sbyte
{
    /// <summary>The quick way cannot tell: something is missing, or no short number.</summary>
    Unknown = -1,
    No,
    Yes,
}

/// <summary>What an expression comes to: a number, a label, yes/no, void, or missing with all that is absent.</summary>
internal readonly struct Value
{
    private static readonly object VoidMark = new();
    private static readonly object YesMark = new();
    private static readonly object NoMark = new();

    // Small, because a run over many people is bound by memory: what is held is told by what the reference is.
    // Null: the short number; a decimal or a fraction: a longer one; a text: a label; an absence: missing; or one of the marks.
    private readonly object? held;
    private readonly Short quick;

    private Value(Short quick, object? held) => (this.quick, this.held) = (quick, held);

    public Held Held => held switch
    {
        null => Held.Number,
        Running.Absence => Held.Missing,
        string => Held.Label,
        decimal or Fraction => Held.Number,
        _ => ReferenceEquals(held, VoidMark) ? Held.Void : Held.YesNo,
    };

    public static Value Void { get; } = new(Short.Zero, VoidMark);

    public bool IsMissing => held is Absence;

    /// <summary>The number where it is a short one, 0 where it is void; none otherwise.</summary>
    public Short Quick => quick;

    public Truth Truth => ReferenceEquals(held, YesMark) ? Truth.Yes : ReferenceEquals(held, NoMark) ? Truth.No : Truth.Unknown;

    /// <summary>The number; 0 where it is void.</summary>
    public Exact Number => held switch
    {
        null => Exact.Of(quick),
        decimal plain => plain,
        Fraction fraction => Exact.Of(fraction),
        _ => 0m,
    };

    /// <summary>The number as a decimal of at most 28 significant digits.</summary>
    public decimal Shown => held is null ? quick.Nearest() : Number.Shown;

    public string Label => held as string ?? "";

    public bool Yes => ReferenceEquals(held, YesMark);

    public Absence Absence => held as Absence ?? Absence.Nothing;

    /// <summary>Out of bounds is missing, marked so that the run makes it a fault with the line's place.</summary>
    public static Value Of(Exact number) =>
        number.IsOverflow ? Of(Absence.Overflow) : number.Fraction is { } fraction ? new(Short.None, fraction) : Of(number.Shown);

    public static Value Of(decimal number)
    {
        var quick = Short.Of(number);
        return new(quick, quick.IsNone ? (object)number : null);
    }

    /// <param name="number">Not none.</param>
    public static Value Of(Short number) => new(number, null);

    public static Value Of(string label) => new(Short.None, label);

    public static Value Of(bool yes) => new(Short.None, yes ? YesMark : NoMark);

    public static Value Of(Absence absence) => new(Short.None, absence);

    public static Value Of(FactValue fact) =>
        fact.Number is { } number ? Of(number) : fact.Label is { } label ? Of(label) : Of(fact.YesNo ?? false);

    /// <summary>The sum with so many times a number; missing stays missing.</summary>
    public Value Plus(int times, decimal number)
    {
        var sum = Short.Add(quick, Short.Multiply(Short.Of((long)times), Short.Of(number)));
        return !sum.IsNone ? Of(sum) : IsMissing ? this : Of(Number + (Exact)(decimal)times * number);
    }

    /// <summary>Equal numbers, labels or yes/no; void equals 0.</summary>
    public bool Same(in Value other)
    {
        if (held is string label) return string.Equals(label, other.held as string, StringComparison.Ordinal);
        if (!quick.IsNone && !other.quick.IsNone) return Short.Compare(quick, other.quick) == 0;
        return Held switch
        {
            Held.YesNo => ReferenceEquals(held, other.held),
            _ => other.Held is Held.Number or Held.Void && Exact.Compare(Number, other.Number) == 0,
        };
    }

    public LineValue ToLine() => Held switch
    {
        Held.Number => new LineValue.Number(Shown),
        Held.Label => new LineValue.Label(Label),
        Held.YesNo => new LineValue.YesNo(Yes),
        Held.Void => new LineValue.Void(),
        _ => new LineValue.Missing(Absence.Reasons, Absence.Codes),
    };

    /// <summary>As people read it.</summary>
    public override string ToString() => Held switch
    {
        Held.Number => Exact.Text(Shown),
        Held.Label => Label,
        Held.YesNo => Yes ? "是" : "否",
        Held.Void => "无绩效",
        _ => string.Create(CultureInfo.InvariantCulture, $"缺({string.Join(",", Absence.Codes)})"),
    };
}

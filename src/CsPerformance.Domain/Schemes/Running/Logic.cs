using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

internal sealed class Comparison(string sign, Node left, Node right) : Node
{
    private readonly char mark = sign[0];
    private readonly bool ofNumbers = left.Kind == ValueKind.Number;

    public string Sign => sign;

    public Node Left => left;

    public Node Right => right;

    public override ValueKind Kind => ValueKind.YesNo;

    public override int Power => 4;

    public override IEnumerable<Node> Children => [left, right];

    public override Value Eval(Frame at)
    {
        var (a, b) = (left.Eval(at), right.Eval(at));
        if (a.IsMissing || b.IsMissing) return at.Run.Absences.Join(a, b);
        return Value.Of(mark switch
        {
            '=' => a.Same(b),
            '≠' => !a.Same(b),
            _ => Stands(Exact.Compare(a.Number, b.Number)),
        });
    }

    public override Truth Holds(Frame at)
    {
        if (!ofNumbers)
        {
            var (one, other) = (left.Eval(at), right.Eval(at));
            return one.IsMissing || other.IsMissing ? Truth.Unknown : one.Same(other) == (mark == '=') ? Truth.Yes : Truth.No;
        }
        var (a, b) = (Quickly(left, at), Quickly(right, at));
        return a.IsNone || b.IsNone ? Truth.Unknown : Stands(Short.Compare(a, b)) ? Truth.Yes : Truth.No;
    }

    private bool Stands(int order) => mark switch
    {
        '=' => order == 0,
        '≠' => order != 0,
        '<' => order < 0,
        '≤' => order <= 0,
        '>' => order > 0,
        _ => order >= 0,
    };

    public override void Write(Wording words) => words.Put(left, 5).Put($" {sign} ").Put(right, 5);
}

/// <summary>and / or: both need all of their inputs, even where one side decides (common rule 7).</summary>
internal sealed class Junction(bool all, Node[] parts) : Node
{
    /// <summary>True for and.</summary>
    public bool All => all;

    public override ValueKind Kind => ValueKind.YesNo;

    public override int Power => all ? 2 : 1;

    public override IEnumerable<Node> Children => parts;

    public override Value Eval(Frame at)
    {
        var (yes, missing) = (all, Value.Void);
        foreach (var part in parts)
        {
            var value = part.Eval(at);
            if (value.IsMissing) missing = at.Run.Absences.Join(missing, value);
            else yes = all ? yes && value.Yes : yes || value.Yes;
        }
        return missing.IsMissing ? missing : Value.Of(yes);
    }

    public override Truth Holds(Frame at)
    {
        var yes = all;
        foreach (var part in parts)
        {
            var holds = part.Holds(at);
            if (holds == Truth.Unknown) return holds;
            yes = all ? yes && holds == Truth.Yes : yes || holds == Truth.Yes;
        }
        return yes ? Truth.Yes : Truth.No;
    }

    public override void Write(Wording words)
    {
        for (var i = 0; i < parts.Length; i++) words.Put(i == 0 ? "" : all ? " 且 " : " 或 ").Put(parts[i], Power + 1);
    }
}

internal sealed class Not(Node inner) : Node
{
    public override ValueKind Kind => ValueKind.YesNo;

    public override int Power => 3;

    public override IEnumerable<Node> Children => [inner];

    public override Value Eval(Frame at)
    {
        var value = inner.Eval(at);
        return value.IsMissing ? value : Value.Of(!value.Yes);
    }

    public override Truth Holds(Frame at) => inner.Holds(at) switch { Truth.Yes => Truth.No, Truth.No => Truth.Yes, _ => Truth.Unknown };

    public override void Write(Wording words) => words.Put("非 ").Put(inner, 4);
}

/// <summary>Cases from the top: the first that holds gives the value, and what is not reached needs nothing.</summary>
internal sealed class Cases(ValueKind kind, (Node When, Node Gives)[] cases, Node? otherwise, string name) : Node
{
    private readonly Absence none = Absence.Of(name, $"{name} 没有适用的情形");

    public IReadOnlyList<(Node When, Node Gives)> Parts => cases;

    public Node? Otherwise => otherwise;

    public override ValueKind Kind => kind;

    public override int Power => 0;

    public override IEnumerable<Node> Children => cases.SelectMany(one => new[] { one.When, one.Gives }).Concat(otherwise is null ? [] : [otherwise]);

    public override Value Eval(Frame at)
    {
        foreach (var (when, gives) in cases)
        {
            var holds = at.Test(when);
            if (holds.IsMissing) return holds;
            if (holds.Yes) return gives.Eval(at);
        }
        return otherwise?.Eval(at) ?? Value.Of(none);
    }

    public override Short Quick(Frame at) => QuickPart(at) is { } part ? Quickly(part, at) : Short.None;

    public override Truth Holds(Frame at) => QuickPart(at) is { } part ? part.Holds(at) : Truth.Unknown;

    private Node? QuickPart(Frame at)
    {
        foreach (var (when, gives) in cases)
        {
            var holds = when.Holds(at);
            if (holds == Truth.Unknown) return null;
            if (holds == Truth.Yes) return gives;
        }
        return otherwise;
    }

    public override void Write(Wording words)
    {
        if (words.At is { } at)
        {
            var (part, why) = Taken(at);
            words.Put(part ?? new Literal(Value.Of(none)));
            if (why is not null && Wording.Of(why, at) is var reason && reason.AsSpan().ContainsAny("<>≤≥")) words.Put("(因 ").Put(reason).Put(part == otherwise ? " 不成立)" : ")");
            return;
        }
        foreach (var (when, gives) in cases) words.Put("若 ").Put(when).Put(" 则 ").Put(gives).Put("，");
        words.Put("否则 ");
        if (otherwise is null) words.Put("无");
        else words.Put(otherwise);
    }

    /// <summary>The part that counts and the condition that decided it, which is written where it compares numbers; none where several failed.</summary>
    private (Node? Part, Node? Why) Taken(Frame at)
    {
        foreach (var (when, gives) in cases)
        {
            var holds = when.Eval(at);
            if (holds.IsMissing) return (when, null);
            if (holds.Yes) return (gives, when);
        }
        return (otherwise, cases is [var (only, _)] ? only : null);
    }
}

/// <summary>Whether a value is one of a list, or lies in an interval.</summary>
internal sealed class Among(Node inner, Node[] list, Interval? interval) : Node
{
    private readonly Steps? steps = interval is { } one ? Steps.Of([one]) : null;

    public Node Inner => inner;

    /// <summary>The interval; null where it is a list.</summary>
    public Interval? Range => interval;

    public override ValueKind Kind => ValueKind.YesNo;

    public override int Power => 4;

    public override IEnumerable<Node> Children => list.Prepend(inner);

    public override Value Eval(Frame at)
    {
        var value = inner.Eval(at);
        if (interval is { } range) return value.IsMissing ? value : Value.Of(value.Number.In(range));
        var (found, missing) = (false, value);
        foreach (var one in list)
        {
            var other = one.Eval(at);
            if (missing.IsMissing || other.IsMissing) missing = at.Run.Absences.Join(missing, other);
            else found |= value.Same(other);
        }
        return missing.IsMissing ? missing : Value.Of(found);
    }

    public override Truth Holds(Frame at)
    {
        if (steps is null) return Eval(at).Truth;
        var number = Quickly(inner, at);
        return number.IsNone ? Truth.Unknown : steps.Find(number) == 0 ? Truth.Yes : Truth.No;
    }

    public override void Write(Wording words)
    {
        words.Put(inner, 5).Put(" 属于 ");
        if (interval is { } range) words.Put(range.ToString());
        else words.Put("(").Put(list, "、").Put(")");
    }
}

internal enum Probe
{
    Present,
    Void,
    OrElse,
}

/// <summary>present(x), is_void(x) and or_else(x, y).</summary>
internal sealed class Probed(Probe probe, Node inner, Node? instead = null) : Node
{
    public Probe Probe => probe;

    public override ValueKind Kind => probe == Probe.OrElse ? inner.Kind : ValueKind.YesNo;

    public override IEnumerable<Node> Children => instead is null ? [inner] : [inner, instead];

    public override Value Eval(Frame at)
    {
        var value = inner.Eval(at);
        return probe switch
        {
            Probe.Present => Value.Of(!value.IsMissing),
            Probe.Void => value.IsMissing ? value : Value.Of(value.Held == Held.Void),
            _ => value.IsMissing && !value.Absence.IsOverflow ? instead!.Eval(at) : value,
        };
    }

    public override Short Quick(Frame at)
    {
        if (probe != Probe.OrElse) return Short.None;
        var number = Quickly(inner, at);
        return number.IsNone ? Eval(at).Quick : number;
    }

    public override void Write(Wording words)
    {
        words.Put(probe switch { Probe.Present => "已有(", Probe.Void => "无绩效(", _ => "" }).Put(inner);
        if (instead is null) words.Put(")");
        else words.Put("(缺则 ").Put(instead).Put(")");
    }
}

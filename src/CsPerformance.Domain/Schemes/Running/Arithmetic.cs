using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

internal sealed class Literal(Value value) : Node
{
    public Value Value { get; } = value;

    public override ValueKind Kind => Value.Held switch { Held.Label => ValueKind.Label, Held.YesNo => ValueKind.YesNo, _ => ValueKind.Number };

    public override Value Eval(Frame at) => Value;

    public override void Write(Wording words) => words.Put(Value.ToString());
}

/// <summary>Two numbers added, subtracted, multiplied or divided.</summary>
internal sealed class Arithmetic(char sign, Node left, Node right, string divisor) : Node
{
    private readonly Absence byZero = Absence.Of(divisor, $"除数 {divisor} 为 0");

    public char Sign => sign;

    public Node Left => left;

    public Node Right => right;

    public override ValueKind Kind => ValueKind.Number;

    public override int Power => sign is '+' or '-' ? 5 : 6;

    public override IEnumerable<Node> Children => [left, right];

    public override Value Eval(Frame at)
    {
        var (a, b) = (left.Eval(at), right.Eval(at));
        if (a.IsMissing || b.IsMissing) return at.Run.Absences.Join(a, b);
        return sign switch
        {
            '+' => Value.Of(a.Number + b.Number),
            '-' => Value.Of(a.Number - b.Number),
            '*' => Value.Of(a.Number * b.Number),
            _ => b.Number.IsZero ? Value.Of(byZero) : Value.Of(a.Number / b.Number),
        };
    }

    public override void Write(Wording words) => words
        .Put(left, Power)
        .Put(sign switch { '+' => " + ", '-' => " − ", '*' => " × ", _ => " ÷ " })
        .Put(right, sign is '-' or '/' ? Power + 1 : Power);
}

internal sealed class Negation(Node inner) : Node
{
    public override ValueKind Kind => ValueKind.Number;

    public override int Power => 7;

    public override IEnumerable<Node> Children => [inner];

    public override Value Eval(Frame at)
    {
        var value = inner.Eval(at);
        return value.IsMissing ? value : Value.Of(-value.Number);
    }

    public override void Write(Wording words) => words.Put("−").Put(inner, 7);
}

internal enum Fold
{
    Smallest,
    Greatest,
    Sum,
    Mean,
}

/// <summary>min, max, sum and average of several numbers.</summary>
internal sealed class Several(Fold fold, Node[] parts) : Node
{
    public Fold Fold => fold;

    public override ValueKind Kind => ValueKind.Number;

    public override IEnumerable<Node> Children => parts;

    public override Value Eval(Frame at)
    {
        var value = parts[0].Eval(at);
        if (!value.IsMissing) value = Value.Of(value.Number);
        for (var i = 1; i < parts.Length; i++)
        {
            var next = parts[i].Eval(at);
            if (value.IsMissing || next.IsMissing) value = at.Run.Absences.Join(value, next);
            else value = Value.Of(Two(value.Number, next.Number));
        }
        return fold == Fold.Mean && !value.IsMissing ? Value.Of(value.Number / parts.Length) : value;
    }

    private Exact Two(Exact a, Exact b) => fold switch
    {
        Fold.Smallest => a <= b ? a : b,
        Fold.Greatest => a >= b ? a : b,
        _ => a + b,
    };

    public override void Write(Wording words) => words
        .Put(fold switch { Fold.Smallest => "取小(", Fold.Greatest => "取大(", Fold.Sum => "合计(", _ => "平均(" })
        .Put(parts, "、").Put(")");
}

/// <summary>floor, ceil, abs and round (half away from zero, to so many decimals).</summary>
internal sealed class Shaped(string shape, Node inner, int decimals = 0) : Node
{
    public string Shape => shape;

    public int Decimals => decimals;

    public override ValueKind Kind => ValueKind.Number;

    public override IEnumerable<Node> Children => [inner];

    public override Value Eval(Frame at)
    {
        var value = inner.Eval(at);
        if (value.IsMissing) return value;
        var number = value.Number;
        return Value.Of(shape switch
        {
            "floor" => number.Floor(),
            "ceil" => -(-number).Floor(),
            "abs" => number < 0m ? -number : number,
            _ => number.Round(decimals),
        });
    }

    public override void Write(Wording words) => words
        .Put(shape switch { "floor" => "向下取整(", "ceil" => "向上取整(", "abs" => "绝对值(", _ => "四舍五入(" }).Put(inner).Put(")");
}

/// <summary>Keeps a number within its bounds.</summary>
internal sealed class Clamp(Node inner, Node low, Node high) : Node
{
    public override ValueKind Kind => ValueKind.Number;

    public override IEnumerable<Node> Children => [inner, low, high];

    public override Value Eval(Frame at)
    {
        var (value, from, to) = (inner.Eval(at), low.Eval(at), high.Eval(at));
        if (value.IsMissing || from.IsMissing || to.IsMissing) return at.Run.Absences.Join(at.Run.Absences.Join(value, from), to);
        return Value.Of(value.Number < from.Number ? from.Number : value.Number > to.Number ? to.Number : value.Number);
    }

    public override void Write(Wording words) => words.Put(inner, 5).Put("(不低于 ").Put(low).Put(",不高于 ").Put(high).Put(")");
}

using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

internal sealed class Literal(Value value) : Node
{
    public Value Value { get; } = value;

    /// <summary>Its number for the quick way.</summary>
    public Short Plain { get; } = value.Quick;

    /// <summary>Its number ready to be compared; null where it is none.</summary>
    public Bound? Bound { get; } = value.Held == Held.Number ? Bound.Of(value.Quick) : null;

    private readonly string text = value.ToString();

    public override ValueKind Kind => Value.Held switch { Held.Label => ValueKind.Label, Held.YesNo => ValueKind.YesNo, _ => ValueKind.Number };

    public override Value Eval(Frame at) => Value;

    public override Short Quick(Frame at) => Plain;

    public override void Write(Wording words) => words.Put(text);
}

/// <summary>Two numbers added, subtracted, multiplied or divided.</summary>
internal sealed class Arithmetic(char sign, Node left, Node right, string divisor) : Node
{
    private (Node Number, bool Minus)[]? chain;

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

    public override Short Quick(Frame at)
    {
        if (sign is '+' or '-') return Sum(at, chain ??= Chain());
        var a = Quickly(left, at);
        if (a.IsNone) return a;
        var b = Quickly(right, at);
        return sign == '*' ? Short.Multiply(a, b) : Short.Divide(a, b);
    }

    private static Short Sum(Frame at, (Node Number, bool Minus)[] terms)
    {
        var sum = Quickly(terms[0].Number, at);
        for (var i = 1; i < terms.Length && !sum.IsNone; i++)
        {
            var next = Quickly(terms[i].Number, at);
            sum = terms[i].Minus ? Short.Subtract(sum, next) : Short.Add(sum, next);
        }
        return sum;
    }

    // a − b + c in their order, so that a long sum is a loop on the quick way.
    private (Node, bool)[] Chain()
    {
        var terms = new List<(Node, bool)>();
        Node first = this;
        for (; first is Arithmetic { Sign: '+' or '-' } sum; first = sum.Left) terms.Add((sum.Right, sum.Sign == '-'));
        terms.Add((first, false));
        terms.Reverse();
        return [.. terms];
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

    public override Short Quick(Frame at) => Short.Negate(Quickly(inner, at));

    public override void Write(Wording words) => words.Put("−").Put(inner, 7);
}

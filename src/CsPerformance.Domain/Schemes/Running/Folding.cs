using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

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
    private readonly Bound?[] bounds = Array.ConvertAll(parts, part => (part as Literal)?.Bound);

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

    public override Short Quick(Frame at)
    {
        var value = Quickly(parts[0], at);
        for (var i = 1; i < parts.Length && !value.IsNone; i++)
        {
            var next = Quickly(parts[i], at);
            if (next.IsNone) return next;
            if (fold is Fold.Sum or Fold.Mean)
            {
                value = Short.Add(value, next);
                continue;
            }
            var order = bounds[i]?.Compare(value) ?? Short.Compare(value, next);
            if (fold == Fold.Smallest ? order > 0 : order < 0) value = next;
        }
        return fold == Fold.Mean ? Short.Divide(value, Short.Of((long)parts.Length)) : value;
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

internal enum Shape
{
    Floor,
    Ceiling,
    Absolute,
    Round,
}

/// <summary>floor, ceil, abs and round (half away from zero, to so many decimals).</summary>
internal sealed class Shaped(Shape shape, Node inner, int decimals = 0) : Node
{
    public Shape Shape => shape;

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
            Shape.Floor => number.Floor(),
            Shape.Ceiling => -(-number).Floor(),
            Shape.Absolute => number < 0m ? -number : number,
            _ => number.Round(decimals),
        });
    }

    public override Short Quick(Frame at)
    {
        var number = Quickly(inner, at);
        return shape switch
        {
            Shape.Floor => Short.Floor(number),
            Shape.Ceiling => Short.Negate(Short.Floor(Short.Negate(number))),
            Shape.Absolute => number.IsNegative ? Short.Negate(number) : number,
            _ => Short.Round(number, decimals),
        };
    }

    public override void Write(Wording words) => words
        .Put(shape switch { Shape.Floor => "向下取整(", Shape.Ceiling => "向上取整(", Shape.Absolute => "绝对值(", _ => "四舍五入(" }).Put(inner).Put(")");
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

    public override Short Quick(Frame at)
    {
        var (value, from, to) = (Quickly(inner, at), Quickly(low, at), Quickly(high, at));
        if (value.IsNone || from.IsNone || to.IsNone) return Short.None;
        return Short.Compare(value, from) < 0 ? from : Short.Compare(value, to) > 0 ? to : value;
    }

    public override void Write(Wording words) => words.Put(inner, 5).Put("(不低于 ").Put(low).Put("，不高于 ").Put(high).Put(")");
}

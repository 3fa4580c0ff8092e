namespace CsPerformance.Domain.Schemes.Running;

/// <summary>One condition of a rung, with the code that says what held somebody back.</summary>
internal sealed record RungTest(string Code, Node Holds);

internal sealed record Rung(Node Gives, RungTest[] Tests);

/// <summary>
/// The highest rung all of whose conditions hold. Rungs stand from the lowest to the highest. Every condition of every
/// rung needs its inputs (common rule 13); what a rung gives is needed only where it applies.
/// </summary>
internal sealed class Ladder(Rung[] rungs, Node? none, ValueKind kind, string name) : Node
{
    private readonly Absence nowhere = Absence.Of(name, $"{name} 没有适用的级");

    public IReadOnlyList<Rung> Rungs => rungs;

    public Node? None => none;

    public override ValueKind Kind => kind;

    public override IEnumerable<Node> Children => rungs.SelectMany(rung => rung.Tests.Select(test => test.Holds).Prepend(rung.Gives)).Concat(none is null ? [] : [none]);

    public override Value Eval(Frame at)
    {
        var missing = Reached(at, out var rung);
        return missing.IsMissing ? missing : rung >= 0 ? rungs[rung].Gives.Eval(at) : none?.Eval(at) ?? Value.Of(nowhere);
    }

    /// <summary>The codes of the failing conditions of the rung above the one reached, in the order of the scheme.</summary>
    public Value HeldBack(Frame at)
    {
        var missing = Reached(at, out var rung);
        if (missing.IsMissing) return missing;
        if (rung + 1 >= rungs.Length) return Value.Of("");
        var key = new JoinKey(this, rung);
        foreach (var test in rungs[rung + 1].Tests) key = key.With(!test.Holds.Eval(at).Yes);
        return at.Run.Texts.TryGetValue(key, out var text) ? text : at.Run.Texts[key] = Codes(at, rung + 1);
    }

    /// <summary>What the next rung still demands; null at the highest.</summary>
    public string? Next(Frame at)
    {
        if (Reached(at, out var rung).IsMissing || rung + 1 >= rungs.Length) return null;
        return $"{Wording.Of(rungs[rung + 1].Gives, at)} 还需：{string.Join("；", Failing(at, rung + 1).SelectMany(test => Lacking(test.Holds, at)).Select(part => Wording.Of(part, null)))}";
    }

    public override void Write(Wording words)
    {
        if (words.At is { } at)
        {
            words.Put(Eval(at).ToString());
            return;
        }
        words.Put("条件全部满足的最高一级：");
        foreach (var rung in rungs)
        {
            words.Put(rung.Gives).Put("(");
            words.Put([.. rung.Tests.Select(test => test.Holds)], " 且 ").Put(");");
        }
    }

    private Value Codes(Frame at, int rung) => Value.Of(string.Join(',', Failing(at, rung).Select(test => test.Code)));

    private IEnumerable<RungTest> Failing(Frame at, int rung) => rungs[rung].Tests.Where(test => !test.Holds.Eval(at).Yes);

    /// <summary>Of several that must all hold, those that do not.</summary>
    private static IEnumerable<Node> Lacking(Node demand, Frame at) =>
        demand is Junction { All: true } ? demand.Children.Where(part => !part.Eval(at).Yes).SelectMany(part => Lacking(part, at)) : [demand];

    private Value Reached(Frame at, out int rung)
    {
        var missing = Value.Void;
        rung = -1;
        for (var i = 0; i < rungs.Length; i++)
        {
            var all = true;
            foreach (var test in rungs[i].Tests)
            {
                var holds = at.Test(test.Holds);
                if (holds.IsMissing) missing = at.Run.Absences.Join(missing, holds);
                all &= holds.Yes;
            }
            if (all) rung = i;
        }
        return missing;
    }
}

/// <summary>What held somebody back from the next rung of a ladder.</summary>
internal sealed class HeldBack(Ladder ladder, string title) : Node
{
    public override ValueKind Kind => ValueKind.Label;

    public override IEnumerable<Node> Children => [ladder];

    public override Value Eval(Frame at) => ladder.HeldBack(at);

    public override void Write(Wording words)
    {
        if (words.At is null) words.Put($"{title} 上一级未满足的条件");
        else words.Put(Eval(words.At).ToString());
    }
}

/// <summary>Labels whose conditions hold, joined by a comma.</summary>
internal sealed class Joined((Node When, Node Gives)[] parts) : Node
{
    public override ValueKind Kind => ValueKind.Label;

    public override IEnumerable<Node> Children => parts.SelectMany(part => new[] { part.When, part.Gives });

    public override Value Eval(Frame at)
    {
        var (key, missing) = (new JoinKey(this, 0), Value.Void);
        foreach (var (when, gives) in parts)
        {
            var holds = at.Test(when);
            key = key.With(holds.Yes);
            if (holds.IsMissing || (holds.Yes && gives.Eval(at).IsMissing)) missing = at.Run.Absences.Join(missing, holds.IsMissing ? holds : gives.Eval(at));
        }
        if (missing.IsMissing) return missing;
        return at.Run.Texts.TryGetValue(key, out var text) ? text : at.Run.Texts[key] = Text(at);
    }

    private Value Text(Frame at) => Value.Of(string.Join(',', parts.Where(part => part.When.Eval(at).Yes).Select(part => part.Gives.Eval(at).Label)));

    public override void Write(Wording words)
    {
        if (words.At is { } at)
        {
            words.Put(Eval(at).ToString());
            return;
        }
        foreach (var (when, gives) in parts) words.Put("若 ").Put(when).Put(" 则含 ").Put(gives).Put("；");
    }
}

/// <summary>Which of up to 64 conditions held: joined texts are made once for each, not once for each subject.</summary>
internal readonly record struct JoinKey(Node Owner, int Row, ulong Bits = 0)
{
    public JoinKey With(bool holds) => this with { Bits = (Bits << 1) | (holds ? 1UL : 0UL) };
}

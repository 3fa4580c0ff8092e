namespace CsPerformance.Domain.Schemes.Running;

/// <summary>Where an expression is evaluated: whose inputs and lines it reads, and at which earlier period.</summary>
internal sealed class Frame(Run run)
{
    /// <summary>Outside a function over history.</summary>
    public const int Now = -1;

    private int subject = -1;

    public Run Run { get; } = run;

    public Value[] Inputs { get; } = run.Inputs;

    public Value[] Lines { get; } = run.Lines;

    /// <summary>Index of the subject; -1 for the group.</summary>
    public int Subject
    {
        get => subject;
        set
        {
            subject = value;
            (FirstInput, FirstLine) = (value * Run.SlotCount, value * Run.LineCount);
        }
    }

    /// <summary>Where the subject's inputs begin in <see cref="Inputs"/>.</summary>
    public int FirstInput { get; private set; }

    /// <summary>Where its lines begin in <see cref="Lines"/>.</summary>
    public int FirstLine { get; private set; }

    /// <summary>How many periods back a name of the history is read; <see cref="Now"/> outside such a function.</summary>
    public int Back { get; set; } = Now;

    /// <summary>
    /// True while a line is tried on the quick way. A node that must go the exact way clears it, so that one line is never
    /// tried more than once, however deep its parts are nested.
    /// </summary>
    public bool MayBeQuick { get; set; }

    /// <summary>A number, by the quick way while that is open; void is 0.</summary>
    public Value Count(Node number)
    {
        if (MayBeQuick)
        {
            var quick = number.Quick(this);
            if (!quick.IsNone) return Value.Of(quick);
            MayBeQuick = false;
        }
        return number.Eval(this);
    }

    /// <summary>A number or a condition.</summary>
    public Value Take(Node node) => node.Kind switch { ValueKind.Number => Count(node), ValueKind.YesNo => Test(node), _ => node.Eval(this) };

    /// <summary>Whether a condition holds, by the quick way while that is open.</summary>
    public Value Test(Node condition)
    {
        if (MayBeQuick)
        {
            var truth = condition.Holds(this);
            if (truth != Truth.Unknown) return Value.Of(truth == Truth.Yes);
            MayBeQuick = false;
        }
        return condition.Eval(this);
    }
}

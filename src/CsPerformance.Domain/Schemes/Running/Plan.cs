using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>A compiled line.</summary>
internal sealed class PlanLine(string code, string title, bool ofGroup, bool isStep, int index, int fileLine)
{
    public string Code => code;

    public string Title => title;

    public bool OfGroup => ofGroup;

    /// <summary>An intermediate figure that is not put out.</summary>
    public bool IsStep => isStep;

    public int Index => index;

    public int FileLine => fileLine;

    public bool Money { get; init; }

    public bool Confidential { get; init; }

    public int? Clause { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What is read behind its number; null where nothing is.</summary>
    public string? Unit { get; init; }

    /// <summary>What people read for its texts.</summary>
    public IReadOnlyList<Choice> Labels { get; set; } = [];

    /// <summary>Set when it is compiled.</summary>
    public Node Root { get; set; } = new Literal(Value.Void);

    public ValueKind Kind => Root.Kind;

    /// <summary>Lines of one level can be run subject by subject; a group function over a line needs the level above.</summary>
    public int Level { get; set; }

    public string Place => $"{(isStep ? "steps" : ofGroup ? "group" : "lines")}.{code}";

    /// <summary>True where the scheme declares that it can be void; any other line that reads void counts 0.</summary>
    public bool MayBeVoid { get; set; }

    /// <summary>What the quick way may have: a number that is never void, or a condition.</summary>
    public ValueKind? Quick { get; set; }

    /// <summary>Its formula in Chinese words; made once, when first asked for.</summary>
    public string Words => words ??= Wording.Of(Root, null);

    /// <summary>The codes of the lines that it uses.</summary>
    public IReadOnlyList<string> Uses => uses ??= [.. Root.Tree().OfType<LineName>().Select(name => name.Line.Code).Distinct()];

    /// <summary>The inputs that it reads.</summary>
    public IReadOnlyList<Slot> Reads => reads ??= [.. Root.Tree().OfType<Input>().Select(input => input.Slot).Distinct()];

    private string? words;
    private IReadOnlyList<string>? uses;
    private IReadOnlyList<Slot>? reads;

    public Value Settle(Value value)
    {
        if (value.Held == Held.Void && !MayBeVoid) return Value.Of(0m);
        return Money && value.Held == Held.Number ? Value.Of(value.Number.Round(2)) : value;
    }
}

/// <summary>A condition on the facts, a fault where it does not hold.</summary>
internal sealed record Requirement(Node Holds, string Problem, string? At)
{
    public bool ReadsSubject { get; } = Holds.ReadsSubject;
}

internal sealed record Notice(Node When, string Text);

/// <summary>A parameter with its values, oldest first, and the keys of its table.</summary>
internal sealed record PlanParameter(ParameterDefinition Definition, IReadOnlyList<TableKey> Keys, IReadOnlyList<(Period? Since, ParameterValue Value)> Values, ParameterValue Unset)
{
    public ParameterValue On(Period period)
    {
        var found = Unset;
        foreach (var (since, value) in Values) if (since is not { } from || from.First <= period.First) found = value;
        return found;
    }
}

/// <summary>The lines as they are put out, in the order of the file.</summary>
internal sealed record ShownLines(PlanLine[] Lines, PlanLine[] Steps, PlanLine[] Group)
{
    public static ShownLines Of(IEnumerable<PlanLine> lines, IEnumerable<PlanLine> groupLines) =>
        new([.. lines.Where(line => !line.IsStep)], [.. lines.Where(line => line.IsStep)], [.. groupLines]);

    public IReadOnlyList<PlanLine> All { get; } = [.. Steps, .. Lines, .. Group];
}

/// <summary>A scheme compiled to nodes over slots; never changed after it is built.</summary>
internal sealed class Plan
{
    public required IReadOnlyList<Slot> Slots { get; init; }

    public required IReadOnlyList<PlanParameter> Parameters { get; init; }

    public required IReadOnlyList<HistoryDefinition> History { get; init; }

    /// <summary>All lines and steps of a subject, each after those that it needs.</summary>
    public required IReadOnlyList<PlanLine> Lines { get; init; }

    public required IReadOnlyList<PlanLine> GroupLines { get; init; }

    /// <summary>The lines by level: a line that reads a group figure over another line stands above that.</summary>
    public PlanLine[][] Levels => levels ??= ByLevel(Lines);

    public PlanLine[][] GroupLevels => groupLevels ??= ByLevel(GroupLines);

    private PlanLine[][]? levels;
    private PlanLine[][]? groupLevels;

    public required IReadOnlyList<Requirement> Requirements { get; init; }

    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>How many quotas there are.</summary>
    public required int Quotas { get; init; }

    /// <summary>The lines as they are put out.</summary>
    public required ShownLines Shown { get; init; }

    /// <summary>True where a line, a requirement or a notice of one subject reads the others.</summary>
    public bool ComparesSubjects => GroupLines.Count > 0 || Quotas > 0
        || Lines.Select(line => line.Root).Concat(Requirements.Select(one => one.Holds)).Concat(Notices.Select(one => one.When)).SelectMany(node => node.Tree()).Any(node => node is Gathered);

    private static PlanLine[][] ByLevel(IReadOnlyList<PlanLine> lines) =>
        [.. Enumerable.Range(0, lines.Count == 0 ? 0 : lines.Max(line => line.Level) + 1).Select(level => lines.Where(line => line.Level == level).ToArray())];
}

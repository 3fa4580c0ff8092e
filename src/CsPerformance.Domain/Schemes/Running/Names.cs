using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>An input of the subject: an attribute, a metric, a rating, a check, an item's figure or leave days.</summary>
internal sealed class Input(Slot slot, int index, ValueKind kind, string title) : Node
{
    public Slot Slot => slot;

    public override ValueKind Kind => kind;

    public override bool ReadsSubject => true;

    public int Index => index;

    public override Value Eval(Frame at) => at.Inputs[at.FirstInput + index];

    public override Short Quick(Frame at) => at.Inputs[at.FirstInput + index].Quick;

    public override Truth Holds(Frame at) => at.Inputs[at.FirstInput + index].Truth;

    public override void Write(Wording words) => words.Name(title, this);
}

/// <summary>A node that reads a parameter.</summary>
internal interface IParameterNode
{
    ParameterDefinition Parameter { get; }

    int Index { get; }
}

/// <summary>A parameter that is one value.</summary>
internal sealed class ParameterName(ParameterDefinition parameter, int index) : Node, IParameterNode
{
    public ParameterDefinition Parameter => parameter;

    public int Index => index;

    public override ValueKind Kind => parameter.Kind;

    public override Value Eval(Frame at) => at.Run.Parameters[index].One;

    public override Short Quick(Frame at) => at.Run.Parameters[index].One.Quick;

    public override void Write(Wording words) => words.Name(parameter.Title, this);
}

/// <summary>Whether a parameter was decided: by the facts, or by the scheme other than as a default.</summary>
internal sealed class ParameterGiven(ParameterDefinition parameter, int index) : Node, IParameterNode
{
    public ParameterDefinition Parameter => parameter;

    public int Index => index;

    public override ValueKind Kind => ValueKind.YesNo;

    public override Value Eval(Frame at) => Value.Of(at.Run.Parameters[index].IsGiven);

    public override void Write(Wording words) => words.Put($"已设置 {parameter.Title}");
}

/// <summary>A row of a table parameter.</summary>
internal sealed class TableRow(ParameterDefinition parameter, int index, Node[] keys) : Node, IParameterNode
{
    public ParameterDefinition Parameter => parameter;

    public int Index => index;

    public override ValueKind Kind => parameter.RowKind;

    public override IEnumerable<Node> Children => keys;

    public override Value Eval(Frame at)
    {
        var table = at.Run.Parameters[index];
        var missing = table.Absent;
        var row = table.Table;
        foreach (var key in keys)
        {
            var value = key.Eval(at);
            if (value.IsMissing) missing = at.Run.Absences.Join(missing, value);
            else row = row?.Row(value);
        }
        return missing.IsMissing ? missing : row?.One ?? Value.Of(table.NoRow);
    }

    public override void Write(Wording words)
    {
        words.Put(parameter.Title).Put("[").Put(keys, "、").Put("]");
        if (words.At is { } at) words.Put(" ").Put(Eval(at).ToString());
    }
}

/// <summary>The greatest key of a table whose value a number reaches; another value where it reaches none.</summary>
internal sealed class KeyReached(ParameterDefinition parameter, int index, Node number, Node none) : Node, IParameterNode
{
    public ParameterDefinition Parameter => parameter;

    public int Index => index;

    public override ValueKind Kind => none.Kind;

    public override IEnumerable<Node> Children => [number, none];

    public override Value Eval(Frame at)
    {
        var table = at.Run.Parameters[index];
        var value = number.Eval(at);
        var missing = at.Run.Absences.Join(table.Absent, value);
        if (missing.IsMissing) return missing;
        return table.Table!.Reached(value.Number) ?? none.Eval(at);
    }

    public override void Write(Wording words)
    {
        words.Put(number).Put($" 在 {parameter.Title} 达到的最高一级");
        if (words.At is { } at) words.Put(" ").Put(Eval(at).ToString());
    }
}

/// <summary>The sum of a table's values.</summary>
internal sealed class TableSum(ParameterDefinition parameter, int index) : Node, IParameterNode
{
    public ParameterDefinition Parameter => parameter;

    public int Index => index;

    public override ValueKind Kind => ValueKind.Number;

    public override Value Eval(Frame at)
    {
        var table = at.Run.Parameters[index];
        return table.Absent.IsMissing ? table.Absent : Value.Of(table.Table!.Sum());
    }

    public override void Write(Wording words)
    {
        words.Put($"{parameter.Title} 之和");
        if (words.At is { } at) words.Put(" ").Put(Eval(at).ToString());
    }
}

/// <summary>Another line of the same subject.</summary>
internal sealed class LineName(PlanLine line) : Node
{
    public PlanLine Line => line;

    public override ValueKind Kind => line.Kind;

    public override bool ReadsSubject => !line.OfGroup;

    public override Value Eval(Frame at) => Stored(at);

    public override Short Quick(Frame at) => Stored(at).Quick;

    public override Truth Holds(Frame at) => Stored(at).Truth;

    private ref readonly Value Stored(Frame at) => ref line.OfGroup ? ref at.Run.GroupLines[line.Index] : ref at.Lines[at.FirstLine + line.Index];

    public override void Write(Wording words) => words.Name(line.Title, this);
}

/// <summary>A figure of the period itself.</summary>
internal sealed class PeriodName(string name) : Node
{
    public string Name => name;

    public override ValueKind Kind => name.EndsWith("_end", StringComparison.Ordinal) ? ValueKind.YesNo : ValueKind.Number;

    private readonly int place = All.ToList().IndexOf(name);

    public override Value Eval(Frame at) => at.Run.OfPeriod(place);

    /// <summary>The names that there are.</summary>
    public static IReadOnlyList<string> All { get; } = ["period.month", "period.year", "period.months", "period.days", "period.quarter_end", "period.half_end", "period.year_end"];

    public static Value Of(string name, Time.Period period) => name switch
    {
        "period.month" => Value.Of((decimal)period.Last.Month),
        "period.year" => Value.Of((decimal)period.Year),
        "period.months" => Value.Of((decimal)period.Months.Count()),
        "period.days" => Value.Of((decimal)(period.Last.DayNumber - period.First.DayNumber + 1)),
        "period.quarter_end" => Value.Of(period.Last.Month % 3 == 0),
        "period.half_end" => Value.Of(period.Last.Month % 6 == 0),
        _ => Value.Of(period.Last.Month == 12),
    };

    public override void Write(Wording words) => words.Name(
        name switch
        {
            "period.month" => "月份",
            "period.year" => "年份",
            "period.months" => "月数",
            "period.days" => "天数",
            "period.quarter_end" => "季度末月",
            "period.half_end" => "半年末月",
            _ => "年末月",
        },
        this);
}

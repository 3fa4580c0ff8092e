using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>One evaluation: the facts bound to the plan's slots, and what the lines came to.</summary>
internal sealed class Run
{
    private const int DeepestHistory = 600;

    private readonly Plan plan;
    private readonly PlanLine[][] levels;
    private readonly PlanLine[][] groupLevels;
    private readonly Value[][] past;
    private readonly Period[] backwards;

    public Run(Plan plan, Scheme scheme, Facts facts, IReadOnlyList<ParameterValue> parameters)
    {
        this.plan = plan;
        (Period, Parameters, SubjectCount) = (facts.Period, [.. parameters], facts.Subjects.Count);
        IsWithin = plan.History.Count > 0 && plan.History[0].Each != facts.Period.Kind;
        (SlotCount, LineCount) = (plan.Slots.Count, plan.Lines.Count);
        Inputs = new Value[SubjectCount * SlotCount];
        Lines = new Value[SubjectCount * LineCount];
        GroupLines = new Value[plan.GroupLines.Count];
        Places = new Value[plan.Quotas][];
        backwards = Backwards(scheme, facts);
        past = [.. plan.History.Select(_ => new Value[SubjectCount * Depth])];
        for (var subject = 0; subject < SubjectCount; subject++) Bind(facts.Subjects[subject], subject);
        levels = ByLevel(plan.Lines);
        groupLevels = ByLevel(plan.GroupLines);
    }

    public Period Period { get; }

    /// <summary>True where the history holds periods inside the present one: a quarter that reads its months.</summary>
    public bool IsWithin { get; }

    public int SubjectCount { get; }

    public int SlotCount { get; }

    public int LineCount { get; }

    /// <summary>How many periods back the history is held, the present one counted.</summary>
    public int Depth => backwards.Length;

    public ParameterValue[] Parameters { get; }

    public Value[] Inputs { get; }

    public Value[] Lines { get; }

    public Value[] GroupLines { get; }

    public Value[]?[] Places { get; }

    public Absences Absences { get; } = new();

    public Dictionary<(int Id, int Back, string Key), GatheredFigure> Figures { get; } = [];

    public Dictionary<JoinKey, Value> Texts { get; } = [];

    /// <summary>Lines that ran out of bounds, with the subject (-1: the group).</summary>
    public List<(PlanLine Line, int Subject)> Overflows { get; } = [];

    /// <summary>Computes every line; it can be called again and allocates nothing for each subject.</summary>
    public void Execute()
    {
        Figures.Clear();
        Overflows.Clear();
        Array.Clear(Places);
        var (frame, group) = (new Frame(this), new Frame(this));
        for (var level = 0; level < Math.Max(levels.Length, groupLevels.Length); level++)
        {
            if (level < groupLevels.Length) foreach (var line in groupLevels[level]) Store(line, group, GroupLines, line.Index);
            if (level >= levels.Length) continue;
            for (frame.Subject = 0; frame.Subject < SubjectCount; frame.Subject++)
                foreach (var line in levels[level]) Store(line, frame, Lines, frame.Subject * LineCount + line.Index);
        }
    }

    /// <summary>What a history line held so many periods back.</summary>
    public Value Past(int subject, int history, int back)
    {
        if (back >= 0 && back < Depth) return past[history][subject * Depth + back];
        return Absent(history, back);
    }

    /// <summary>How many periods there are from the present one back within a quarter (3 months), half (6) or year (12).</summary>
    public int PeriodsIn(int months)
    {
        var last = Period.Last;
        var start = new DateOnly(last.Year, (last.Month - 1) / months * months + 1, 1);
        var count = 0;
        while (count < backwards.Length && backwards[count].First >= start) count++;
        return count;
    }

    private void Store(PlanLine line, Frame frame, Value[] into, int place)
    {
        var value = line.Settle(line.Root.Eval(frame));
        if (value.IsMissing && value.Absence.IsOverflow) Overflows.Add((line, frame.Subject));
        into[place] = value;
    }

    private void Bind(SubjectFacts facts, int subject)
    {
        for (var slot = 0; slot < SlotCount; slot++) Inputs[subject * SlotCount + slot] = plan.Slots[slot].Bind(facts, Period);
        for (var history = 0; history < past.Length; history++)
        {
            for (var back = 0; back < Depth; back++) past[history][subject * Depth + back] = Absent(history, back);
            foreach (var earlier in facts.History)
            {
                if (!earlier.Lines.TryGetValue(plan.History[history].Code, out var value)) continue;
                var back = Array.IndexOf(backwards, earlier.Period);
                if (back >= 0 && (back > 0 || IsWithin)) past[history][subject * Depth + back] = value.Label == "void" ? Value.Void : Value.Of(value);
            }
        }
    }

    private readonly Dictionary<(int, int), Value> absent = [];

    public Value Absent(int history, int back)
    {
        if (absent.TryGetValue((history, back), out var value)) return value;
        var code = plan.History[history].Code;
        var when = back >= 0 && back < Depth ? backwards[back].ToString() : $"前{back}期";
        return absent[(history, back)] = Value.Of(Absence.Of(code, $"缺少历史 {code}({when})"));
    }

    // The periods from the present one back as far as the facts reach, in the steps of the scheme.
    private Period[] Backwards(Scheme scheme, Facts facts)
    {
        var one = IsWithin ? Period.Of(plan.History[0].Each, facts.Period.Last) : facts.Period;
        if (plan.History.Count == 0) return [one];
        var oldest = facts.Subjects.SelectMany(subject => subject.History).Select(earlier => earlier.Period.First).DefaultIfEmpty(one.First).Min();
        if (facts.Period.Last.AddYears(-1) < oldest) oldest = facts.Period.Last.AddYears(-1);
        var periods = new List<Period>();
        for (; one.First >= oldest && one.Year > 1 && periods.Count < DeepestHistory; one = one.Previous)
            if (IsWithin || scheme.Months.Count == 0 || scheme.Months.Contains(one.Last.Month)) periods.Add(one);
        return [.. periods];
    }

    private static PlanLine[][] ByLevel(IReadOnlyList<PlanLine> lines) =>
        [.. Enumerable.Range(0, lines.Count == 0 ? 0 : lines.Max(line => line.Level) + 1).Select(level => lines.Where(line => line.Level == level).ToArray())];
}

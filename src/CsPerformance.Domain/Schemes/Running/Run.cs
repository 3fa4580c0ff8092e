using CsPerformance.Domain.Schemes.Numbers;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>One evaluation: the facts bound to the plan's slots, and what the lines came to.</summary>
internal sealed class Run
{
    private const int DeepestHistory = 600;

    private readonly Plan plan;
    private readonly Value[][] past;
    private readonly Value[][] absent;
    private readonly Dictionary<(int, int), Value> beyond = [];
    private readonly Period[] backwards;
    private Value[]? ofPeriod;

    public Run(Plan plan, Scheme scheme, Facts facts, IReadOnlyList<ParameterValue> parameters, Value[] inputs)
    {
        this.plan = plan;
        (Period, Parameters, SubjectCount) = (facts.Period, [.. parameters], facts.Subjects.Count);
        IsWithin = plan.History.Count > 0 && plan.History[0].Each != facts.Period.Kind;
        (SlotCount, LineCount) = (plan.Slots.Count, plan.Lines.Count);
        Inputs = inputs;
        Lines = new Value[SubjectCount * LineCount];
        GroupLines = new Value[plan.GroupLines.Count];
        Places = new Value[plan.Quotas][];
        backwards = Backwards(scheme, facts);
        absent = [.. plan.History.Select(history => Enumerable.Range(0, Depth).Select(back => Absent(history, back)).ToArray())];
        past = [.. plan.History.Select(_ => new Value[SubjectCount * Depth])];
        if (plan.History.Count > 0) for (var subject = 0; subject < SubjectCount; subject++) Remember(facts.Subjects[subject], subject);
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

    /// <summary>What a line came to.</summary>
    /// <param name="subject">-1 for the group.</param>
    public ref readonly Value Of(PlanLine line, int subject) => ref line.OfGroup ? ref GroupLines[line.Index] : ref Lines[subject * LineCount + line.Index];

    /// <summary>Computes every line; it can be called again and allocates nothing for each subject.</summary>
    public void Execute()
    {
        Figures.Clear();
        Overflows.Clear();
        Array.Clear(Places);
        var (frame, group) = (new Frame(this), new Frame(this));
        var (levels, groupLevels) = (plan.Levels, plan.GroupLevels);
        for (var level = 0; level < Math.Max(levels.Length, groupLevels.Length); level++)
        {
            if (level < groupLevels.Length) foreach (var line in groupLevels[level]) Store(line, group, GroupLines, line.Index);
            if (level >= levels.Length) continue;
            for (frame.Subject = 0; frame.Subject < SubjectCount; frame.Subject++)
                foreach (var line in levels[level]) Store(line, frame, Lines, frame.Subject * LineCount + line.Index);
        }
    }

    /// <summary>A figure of the period, by its place in <see cref="PeriodName.All"/>.</summary>
    public Value OfPeriod(int name) => (ofPeriod ??= [.. PeriodName.All.Select(one => PeriodName.Of(one, Period))])[name];

    /// <summary>What a history line held so many periods back.</summary>
    public Value Past(int subject, int history, int back)
    {
        if (back >= 0 && back < Depth) return past[history][subject * Depth + back];
        return beyond.TryGetValue((history, back), out var none) ? none : beyond[(history, back)] = Absent(plan.History[history], back);
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
        frame.MayBeQuick = true;
        if (line.Quick == ValueKind.Number)
        {
            var number = line.Root.Quick(frame);
            if (!number.IsNone)
            {
                into[place] = Value.Of(line.Money ? Short.Round(number, 2) : number);
                return;
            }
            frame.MayBeQuick = false;
        }
        else if (line.Quick == ValueKind.YesNo)
        {
            var holds = line.Root.Holds(frame);
            if (holds != Truth.Unknown)
            {
                into[place] = Value.Of(holds == Truth.Yes);
                return;
            }
            frame.MayBeQuick = false;
        }
        var value = line.Settle(line.Root.Eval(frame));
        if (value.IsMissing && value.Absence.IsOverflow) Overflows.Add((line, frame.Subject));
        into[place] = value;
    }

    private void Remember(SubjectFacts facts, int subject)
    {
        for (var history = 0; history < past.Length; history++)
        {
            Array.Copy(absent[history], 0, past[history], subject * Depth, Depth);
            foreach (var earlier in facts.History)
            {
                if (!earlier.Lines.TryGetValue(plan.History[history].Code, out var value)) continue;
                var back = Array.IndexOf(backwards, earlier.Period);
                if (back >= 0 && (back > 0 || IsWithin)) past[history][subject * Depth + back] = value.Label == "void" ? Value.Void : Value.Of(value);
            }
        }
    }

    private Value Absent(HistoryDefinition history, int back)
    {
        var when = back >= 0 && back < Depth ? backwards[back].ToString() : $"前{back}期";
        return Value.Of(Absence.Of(history.Code, $"缺少历史 {history.Code}({when})"));
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
}

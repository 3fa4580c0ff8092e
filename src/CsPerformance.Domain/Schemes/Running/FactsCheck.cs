using System.Globalization;
using CsPerformance.Domain.Schemes.Language;
using CsPerformance.Domain.Schemes.Numbers;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>Checks facts against a scheme (names, kinds, ranges, dates) and puts them into the slots. Source: evaluate.md, Facts.</summary>
internal sealed class FactsCheck(Scheme scheme, string file)
{
    private const int FewPeriods = 24;

    private readonly Faults faults = new(file);
    private readonly Intake intake = scheme.Intake;

    public IReadOnlyList<Fault> Faults => faults.All;

    /// <returns>Every parameter's value for the period, in the scheme's order; and what every slot holds, subject by subject.</returns>
    public (IReadOnlyList<ParameterValue> Parameters, Value[] Inputs) Check(Facts facts)
    {
        CheckPeriod(facts.Period);
        return (Parameters(facts), Seated(facts));
    }

    /// <summary>Puts the facts of all subjects into the slots, checking them on the way.</summary>
    public Value[] Seated(Facts facts)
    {
        var ids = new HashSet<string>(facts.Subjects.Count, StringComparer.Ordinal);
        var blank = Array.ConvertAll(intake.Slots, slot => slot.Blank(facts.Period));
        var all = new Value[facts.Subjects.Count * blank.Length];
        for (var i = 0; i < facts.Subjects.Count; i++)
        {
            var subject = facts.Subjects[i];
            if (!ids.Add(subject.Id)) faults.Add(string.Create(CultureInfo.InvariantCulture, $"subjects[{i}].id"), $"{subject.Id} 重复");
            var inputs = all.AsSpan(i * blank.Length, blank.Length);
            blank.CopyTo(inputs);
            Figures(subject, i, inputs);
            Happenings(subject, facts.Period, i, inputs);
            Histories(subject.History, facts.Period, i);
        }
        return all;
    }

    private void CheckPeriod(Period period)
    {
        if (!scheme.PeriodKinds.Contains(period.Kind)) faults.Add("period", $"{period} 不是这个方案的考核期({string.Join("、", scheme.PeriodKinds.Select(Form))})");
        else if (scheme.Months.Count > 0 && !scheme.Months.Contains(period.Last.Month)) faults.Add("period", $"这个方案只在 {string.Join("、", scheme.Months)} 月考核");
    }

    private static string Form(PeriodKind kind) => kind switch { PeriodKind.Month => "月 2026-10", PeriodKind.Quarter => "季度 2026-Q4", PeriodKind.Half => "半年 2026-H2", _ => "年 2026" };

    private ParameterValue[] Parameters(Facts facts)
    {
        var known = scheme.Plan.Parameters;
        foreach (var code in facts.Parameters.Keys.Where(code => known.All(one => one.Definition.Code != code))) Unknown($"parameters.{code}", "参数", code, known.Select(one => one.Definition.Code));
        return [.. known.Select(parameter =>
        {
            if (!facts.Parameters.TryGetValue(parameter.Definition.Code, out var fact)) return parameter.On(facts.Period);
            var place = $"parameters.{parameter.Definition.Code}";
            return ParameterReading.Checked(parameter, fact, true, (below, problem, nearest) => faults.Add(place + below, problem, nearest)) ?? parameter.Unset;
        })];
    }

    private void Figures(SubjectFacts subject, int index, Span<Value> inputs)
    {
        if (subject.Attributes.Count > 0) foreach (var (code, value) in subject.Attributes) Attribute(new(index, "attributes", code), code, value, inputs);
        if (subject.Metrics.Count > 0) foreach (var (code, value) in subject.Metrics) Metric(new(index, "metrics", code), code, value, inputs);
        foreach (var slot in intake.Together) if (intake.Slots[slot].Input!.LacksAll(subject.Metrics)) inputs[slot] = Value.Of(intake.Slots[slot].Input!.NoneOfThem!);
        if (subject.Checks.Count > 0) foreach (var (code, value) in subject.Checks) Check(new(index, "checks", code), code, value, inputs);
        if (subject.Ratings.Count > 0) foreach (var (code, marks) in subject.Ratings) Rating(new(index, "ratings", code), code, marks, inputs);
    }

    private void Happenings(SubjectFacts subject, Period period, int index, Span<Value> inputs)
    {
        for (var i = 0; i < subject.Items.Count; i++) Item(new(index, "items", null, i), subject.Items[i], period, inputs);
        for (var i = 0; i < subject.Leave.Count; i++) Leave(new(index, "leave", null, i), subject.Leave[i], period, inputs);
    }

    private void Histories(IReadOnlyList<HistoryFact> history, Period period, int index)
    {
        var seen = history.Count > FewPeriods ? new HashSet<Period>() : null;
        for (var i = 0; i < history.Count; i++)
        {
            var at = new Spot(index, "history", null, i);
            History(at, history[i], period);
            if (seen is not null ? !seen.Add(history[i].Period) : IsBefore(history, i)) faults.Add(at.Below("period").ToString(), $"{history[i].Period} 重复");
            Lines(at, history[i].Lines);
        }
    }

    private static bool IsBefore(IReadOnlyList<HistoryFact> history, int index)
    {
        for (var i = 0; i < index; i++) if (history[i].Period == history[index].Period) return true;
        return false;
    }

    private void Attribute(in Spot at, string code, FactValue value, Span<Value> inputs)
    {
        if (!intake.Attributes.TryGetValue(code, out var seat))
        {
            Unknown(at, "属性", code, intake.Attributes.Keys);
            return;
        }
        var into = Value.Of(value);
        Put(inputs, seat.Slot, seat.Given, into);
        var attribute = seat.Definition;
        if (Kind(at, value, attribute.Kind, attribute.Labels) && value.Number is { } number) Number(at, number, into.Quick, seat.Range, attribute.Range, attribute.Whole);
    }

    private void Metric(in Spot at, string code, decimal value, Span<Value> inputs)
    {
        if (!intake.Metrics.TryGetValue(code, out var seat))
        {
            Unknown(at, "指标", code, intake.Metrics.Keys);
            return;
        }
        var into = Value.Of(value);
        Put(inputs, seat.Slot, seat.Given, into);
        Number(at, value, into.Quick, seat.Range, seat.Definition.Range, seat.Definition.Whole);
    }

    private void Check(in Spot at, string code, bool value, Span<Value> inputs)
    {
        if (intake.Checks.TryGetValue(code, out var seat)) Put(inputs, seat.Slot, seat.Given, Value.Of(value));
        else Unknown(at, "检查项", code, intake.Checks.Keys);
    }

    private static void Put(Span<Value> inputs, int slot, int given, in Value value)
    {
        if (slot >= 0) inputs[slot] = value;
        if (given >= 0) inputs[given] = Value.Of(true);
    }

    private void Rating(in Spot at, string code, IReadOnlyDictionary<string, FactValue> marks, Span<Value> inputs)
    {
        if (!intake.Ratings.TryGetValue(code, out var seat))
        {
            Unknown(at, "评分", code, intake.Ratings.Keys);
            return;
        }
        if (marks.Count == 1 && marks.TryGetValue("", out var only)) Mark(at, seat, "", only, inputs);
        else foreach (var (assessor, mark) in marks) Mark(assessor.Length == 0 ? at : at.Below(assessor), seat, assessor, mark, inputs);
    }

    private void Mark(in Spot at, RatingSeat seat, string assessor, FactValue mark, Span<Value> inputs)
    {
        var rating = seat.Definition;
        if (rating.Assessors.Count == 0 && assessor.Length > 0) faults.Add(at.ToString(), $"评分 {rating.Code} 只有一个分数，不分评分人");
        else if (rating.Assessors.Count > 0 && assessor.Length == 0) faults.Add(at.ToString(), $"评分 {rating.Code} 要按评分人给出({string.Join("、", rating.Assessors.Select(one => one.Code))})");
        else if (rating.Assessors.Count > 0 && !IsOneOf(rating.Assessors, assessor)) Unknown(at, "评分人", assessor, rating.Assessors.Select(one => one.Code));
        var (slot, given) = seat.Of(assessor);
        var into = Value.Of(mark);
        Put(inputs, slot, given, into);
        if (!Kind(at, mark, rating.Kind, rating.Labels) || mark.Number is not { } number) return;
        Number(at, number, into.Quick, null, rating.Range, false);
        if (rating.Values.Count > 0 && !rating.Values.Contains(number)) faults.Add(at.ToString(), $"只能是 {string.Join("、", rating.Values.Select(Say))}");
        if (rating.Step is { } step and > 0 && number % step != 0) faults.Add(at.ToString(), $"要是 {Say(step)} 的倍数");
    }

    private void Item(in Spot at, ItemFact fact, Period period, Span<Value> inputs)
    {
        if (!intake.Items.TryGetValue(fact.Item, out var seat))
        {
            Unknown(at.Below("item"), "项目", fact.Item, intake.Items.Keys);
            return;
        }
        var item = seat.Definition;
        foreach (var slot in seat.Slots) inputs[slot] = intake.Slots[slot].Plus(inputs[slot], fact, item);
        if (fact.Count < 0) faults.Add(at.Below("count").ToString(), "次数不能为负");
        if (item.Chosen is { } range)
        {
            if (fact.Points is not { } points) faults.Add(at.ToString(), $"项目 {fact.Item} 要写 points({range})");
            else if (!range.Contains(points)) faults.Add(at.Below("points").ToString(), $"{Say(points)} 超出范围 {range}");
        }
        else if (fact.Points is not null) faults.Add(at.Below("points").ToString(), item.FixedPoints is null ? $"项目 {fact.Item} 只计次数，不写分值" : $"项目 {fact.Item} 的分值是固定的，不写 points");
        if (fact.On is { } on && (on < item.EarliestIn(period) || on > period.Last)) faults.Add(at.Below("on").ToString(), $"{on:yyyy-MM-dd} 不在考核期 {period} 内");
    }

    private void Leave(in Spot at, LeaveFact leave, Period period, Span<Value> inputs)
    {
        if (intake.Leave.TryGetValue(leave.Type, out var slots)) foreach (var slot in slots) inputs[slot] = inputs[slot].Plus(1, leave.Days);
        else Unknown(at.Below("type"), "假别", leave.Type, LeaveTypes.All.SelectMany(type => new[] { type.Title, type.Code }));
        if (leave.Days < 0) faults.Add(at.Below("days").ToString(), "天数不能为负");
        if (leave.On is { } on && !period.Contains(on)) faults.Add(at.Below("on").ToString(), $"{on:yyyy-MM-dd} 不在考核期 {period} 内");
    }

    private void History(in Spot at, HistoryFact earlier, Period period)
    {
        var each = scheme.History.Count > 0 ? scheme.History[0].Each : period.Kind;
        if (earlier.Period.Kind != each) faults.Add(at.Below("period").ToString(), $"{earlier.Period} 不是{Form(each)}这样的期间");
        else if (each == period.Kind ? earlier.Period.First >= period.First : earlier.Period.Last > period.Last) faults.Add(at.Below("period").ToString(), $"{earlier.Period} 不在考核期 {period} 之前");
        else if (scheme.Months.Count > 0 && !scheme.Months.Contains(earlier.Period.Last.Month)) faults.Add(at.Below("period").ToString(), $"这个方案只在 {string.Join("、", scheme.Months)} 月考核");
    }

    private void Lines(in Spot at, IReadOnlyDictionary<string, FactValue> lines)
    {
        foreach (var (code, value) in lines)
        {
            var place = at.Below("lines", code);
            if (!intake.History.TryGetValue(code, out var kind)) Unknown(place, "历史行", code, intake.History.Keys);
            else if (kind != ValueKind.Number || value.Label != "void") Kind(place, value, kind, []);
        }
    }

    private bool Kind(in Spot at, FactValue value, ValueKind kind, IReadOnlyList<Choice> labels)
    {
        var fits = kind switch { ValueKind.Number => value.Number is not null, ValueKind.Label => value.Label is not null, _ => value.YesNo is not null };
        if (!fits) faults.Add(at.ToString(), kind switch { ValueKind.Number => "这里要写数", ValueKind.Label => "这里要写文字", _ => "这里要写 true 或 false" });
        else if (kind == ValueKind.Label && labels.Count > 0 && !IsOneOf(labels, value.Label!))
            faults.Add(at.ToString(), $"只能是 {string.Join("、", labels.Select(label => label.Code))}", Nearest.To(value.Label!, labels.Select(label => label.Code)));
        else return true;
        return false;
    }

    private static bool IsOneOf(IReadOnlyList<Choice> choices, string code)
    {
        for (var i = 0; i < choices.Count; i++) if (string.Equals(choices[i].Code, code, StringComparison.Ordinal)) return true;
        return false;
    }

    private void Number(in Spot at, decimal number, Short quick, Steps? ready, Interval range, bool whole)
    {
        var within = ready is null || quick.IsNone ? range.Contains(number) : ready.Find(quick) == 0;
        if (!within) faults.Add(at.ToString(), $"{Say(number)} 超出范围 {range}");
        if (whole && number.Scale > 0 && number != decimal.Truncate(number)) faults.Add(at.ToString(), $"{Say(number)} 要是整数");
    }

    private void Unknown(in Spot at, string what, string name, IEnumerable<string> names) => Unknown(at.ToString(), what, name, names);

    private void Unknown(string at, string what, string name, IEnumerable<string> names) => faults.Add(at, $"没有名为 {Language.Faults.Short(name)} 的{what}", Nearest.To(name, names));

    private static string Say(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>A place in the facts; written out only where something is wrong with it.</summary>
    private readonly record struct Spot(int Subject, string Section, string? Code, int Index = -1, string? Part = null, string? Detail = null)
    {
        public Spot Below(string part, string? detail = null) => this with { Part = part, Detail = detail };

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"subjects[{Subject}].{Section}")
            + (Code is null ? string.Create(CultureInfo.InvariantCulture, $"[{Index}]") : $".{Code}")
            + (Part is null ? "" : $".{Part}")
            + (Detail is null ? "" : $".{Detail}");
    }
}

using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Schemes.Running;
using CsPerformance.Domain.Time;
using FsCheck;
using FsCheck.Fluent;
using Interval = CsPerformance.Domain.Schemes.Interval;

namespace CsPerformance.Bot.Tests.Schemes;

public sealed class EvaluationPropertyTests
{
    [Fact]
    public void Whatever_is_given_or_left_out_every_line_has_a_value_or_a_reason() =>
        Prop.ForAll<int>(seed =>
        {
            foreach (var id in SchemeFiles.Ids)
            {
                var scheme = SchemeFiles.Load(id).Scheme!;
                if (scheme.Evaluate(RandomFacts(scheme, new(seed))) is not Evaluation.Sheet { Result: var sheet }) continue;
                foreach (var line in sheet.Subjects.SelectMany(subject => subject.Lines).Concat(sheet.Group.Lines))
                    if (line.Value is LineValue.Missing { Needs.Count: 0 } or LineValue.Missing { Why: "" }) return false;
            }
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_the_subjects_changes_nobody() =>
        Prop.ForAll<int>(seed =>
        {
            foreach (var id in SchemeFiles.Ids)
            {
                var scheme = SchemeFiles.Load(id).Scheme!;
                var facts = RandomFacts(scheme, new(seed));
                var turned = facts with { Subjects = [.. facts.Subjects.Reverse()] };
                if (scheme.Evaluate(facts) is not Evaluation.Sheet one || scheme.Evaluate(turned) is not Evaluation.Sheet other) continue;
                foreach (var subject in one.Result.Subjects)
                    if (Text(subject) != Text(other.Result.Subjects.Single(same => same.Id == subject.Id))) return false;
                if (Text(one.Result.Group) != Text(other.Result.Group)) return false;
            }
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_line_is_the_same_by_the_quick_way_and_by_the_exact_way() =>
        Prop.ForAll<int>(seed =>
        {
            foreach (var id in SchemeFiles.Ids)
            {
                var scheme = SchemeFiles.Load(id).Scheme!;
                var facts = RandomFacts(scheme, new(seed));
                if (scheme.Bind(facts, "facts").Run is not { } run) continue;
                run.Execute();
                var frame = new Frame(run);
                for (frame.Subject = 0; frame.Subject < run.SubjectCount; frame.Subject++)
                    foreach (var line in scheme.Plan.Lines) Assert.Equal(Text(line.Settle(line.Root.Eval(frame))), Text(run.Of(line, frame.Subject)));
            }
        }).QuickCheckThrowOnFailure();

    private static string Text(Value value) => $"{value.Held} {value} {string.Join(';', value.Absence.Reasons)}";

    private static string Text(SubjectSheet sheet) => string.Join(';', sheet.Lines.Select(line => $"{line.Code}={Try.Text(line.Value)}"));

    private static Facts RandomFacts(Scheme scheme, Random random)
    {
        var period = scheme.PeriodKinds[0] switch
        {
            PeriodKind.Quarter => new Period(PeriodKind.Quarter, 2026, 4),
            PeriodKind.Half => new Period(PeriodKind.Half, 2026, 2),
            PeriodKind.Year => new Period(PeriodKind.Year, 2026, 1),
            _ => Period.Month(2026, 10),
        };
        var subjects = Enumerable.Range(0, random.Next(5)).Select(i => Subject(scheme, random, $"s{i}", period)).ToList();
        return new(period, null, subjects, new Dictionary<string, ParameterFact>());
    }

    private static SubjectFacts Subject(Scheme scheme, Random random, string id, Period period)
    {
        bool Left() => random.Next(4) == 0;
        return new(
            id, null,
            scheme.Attributes.Where(_ => !Left()).ToDictionary(one => one.Code, one => Value(one.Kind, one.Labels, one.Range, random, one.Whole)),
            scheme.Metrics.Where(_ => !Left()).ToDictionary(one => one.Code, one => Number(one.Range, random, one.Whole)),
            [.. scheme.Items.Where(_ => random.Next(3) == 0).Select(one => new ItemFact(one.Code, random.Next(4), one.Chosen is { } range ? Number(range, random, true) : null, null))],
            random.Next(3) == 0 ? [new LeaveFact("事假", 0.5m, null)] : [],
            scheme.Ratings.Where(_ => !Left()).ToDictionary(one => one.Code, one => (IReadOnlyDictionary<string, FactValue>)(one.Assessors.Count == 0 ? [""] : one.Assessors.Select(who => who.Code)).ToDictionary(
                who => who, _ => one.Values.Count > 0 ? FactValue.Of(one.Values[0]) : Value(one.Kind, one.Labels, one.Range, random, true))),
            scheme.Checks.Where(_ => !Left()).ToDictionary(one => one.Code, _ => random.Next(2) == 0),
            [.. Enumerable.Range(1, 4).Where(_ => !Left()).Select(back => Earlier(scheme, random, period, back)).OfType<HistoryFact>()]);
    }

    private static HistoryFact? Earlier(Scheme scheme, Random random, Period period, int back)
    {
        if (scheme.History.Count == 0) return null;
        var each = scheme.History[0].Each;
        var last = each == period.Kind ? period.Plus(-back) : Period.Of(each, period.Last).Plus(1 - back);
        if (scheme.Months.Count > 0 && !scheme.Months.Contains(last.Last.Month)) return null;
        return new(last, scheme.History.Where(_ => random.Next(5) > 0).ToDictionary(one => one.Code, one => one.Kind == ValueKind.Label ? FactValue.Of("不合格") : Value(one.Kind, [], Interval.NotNegative, random, false)));
    }

    private static FactValue Value(ValueKind kind, IReadOnlyList<Choice> labels, Interval range, Random random, bool whole) => kind switch
    {
        ValueKind.Label => FactValue.Of(labels.Count == 0 ? "x" : labels[random.Next(labels.Count)].Code),
        ValueKind.YesNo => FactValue.Of(random.Next(2) == 0),
        _ => FactValue.Of(Number(range, random, whole)),
    };

    private static decimal Number(Interval range, Random random, bool whole)
    {
        var (from, to) = (range.From ?? 0, range.To ?? 1000);
        var number = from + (to - from) * random.Next(101) / 100m;
        return whole ? Math.Ceiling(number) : number;
    }
}

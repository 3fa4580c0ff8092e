using System.Globalization;
using CsPerformance.Domain.Schemes.Language;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>Checks facts against a scheme: names, kinds, ranges, dates. Source: evaluate.md, Facts.</summary>
internal sealed class FactsCheck(Scheme scheme, string file)
{
    private readonly Faults faults = new(file);
    private readonly Dictionary<string, AttributeDefinition> attributes = scheme.Attributes.ToDictionary(one => one.Code, StringComparer.Ordinal);
    private readonly Dictionary<string, MetricDefinition> metrics = scheme.Metrics.ToDictionary(one => one.Code, StringComparer.Ordinal);
    private readonly Dictionary<string, RatingDefinition> ratings = scheme.Ratings.ToDictionary(one => one.Code, StringComparer.Ordinal);
    private readonly Dictionary<string, ItemDefinition> items = scheme.Items.ToDictionary(one => one.Code, StringComparer.Ordinal);
    private readonly HashSet<string> checks = scheme.Checks.Select(one => one.Code).ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueKind> history = HistoryKinds(scheme);

    public IReadOnlyList<Fault> Faults => faults.All;

    /// <returns>Every parameter's value for the period, in the scheme's order.</returns>
    public IReadOnlyList<ParameterValue> Check(Facts facts)
    {
        CheckPeriod(facts.Period);
        var parameters = Parameters(facts);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < facts.Subjects.Count; i++)
        {
            var subject = facts.Subjects[i];
            var place = string.Create(CultureInfo.InvariantCulture, $"subjects[{i}]");
            if (!ids.Add(subject.Id)) faults.Add($"{place}.id", $"{subject.Id} 重复");
            Subject(subject, facts.Period, place);
        }
        return parameters;
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

    private void Subject(SubjectFacts subject, Period period, string place)
    {
        foreach (var (code, value) in subject.Attributes)
        {
            var at = $"{place}.attributes.{code}";
            if (!attributes.TryGetValue(code, out var attribute)) Unknown(at, "属性", code, attributes.Keys);
            else if (Kind(at, value, attribute.Kind, attribute.Labels) && value.Number is { } number) Number(at, number, attribute.Range, attribute.Whole);
        }
        foreach (var (code, value) in subject.Metrics)
        {
            var at = $"{place}.metrics.{code}";
            if (!metrics.TryGetValue(code, out var metric)) Unknown(at, "指标", code, metrics.Keys);
            else Number(at, value, metric.Range, metric.Whole);
        }
        foreach (var code in subject.Checks.Keys.Where(code => !checks.Contains(code))) Unknown($"{place}.checks.{code}", "检查项", code, checks);
        foreach (var (code, marks) in subject.Ratings) Rating($"{place}.ratings.{code}", code, marks);
        for (var i = 0; i < subject.Items.Count; i++) Item(string.Create(CultureInfo.InvariantCulture, $"{place}.items[{i}]"), subject.Items[i], period);
        for (var i = 0; i < subject.Leave.Count; i++) Leave(string.Create(CultureInfo.InvariantCulture, $"{place}.leave[{i}]"), subject.Leave[i], period);
        var seen = new HashSet<Period>();
        for (var i = 0; i < subject.History.Count; i++) History(string.Create(CultureInfo.InvariantCulture, $"{place}.history[{i}]"), subject.History[i], period, seen);
    }

    private void Rating(string at, string code, IReadOnlyDictionary<string, FactValue> marks)
    {
        if (!ratings.TryGetValue(code, out var rating))
        {
            Unknown(at, "评分", code, ratings.Keys);
            return;
        }
        foreach (var (assessor, mark) in marks)
        {
            var place = assessor.Length == 0 ? at : $"{at}.{assessor}";
            if (rating.Assessors.Count == 0 && assessor.Length > 0) faults.Add(place, $"评分 {code} 只有一个分数,不分评分人");
            else if (rating.Assessors.Count > 0 && assessor.Length == 0) faults.Add(place, $"评分 {code} 要按评分人给出({string.Join("、", rating.Assessors.Select(one => one.Code))})");
            else if (rating.Assessors.Count > 0 && rating.Assessors.All(one => one.Code != assessor)) Unknown(place, "评分人", assessor, rating.Assessors.Select(one => one.Code));
            if (!Kind(place, mark, rating.Kind, rating.Labels) || mark.Number is not { } number) continue;
            Number(place, number, rating.Range, false);
            if (rating.Values.Count > 0 && !rating.Values.Contains(number)) faults.Add(place, $"只能是 {string.Join("、", rating.Values.Select(Say))}");
            if (rating.Step is { } step and > 0 && number % step != 0) faults.Add(place, $"要是 {Say(step)} 的倍数");
        }
    }

    private void Item(string at, ItemFact fact, Period period)
    {
        if (!items.TryGetValue(fact.Item, out var item))
        {
            Unknown($"{at}.item", "项目", fact.Item, items.Keys);
            return;
        }
        if (fact.Count < 0) faults.Add($"{at}.count", "次数不能为负");
        if (item.Chosen is { } range)
        {
            if (fact.Points is not { } points) faults.Add(at, $"项目 {fact.Item} 要写 points({range})");
            else if (!range.Contains(points)) faults.Add($"{at}.points", $"{Say(points)} 超出范围 {range}");
        }
        else if (fact.Points is not null) faults.Add($"{at}.points", item.FixedPoints is null ? $"项目 {fact.Item} 只计次数,不写分值" : $"项目 {fact.Item} 的分值是固定的,不写 points");
        if (fact.On is { } on && (on < item.EarliestIn(period) || on > period.Last)) faults.Add($"{at}.on", $"{on:yyyy-MM-dd} 不在考核期 {period} 内");
    }

    private void Leave(string at, LeaveFact leave, Period period)
    {
        if (LeaveTypes.Code(leave.Type) is null) Unknown($"{at}.type", "假别", leave.Type, LeaveTypes.All.SelectMany(type => new[] { type.Title, type.Code }));
        if (leave.Days < 0) faults.Add($"{at}.days", "天数不能为负");
        if (leave.On is { } on && !period.Contains(on)) faults.Add($"{at}.on", $"{on:yyyy-MM-dd} 不在考核期 {period} 内");
    }

    private void History(string at, HistoryFact earlier, Period period, HashSet<Period> seen)
    {
        var each = scheme.History.Count > 0 ? scheme.History[0].Each : period.Kind;
        if (earlier.Period.Kind != each) faults.Add($"{at}.period", $"{earlier.Period} 不是{Form(each)}这样的期间");
        else if (each == period.Kind ? earlier.Period.First >= period.First : earlier.Period.Last > period.Last) faults.Add($"{at}.period", $"{earlier.Period} 不在考核期 {period} 之前");
        else if (scheme.Months.Count > 0 && !scheme.Months.Contains(earlier.Period.Last.Month)) faults.Add($"{at}.period", $"这个方案只在 {string.Join("、", scheme.Months)} 月考核");
        if (!seen.Add(earlier.Period)) faults.Add($"{at}.period", $"{earlier.Period} 重复");
        foreach (var (code, value) in earlier.Lines)
        {
            var place = $"{at}.lines.{code}";
            if (!history.TryGetValue(code, out var kind)) Unknown(place, "历史行", code, history.Keys);
            else if (kind != ValueKind.Number || value.Label != "void") Kind(place, value, kind, []);
        }
    }

    private bool Kind(string at, FactValue value, ValueKind kind, IReadOnlyList<Choice> labels)
    {
        var fits = kind switch { ValueKind.Number => value.Number is not null, ValueKind.Label => value.Label is not null, _ => value.YesNo is not null };
        if (!fits) faults.Add(at, kind switch { ValueKind.Number => "这里要写数", ValueKind.Label => "这里要写文字", _ => "这里要写 true 或 false" });
        else if (kind == ValueKind.Label && labels.Count > 0 && labels.All(label => label.Code != value.Label))
            faults.Add(at, $"只能是 {string.Join("、", labels.Select(label => label.Code))}", Nearest.To(value.Label!, labels.Select(label => label.Code)));
        else return true;
        return false;
    }

    private void Number(string at, decimal number, Interval range, bool whole)
    {
        if (!range.Contains(number)) faults.Add(at, $"{Say(number)} 超出范围 {range}");
        if (whole && number != decimal.Truncate(number)) faults.Add(at, $"{Say(number)} 要是整数");
    }

    private void Unknown(string at, string what, string name, IEnumerable<string> names) => faults.Add(at, $"没有名为 {Language.Faults.Short(name)} 的{what}", Nearest.To(name, names));

    private static string Say(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    // Declared history, and the scheme's own lines: a stored sheet can be handed over whole.
    private static Dictionary<string, ValueKind> HistoryKinds(Scheme scheme)
    {
        var kinds = scheme.Lines.Concat(scheme.GroupLines).GroupBy(line => line.Code).ToDictionary(lines => lines.Key, lines => lines.First().Kind, StringComparer.Ordinal);
        foreach (var history in scheme.History) kinds[history.Code] = history.Kind;
        return kinds;
    }
}

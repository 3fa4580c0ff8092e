using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>Reads the named inputs of a scheme: attributes, metrics, ratings, checks and items.</summary>
internal sealed class Definer(Faults faults)
{
    private static readonly string[] Shared = ["title", "aliases", "clause", "applies_to"];

    public List<AttributeDefinition> Attributes { get; } = [];

    public List<MetricDefinition> Metrics { get; } = [];

    public List<RatingDefinition> Ratings { get; } = [];

    public List<CheckDefinition> Checks { get; } = [];

    public List<ItemDefinition> Items { get; } = [];

    /// <summary>What each input counts where it is absent, by kind and code.</summary>
    public Dictionary<(SlotKind, string), FactInput> Inputs { get; } = [];

    public void Read(Entries scheme)
    {
        Each(scheme, "attributes", ["type", "one_of", "yes_no", "unit", "range", "whole", "default"], Attribute);
        Each(scheme, "metrics", ["unit", "range", "whole", "default"], Metric);
        Each(scheme, "ratings", ["range", "one_of", "yes_no", "values", "step", "assessors", "by", "levels"], Rating);
        Each(scheme, "checks", ["by"], Check);
        Each(scheme, "items", ["points", "adds", "deducts", "counts", "use", "by", "months_back"], Item);
        Together(scheme);
        foreach (var definition in Attributes.Concat<Definition>(Metrics).Concat(Ratings).Concat(Items).Concat(Checks)) CheckAppliesTo(scheme, definition);
    }

    private void Each(Entries scheme, string section, string[] keys, Action<Common> define)
    {
        foreach (var (key, value) in scheme.Pairs(section))
        {
            var place = $"{section}.{Faults.Short(key.Text)}";
            if (!Entries.IsCode(key.Text))
            {
                faults.Add(key, place, "代码只能用小写字母、数字、下划线和点，以字母开头，不能是保留字");
                continue;
            }
            // “late: 迟到” is the short form of a title alone.
            var node = value is SchemeNode.Scalar title ? new SchemeNode.Mapping([new(new("title", false, key.Line, key.Column), title)], value.Line, value.Column) : value;
            define(new(key.Text, new Entries(node, place, faults, [.. Shared, .. keys])));
        }
    }

    private void Attribute(Common at)
    {
        var labels = at.Entries.Choices("one_of");
        // “type: label” is any text, where a table of the company decides which words there are.
        var kind = labels.Count > 0 || at.Entries.Word("type", "number", "label") == "label" ? ValueKind.Label : at.Entries.Flag("yes_no") == true ? ValueKind.YesNo : ValueKind.Number;
        Attributes.Add(new(at.Code, at.Title, at.Aliases, at.Clause, at.AppliesTo, kind, at.Entries.Text("unit"), at.Entries.Range("range") ?? Interval.NotNegative, at.Entries.Flag("whole") ?? false, labels));
        Input(SlotKind.Attribute, at, "属性", Default(at, kind, labels));
    }

    private void Metric(Common at)
    {
        var range = at.Entries.Range("range") ?? Interval.NotNegative;
        var otherwise = at.Entries.Number("default");
        Metrics.Add(new(at.Code, at.Title, at.Aliases, at.Clause, at.AppliesTo, at.Entries.Text("unit"), range, at.Entries.Flag("whole") ?? false, otherwise));
        Input(SlotKind.Metric, at, "指标", otherwise is { } number ? Value.Of(number) : null);
    }

    private void Rating(Common at)
    {
        var labels = at.Entries.Choices("one_of");
        var kind = labels.Count > 0 ? ValueKind.Label : at.Entries.Flag("yes_no") == true ? ValueKind.YesNo : ValueKind.Number;
        var values = new List<decimal>();
        foreach (var scalar in at.Entries.Scalars("values"))
        {
            if (Interval.TryNumber(scalar.Text, out var number)) values.Add(number);
            else faults.Add(scalar, at.Entries.At("values"), $"{Faults.Short(scalar.Text)} 不是数");
        }
        var range = at.Entries.Range("range");
        if (kind == ValueKind.Number && range is null && values.Count == 0) at.Entries.Fault("range", "评分要写 range(如 \"[0,100]\")、values、one_of 或 yes_no");
        var assessors = at.Entries.Choices("assessors");
        Ratings.Add(new(at.Code, at.Title, at.Aliases, at.Clause, at.AppliesTo, kind, range ?? Interval.Everything, labels, values, at.Entries.Number("step"), assessors, at.Roles(Role.Lead), Levels(at.Entries)));
        Input(SlotKind.Rating, at, "评分", null);
        foreach (var assessor in assessors)
            Inputs[(SlotKind.Rating, $"{at.Code}.{assessor.Code}")] = new(Absence.Of(at.Code, $"缺少评分 {at.Code}({assessor.Title})"), null, null, [], null);
    }

    private void Check(Common at)
    {
        Checks.Add(new(at.Code, at.Title, at.Aliases, at.Clause, at.AppliesTo, at.Roles(Role.Lead)));
        Input(SlotKind.Check, at, "检查项", null);
    }

    private void Item(Common at)
    {
        var (points, adds, deducts) = (at.Entries.Number("points"), at.Entries.Range("adds"), at.Entries.Range("deducts"));
        if (new[] { at.Entries.Has("points"), at.Entries.Has("adds"), at.Entries.Has("deducts") }.Count(has => has) > 1) at.Entries.Fault("points", "points、adds、deducts 只能写一个");
        var counts = at.Entries.Word("counts", "neutral", "bonus", "deduction");
        var direction = points is { } signed ? signed < 0 ? ItemDirection.Deduction : ItemDirection.Bonus
            : adds is not null ? ItemDirection.Bonus
            : deducts is not null || counts == "deduction" ? ItemDirection.Deduction
            : counts == "bonus" ? ItemDirection.Bonus : ItemDirection.Neutral;
        var use = at.Entries.Word("use", "none", "praise", "complaint", "qa") switch { "praise" => ItemUse.Praise, "complaint" => ItemUse.Complaint, "qa" => ItemUse.Qa, _ => ItemUse.None };
        if ((adds ?? deducts) is { } chosen && (chosen.From is null || chosen.From < 0)) at.Entries.Fault(adds is null ? "deducts" : "adds", "可选的分值按人们说的写，不能为负");
        Items.Add(new(at.Code, at.Title, at.Aliases, at.Clause, at.AppliesTo, points, adds ?? deducts, direction, use, use == ItemUse.Qa ? at.Roles(Role.Lead, Role.Qa) : at.Roles(Role.Lead), at.Entries.Whole("months_back", 1, 120)));
    }

    private List<BandRow> Levels(Entries entries)
    {
        var rows = new List<BandRow>();
        foreach (var (key, value) in entries.Pairs("levels"))
        {
            if (!Interval.TryParse(key.Text, out var interval)) faults.Add(key, entries.At("levels"), $"{Faults.Short(key.Text)} 不是区间");
            else if (value is SchemeNode.Scalar text) rows.Add(new([], interval, text.Text));
            else faults.Add(value, entries.At("levels"), "这里要写文字");
        }
        return rows;
    }

    private static (Value? Value, string? Period) Default(Common at, ValueKind kind, IReadOnlyList<Choice> labels)
    {
        if (at.Entries.Get("default") is null) return (null, null);
        var text = at.Entries.Text("default") ?? "";
        if (PeriodName.All.Contains(text))
        {
            var ofYesNo = text.EndsWith("_end", StringComparison.Ordinal);
            if (ofYesNo == (kind == ValueKind.YesNo) && kind != ValueKind.Label) return (null, text);
        }
        else if (kind == ValueKind.YesNo && text is "true" or "false") return (Value.Of(text == "true"), null);
        else if (kind == ValueKind.Number && Interval.TryNumber(text, out var number)) return (Value.Of(number), null);
        else if (kind == ValueKind.Label && labels.Any(label => label.Code == text)) return (Value.Of(text), null);
        at.Entries.Fault("default", "默认值与类型不符", Nearest.To(text, labels.Select(label => label.Code).Concat(PeriodName.All)));
        return (null, null);
    }

    private void Input(SlotKind kind, Common at, string word, Value? otherwise) => Input(kind, at, word, (otherwise, null));

    private void Input(SlotKind kind, Common at, string word, (Value? Value, string? Period) otherwise) =>
        Inputs[(kind, at.Code)] = new(Absence.Of(at.Code, $"缺少{word} {at.Code}"), otherwise.Value, otherwise.Period, [], null);

    private void Together(Entries scheme)
    {
        foreach (var node in scheme.Items("at_least_one"))
        {
            var codes = node is SchemeNode.Sequence sequence ? sequence.Items.OfType<SchemeNode.Scalar>().ToList() : [];
            if (codes.Count < 2) faults.Add(node, "at_least_one", "这里要写至少两个指标，如 [conversations, calls]");
            foreach (var code in codes.Where(code => !Inputs.ContainsKey((SlotKind.Metric, code.Text))))
                faults.Unknown(code, "at_least_one", "指标", code.Text, Metrics.Select(metric => metric.Code));
            IReadOnlyList<string> together = [.. codes.Select(code => code.Text)];
            var none = Absence.Of(together.Select(code => new AbsentInput(code, $"缺少指标 {string.Join("、", together)}(至少要有一个)")));
            foreach (var code in together)
                if (Inputs.TryGetValue((SlotKind.Metric, code), out var input)) Inputs[(SlotKind.Metric, code)] = input with { Together = together, NoneOfThem = none };
        }
    }

    private void CheckAppliesTo(Entries scheme, Definition definition)
    {
        foreach (var (code, values) in definition.AppliesTo)
        {
            var attribute = Attributes.FirstOrDefault(attribute => attribute.Code == code);
            if (attribute is null) faults.Unknown(scheme.Node, $"{definition.Code}.applies_to", "属性", code, Attributes.Select(one => one.Code));
            else foreach (var value in values.Where(value => attribute.Labels.All(label => label.Code != value)))
                faults.Unknown(scheme.Node, $"{definition.Code}.applies_to.{code}", "取值", value, attribute.Labels.Select(label => label.Code));
        }
    }

    /// <summary>What all inputs share.</summary>
    private sealed record Common(string Code, Entries Entries)
    {
        public string Title => Entries.Text("title") ?? Code;

        public IReadOnlyList<string> Aliases => Entries.Texts("aliases");

        public int? Clause => Entries.Whole("clause", 1, 1000);

        public IReadOnlyDictionary<string, IReadOnlyList<string>> AppliesTo =>
            Entries.Pairs("applies_to").ToDictionary(
                pair => pair.Key.Text,
                pair => (IReadOnlyList<string>)(pair.Value is SchemeNode.Sequence sequence ? [.. sequence.Items.OfType<SchemeNode.Scalar>().Select(one => one.Text)] : pair.Value is SchemeNode.Scalar one ? [one.Text] : []),
                StringComparer.Ordinal);

        public IReadOnlySet<Role> Roles(params Role[] otherwise) => RolesIn(Entries, otherwise);
    }

    public static IReadOnlySet<Role> RolesIn(Entries entries, params Role[] otherwise)
    {
        var roles = new HashSet<Role>();
        foreach (var scalar in entries.Scalars("by"))
        {
            Role? role = scalar.Text switch { "agent" => Role.Agent, "lead" => Role.Lead, "qa" => Role.Qa, "hr" => Role.Hr, "admin" => Role.Admin, _ => null };
            if (role is { } known) roles.Add(known);
            else entries.Fault("by", $"没有名为 {Faults.Short(scalar.Text)} 的角色", Nearest.To(scalar.Text, ["agent", "lead", "qa", "hr", "admin"]));
        }
        return roles.Count > 0 ? roles : otherwise.ToHashSet();
    }
}

using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>Enters everything that a scheme defines under its short and its qualified name.</summary>
internal sealed class NameBook(Names names)
{
    public void Fill(Definer inputs, List<PlanParameter> parameters, List<PlanLine> lines, List<PlanLine> groupLines, List<(HistoryDefinition Definition, PlanLine? Own)> history)
    {
        foreach (var item in inputs.Items) names.Items[item.Code] = item;
        foreach (var attribute in inputs.Attributes)
        {
            names.Labels[attribute.Code] = [.. attribute.Labels.Select(label => label.Code)];
            Input("attributes", SlotKind.Attribute, attribute, attribute.Kind, inputs);
        }
        foreach (var metric in inputs.Metrics) Input("metrics", SlotKind.Metric, metric, ValueKind.Number, inputs);
        foreach (var check in inputs.Checks) Input("checks", SlotKind.Check, check, ValueKind.YesNo, inputs);
        foreach (var rating in inputs.Ratings) Rating(rating, inputs);
        foreach (var item in inputs.Items) Item(item);
        for (var i = 0; i < parameters.Count; i++) Parameter(parameters[i], i);
        foreach (var line in lines) names.Add(line.IsStep ? "steps" : "lines", line.Code, new($"{(line.IsStep ? "steps" : "lines")}.{line.Code}", () => new LineName(line)) { IsLine = true });
        foreach (var line in groupLines) names.Add("group", line.Code, new($"group.{line.Code}", () => new LineName(line)));
        for (var i = 0; i < history.Count; i++) History(history[i].Definition, history[i].Own, i);
    }

    private void Input(string section, SlotKind kind, Definition definition, ValueKind value, Definer inputs, string assessor = "", string? code = null)
    {
        code ??= definition.Code;
        var input = inputs.Inputs[(kind, code)];
        var slot = new Slot(kind, kind, [definition.Code], assessor, names.Items, input);
        var title = assessor.Length == 0 ? definition.Title : $"{definition.Title}({((RatingDefinition)definition).Assessors.First(one => one.Code == assessor).Title})";
        names.Add(section, code, new($"{section}.{code}", () => names.Input(slot, value, title))
        {
            Given = () => names.Input(new Slot(SlotKind.Given, kind, [definition.Code], assessor, names.Items, null), ValueKind.YesNo, $"已给出 {title}"),
        });
    }

    private void Rating(RatingDefinition rating, Definer inputs)
    {
        if (rating.Assessors.Count == 0)
        {
            Input("ratings", SlotKind.Rating, rating, rating.Kind, inputs);
            return;
        }
        foreach (var assessor in rating.Assessors) Input("ratings", SlotKind.Rating, rating, rating.Kind, inputs, assessor.Code, $"{rating.Code}.{assessor.Code}");
        names.Add("ratings", rating.Code, new($"ratings.{rating.Code}", null, $"评分 {rating.Code} 由多方打分，要写 {string.Join(" 或 ", rating.Assessors.Select(one => $"{rating.Code}.{one.Code}"))}"));
    }

    private void Item(ItemDefinition item)
    {
        var alone = new Dictionary<string, ItemDefinition>(StringComparer.Ordinal) { [item.Code] = item };
        foreach (var (suffix, kind, word) in new[] { ("count", SlotKind.Count, "次数"), ("points", SlotKind.Points, "分值"), ("score", SlotKind.Score, "加减分") })
        {
            var slot = new Slot(kind, kind, [item.Code], "", alone, null);
            names.Add("items", $"{item.Code}.{suffix}", new($"items.{item.Code}.{suffix}", () => names.Input(slot, ValueKind.Number, $"{item.Title}{word}")));
        }
        names.Add("items", item.Code, new($"items.{item.Code}", null, $"项目 {item.Code} 要写 {item.Code}.count(次数)、{item.Code}.points(分值)或 {item.Code}.score(带正负号)"));
    }

    private void Parameter(PlanParameter parameter, int index)
    {
        var definition = parameter.Definition;
        var isTable = definition.Kind == ValueKind.Table;
        if (isTable) names.TableKeys[index] = parameter.Keys;
        names.Add("parameters", definition.Code, new($"parameters.{definition.Code}", isTable ? null : () => new ParameterName(definition, index), $"{definition.Code} 是表，要写 {definition.Code}[键]")
        {
            Given = () => new ParameterGiven(definition, index),
            Table = isTable ? definition : null,
            Parameter = index,
        });
    }

    private void History(HistoryDefinition history, PlanLine? own, int index) =>
        names.Add("history", history.Code, new($"history.{history.Code}", () => new HistoryName(history, index, own)) { IsHistory = true });
}

using CsPerformance.Domain.Schemes.Running;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>Reads parameters from the scheme, and turns what facts set into the same values.</summary>
internal static class ParameterReading
{
    private const int MostRows = 2000;

    public static List<PlanParameter> Read(Entries scheme, Faults faults, IReadOnlyList<AttributeDefinition> attributes)
    {
        var parameters = new List<PlanParameter>();
        foreach (var (key, node) in scheme.Pairs("parameters"))
        {
            var place = $"parameters.{Faults.Short(key.Text)}";
            if (!Entries.IsCode(key.Text)) faults.Add(key, place, "代码只能用小写字母、数字、下划线和点，以字母开头，不能是保留字");
            else parameters.Add(One(key.Text, new(node, place, faults, "title", "aliases", "clause", "unit", "range", "one_of", "type", "table", "unset", "value", "default", "since"), faults, attributes));
        }
        return parameters;
    }

    private static PlanParameter One(string code, Entries entries, Faults faults, IReadOnlyList<AttributeDefinition> attributes)
    {
        var choices = entries.Choices("one_of");
        IReadOnlyList<string> labels = [.. choices.Select(choice => choice.Code)];
        var rowKind = labels.Count > 0 || entries.Word("type", "number", "label") == "label" ? ValueKind.Label : ValueKind.Number;
        var keys = Keys(entries, faults, attributes);
        var dates = Dates(entries, faults);
        var definition = new ParameterDefinition(
            code, entries.Text("title") ?? code, entries.Texts("aliases"), entries.Whole("clause", 1, 1000), new Dictionary<string, IReadOnlyList<string>>(),
            keys.Count > 0 ? ValueKind.Table : rowKind, rowKind, entries.Text("unit"), entries.Range("range") ?? Interval.Everything, labels,
            entries.Flag("unset") == true, [.. dates.Select(date => date.Since)])
        {
            Choices = choices,
        };
        if (new[] { entries.Has("unset"), entries.Has("value"), entries.Has("default"), entries.Has("since") }.Count(has => has) != 1)
            entries.Fault("value", "value、default、since、unset 要写一个且只写一个");
        var noRow = Absence.Of(code, $"参数 {code} 没有适用的一行");
        var unset = new ParameterValue(Value.Of(Absence.Of(code, $"缺少参数 {code}(未设置)")), null, false, noRow);
        var plan = new PlanParameter(definition, keys, [], unset);
        var values = new List<(Period?, ParameterValue)>();
        void Take(Period? since, SchemeNode? node, string key, bool given)
        {
            if (node is not null && Checked(plan, Fact(node), given, (where, problem, nearest) => faults.Add(node, entries.At(key) + where, problem, nearest)) is { } value) values.Add((since, value));
        }
        Take(null, entries.Get("value"), "value", true);
        Take(null, entries.Get("default"), "default", false);
        foreach (var (since, node) in dates) Take(since, node, $"since.{since}", true);
        return plan with { Values = values };
    }

    private static List<(Period Since, SchemeNode Node)> Dates(Entries entries, Faults faults)
    {
        var dates = new List<(Period Since, SchemeNode)>();
        foreach (var (key, node) in entries.Pairs("since"))
        {
            if (Period.TryParse(key.Text, out var since) && since.Kind == PeriodKind.Month) dates.Add((since, node));
            else faults.Add(key, entries.At("since"), $"{Faults.Short(key.Text)} 不是月份(如 2026-10)");
        }
        return [.. dates.OrderBy(date => date.Since.First)];
    }

    // Each level: label, number, floor, the code of an attribute with fixed words, or the list of the keys.
    private static List<TableKey> Keys(Entries entries, Faults faults, IReadOnlyList<AttributeDefinition> attributes)
    {
        var keys = new List<TableKey>();
        foreach (var node in entries.Has("table") ? entries.Items("table") : [])
        {
            if (node is SchemeNode.Sequence list) keys.Add(new(KeyMatch.Label, [.. list.Items.OfType<SchemeNode.Scalar>().Select(one => one.Text)]));
            else if (node is SchemeNode.Scalar { Text: "label" }) keys.Add(new(KeyMatch.Label, []));
            else if (node is SchemeNode.Scalar { Text: "number" }) keys.Add(new(KeyMatch.Number, []));
            else if (node is SchemeNode.Scalar { Text: "floor" }) keys.Add(new(KeyMatch.Floor, []));
            else if (node is SchemeNode.Scalar name && attributes.FirstOrDefault(one => one.Code == name.Text && one.Labels.Count > 0) is { } attribute)
                keys.Add(new(KeyMatch.Label, [.. attribute.Labels.Select(label => label.Code)]));
            else faults.Add(node, entries.At("table"), "每层的键写 label、number、floor、一个有固定取值的属性，或键的列表", Nearest.To((node as SchemeNode.Scalar)?.Text ?? "", attributes.Select(one => one.Code).Concat(["label", "number", "floor"])));
        }
        if (keys.Count > 5) entries.Fault("table", "表最多 5 层");
        return [.. keys.Take(5)];
    }

    /// <summary>The same form as facts have, so that both are checked by the same rules.</summary>
    private static ParameterFact Fact(SchemeNode node) => node switch
    {
        SchemeNode.Mapping mapping => new ParameterFact.Table([.. mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, Fact(entry.Value)))]),
        SchemeNode.Scalar { Quoted: false } scalar when Interval.TryNumber(scalar.Text, out var number) => new ParameterFact.One(FactValue.Of(number)),
        SchemeNode.Scalar { Quoted: false, Text: "true" or "false" } scalar => new ParameterFact.One(FactValue.Of(scalar.Text == "true")),
        SchemeNode.Scalar scalar => new ParameterFact.One(FactValue.Of(scalar.Text)),
        _ => new ParameterFact.One(FactValue.Of("")),
    };

    /// <summary>Checks and compiles a value.</summary>
    /// <param name="fault">Told the place below the parameter, the problem and the nearest name.</param>
    /// <returns>Null where something is wrong with it.</returns>
    public static ParameterValue? Checked(PlanParameter parameter, ParameterFact fact, bool given, Action<string, string, string?> fault)
    {
        var rows = 0;
        var node = Node(parameter, fact, 0, "", ref rows, fault);
        if (rows > MostRows) fault("", $"表太大(最多 {MostRows} 行)", null);
        return node is null || rows > MostRows ? null : new(node.One, parameter.Keys.Count > 0 ? node : null, given, parameter.Unset.NoRow) { IsTable = parameter.Keys.Count > 0 };
    }

    private static TableNode? Node(PlanParameter parameter, ParameterFact fact, int level, string place, ref int rows, Action<string, string, string?> fault)
    {
        if (++rows > MostRows) return null;
        if (level == parameter.Keys.Count) return fact is ParameterFact.One one ? Leaf(parameter, one.Value, place, fault) : Refuse("这里要写一个值，不是表");
        if (fact is not ParameterFact.Table table) return Refuse("这里要写一个表(键: 值)");
        var key = parameter.Keys[level];
        var found = new List<(string, TableNode)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var whole = true;
        foreach (var (name, value) in table.Rows)
        {
            var below = $"{place}.{Faults.Short(name)}";
            var normal = key.Match == KeyMatch.Label ? name : Interval.TryNumber(name, out var number) ? (number / 1.0000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
            if (normal is null) fault(below, "键要写数", null);
            else if (key.Allowed.Count > 0 && !key.Allowed.Contains(name)) fault(below, $"没有名为 {Faults.Short(name)} 的键", Nearest.To(name, key.Allowed));
            else if (!seen.Add(normal)) fault(below, "键重复", null);
            else if (Node(parameter, value, level + 1, below, ref rows, fault) is { } row)
            {
                found.Add((name, row));
                continue;
            }
            whole = false;
        }
        return whole ? new TableNode(key.Match, found) : null;

        TableNode? Refuse(string problem)
        {
            fault(place, problem, null);
            return null;
        }
    }

    private static TableNode? Leaf(PlanParameter parameter, FactValue value, string place, Action<string, string, string?> fault)
    {
        var definition = parameter.Definition;
        var problem = definition.RowKind switch
        {
            ValueKind.Label when value.Label is not { Length: > 0 } => "这里要写文字",
            ValueKind.Label when definition.Labels.Count > 0 && !definition.Labels.Contains(value.Label!) => $"只能是 {string.Join("、", definition.Labels)}",
            ValueKind.Number when value.Number is null => "这里要写一个数",
            ValueKind.Number when !definition.Range.Contains(value.Number!.Value) => $"超出范围 {definition.Range}",
            _ => null,
        };
        if (problem is null) return new(Running.Value.Of(value));
        fault(place, problem, value.Label is { } label ? Nearest.To(label, definition.Labels) : null);
        return null;
    }
}

using System.Globalization;
using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>The forms in which a line can be written: a value, bands, cases, a ladder, a section, a quota …</summary>
internal sealed class LineForms(Compiler compiler, PlanLine line)
{
    private static readonly string[] Forms = ["value", "bands", "cases", "ladder", "held_back", "section", "join", "quota"];

    /// <summary>The keys that a line can have.</summary>
    public static string[] Keys { get; } = ["title", "aliases", "clause", "money", "confidential", "unit", "labels", .. Forms, "by", "rows", "none", "measures"];

    private Faults Faults => compiler.Faults;

    /// <returns>Null where something is wrong; the fault is noted.</returns>
    public Node? Read(SchemeNode node)
    {
        if (node is SchemeNode.Scalar) return compiler.Expression(node, line.Place);
        var entries = new Entries(node, line.Place, Faults, Keys);
        var forms = Forms.Where(entries.Has).ToList();
        if (forms.Count != 1)
        {
            Faults.Add(node, line.Place, $"要写一种且只写一种：{string.Join("、", Forms)}");
            return null;
        }
        if (entries.Has("unit")) entries.Text("unit");
        if (entries.Has("labels")) entries.Choices("labels");
        return forms[0] switch
        {
            "value" => compiler.Expression(entries.Get("value"), entries.At("value")),
            "bands" => Banded(entries),
            "cases" => CaseList(entries),
            "ladder" => LadderOf(entries),
            "held_back" => HeldBackFrom(entries),
            "section" => Section(entries),
            "join" => Join(entries),
            _ => new QuotaForm(compiler, line).Read(entries),
        };
    }

    private Bands? Banded(Entries entries)
    {
        var number = compiler.Expression(entries.Get("bands"), entries.At("bands"), ValueKind.Number);
        var by = entries.Has("by") ? compiler.Expression(entries.Get("by"), entries.At("by"), ValueKind.Label) : null;
        var rows = new List<Band>();
        foreach (var (key, value) in entries.Pairs("rows"))
        {
            if (!entries.Has("by")) AddBand(rows, [], key, value, entries.At("rows"));
            else
            {
                string[] labels = key.Text == "else" ? [] : key.Text.Split([',', '、', '\uFF0C'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                foreach (var (interval, gives) in Entries.Pairs(value, entries.At("rows"), Faults)) AddBand(rows, labels, interval, gives, entries.At($"rows.{Faults.Short(key.Text)}"));
                if (by is Input { Slot.Kind: SlotKind.Attribute } input) CheckLabels(input, labels, key);
            }
        }
        if (rows.Count == 0) entries.Fault("rows", "要写至少一档，如 \"[0,20]\": 1.2");
        if (number is null || (entries.Has("by") && by is null) || rows.Count == 0 || rows.Any(row => row.Gives is Broken)) return null;
        return Same(rows.Select(row => row.Gives), entries.Get("rows")!, entries.At("rows")) is { } kind ? new Bands(number, by, [.. rows], kind, line.Code) : null;
    }

    private void AddBand(List<Band> rows, IReadOnlyList<string> labels, SchemeNode.Scalar key, SchemeNode value, string place)
    {
        var gives = compiler.Gives(value, $"{place}.{Faults.Short(key.Text)}") ?? new Broken();
        if (key.Text == "else") rows.Add(new(labels, Interval.Everything, gives, Written(value)));
        else if (Interval.TryParse(key.Text, out var interval)) rows.Add(new(labels, interval, gives, Written(value)));
        else Faults.Add(key, place, $"{Faults.Short(key.Text)} 不是区间(例如 \"[0,20]\"、\"(20,30]\"、\"≥90\"、4、else)");
    }

    private void CheckLabels(Input input, IReadOnlyList<string> labels, SchemeNode at)
    {
        var known = compiler.Names.LabelsOf(input.Slot.Codes[0]);
        foreach (var label in labels.Where(label => known.Count > 0 && !known.Contains(label))) Faults.Unknown(at, line.Place, "取值", label, known);
    }

    private static string Written(SchemeNode node) => node is SchemeNode.Scalar { Text: var text } ? text == "void" ? "无绩效" : text : "";

    private Cases? CaseList(Entries entries)
    {
        var cases = new List<(Node, Node)>();
        Node? otherwise = null;
        var broken = false;
        foreach (var item in entries.Items("cases"))
        {
            var one = new Entries(item, entries.At("cases"), Faults, "when", "gives", "else");
            if (otherwise is not null) Faults.Add(item, entries.At("cases"), "else 要写在最后");
            var gives = compiler.Gives(one.Get("else") ?? one.Get("gives"), entries.At("cases"));
            var when = one.Has("else") ? null : compiler.Expression(one.Get("when"), entries.At("cases"), ValueKind.YesNo);
            if (one.Has("else") == (one.Has("when") || one.Has("gives")) || (one.Has("when") != one.Has("gives"))) Faults.Add(item, entries.At("cases"), "每项写 when 和 gives，最后可以写 else");
            if (gives is null || (when is null && !one.Has("else"))) broken = true;
            else if (one.Has("else")) otherwise = gives;
            else cases.Add((when!, gives));
        }
        if (cases.Count == 0 && !broken) entries.Fault("cases", "要写至少一项 when 和 gives");
        if (broken || cases.Count == 0) return null;
        var all = cases.Select(one => one.Item2).Concat(otherwise is null ? [] : [otherwise]);
        return Same(all, entries.Get("cases")!, entries.At("cases")) is { } kind ? new Cases(kind, [.. cases], otherwise, line.Code) : null;
    }

    private Ladder? LadderOf(Entries entries)
    {
        var measures = entries.Texts("measures");
        var rungs = new List<Rung>();
        var broken = false;
        foreach (var (key, value) in entries.Pairs("ladder"))
        {
            var place = entries.At($"ladder.{Faults.Short(key.Text)}");
            var gives = compiler.Gives(key, place);
            var tests = value switch
            {
                SchemeNode.Sequence cells => Measured(measures, cells, place),
                SchemeNode.Mapping => [.. Entries.Pairs(value, place, Faults).Select(test => (test.Key.Text, compiler.Expression(test.Value, place, ValueKind.YesNo)))],
                _ => [(key.Text, compiler.Expression(value, place, ValueKind.YesNo))],
            };
            if (gives is null || tests.Count == 0 || tests.Any(test => test.Item2 is null)) broken = true;
            else rungs.Add(new(gives, [.. tests.Select(test => new RungTest(test.Item1, test.Item2!))]));
        }
        var none = compiler.Gives(entries.Get("none"), entries.At("none"));
        if (rungs.Count == 0 && !broken) entries.Fault("ladder", "要写至少一级");
        if (broken || rungs.Count == 0 || (entries.Has("none") && none is null)) return null;
        var all = rungs.Select(rung => rung.Gives).Concat(none is null ? [] : [none]);
        return Same(all, entries.Get("ladder")!, entries.At("ladder")) is { } kind ? new Ladder([.. rungs], none, kind, line.Code) : null;
    }

    // “measures: [wait_avg ≤, attitude ≥]” with one list of limits for each rung.
    private List<(string, Node?)> Measured(IReadOnlyList<string> measures, SchemeNode.Sequence cells, string place)
    {
        var tests = new List<(string, Node?)>();
        if (cells.Items.Count != measures.Count)
        {
            Faults.Add(cells, place, $"measures 有 {measures.Count} 项，这里写了 {cells.Items.Count} 项");
            return tests;
        }
        for (var i = 0; i < measures.Count; i++)
        {
            var name = measures[i].TrimEnd(' ', '≤', '≥', '<', '>', '=');
            var limit = (cells.Items[i] as SchemeNode.Scalar)?.Text ?? "";
            var code = name[(name.StartsWith("ratings.", StringComparison.Ordinal) || name.StartsWith("metrics.", StringComparison.Ordinal) ? 8 : 0)..];
            tests.Add((code, compiler.Expression(string.Create(CultureInfo.InvariantCulture, $"{measures[i]} ({limit})"), cells.Items[i], place, ValueKind.YesNo)));
        }
        return tests;
    }

    private HeldBack? HeldBackFrom(Entries entries)
    {
        var named = compiler.Expression(entries.Get("held_back"), entries.At("held_back"));
        if (named is LineName { Line.Root: Ladder ladder } name) return new HeldBack(ladder, name.Line.Title);
        if (named is not null) entries.Fault("held_back", "这里要写一个 ladder 行的代码");
        return null;
    }

    /// <summary>A section: starts at its maximum, moves by its items, and stays between 0 and the maximum (common rule 6).</summary>
    private Clamp? Section(Entries entries)
    {
        var section = new Entries(entries.Get("section")!, entries.At("section"), Faults, "max", "start", "items", "plus");
        if (!section.Has("max")) section.Fault("max", "要写 max(满分)");
        var max = compiler.Expression(section.Get("max"), section.At("max"), ValueKind.Number);
        var start = section.Has("start") ? compiler.Expression(section.Get("start"), section.At("start"), ValueKind.Number) : max;
        var items = section.Scalars("items");
        var score = items.Count > 0 ? compiler.Expression($"score({string.Join(",", items.Select(item => item.Text))})", section.Get("items")!, section.At("items")) : null;
        var plus = section.Has("plus") ? compiler.Expression(section.Get("plus"), section.At("plus"), ValueKind.Number) : null;
        if (max is null || start is null || (items.Count > 0 && score is null) || (section.Has("plus") && plus is null)) return null;
        var sum = start;
        foreach (var part in new[] { score, plus }.OfType<Node>()) sum = new Arithmetic('+', sum, part, "");
        return new Clamp(sum, new Literal(Value.Of(0m)), max);
    }

    private Joined? Join(Entries entries)
    {
        var parts = new List<(Node, Node)>();
        var broken = false;
        foreach (var item in entries.Items("join"))
        {
            var one = new Entries(item, entries.At("join"), Faults, "when", "gives");
            if (!one.Has("when") || !one.Has("gives")) Faults.Add(item, entries.At("join"), "每项写 when 和 gives");
            var (when, gives) = (compiler.Expression(one.Get("when"), entries.At("join"), ValueKind.YesNo), compiler.Gives(one.Get("gives"), entries.At("join")));
            if (gives is { Kind: not ValueKind.Label }) Faults.Add(item, entries.At("join"), "gives 要写文字(加引号)");
            if (when is null || gives is null) broken = true;
            else parts.Add((when, gives));
        }
        return broken || parts.Count == 0 ? null : new Joined([.. parts]);
    }

    private ValueKind? Same(IEnumerable<Node> nodes, SchemeNode at, string place)
    {
        var kinds = nodes.Select(node => node.Kind).Distinct().ToList();
        if (kinds.Count == 1) return kinds[0];
        Faults.Add(at, place, "各档的类型要一致(数、文字或是否)");
        return null;
    }

    // Stands for a cell that is wrong, so that the others are still checked.
    private sealed class Broken : Node
    {
        public override ValueKind Kind => ValueKind.Number;

        public override Value Eval(Frame at) => Value.Void;

        public override void Write(Wording words) => words.Put("?");
    }
}

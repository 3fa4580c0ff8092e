using CsPerformance.Domain.Schemes.Running;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>Reads the sections of a scheme file and compiles them.</summary>
internal sealed class SchemeSections(Faults faults)
{
    private const int MostLines = 1000;

    private static readonly string[] Keys =
    [
        "id", "title", "source", "period", "months", "subject", "publication", "assessment", "confidential", "board", "cliff", "clauses",
        "parameters", "attributes", "metrics", "at_least_one", "items", "ratings", "checks", "history", "steps", "lines", "group",
        "requires", "notices", "deadlines", "workflow",
    ];

    private readonly Names names = new();

    /// <returns>Null where something is wrong.</returns>
    public Scheme? Read(SchemeNode root, string version)
    {
        var file = new Entries(root, "", faults, Keys);
        foreach (var key in new[] { "id", "title", "source", "period", "lines" }) if (!file.Has(key)) faults.Add(root, key, $"缺少 {key}");
        var definer = new Definer(faults);
        definer.Read(file);
        var parameters = ParameterReading.Read(file, faults, definer.Attributes);
        var periods = Periods(file);
        var compiler = new Compiler(names, faults);
        var (lines, groupLines) = Lines(file, compiler);
        var history = History(file, periods, lines);
        new NameBook(names).Fill(definer, parameters, lines, groupLines, history);
        compiler.CompileAll();
        CheckHistory(file, history);
        foreach (var line in lines.Where(line => line.Root is HeldBack)) line.Labels = HeldBackLabels(line, definer);
        var requirements = Requirements(file, compiler);
        var notices = Notices(file, compiler);
        var header = new SchemeHeader(faults, parameters);
        var clauses = header.Clauses(file);
        CheckClauses(file, clauses, definer, lines);
        var workflow = header.Workflow(file);
        var deadlines = header.Deadlines(file, workflow);
        var board = Board(file, lines);
        var (publication, assessment) = (header.Window(file, "publication"), header.Window(file, "assessment"));
        var months = Months(file);
        var cliff = file.Number("cliff");
        if (cliff is <= 0 or > 1) file.Fault("cliff", "这里要写 0 到 1 之间的比例，如 20%");
        if (faults.Any) return null;
        var plan = new Plan
        {
            Slots = names.Slots,
            Parameters = parameters,
            History = [.. history.Select(one => one.Definition)],
            Lines = [.. compiler.Done.Where(line => !line.OfGroup)],
            GroupLines = [.. compiler.Done.Where(line => line.OfGroup)],
            Requirements = requirements,
            Notices = notices,
            Quotas = compiler.Quotas,
            Shown = ShownLines.Of(lines, groupLines),
        };
        return new Scheme(plan)
        {
            Id = file.Text("id")!,
            Title = file.Text("title")!,
            Version = version,
            Source = file.Text("source")!,
            PeriodKinds = periods,
            Months = months,
            Subject = file.Word("subject", "agent", "centre", "shop", "customer") switch { "centre" => SubjectKind.Centre, "shop" => SubjectKind.Shop, "customer" => SubjectKind.Customer, _ => SubjectKind.Agent },
            Confidential = file.Flag("confidential") ?? false,
            CliffShare = cliff,
            Publication = publication,
            AssessmentWindow = assessment,
            Clauses = clauses,
            Parameters = [.. parameters.Select(parameter => parameter.Definition)],
            Attributes = definer.Attributes,
            Metrics = definer.Metrics,
            Items = definer.Items,
            Ratings = definer.Ratings,
            Checks = definer.Checks,
            History = plan.History,
            Lines = [.. lines.Where(line => !line.IsStep).Select(Public)],
            GroupLines = [.. groupLines.Where(line => !line.IsStep).Select(Public)],
            ComparesSubjects = plan.ComparesSubjects,
            BoardLine = board,
            Deadlines = deadlines,
            Workflow = workflow,
            UsedNames = names.Used,
        };
    }

    private List<PeriodKind> Periods(Entries file)
    {
        var kinds = new List<PeriodKind>();
        foreach (var scalar in file.Scalars("period"))
        {
            PeriodKind? kind = scalar.Text switch { "month" => PeriodKind.Month, "quarter" => PeriodKind.Quarter, "half" => PeriodKind.Half, "year" => PeriodKind.Year, _ => null };
            if (kind is { } known) kinds.Add(known);
            else faults.Unknown(scalar, "period", "考核期", scalar.Text, ["month", "quarter", "half", "year"]);
        }
        if (kinds.Count == 0) kinds.Add(PeriodKind.Month);
        return kinds;
    }

    private List<int> Months(Entries file)
    {
        var months = new List<int>();
        foreach (var scalar in file.Scalars("months"))
        {
            if (Interval.TryNumber(scalar.Text, out var month) && month is >= 1 and <= 12 && month == decimal.Truncate(month)) months.Add((int)month);
            else faults.Add(scalar, "months", $"{Faults.Short(scalar.Text)} 不是月份(1 到 12)");
        }
        return months;
    }

    private (List<PlanLine> Lines, List<PlanLine> GroupLines) Lines(Entries file, Compiler compiler)
    {
        var (lines, groupLines) = (new List<PlanLine>(), new List<PlanLine>());
        foreach (var section in new[] { "steps", "lines", "group" })
        {
            foreach (var (key, node) in file.Pairs(section))
            {
                var into = section == "group" ? groupLines : lines;
                if (!Entries.IsCode(key.Text)) faults.Add(key, $"{section}.{Faults.Short(key.Text)}", "代码只能用小写字母、数字、下划线和点，以字母开头，不能是保留字");
                else if (into.FirstOrDefault(line => line.Code == key.Text) is { } twice) faults.Add(key, $"{section}.{key.Text}", $"{key.Text} 重复(已在第 {twice.FileLine} 行)");
                else if (lines.Count + groupLines.Count >= MostLines) faults.Add(key, section, $"行太多(最多 {MostLines} 行)");
                else
                {
                    var line = Line(section, key, node, into.Count);
                    into.Add(line);
                    compiler.Add(line, node);
                }
            }
        }
        return (lines, groupLines);
    }

    private static PlanLine Line(string section, SchemeNode.Scalar key, SchemeNode node, int index)
    {
        // The forms are read when the line is compiled; here only what describes it, without noting faults twice.
        var entries = new Entries(node is SchemeNode.Mapping ? node : new SchemeNode.Mapping([], node.Line, node.Column), $"{section}.{key.Text}", new Faults(""), LineForms.Keys);
        return new(key.Text, entries.Text("title") ?? key.Text, section == "group", section == "steps", index, key.Line)
        {
            Money = entries.Flag("money") ?? MoneyNames.IsMoney(key.Text),
            Confidential = entries.Flag("confidential") ?? false,
            Clause = entries.Whole("clause", 1, 1000),
            Aliases = entries.Texts("aliases"),
            Unit = entries.Text("unit"),
            Labels = entries.Choices("labels"),
        };
    }

    private List<(HistoryDefinition Definition, PlanLine? Own)> History(Entries file, List<PeriodKind> periods, List<PlanLine> lines)
    {
        var history = new List<(HistoryDefinition, PlanLine?)>();
        foreach (var (key, node) in file.Pairs("history"))
        {
            var empty = node is SchemeNode.Scalar { Text: "", Quoted: false } ? new SchemeNode.Mapping([], node.Line, node.Column) : node;
            var entries = new Entries(empty, $"history.{Faults.Short(key.Text)}", faults, "title", "scheme", "each", "type");
            var kind = entries.Word("type", "number", "label", "yes_no") switch { "label" => ValueKind.Label, "yes_no" => ValueKind.YesNo, _ => ValueKind.Number };
            PeriodKind each = entries.Has("each") ? entries.Word("each", "month", "quarter", "half", "year") switch { "quarter" => PeriodKind.Quarter, "half" => PeriodKind.Half, "year" => PeriodKind.Year, _ => PeriodKind.Month } : periods[0];
            var own = entries.Has("scheme") || !periods.Contains(each) ? null : lines.FirstOrDefault(line => line.Code == key.Text);
            history.Add((new(key.Text, entries.Text("title") ?? own?.Title ?? key.Text, entries.Text("scheme") ?? (own is null ? "" : file.Text("id") ?? ""), each, kind), own));
        }
        if (history.Select(one => one.Item1.Each).Distinct().Count() > 1) file.Fault("history", "各项的 each 要一致");
        return history;
    }

    private static void CheckHistory(Entries file, List<(HistoryDefinition Definition, PlanLine? Own)> history)
    {
        foreach (var (definition, own) in history)
            if (own is not null && own.Kind != definition.Kind) file.Fault("history", $"{definition.Code} 的 type 与行 {own.Code} 的类型不同");
    }

    private List<Requirement> Requirements(Entries file, Compiler compiler)
    {
        var requirements = new List<Requirement>();
        foreach (var item in file.Items("requires"))
        {
            var one = new Entries(item, "requires", faults, "that", "fault", "at");
            var holds = compiler.Expression(one.Get("that") ?? item, "requires", ValueKind.YesNo);
            if (!one.Has("fault")) faults.Add(item, "requires", "要写 fault(不满足时的说明)");
            if (holds is not null && one.Text("fault") is { } problem) requirements.Add(new(holds, problem, one.Text("at")));
        }
        return requirements;
    }

    private List<Notice> Notices(Entries file, Compiler compiler)
    {
        var notices = new List<Notice>();
        foreach (var item in file.Items("notices"))
        {
            if (item is SchemeNode.Scalar always)
            {
                notices.Add(new(new Literal(Value.Of(true)), always.Text));
                continue;
            }
            var one = new Entries(item, "notices", faults, "when", "text");
            var when = one.Has("when") ? compiler.Expression(one.Get("when"), "notices", ValueKind.YesNo) : new Literal(Value.Of(true));
            if (!one.Has("text")) faults.Add(item, "notices", "要写 text");
            if (when is not null && one.Text("text") is { } text) notices.Add(new(when, text));
        }
        return notices;
    }

    private static string? Board(Entries file, List<PlanLine> lines)
    {
        var code = file.Text("board");
        if (code is null) return lines.Any(line => line is { Code: "total", IsStep: false }) ? "total" : null;
        if (lines.Any(line => line.Code == code && !line.IsStep && line.Kind == ValueKind.Number)) return code;
        file.Fault("board", $"{Faults.Short(code)} 不是一个数的行", Nearest.To(code, lines.Select(line => line.Code)));
        return null;
    }

    private static void CheckClauses(Entries file, List<Clause> clauses, Definer definer, List<PlanLine> lines)
    {
        var cited = definer.Items.Concat<Definition>(definer.Metrics).Concat(definer.Ratings).Concat(definer.Checks).Concat(definer.Attributes)
            .Select(definition => (definition.Code, definition.Clause)).Concat(lines.Select(line => (line.Code, line.Clause)));
        foreach (var (code, number) in cited)
            if (number is { } clause && clauses.All(one => one.Number != clause)) file.Fault("clauses", $"{code} 引用了第 {clause} 条，clauses 里没有");
    }

    private static SchemeLine Public(PlanLine line) => new(
        line.Code, line.Title, line.Aliases, line.Kind, line.Money, line.Confidential || line.Money, line.Clause,
        line.Words,
        line.Root is Bands bands ? [.. bands.Rows.Select(row => new BandRow(row.For, row.Interval, row.Written))] : [],
        line.Uses,
        line.FileLine)
    {
        Unit = line.Unit,
        Labels = line.Labels,
    };

    // What held somebody back is a condition's code; people read the title of what it is about.
    private static List<Choice> HeldBackLabels(PlanLine line, Definer definer)
    {
        var named = definer.Metrics.Concat<Definition>(definer.Ratings).Concat(definer.Checks).Concat(definer.Items).ToList();
        return [.. line.Root.Children.OfType<Ladder>().SelectMany(ladder => ladder.Rungs).SelectMany(rung => rung.Tests)
            .Select(test => new Choice(test.Code, named.FirstOrDefault(one => one.Code == test.Code)?.Title ?? Wording.Of(test.Holds, null))).DistinctBy(choice => choice.Code)];
    }
}

/// <summary>The lines that are money by their name. Source: schemes.md, common rule 9.</summary>
internal static class MoneyNames
{
    private static readonly HashSet<string> Whole =
    [
        "pay", "income", "bonus", "reward", "pool", "per_head", "incentive", "commission", "referral", "allowance", "allowances", "salary_after_one", "salary_after_two",
    ];

    private static readonly string[] Ends = ["_pay", "_bonus", "_reward", "_performance", "_wage"];

    public static bool IsMoney(string code) => Whole.Contains(code) || Ends.Any(end => code.EndsWith(end, StringComparison.Ordinal));
}

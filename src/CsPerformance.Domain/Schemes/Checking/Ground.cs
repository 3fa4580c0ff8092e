using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>What all checks of one scheme share: the scheme, its file, what its expressions can come to, what each line reads.</summary>
internal sealed class Ground
{
    private readonly FileLines file;
    private readonly string name;
    private readonly List<Remark> remarks = [];
    private readonly HashSet<Remark> told = [];
    private readonly Dictionary<PlanLine, HashSet<PlanLine>> reads = [];
    private readonly Dictionary<PlanLine, List<Node>> nodes = [];
    private List<decimal>? edges;
    private HashSet<string>? divisors;
    private HashSet<PlanLine>? behindMoney;

    public Ground(SchemeDocument document, Scheme scheme, LawTables law)
    {
        (name, Scheme, Law) = (document.File, scheme, law);
        (file, Extents) = (new FileLines(document.Root), new Extents(scheme));
    }

    public Scheme Scheme { get; }

    public LawTables Law { get; }

    public Extents Extents { get; }

    public FileLines File => file;

    public IReadOnlyList<Remark> Remarks => remarks;

    /// <summary>All lines, steps and lines of the group.</summary>
    public IReadOnlyList<PlanLine> Lines => Scheme.Plan.Shown.All;

    public void Add(string code, string place, string what, string why, string todo, int? line = null)
    {
        var remark = new Remark(name, line ?? file.Of(place), place, what, why, todo, code);
        if (told.Add(remark)) remarks.Add(remark);
    }

    /// <summary>A remark that rests on a rule of the data files; nothing where they do not hold the rule.</summary>
    public void AddRisk(string code, string place, string what, int? line = null)
    {
        if (Rule(code) is { } rule) Add(code, place, what, $"{rule.Article}:{rule.Why}", rule.Todo, line);
    }

    public RiskRule? Rule(string code) => Law.Rules.FirstOrDefault(rule => rule.Code == code);

    /// <summary>Every part of a line's own expression.</summary>
    public IReadOnlyList<Node> NodesOf(PlanLine line) => nodes.TryGetValue(line, out var known) ? known : nodes[line] = [.. line.Root.Tree()];

    /// <summary>The line and all lines that it reads, directly or through others.</summary>
    public IReadOnlySet<PlanLine> ReadBy(PlanLine line)
    {
        if (reads.TryGetValue(line, out var known)) return known;
        var all = reads[line] = [line];
        var open = new Queue<PlanLine>([line]);
        while (open.TryDequeue(out var next))
            foreach (var below in NodesOf(next).Select(LineIn).OfType<PlanLine>()) if (all.Add(below)) open.Enqueue(below);
        return all;
    }

    /// <summary>Every input that decides what an expression comes to, through other lines too.</summary>
    public IEnumerable<Slot> SlotsBehind(Node node) => node.Tree().Concat(node.Tree().Select(LineIn).OfType<PlanLine>().SelectMany(ReadBy).Distinct().SelectMany(NodesOf)).OfType<Input>().Select(input => input.Slot);

    /// <summary>Qualified names of every input behind an expression: <c>metrics.calls</c>, <c>leave.sick</c>, <c>history.score</c>.</summary>
    public IEnumerable<string> NamesBehind(Node node)
    {
        return Named(node.Tree().Concat(node.Tree().Select(LineIn).OfType<PlanLine>().Distinct().SelectMany(ReadBy).Distinct().SelectMany(NodesOf)));
    }

    /// <summary>True where some line divides by the input: a target, or days that should be worked.</summary>
    public bool Divides(string name) => (divisors ??= [.. Lines.SelectMany(NodesOf).OfType<Running.Arithmetic>().Where(node => node.Sign == '/').SelectMany(node => node.Right.Tree()).OfType<Input>().SelectMany(input => input.Slot.Codes.Select(code => $"{KindOf(input.Slot)}.{code}"))]).Contains(name);

    /// <summary>The title of an input by its qualified name.</summary>
    public string TitleOf(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (kind, code) = (name[..dot], name[(dot + 1)..]);
        if (kind == "leave") return LeaveTypes.All.FirstOrDefault(type => type.Code == code)?.Title ?? code;
        if (kind == "history") return Scheme.History.FirstOrDefault(one => one.Code == code)?.Title ?? code;
        IEnumerable<Definition> all = kind switch { "metrics" => Scheme.Metrics, "ratings" => Scheme.Ratings, "attributes" => Scheme.Attributes, "checks" => Scheme.Checks, _ => Scheme.Items };
        return all.FirstOrDefault(one => one.Code == code)?.Title ?? code;
    }

    /// <summary>The numbers at which something can change: edges of bands, and what is compared with.</summary>
    public IReadOnlyList<decimal> Edges => edges ??= [.. Lines.SelectMany(NodesOf).SelectMany(EdgesOf).Where(edge => edge is > -1e15m and < 1e15m).Distinct().Order()];

    /// <summary>True where some amount of money depends on the line.</summary>
    public bool MovesMoney(PlanLine line) => BehindMoney.Contains(line);

    /// <summary>All lines that some amount of money depends on.</summary>
    public IReadOnlySet<PlanLine> BehindMoney => behindMoney ??= [.. Lines.Where(line => line.Money).SelectMany(ReadBy)];

    /// <summary>Qualified names of the inputs that some lines read themselves.</summary>
    public IEnumerable<string> NamesIn(IEnumerable<PlanLine> lines) => Named(lines.SelectMany(NodesOf));

    private static HashSet<string> Named(IEnumerable<Node> nodes)
    {
        var (slots, names) = (new HashSet<Slot>(ReferenceEqualityComparer.Instance), new HashSet<string>(StringComparer.Ordinal));
        foreach (var node in nodes)
        {
            if (node is HistoryName history) names.Add("history." + history.History.Code);
            if (node is Input input && slots.Add(input.Slot)) names.UnionWith(input.Slot.Codes.Select(code => $"{KindOf(input.Slot)}.{code}"));
        }
        return names;
    }

    private static string KindOf(Slot slot) => (slot.Kind == SlotKind.Given ? slot.Of : slot.Kind) switch
    {
        SlotKind.Metric => "metrics",
        SlotKind.Rating => "ratings",
        SlotKind.Attribute => "attributes",
        SlotKind.Check => "checks",
        SlotKind.Leave => "leave",
        _ => "items",
    };

    private IEnumerable<decimal> EdgesOf(Node node) => node switch
    {
        Bands bands => bands.Rows.SelectMany(row => new[] { row.Interval.From, row.Interval.To }).OfType<decimal>(),
        Comparison comparison => new[] { comparison.Left, comparison.Right }.Where(side => side is Literal or ParameterName).Select(Extents.Of).Where(extent => extent.IsPoint).Select(extent => extent.From!.Value),
        Among { Range: { } range } => new[] { range.From, range.To }.OfType<decimal>(),
        _ => [],
    };

    private static PlanLine? LineIn(Node node) => node switch { LineName name => name.Line, HistoryName history => history.Own, _ => null };
}

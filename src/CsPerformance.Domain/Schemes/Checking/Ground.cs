using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>What all checks of one scheme share: the scheme, its file, what its expressions can come to, what each line reads.</summary>
internal sealed class Ground
{
    private readonly FileLines file;
    private readonly string name;
    private readonly List<Remark> remarks = [];
    private readonly Dictionary<PlanLine, HashSet<PlanLine>> reads = [];
    private readonly Dictionary<PlanLine, List<Node>> nodes = [];

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
    public IReadOnlyList<PlanLine> Lines => Scheme.Plan.Shown;

    public void Add(string code, string place, string what, string why, string todo, int? line = null)
    {
        var remark = new Remark(name, line ?? file.Of(place), place, what, why, todo, code);
        if (!remarks.Contains(remark)) remarks.Add(remark);
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

    /// <summary>True where some amount of money depends on the line.</summary>
    public bool MovesMoney(PlanLine line) => Lines.Any(money => money.Money && ReadBy(money).Contains(line));

    private static PlanLine? LineIn(Node node) => node switch { LineName name => name.Line, HistoryName history => history.Own, _ => null };
}

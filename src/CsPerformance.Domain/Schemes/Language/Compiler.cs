using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>Compiles the lines of a scheme in the order in which they need each other; a cycle is a fault.</summary>
internal sealed class Compiler(Names names, Faults faults) : IExpressionPlace
{
    private const int Deepest = 300;

    private readonly Dictionary<PlanLine, SchemeNode> waiting = [];
    private readonly HashSet<PlanLine> open = [];
    private readonly HashSet<PlanLine> failed = [];
    private readonly List<PlanLine> done = [];
    private PlanLine? current;
    private int ids;
    private int depth;

    public Names Names => names;

    public Faults Faults => faults;

    /// <summary>The compiled lines, each after those that it needs.</summary>
    public IReadOnlyList<PlanLine> Done => done;

    public int Quotas { get; private set; }

    public int NextId() => ++ids;

    public int NextQuota() => Quotas++;

    public bool Deeper(int by) => (depth += by) <= Deepest;

    public void Add(PlanLine line, SchemeNode node) => waiting.Add(line, node);

    public void CompileAll()
    {
        foreach (var line in waiting.Keys.ToList()) Compile(line);
    }

    public bool Reach(PlanLine line, bool fromGroup)
    {
        if (open.Contains(line) || !Compile(line)) return false;
        if (current is null) return true;
        var above = fromGroup || (current.OfGroup && !line.OfGroup);
        current.Level = Math.Max(current.Level, line.Level + (above ? 1 : 0));
        return true;
    }

    public bool HasFailed(PlanLine line) => failed.Contains(line);

    /// <summary>Compiles an expression of the file; a fault and null where it is wrong.</summary>
    public Node? Expression(SchemeNode? node, string place, ValueKind? kind = null)
    {
        if (node is null) return null;
        if (node is not SchemeNode.Scalar scalar)
        {
            faults.Add(node, place, "这里要写公式");
            return null;
        }
        return Expression(scalar.Text, scalar, place, kind);
    }

    public Node? Expression(string text, SchemeNode at, string place, ValueKind? kind = null)
    {
        var node = ExpressionParser.Parse(text, this, out var problem, out var nearest);
        if (problem is not null)
        {
            if (problem.Length > 0) faults.Add(at, place, problem, nearest);
            return null;
        }
        if (kind is null || node!.Kind == kind) return node;
        faults.Add(at, place, kind == ValueKind.YesNo ? "这里要写条件" : kind == ValueKind.Number ? "这里要写数" : "这里要写文字");
        return null;
    }

    /// <summary>A cell that gives a value: in quotes it is text, without them an expression.</summary>
    public Node? Gives(SchemeNode? node, string place) =>
        node is SchemeNode.Scalar { Quoted: true } text ? new Literal(Value.Of(text.Text)) : Expression(node, place);

    // False where it is nested too deep.
    private bool Compile(PlanLine line)
    {
        if (!waiting.Remove(line, out var node)) return true;
        if (!Deeper(2))
        {
            Deeper(-2);
            waiting.Add(line, node);
            return false;
        }
        var outer = current;
        current = line;
        open.Add(line);
        var root = new LineForms(this, line).Read(node);
        if (root is null) failed.Add(line);
        else line.Root = root;
        if (root is not null && line.OfGroup && root.ReadsSubject) faults.Add(node, line.Place, "组行只能用 group_ 开头的函数读个人的数");
        line.MayBeVoid = line.Root.Tree().Any(part => part is Literal { Value.Held: Held.Void });
        line.Quick = line.Kind is ValueKind.Number && !line.MayBeVoid ? ValueKind.Number : line.Kind is ValueKind.YesNo ? ValueKind.YesNo : null;
        open.Remove(line);
        done.Add(line);
        current = outer;
        Deeper(-2);
        return true;
    }
}

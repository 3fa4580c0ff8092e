using CsPerformance.Domain;
using CsPerformance.Domain.Schemes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CsPerformance.Bot.Schemes;

/// <summary>Turns YAML into the tree that the domain reads. Anchors, aliases, tags and several documents are refused.</summary>
internal sealed class YamlTree
{
    private const int Deepest = 40;
    private const int MostNodes = 20_000;

    private readonly string file;
    private readonly Parser parser;
    private int nodes;

    private YamlTree(string file, string text) => (this.file, parser) = (file, new Parser(new Scanner(new StringReader(text), skipComments: true)));

    private Fault? Problem { get; set; }

    /// <returns>The root, or what is wrong; never an exception.</returns>
    public static (SchemeNode? Root, Fault? Fault) Read(string file, string text)
    {
        if (TooDeep(text) is { } line) return (null, new(file, $"第 {line} 行", $"括号嵌套太深(最多 {Deepest} 层)"));
        var tree = new YamlTree(file, text);
        try
        {
            var root = tree.Document();
            return tree.Problem is null ? (root, null) : (null, tree.Problem);
        }
        catch (YamlException problem)
        {
            return (null, new(file, $"第 {problem.Start.Line} 行", "不是正确的 YAML(缩进、引号、括号或冒号)"));
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or InvalidCastException or OverflowException)
        {
            // The YAML library lets a few of its own slips through on broken input.
            return (null, new(file, "文件", "不是正确的 YAML"));
        }
    }

    // The scanner of the YAML library works through open brackets again for each new one: refuse them before.
    private static int? TooDeep(string text)
    {
        var (open, line, run) = (0, 1, 0);
        foreach (var c in text)
        {
            if (c == '\n') line++;
            if (c is '[' or '{') open++;
            if (c is ']' or '}' && open > 0) open--;
            run = c is '-' or '?' or ':' or ' ' && run >= 0 ? run + (c == ' ' ? 0 : 1) : 0;
            if (open > 500 || run > 500) return line;
        }
        return null;
    }

    private SchemeNode? Document()
    {
        Move();
        Move();
        if (parser.Current is StreamEnd) return Refuse(parser.Current, "文件是空的");
        Move();
        var root = Node(0);
        if (Problem is not null) return null;
        Move();
        if (parser.Current is not StreamEnd) return Refuse(parser.Current, "一个文件里只能有一个文档");
        return root;
    }

    private void Move() => parser.MoveNext();

    private SchemeNode? Node(int depth)
    {
        var current = parser.Current;
        if (++nodes > MostNodes) return Refuse(current, $"内容太多(最多 {MostNodes} 项)");
        if (depth > Deepest) return Refuse(current, $"嵌套太深(最多 {Deepest} 层)");
        if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false }) return Refuse(current, "不能用锚和引用(& 和 *)");
        if (current is NodeEvent { Tag.IsEmpty: false }) return Refuse(current, "不能用标签(!)");
        return current switch
        {
            Scalar scalar => One(scalar),
            SequenceStart start => Sequence(start, depth),
            MappingStart start => Mapping(start, depth),
            _ => Refuse(current, "这里的内容看不懂"),
        };
    }

    private SchemeNode.Scalar One(Scalar scalar)
    {
        var node = new SchemeNode.Scalar(scalar.Value, scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted, (int)scalar.Start.Line, (int)scalar.Start.Column);
        Move();
        return node;
    }

    private SchemeNode.Sequence? Sequence(SequenceStart start, int depth)
    {
        var items = new List<SchemeNode>();
        Move();
        while (parser.Current is not SequenceEnd)
        {
            if (Node(depth + 1) is not { } item) return null;
            items.Add(item);
        }
        Move();
        return new SchemeNode.Sequence(items, (int)start.Start.Line, (int)start.Start.Column);
    }

    private SchemeNode.Mapping? Mapping(MappingStart start, int depth)
    {
        var entries = new List<MappingEntry>();
        Move();
        while (parser.Current is not MappingEnd)
        {
            var at = parser.Current;
            if (Node(depth + 1) is not { } key) return null;
            if (key is not SchemeNode.Scalar name)
            {
                Refuse(at, "键要是文字；区间作键时要加引号，如 \"[0,20]\"");
                return null;
            }
            if (Node(depth + 1) is not { } value) return null;
            entries.Add(new(name, value));
        }
        Move();
        return new SchemeNode.Mapping(entries, (int)start.Start.Line, (int)start.Start.Column);
    }

    private SchemeNode? Refuse(ParsingEvent? at, string problem)
    {
        Problem ??= new(file, $"第 {at?.Start.Line ?? 1} 行", problem);
        return null;
    }
}

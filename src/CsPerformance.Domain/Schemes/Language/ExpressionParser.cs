using System.Globalization;
using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>What surrounds an expression: the names, the faults, and how the lines that it names are compiled.</summary>
internal interface IExpressionPlace
{
    Names Names { get; }

    /// <summary>Compiles a line that an expression names; false where that would be a cycle.</summary>
    bool Reach(PlanLine line, bool fromGroup);

    /// <summary>True where a line is wrong itself: what names it needs no fault of its own.</summary>
    bool HasFailed(PlanLine line);

    /// <summary>A number for a group function or a quota.</summary>
    int NextId();

    /// <summary>False where lines and brackets are nested too deep in all.</summary>
    bool Deeper(int by);
}

/// <summary>
/// Parses and compiles one expression. There are no loops and no side effects: arithmetic, comparison, and / or / not,
/// if-then-else, names and the functions of <see cref="Functions"/>. The first mistake ends it.
/// </summary>
internal sealed partial class ExpressionParser
{
    private const int Longest = 10_000;
    private const int Deepest = 100;
    private const int LongestChain = 200;

    private readonly IExpressionPlace place;
    private readonly List<Token> tokens;
    private int at;
    private int depth;
    private bool inHistory;
    private bool readsPresent;
    private bool inGroup;

    private ExpressionParser(string text, IExpressionPlace place)
    {
        this.place = place;
        tokens = text.Length > Longest ? [new(TokenKind.End, "", 0, 0)] : Tokens.Of(text);
        if (text.Length > Longest) Problem = $"公式太长(最多 {Longest} 个字符)";
    }

    private string? Problem { get; set; }

    private string? Near { get; set; }

    /// <summary>The compiled expression; or null and what is wrong with it.</summary>
    public static Node? Parse(string text, IExpressionPlace place, out string? problem, out string? nearest)
    {
        var parser = new ExpressionParser(text, place);
        var node = parser.Whole();
        (problem, nearest) = (parser.Problem, parser.Near);
        return problem is null ? node : null;
    }

    private Token Current => tokens[at];

    private Node Whole()
    {
        if (Problem is not null) return Wrong;
        if (Current.Kind == TokenKind.End) return Fail("公式是空的");
        var node = Expression();
        if (Current.Kind != TokenKind.End) Fail($"“{Faults.Short(Current.Text)}” 多余或位置不对");
        return node;
    }

    private static Literal Wrong => new(Value.Void);

    private Literal Fail(string problem, string? nearest = null)
    {
        if (Problem is null) (Problem, Near) = (Current.Kind == TokenKind.End || problem.Length == 0 ? problem : string.Create(CultureInfo.InvariantCulture, $"{problem}(第 {Current.At + 1} 个字符处)"), nearest);
        at = tokens.Count - 1;
        return Wrong;
    }

    private bool Is(string sign) => Current.Kind is TokenKind.Sign or TokenKind.Name && Current.Text == sign;

    private bool Take(string sign)
    {
        if (!Is(sign)) return false;
        at++;
        return true;
    }

    private bool Expect(string sign)
    {
        if (Take(sign)) return true;
        Fail(Current.Kind == TokenKind.End ? $"公式没有写完，这里应有 {sign}" : $"这里应有 {sign}，却是 “{Faults.Short(Current.Text)}”");
        return false;
    }

    private Node Expression()
    {
        var fits = place.Deeper(1) & ++depth <= Deepest;
        var node = !fits ? Fail($"嵌套太深(最多 {Deepest} 层)") : Is("if") ? Choice() : Either();
        depth--;
        place.Deeper(-1);
        return node;
    }

    private Node Choice()
    {
        var cases = new List<(Node, Node)>();
        Node otherwise;
        do
        {
            at++;
            var when = Want(Expression(), ValueKind.YesNo, "if 后面");
            if (!Expect("then")) return Wrong;
            cases.Add((when, Expression()));
            if (!Expect("else")) return Wrong;
            if (cases.Count > LongestChain) return Fail("分支太多");
        }
        while (Is("if"));
        otherwise = Expression();
        var kind = otherwise.Kind;
        foreach (var (_, gives) in cases) if (gives.Kind != kind) return Fail("各分支的类型要一致(数、文字或是否)");
        return new Cases(kind, [.. cases], otherwise, "if");
    }

    private Node Either() => Chain("or", () => Chain("and", Negated, parts => new Junction(true, parts)), parts => new Junction(false, parts));

    private Node Chain(string word, Func<Node> part, Func<Node[], Node> join)
    {
        var first = part();
        if (!Is(word)) return first;
        var parts = new List<Node> { Want(first, ValueKind.YesNo, word) };
        while (Take(word))
        {
            parts.Add(Want(part(), ValueKind.YesNo, word));
            if (parts.Count > LongestChain) return Fail("条件太多");
        }
        return join([.. parts]);
    }

    private Node Negated()
    {
        var count = 0;
        while (Take("not")) count++;
        var node = Compared();
        return count == 0 ? node : count % 2 == 0 ? Want(node, ValueKind.YesNo, "not") : new Not(Want(node, ValueKind.YesNo, "not"));
    }

    private Node Compared()
    {
        var left = Sum();
        if (Take("in")) return Membership(left);
        if (Current.Kind != TokenKind.Sign || Current.Text is not ("=" or "≠" or "<" or "≤" or ">" or "≥")) return left;
        var sign = Current.Text;
        at++;
        var right = Sum();
        if (Problem is not null) return Wrong;
        if (left.Kind != right.Kind) return Fail($"{sign} 两边的类型不同({Say(left.Kind)}和{Say(right.Kind)})");
        if (sign is not ("=" or "≠") && left.Kind != ValueKind.Number) return Fail($"{sign} 只能比较数");
        if (Current.Kind == TokenKind.Sign && Current.Text is "=" or "≠" or "<" or "≤" or ">" or "≥") return Fail("比较不能连写，请用 and 连接");
        return new Comparison(sign, left, right);
    }

    private Node Membership(Node left)
    {
        if (Take("{"))
        {
            var list = new List<Node>();
            do list.Add(Want(Sum(), left.Kind, "列表"));
            while (Take(",") && list.Count < LongestChain);
            return Expect("}") ? new Among(left, [.. list], null) : Wrong;
        }
        if (!Is("[") && !Is("(")) return Fail("in 后面要写区间，如 [0.85,1)，或列表，如 {'甲','乙'}");
        var text = Current.Text;
        for (at++; Current.Kind != TokenKind.End && text.Length < 100; at++)
        {
            text += Current.Text;
            if (!Is("]") && !Is(")")) continue;
            at++;
            break;
        }
        Want(left, ValueKind.Number, "区间");
        return Interval.TryParse(text, out var interval) ? new Among(left, [], interval) : Fail($"{text} 不是区间");
    }

    private Node Sum() => Terms(() => Terms(Signed, "*", "/"), "+", "-");

    private Node Terms(Func<Node> part, string one, string other)
    {
        var left = part();
        for (var count = 0; Is(one) || Is(other); count++)
        {
            if (count > LongestChain) return Fail("公式太长");
            var sign = Current.Text;
            Want(left, ValueKind.Number, sign);
            if (Problem is not null) return Wrong;
            at++;
            var start = at;
            var right = Want(part(), ValueKind.Number, sign);
            if (Problem is not null) return Wrong;
            left = new Arithmetic(sign[0], left, right, Written(start));
        }
        return left;
    }

    // The divisor as it is written: its code where it is one name.
    private string Written(int start)
    {
        var text = string.Concat(tokens.Skip(start).Take(at - start).Select(token => token.Text));
        return text.StartsWith("parameters.", StringComparison.Ordinal) || text.StartsWith("metrics.", StringComparison.Ordinal) || text.StartsWith("attributes.", StringComparison.Ordinal)
            ? text[(text.IndexOf('.', StringComparison.Ordinal) + 1)..] : text;
    }

    private Node Signed()
    {
        var minus = 0;
        while (Is("-") || Is("+")) minus += tokens[at++].Text == "-" ? 1 : 0;
        var node = Primary();
        return minus == 0 ? node : minus % 2 == 0 ? Want(node, ValueKind.Number, "−") : new Negation(Want(node, ValueKind.Number, "−"));
    }

    private Node Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                at++;
                return new Literal(Value.Of(token.Number));
            case TokenKind.Text:
                at++;
                return new Literal(Value.Of(token.Text));
            case TokenKind.Name:
                return Word(token.Text);
            case TokenKind.Bad:
                return Fail($"看不懂 “{token.Text}”");
        }
        if (!Take("(")) return Fail(token.Kind == TokenKind.End ? "公式没有写完" : $"这里不能写 “{token.Text}”");
        var node = Expression();
        return Expect(")") ? node : Wrong;
    }

    private Node Word(string word)
    {
        if (word is "true" or "false" or "void")
        {
            at++;
            return new Literal(word == "void" ? Value.Void : Value.Of(word == "true"));
        }
        if (word is "if") return Expression();
        if (word is "then" or "else" or "and" or "or" or "not" or "in" or "by" or "among") return Fail($"这里不能写 {word}");
        at++;
        if (Is("(")) return Function(word);
        return Is("[") ? Row(word) : Named(word);
    }

    private Node Want(Node node, ValueKind kind, string where)
    {
        if (Problem is not null || node.Kind == kind) return node;
        return Fail($"{where} 要用{Say(kind)}，这里是{Say(node.Kind)}");
    }

    private static string Say(ValueKind kind) => kind switch { ValueKind.Number => "数", ValueKind.Label => "文字", ValueKind.YesNo => "是否", _ => "表" };
}

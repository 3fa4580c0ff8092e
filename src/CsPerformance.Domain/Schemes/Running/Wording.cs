using System.Text;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>Writes an expression in Chinese words, or with the numbers of one evaluation put in.</summary>
/// <param name="at">The evaluation; null for words.</param>
internal sealed class Wording(Frame? at)
{
    private const int Longest = 4000;

    private readonly StringBuilder text = new();

    /// <summary>The evaluation whose numbers are written; null for words.</summary>
    public Frame? At { get; } = at;

    public static string Of(Node node, Frame? at) => new Wording(at).Of(node);

    /// <summary>Writes one expression; the wording can be used again for the next.</summary>
    public string Of(Node node)
    {
        text.Clear();
        Put(node);
        return ToString();
    }

    public Wording Put(string words)
    {
        if (text.Length < Longest) text.Append(words);
        return this;
    }

    /// <summary>Writes a part, in brackets where it binds more loosely than its place demands.</summary>
    public Wording Put(Node node, int power = 0)
    {
        if (text.Length >= Longest) return this;
        if (node.Power < power) text.Append('(');
        node.Write(this);
        if (node.Power < power) text.Append(')');
        return this;
    }

    public Wording Put(IReadOnlyList<Node> nodes, string between)
    {
        for (var i = 0; i < nodes.Count; i++) Put(i == 0 ? "" : between).Put(nodes[i]);
        return this;
    }

    public Wording Put(in Value value)
    {
        if (value.Held != Held.Number) return Put(value.ToString());
        Span<char> digits = stackalloc char[40];
        if (text.Length < Longest) text.Append(digits[..(value.Quick.IsPlain ? value.Quick.Write(digits) : Numbers.Exact.Write(digits, value.Shown))]);
        return this;
    }

    /// <summary>A name: its title, or what it came to.</summary>
    public void Name(string title, Node node)
    {
        if (At is null) Put(title);
        else Put(node.Eval(At));
    }

    public override string ToString() => text.Length < Longest ? text.ToString() : text.ToString(0, Longest) + "…";
}

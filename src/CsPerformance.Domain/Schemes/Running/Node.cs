using System.Runtime.CompilerServices;
using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>A compiled expression; evaluating it has no side effect, and the explanation is written by walking it.</summary>
internal abstract class Node
{
    public abstract ValueKind Kind { get; }

    /// <summary>How tightly it binds when it is written down: 1 (or) to 8 (a name).</summary>
    public virtual int Power => 8;

    public virtual IEnumerable<Node> Children => [];

    /// <summary>The exact way, which has every result and every absence.</summary>
    public abstract Value Eval(Frame at);

    /// <summary>The quick way for a number: the same as <see cref="Eval"/>, or none where only that can tell. Void is 0.</summary>
    public virtual Short Quick(Frame at) => Eval(at).Quick;

    /// <summary>The quick way for a condition.</summary>
    public virtual Truth Holds(Frame at) => Eval(at).Truth;

    /// <summary><see cref="Quick"/>, with the two commonest nodes called directly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Short Quickly(Node node, Frame at) =>
        node is Literal literal ? literal.Plain : node is Input input ? at.Inputs[at.FirstInput + input.Index].Quick : node.Quick(at);

    public abstract void Write(Wording words);

    /// <summary>True where it reads anything of one subject outside a group function.</summary>
    public virtual bool ReadsSubject => Children.Any(child => child.ReadsSubject);

    /// <summary>It and everything below it.</summary>
    public IReadOnlyList<Node> Tree()
    {
        var nodes = new List<Node>();
        Gather(nodes);
        return nodes;
    }

    private void Gather(List<Node> nodes)
    {
        nodes.Add(this);
        foreach (var child in Children) child.Gather(nodes);
    }
}

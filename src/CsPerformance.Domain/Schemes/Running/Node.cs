namespace CsPerformance.Domain.Schemes.Running;

/// <summary>A compiled expression; evaluating it has no side effect, and the explanation is written by walking it.</summary>
internal abstract class Node
{
    public abstract ValueKind Kind { get; }

    /// <summary>How tightly it binds when it is written down: 1 (or) to 8 (a name).</summary>
    public virtual int Power => 8;

    public virtual IEnumerable<Node> Children => [];

    public abstract Value Eval(Frame at);

    public abstract void Write(Wording words);

    /// <summary>True where it reads anything of one subject outside a group function.</summary>
    public virtual bool ReadsSubject => Children.Any(child => child.ReadsSubject);

    /// <summary>It and everything below it.</summary>
    public IEnumerable<Node> Tree() => Children.SelectMany(child => child.Tree()).Prepend(this);
}

namespace CsPerformance.Domain.Schemes;

/// <summary>A scheme file as a tree with places, read from YAML by the host; the domain knows no YAML.</summary>
public abstract record SchemeNode(int Line, int Column)
{
    /// <param name="Quoted">True where the author put quotes: then it is text even if it looks like a number.</param>
    public sealed record Scalar(string Text, bool Quoted, int Line, int Column) : SchemeNode(Line, Column);

    public sealed record Sequence(IReadOnlyList<SchemeNode> Items, int Line, int Column) : SchemeNode(Line, Column);

    /// <summary>Entries in the order of the file; duplicate keys are kept, so that the reader can name both.</summary>
    public sealed record Mapping(IReadOnlyList<MappingEntry> Entries, int Line, int Column) : SchemeNode(Line, Column);
}

public sealed record MappingEntry(SchemeNode.Scalar Key, SchemeNode Value);

/// <param name="Text">The whole text, from which the version (a SHA-256) is taken.</param>
public sealed record SchemeDocument(string File, string Text, SchemeNode Root);

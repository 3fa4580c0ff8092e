namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Finds the line of a place such as <c>lines.coefficient.rows</c> in the tree of the file.</summary>
internal sealed class FileLines(SchemeNode root)
{
    /// <summary>The line of the deepest part of the place that the file has.</summary>
    public int Of(string place) => Find(root, place, 1);

    /// <summary>Every text of the file with its place, without what only calculates.</summary>
    public IEnumerable<(string Place, int Line, string Text)> Texts() => Texts(root, "");

    /// <summary>The node at a place; null where there is none.</summary>
    public SchemeNode? Node(params string[] keys)
    {
        SchemeNode? node = root;
        foreach (var key in keys) node = (node as SchemeNode.Mapping)?.Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;
        return node;
    }

    // Codes hold dots themselves, so the longest key that the place begins with is taken.
    private static int Find(SchemeNode node, string place, int line)
    {
        if (node is not SchemeNode.Mapping mapping || place.Length == 0) return line;
        var entry = mapping.Entries.Where(entry => place == entry.Key.Text || place.StartsWith(entry.Key.Text + ".", StringComparison.Ordinal)).MaxBy(entry => entry.Key.Text.Length);
        return entry is null ? line : Find(entry.Value, place[Math.Min(place.Length, entry.Key.Text.Length + 1)..], entry.Key.Line);
    }

    private static IEnumerable<(string, int, string)> Texts(SchemeNode node, string place)
    {
        if (node is SchemeNode.Scalar scalar) yield return (place, scalar.Line, scalar.Text);
        var children = node switch
        {
            SchemeNode.Mapping mapping => mapping.Entries.Where(entry => entry.Key.Text is not ("source" or "aliases")).Select(entry => (entry.Value, At: place.Length == 0 ? entry.Key.Text : $"{place}.{entry.Key.Text}")),
            SchemeNode.Sequence sequence => sequence.Items.Select(item => (item, At: place)),
            _ => [],
        };
        foreach (var (child, at) in children) foreach (var text in Texts(child, at)) yield return text;
    }
}

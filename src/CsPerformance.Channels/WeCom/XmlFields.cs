using System.Text;
using System.Xml;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.WeCom;

/// <summary>The fields of a callback's XML: the leaves directly under <c>&lt;xml&gt;</c>, by name.</summary>
internal static class XmlFields
{
    private const int Deepest = 16;

    // A message has a few dozen; what has thousands is no message, and costs nothing more from there on.
    private const int MostNodes = 2000;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = CallbackBody.Limit,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <returns>Null where it is no such XML, contains a DTD, is nested too deep, has too many nodes, or names a field twice.</returns>
    public static Dictionary<string, string>? Read(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), s_settings);
            return reader.MoveToContent() == XmlNodeType.Element && reader is { Name: "xml", IsEmptyElement: false }
                ? Children(reader)
                : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static Dictionary<string, string>? Children(XmlReader reader)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = new Stack<(string Name, bool Leaf)>();
        // Collected, not joined: a text in a hundred thousand pieces must not cost a hundred thousand copies.
        var text = new StringBuilder();
        var nodes = 0;
        while (reader.Read())
        {
            if (++nodes > MostNodes)
                return null;
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (path.TryPop(out var parent))
                        path.Push(parent with { Leaf = false });
                    text.Clear();
                    if (!reader.IsEmptyElement)
                        path.Push((reader.Name, true));
                    else if (path.Count == 0 && !fields.TryAdd(reader.Name, ""))
                        return null;
                    if (path.Count > Deepest)
                        return null;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    if (path.Count > 0)
                        text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement when path.TryPop(out var ended):
                    if (path.Count == 0 && ended.Leaf && !fields.TryAdd(ended.Name, text.ToString()))
                        return null;
                    text.Clear();
                    break;
            }
        }
        return fields;
    }
}

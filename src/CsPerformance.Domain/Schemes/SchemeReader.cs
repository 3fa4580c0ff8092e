using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsPerformance.Domain.Schemes.Language;

namespace CsPerformance.Domain.Schemes;

/// <summary>Reads a scheme strictly: every fault at once, each with file, line, place and nearest valid name.</summary>
public static class SchemeReader
{
    private const int Deepest = 40;
    private const int MostNodes = 20_000;

    /// <returns>A scheme without faults, or the faults; never an exception, whatever the document holds.</returns>
    public static SchemeReading Read(SchemeDocument document)
    {
        var faults = new Faults(document.File);
        var count = 0;
        if (TooMuch(document.Root, 0, ref count) is { } place)
        {
            faults.Add(place, "", count > MostNodes ? $"内容太多(最多 {MostNodes} 项)" : $"嵌套太深(最多 {Deepest} 层)");
            return new(null, faults.All);
        }
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.Text)));
        var scheme = new SchemeSections(faults).Read(document.Root, version);
        return faults.Any ? new(null, [.. faults.All.OrderBy(LineOf)]) : new(scheme, []);
    }

    private static SchemeNode? TooMuch(SchemeNode node, int depth, ref int count)
    {
        if (++count > MostNodes || depth > Deepest) return node;
        var children = node switch
        {
            SchemeNode.Sequence sequence => sequence.Items,
            SchemeNode.Mapping mapping => mapping.Entries.Select(entry => entry.Value),
            _ => [],
        };
        foreach (var child in children) if (TooMuch(child, depth + 1, ref count) is { } found) return found;
        return null;
    }

    private static int LineOf(Fault fault)
    {
        var words = fault.Place.Split(' ');
        return words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : 0;
    }
}

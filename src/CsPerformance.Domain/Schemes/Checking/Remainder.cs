namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>What is left of a faulty scheme without its faulty entries, so that remarks on the rest are told with the faults.</summary>
internal static class Remainder
{
    /// <summary>What uses a name that was left out becomes faulty too and goes in the next round.</summary>
    private const int MostRounds = 12;

    /// <returns>Null where the faults cannot be left out: a missing header, or nothing left.</returns>
    public static Scheme? Of(SchemeDocument document, IReadOnlyList<Remark> faults)
    {
        if (document.Root is not SchemeNode.Mapping root) return null;
        for (var round = 0; round < MostRounds; round++)
        {
            var less = faults.Aggregate(root, Without);
            if (Count(less) == Count(root)) return null;
            var reading = SchemeReader.Read(document with { Root = root = less });
            if (reading.Scheme is { } scheme) return scheme;
            faults = [.. reading.Faults.Select(SchemeChecker.OfFault)];
        }
        return null;
    }

    private static int Count(SchemeNode.Mapping root) => root.Entries.Sum(entry => 1 + (entry.Value is SchemeNode.Mapping section ? section.Entries.Count : 0));

    // The entry that the place lies in, every one of that name; the whole section where the place is no deeper.
    private static SchemeNode.Mapping Without(SchemeNode.Mapping root, Remark fault)
    {
        if (root.Entries.FirstOrDefault(entry => IsAt(fault.Place, entry.Key.Text)) is not { } found)
            return root with { Entries = [.. root.Entries.Where(entry => entry.Key.Line != fault.Line)] };
        if (found.Value is not SchemeNode.Mapping section) return root with { Entries = [.. root.Entries.Where(entry => entry != found)] };
        var below = fault.Place[Math.Min(fault.Place.Length, found.Key.Text.Length + 1)..];
        var bad = section.Entries.Where(entry => IsAt(below, entry.Key.Text)).MaxBy(entry => entry.Key.Text.Length)?.Key.Text;
        IReadOnlyList<MappingEntry> left = [.. section.Entries.Where(entry => bad is null ? entry.Key.Line != fault.Line : entry.Key.Text != bad)];
        var less = section with { Entries = left.Count == section.Entries.Count ? [] : left };
        return root with { Entries = [.. root.Entries.Select(entry => entry == found ? entry with { Value = less } : entry).Where(entry => entry.Value is not SchemeNode.Mapping { Entries.Count: 0 })] };
    }

    private static bool IsAt(string place, string key) => place == key || place.StartsWith(key + ".", StringComparison.Ordinal);
}

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>The valid name that a wrong one was most likely meant to be.</summary>
public static class Nearest
{
    private const int Longest = 64;

    /// <returns>Null where none is near: more than a third of the letters differ.</returns>
    public static string? To(string wrong, IEnumerable<string> names)
    {
        if (wrong.Length is 0 or > Longest) return null;
        var (best, nearest) = (Math.Max(1, (wrong.Length + 1) / 3) + 1, (string?)null);
        foreach (var name in names)
        {
            if (name.Length > Longest || Math.Abs(name.Length - wrong.Length) >= best) continue;
            var distance = Distance(wrong, name);
            if (distance < best) (best, nearest) = (distance, name);
        }
        return nearest;
    }

    // Edit distance in which two neighbours that changed places count once.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }
}

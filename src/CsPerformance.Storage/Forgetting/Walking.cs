namespace CsPerformance.Storage;

internal static class Walking
{
    private const long Slice = 2_000;

    /// <summary>All rows by a number that grows with them, a slice at a time; the number is called <c>place</c>.</summary>
    public static IEnumerable<T> Walk<T>(this Session session, string from, string key, string columns)
    {
        var last = session.First<long?>($"select max({key}) from {from}") ?? 0;
        for (var first = 1L; first <= last; first += Slice)
        {
            foreach (var row in session.Query<T>(
                $"select {key} as place, {columns} from {from} where {key} between @first and @until order by {key}", new { first, until = first + Slice - 1 }))
                yield return row;
        }
    }
}

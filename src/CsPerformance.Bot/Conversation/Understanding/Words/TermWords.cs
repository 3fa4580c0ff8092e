namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>A passage that names something of the scheme; several where the same name is given to several.</summary>
internal sealed record TermWord<T>(int Start, int Length, IReadOnlyList<T> Candidates)
    where T : SchemeTerm
{
    public int End => Start + Length;
}

/// <summary>Finds items, metrics, ratings and lines by title, alias and code: longest first, none inside another.</summary>
internal static class TermWords
{
    public static List<TermWord<T>> Find<T>(Sentence sentence, IEnumerable<T> terms)
        where T : SchemeTerm
    {
        var found = new List<TermWord<T>>();
        var names = terms.SelectMany(term => term.Names.Select(name => (Name: Sentence.Fold(name), Term: term)))
            .Where(pair => pair.Name.Length > 0)
            .GroupBy(pair => pair.Name, pair => pair.Term)
            .OrderByDescending(group => group.Key.Length);
        foreach (var group in names)
            for (var at = sentence.Text.IndexOf(group.Key, StringComparison.Ordinal); at >= 0; at = Next(sentence.Text, group.Key, at))
                if (sentence.Free(at, group.Key.Length) && OfItsOwn(sentence.Text, at, group.Key.Length) && !found.Any(other => other.Start < at + group.Key.Length && at < other.End))
                    found.Add(new(at, group.Key.Length, [.. group.Distinct()]));
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    /// <summary>What a mistyped name may have been, the likeliest first, with the passage that is like it.</summary>
    public static List<(T Term, int Start, int Length)> Nearest<T>(Sentence sentence, IEnumerable<T> terms, int most)
        where T : SchemeTerm
    {
        var near = new List<(T Term, int Start, int Length, int Distance)>();
        foreach (var term in terms)
            foreach (var name in term.Names.Select(Sentence.Fold).Where(name => name.Length >= 2 && PeopleWords.IsHan(name[0])))
                foreach (var (start, length) in sentence.LeftWords())
                {
                    var best = Likeness.Best(sentence.Text.Substring(start, Math.Min(length, 60)), name);
                    if (best.Length > 0 && Likeness.Near(name, best.Distance)) near.Add((term, start + best.Start, best.Length, best.Distance));
                }
        return
        [
            .. near.OrderBy(hit => hit.Distance).ThenByDescending(hit => hit.Length)
                .DistinctBy(hit => hit.Term.Code).Take(most).Select(hit => (hit.Term, hit.Start, hit.Length)),
        ];
    }

    private static int Next(string text, string name, int at) => at + 1 >= text.Length ? -1 : text.IndexOf(name, at + 1, StringComparison.Ordinal);

    /// <summary>late is not found in latest.</summary>
    private static bool OfItsOwn(string text, int at, int length) =>
        !(char.IsAsciiLetter(text[at]) && at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '_')) &&
        !(char.IsAsciiLetter(text[at + length - 1]) && at + length < text.Length && (char.IsAsciiLetterOrDigit(text[at + length]) || text[at + length] == '_'));
}

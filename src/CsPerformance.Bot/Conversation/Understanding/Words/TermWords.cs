using System.Runtime.CompilerServices;

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
    /// <summary>The names of a vocabulary in their plain form; made once, because a pasted list asks for them on every line.</summary>
    private static readonly ConditionalWeakTable<Vocabulary, List<(string Name, SchemeTerm[] Terms)>> _indexes = [];

    private static readonly ConditionalWeakTable<SchemeTerm, string[]> _plainNames = [];

    public static List<TermWord<SchemeTerm>> Find(Sentence sentence, Vocabulary vocabulary) =>
        Find(sentence, _indexes.GetValue(vocabulary, words => Index(words.Items.Concat<SchemeTerm>(words.Metrics).Concat(words.Ratings).Concat(words.Lines))));

    public static List<TermWord<SchemeTerm>> Find(Sentence sentence, IEnumerable<SchemeTerm> terms) => Find(sentence, Index(terms));

    public static List<TermWord<SchemeTerm>> Find(Sentence sentence, SchemeTerm term) => Find(sentence, Index([term]));

    /// <summary>What a mistyped name may have been, the likeliest first, with the passage that is like it.</summary>
    public static List<(T Term, int Start, int Length)> Nearest<T>(Sentence sentence, IEnumerable<T> terms, int most)
        where T : SchemeTerm
    {
        var near = new List<(T Term, int Start, int Length, int Distance)>();
        foreach (var term in terms)
            foreach (var name in PlainNames(term).Where(name => name.Length >= 2 && PeopleWords.IsHan(name[0])))
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

    private static List<(string Name, SchemeTerm[] Terms)> Index(IEnumerable<SchemeTerm> terms) =>
    [
        .. terms.SelectMany(term => PlainNames(term).Select(name => (Name: name, Term: term)))
            .GroupBy(pair => pair.Name, pair => pair.Term)
            .OrderByDescending(group => group.Key.Length)
            .Select(group => (group.Key, group.Distinct().ToArray())),
    ];

    private static string[] PlainNames(SchemeTerm term) =>
        _plainNames.GetValue(term, key => [.. key.Names.Select(Sentence.Fold).Where(name => name.Length > 0).Distinct()]);

    private static List<TermWord<SchemeTerm>> Find(Sentence sentence, List<(string Name, SchemeTerm[] Terms)> index)
    {
        var found = new List<TermWord<SchemeTerm>>();
        foreach (var (name, terms) in index)
            for (var at = sentence.Text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = Next(sentence.Text, name, at))
                if (sentence.Free(at, name.Length) && OfItsOwn(sentence.Text, at, name.Length) && !found.Exists(other => other.Start < at + name.Length && at < other.End))
                    found.Add(new(at, name.Length, terms));
        found.Sort((a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    private static int Next(string text, string name, int at) => at + 1 >= text.Length ? -1 : text.IndexOf(name, at + 1, StringComparison.Ordinal);

    /// <summary>late is not found in latest.</summary>
    private static bool OfItsOwn(string text, int at, int length) =>
        !(char.IsAsciiLetter(text[at]) && at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '_')) &&
        !(char.IsAsciiLetter(text[at + length - 1]) && at + length < text.Length && (char.IsAsciiLetterOrDigit(text[at + length]) || text[at + length] == '_'));
}

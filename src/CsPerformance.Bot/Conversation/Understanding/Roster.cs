using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>The active people, and the shops, centres and customers that are rated like people, with an index over their names. Build it once per version of the roster and share it.</summary>
public sealed class Roster
{
    private readonly Dictionary<string, Person> byNumber = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<Person>> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<int>> lengths = [];
    private readonly Dictionary<string, List<Person>> byPart = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<(string Name, Person Person)>> byCharacter = [];

    /// <param name="subjects">What is rated and is nobody: it has a code, a name, a team, and no role.</param>
    public Roster(IEnumerable<Person> people, IEnumerable<Person>? subjects = null)
    {
        People = [.. people.Where(person => person.Active)];
        Everybody = [.. People, .. subjects ?? []];
        foreach (var person in Everybody)
        {
            byNumber[person.Number] = person;
            foreach (var name in person.Nicknames.Prepend(person.Name).Select(Sentence.Fold).Distinct())
                if (name.Length > 0) AddName(name, person);
            if (!IsSubject(person)) AddParts(Sentence.Fold(person.Name), person);
        }
        foreach (var list in lengths.Values) list.Sort((a, b) => b.CompareTo(a));
    }

    public IReadOnlyList<Person> People { get; }

    /// <summary>The people and the subjects that are not people.</summary>
    public IReadOnlyList<Person> Everybody { get; }

    /// <summary>Names of the teams that somebody is in, in order.</summary>
    public IReadOnlyList<string> Teams => field ??= [.. Everybody.Select(person => person.Team).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>True for a shop, centre or customer: it can be rated and has no account.</summary>
    public static bool IsSubject(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Roles.Count == 0;
    }

    public Person? ByNumber(string number) => byNumber.GetValueOrDefault(number);

    /// <summary>The longest full name or 花名 that stands at this place of a plain text, and everybody who is called so.</summary>
    internal (int Length, IReadOnlyList<Person> People) LongestAt(string text, int at)
    {
        if (lengths.TryGetValue(text[at], out var tries))
            foreach (var length in tries)
                if (at + length <= text.Length && byName.TryGetValue(text.Substring(at, length), out var found)) return (length, found);
        return (0, []);
    }

    /// <summary>Who may be meant by a surname or by the last character of a given name, as in 小王 and 芳姐.</summary>
    internal IReadOnlyList<Person> ByPart(string part) => byPart.GetValueOrDefault(part) ?? [];

    /// <summary>The people whose name is most like a word and shares a character with it; at most <paramref name="most"/>.</summary>
    internal IReadOnlyList<Person> Nearest(string word, int most) =>
    [
        .. word.Distinct().SelectMany(character => byCharacter.GetValueOrDefault(character) ?? [])
            .Select(named => (named.Person, Distance: Likeness.Distance(named.Name, word)))
            .Where(near => near.Distance <= Math.Max(1, word.Length / 2) && near.Distance < Math.Max(word.Length, 2))
            .OrderBy(near => near.Distance).ThenBy(near => near.Person.Number, StringComparer.Ordinal)
            .Select(near => near.Person).Distinct().Take(most),
    ];

    private void AddName(string name, Person person)
    {
        if (!byName.TryGetValue(name, out var named)) byName[name] = named = [];
        named.Add(person);
        foreach (var character in name.Distinct())
        {
            if (!byCharacter.TryGetValue(character, out var sharing)) byCharacter[character] = sharing = [];
            sharing.Add((name, person));
        }
        if (!lengths.TryGetValue(name[0], out var list)) lengths[name[0]] = list = [];
        if (!list.Contains(name.Length)) list.Add(name.Length);
    }

    private void AddParts(string name, Person person)
    {
        if (name.Length is < 2 or > 4) return;
        foreach (var part in new[] { name[..1], name[^1..] }.Concat(name.Length >= 3 ? [name[^2..]] : []).Concat(name.Length == 4 ? [name[..2]] : []).Distinct())
        {
            if (!byPart.TryGetValue(part, out var list)) byPart[part] = list = [];
            list.Add(person);
        }
    }
}

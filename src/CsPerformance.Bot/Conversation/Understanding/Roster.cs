using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>The active people, and the shops, centres and customers that are rated like people, with an index over their names. Build it once per version of the roster and share it.</summary>
/// <remarks>Who has left does nothing any more and is asked for nothing, but the months that they worked are still recorded, asked about and paid:
/// they are found by number, and by name for a while, where nobody here is called so.</remarks>
public sealed class Roster
{
    private readonly Dictionary<string, Person> byNumber = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Person> left = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<Person>> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<int>> lengths = [];
    private readonly Dictionary<string, List<Person>> byPart = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<(string Name, Person Person)>> byCharacter = [];

    /// <param name="people">Everybody, also who has left.</param>
    /// <param name="subjects">What is rated and is nobody: it has a code, a name, a team, and no role.</param>
    /// <param name="namedSince">Who left before this day is found by number only; null: everybody who has left.</param>
    public Roster(IEnumerable<Person> people, IEnumerable<Person>? subjects = null, DateOnly? namedSince = null)
    {
        var all = people.ToList();
        People = [.. all.Where(person => person.Active)];
        Everybody = [.. People, .. subjects ?? []];
        foreach (var person in Everybody)
        {
            byNumber[person.Number] = person;
            foreach (var name in person.Nicknames.Prepend(person.Name).Select(Sentence.Fold).Distinct())
                if (name.Length > 0) AddName(name, person);
            if (!IsSubject(person)) AddParts(Sentence.Fold(person.Name), person);
        }
        foreach (var person in all.Where(person => !person.Active)) left.TryAdd(person.Number, person);
        Former = [.. left.Values.Where(person => namedSince is not { } day || person.LeftOn >= day)];
        AddFormer();
        foreach (var list in lengths.Values) list.Sort((a, b) => b.CompareTo(a));
    }

    public IReadOnlyList<Person> People { get; }

    /// <summary>The people and the subjects that are not people.</summary>
    public IReadOnlyList<Person> Everybody { get; }

    /// <summary>Who has left not long ago: no longer here, still paid for what was worked.</summary>
    public IReadOnlyList<Person> Former { get; }

    /// <summary>Names of the teams that somebody is in, in order.</summary>
    public IReadOnlyList<string> Teams => field ??= [.. Everybody.Select(person => person.Team).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What each team may be called; see <see cref="Understanding.TeamNames"/>.</summary>
    internal TeamNames TeamNames => field ??= new(Teams);

    /// <summary>True for a shop, centre or customer: it can be rated and has no account.</summary>
    public static bool IsSubject(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Roles.Count == 0;
    }

    /// <summary>Who is here; null for who has left.</summary>
    public Person? ByNumber(string number) => byNumber.GetValueOrDefault(number);

    /// <summary>Who is here or was (<see cref="Person.Active"/>): whose records are spoken of.</summary>
    public Person? Known(string number) => byNumber.GetValueOrDefault(number) ?? left.GetValueOrDefault(number);

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

    /// <summary>A name or part of one that somebody here has never means who has left.</summary>
    private void AddFormer()
    {
        var (names, parts) = (byName.Keys.ToHashSet(), byPart.Keys.ToHashSet());
        foreach (var person in Former)
        {
            foreach (var name in person.Nicknames.Prepend(person.Name).Select(Sentence.Fold).Distinct())
                if (name.Length > 0 && !names.Contains(name)) AddName(name, person, suggested: false);
            AddParts(Sentence.Fold(person.Name), person, parts);
        }
    }

    private void AddName(string name, Person person, bool suggested = true)
    {
        if (!byName.TryGetValue(name, out var named)) byName[name] = named = [];
        named.Add(person);
        foreach (var character in suggested ? name.Distinct() : [])
        {
            if (!byCharacter.TryGetValue(character, out var sharing)) byCharacter[character] = sharing = [];
            sharing.Add((name, person));
        }
        if (!lengths.TryGetValue(name[0], out var list)) lengths[name[0]] = list = [];
        if (!list.Contains(name.Length)) list.Add(name.Length);
    }

    private void AddParts(string name, Person person, HashSet<string>? taken = null)
    {
        if (name.Length is < 2 or > 4) return;
        foreach (var part in new[] { name[..1], name[^1..] }.Concat(name.Length >= 3 ? [name[^2..]] : []).Concat(name.Length == 4 ? [name[..2]] : []).Distinct())
        {
            if (taken?.Contains(part) == true) continue;
            if (!byPart.TryGetValue(part, out var list)) byPart[part] = list = [];
            list.Add(person);
        }
    }
}

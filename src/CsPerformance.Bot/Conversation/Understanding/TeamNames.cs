namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>What teams are called in a sentence: the full name, and each end of it that only one team has (一组), also with a digit (1组).</summary>
internal sealed class TeamNames
{
    private const string Numerals = "一二三四五六";

    public TeamNames(IReadOnlyList<string> teams)
    {
        var ends = teams.SelectMany(Ends).GroupBy(end => end).ToDictionary(group => group.Key, group => group.Count());
        var names = new List<(string Name, string Team)>();
        foreach (var team in teams)
        {
            foreach (var end in Ends(team).Where(end => ends[end] == 1))
            {
                var name = Sentence.Fold(end);
                names.Add((name, team));
                var digits = string.Concat(name.Select(character => Numerals.IndexOf(character) is >= 0 and var at ? (char)('1' + at) : character));
                if (digits != name) names.Add((digits, team));
            }
        }
        LongestFirst = [.. names.OrderByDescending(pair => pair.Name.Length)];
    }

    public IReadOnlyList<(string Name, string Team)> LongestFirst { get; }

    private static IEnumerable<string> Ends(string team) =>
        Enumerable.Range(0, Math.Max(1, team.Length - 1)).Select(from => team[from..]).Where(end => end.Length >= 2).Distinct();
}

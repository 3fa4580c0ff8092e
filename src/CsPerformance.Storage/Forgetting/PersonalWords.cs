using System.Text;
using System.Text.RegularExpressions;

namespace CsPerformance.Storage;

/// <summary>The words that mean one person, and how they are found and replaced in texts that others wrote.</summary>
internal sealed class PersonalWords
{
    // A single character is part of too many other words, and a short account name of too many others.
    private const int ShortestName = 2, ShortestAccount = 4;

    private readonly Regex? names;
    private readonly Regex? all;
    private readonly Regex number;

    /// <param name="own">Names, nicknames and the mobile number of the person.</param>
    /// <param name="accounts">Accounts of the person on the platforms.</param>
    /// <param name="others">Names and nicknames of all others.</param>
    public PersonalWords(string number, string pseudonym, IReadOnlyCollection<string> own, IReadOnlyCollection<string> accounts, IReadOnlySet<string> others)
    {
        Pseudonym = pseudonym;
        Shared = [.. own.Where(others.Contains)];
        var words = own.Where(word => word.Length >= ShortestName && !others.Contains(word)).Distinct().ToList();
        // 王芳芳 is somebody else than 王芳.
        var longer = others.Where(other => words.Any(word => other.Length > word.Length && other.Contains(word, StringComparison.Ordinal))).ToList();
        Accounts = accounts.Where(account => account != number).ToHashSet(StringComparer.Ordinal);
        names = Pattern(words, longer);
        all = Pattern([.. words, .. Accounts.Where(account => account.Length >= ShortestAccount)], longer);
        this.number = new Regex(Bounded(number), RegexOptions.CultureInvariant);
    }

    public string Pseudonym { get; }

    /// <summary>Words that others have too, so that they are left where they stand.</summary>
    public IReadOnlyList<string> Shared { get; }

    public IReadOnlySet<string> Accounts { get; }

    /// <summary>The text with the pseudonym in the place of names, mobile number and accounts.</summary>
    public string Replace(string text) => Replace(all, text);

    /// <summary>The same for names alone: between figures nothing else is touched.</summary>
    public string ReplaceNames(string text) => Replace(names, text);

    /// <summary>True where the text names the person, by word or by number.</summary>
    public bool Mentions(string text) => number.IsMatch(text) || Names(text);

    /// <summary>True where the text names the person by a word; a bare number may be a count.</summary>
    public bool Names(string text) => all?.Matches(text).Any(match => !match.Groups["other"].Success) == true;

    private string Replace(Regex? words, string text) =>
        words?.Replace(text, match => match.Groups["other"].Success ? match.Value : Pseudonym) ?? text;

    private static Regex? Pattern(List<string> words, List<string> longer)
    {
        if (words.Count == 0) return null;
        var kept = longer.Count == 0 ? "" : $"(?<other>{string.Join('|', longer.OrderByDescending(word => word.Length).Select(Bounded))})|";
        return new Regex(kept + string.Join('|', words.OrderByDescending(word => word.Length).SelectMany(word => (string[])[Bounded(word), Escaped(word)]).Distinct()), RegexOptions.CultureInvariant);
    }

    /// <summary>A word in Latin letters or digits is one only between other characters.</summary>
    private static string Bounded(string word) =>
        (char.IsAsciiLetterOrDigit(word[0]) ? "(?<![0-9A-Za-z_-])" : "") + Regex.Escape(word) + (char.IsAsciiLetterOrDigit(word[^1]) ? "(?![0-9A-Za-z_-])" : "");

    /// <summary>As JSON may write it.</summary>
    private static string Escaped(string word)
    {
        if (word.All(char.IsAscii)) return Bounded(word);
        var text = new StringBuilder("(?i:");
        foreach (var character in word) text.Append(char.IsAscii(character) ? Regex.Escape(character.ToString()) : FormattableString.Invariant($@"\\u{(int)character:x4}"));
        return text.Append(')').ToString();
    }
}

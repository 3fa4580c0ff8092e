using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>Puts the titles of a scheme into a text that holds its codes: people read 基础客服, not basic.</summary>
internal static partial class InWords
{
    private static readonly ConditionalWeakTable<Scheme, Titles> _made = [];

    /// <summary>The titles of one scheme by code.</summary>
    private sealed record Titles(IReadOnlyDictionary<string, string> Names, IReadOnlyDictionary<string, string> Choices);

    /// <summary>A reason why something is missing: the title stands before the code, which is what a lead looks for in the file.</summary>
    public static string Reason(Scheme scheme, string text) =>
        Put(text, code => TitlesOf(scheme).Names.TryGetValue(code, out var title) ? $"{title}({code})" : null);

    /// <summary>A formula, a band or a result: words that a value can be stand in Chinese.</summary>
    public static string Formula(Scheme scheme, string text) =>
        Put(text, code => TitlesOf(scheme) is var titles && titles.Choices.TryGetValue(code, out var choice) ? choice : titles.Names.GetValueOrDefault(code));

    /// <summary>The same for a line of stars or levels, whose steps are written as bare numbers: 2 还需 becomes 2星还需.</summary>
    public static string Formula(Scheme scheme, SheetLine line, string text) =>
        line.Unit is "星" or "级" ? StepForm().Replace(Formula(scheme, text), match => match.Groups[1].Value + line.Unit) : Formula(scheme, text);

    private static string Put(string text, Func<string, string?> title) => CodeForm().Replace(text, match => title(match.Value) ?? match.Value);

    private static Titles TitlesOf(Scheme scheme) => _made.GetValue(scheme, Make);

    private static Titles Make(Scheme scheme)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        IEnumerable<(string Code, string Title)> all =
        [
            .. scheme.Metrics.Concat<Definition>(scheme.Ratings).Concat(scheme.Items).Concat(scheme.Checks).Concat(scheme.Attributes).Concat(scheme.Parameters).Select(one => (one.Code, one.Title)),
            .. scheme.History.Select(one => (one.Code, one.Title)),
            .. scheme.Lines.Concat(scheme.GroupLines).Select(line => (line.Code, line.Title)),
        ];
        foreach (var (code, title) in all) if (title != code) names.TryAdd(code, title);
        var choices = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var choice in scheme.Attributes.SelectMany(one => one.Labels).Concat(scheme.Parameters.SelectMany(one => one.Choices)).Concat(scheme.Ratings.SelectMany(one => one.Labels)).Concat(scheme.Lines.Concat(scheme.GroupLines).SelectMany(line => line.Labels)))
            if (choice.Title != choice.Code) choices.TryAdd(choice.Code, choice.Title);
        return new(names, choices);
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9_.])[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*(?![A-Za-z0-9_]|\((?!至少))", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();

    [GeneratedRegex(@"(?<![0-9.])([0-9])(?=\(|(?: 还需)|$)(?<=(?:^|[::;]|→ ).)", RegexOptions.CultureInvariant)]
    private static partial Regex StepForm();
}

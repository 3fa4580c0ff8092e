using System.Text.RegularExpressions;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>属性 @客户甲 区域 城网, 达标 @王芳 提名 是: one attribute or requirement for one or several.</summary>
internal static partial class FactReader
{
    public static bool Names(Attempt attempt) => Terms(attempt).Count > 0;

    /// <summary>Where attributes and requirements are named; nothing is taken.</summary>
    public static IEnumerable<(int Start, int Length, bool IsItem)> Spans(Attempt attempt) => Terms(attempt).Select(word => (word.Start, word.Length, false));

    public static Reading Read(Attempt attempt)
    {
        var terms = Terms(attempt);
        foreach (var word in terms) attempt.Sentence.Take(word.Start, word.Length);
        var month = attempt.TakeMonth() ?? Period.Month(attempt.Today);
        var people = attempt.Subjects(costing: true);
        if (terms.Count != 1 || terms[0].Candidates.Count != 1)
        {
            var choices = terms.Count == 0 ? All(attempt).Take(8) : terms.SelectMany(word => word.Candidates);
            attempt.Ask(Doubt.Item, terms.Count == 0 ? "是哪一项属性或达标项？" + (All(attempt).Any() ? "" : "现行方案没有属性和达标项。") : "一次只能录入一项，是哪一项？",
                terms.Count == 0 ? choices.Select(term => attempt.Adding(term.Title, term.Title)) : []);
            return attempt.Conclude(() => new Command.Help());
        }
        return terms[0].Candidates[0] is CheckWord check ? Check(attempt, check, people, month) : Attribute(attempt, (AttributeWord)terms[0].Candidates[0], people, month);
    }

    private static Reading Check(Attempt attempt, CheckWord check, IReadOnlyList<string> people, Period month)
    {
        var said = attempt.Sentence.TakeFirst(YesNo());
        if (said is null) attempt.Ask(Doubt.Value, $"“{check.Title}”是还是否？", attempt.Adding("是", "是"), attempt.Adding("否", "否"));
        attempt.NothingLeft("达标", "达标项", "属性", "已", "为", "了");
        return attempt.Conclude(() => new Command.TickChecks(month, [.. people.Select(person => new Figure(person, check.Code, said!.Groups["yes"].Success ? 1 : 0, 1))]));
    }

    private static Reading Attribute(Attempt attempt, AttributeWord attribute, IReadOnlyList<string> people, Period month)
    {
        var (value, label) = attribute.Number ? (Number(attempt), null) : ((decimal?)null, Label(attempt, attribute));
        if (value is null && label is null)
            attempt.Ask(Doubt.Value, $"“{attribute.Title}”是" + (attribute.Labels.Count > 0 ? $"{string.Join("、", attribute.Labels)}中的哪一个？" : attribute.Number ? "多少？" : "什么？"), attribute.Labels.Select(choice => attempt.Adding(choice, choice)));
        attempt.NothingLeft("属性", "为", "是", "改为", "设为", "从", "起", "元", "月", "分", "年");
        return attempt.Conclude(() => new Command.SetAttributes(month, [.. people.Select(person => new Figure(person, attribute.Code, value, 1, label))]));
    }

    private static decimal? Number(Attempt attempt)
    {
        var matches = attempt.Sentence.Matches(FigureLine.Value()).ToList();
        if (matches.Count != 1 || matches[0].Groups["minus"].Success || !Numbers.TryParse(matches[0].Groups["n"].Value, out var value)) return null;
        attempt.Sentence.Take(matches[0]);
        return matches[0].Groups["p"].Success ? value / 100 : value;
    }

    /// <summary>One of the words that the attribute can be; where the scheme lists none, the one word that is left.</summary>
    private static string? Label(Attempt attempt, AttributeWord attribute)
    {
        foreach (var label in attribute.Labels.OrderByDescending(label => label.Length))
        {
            var at = attempt.Sentence.Text.IndexOf(Sentence.Fold(label), StringComparison.Ordinal);
            if (at < 0 || !attempt.Sentence.Free(at, Sentence.Fold(label).Length)) continue;
            attempt.Sentence.Take(at, Sentence.Fold(label).Length);
            return label;
        }
        if (attribute.Labels.Count > 0 || attempt.Sentence.LeftWords().ToList() is not [var (start, length)]) return null;
        var word = attempt.Sentence.Slice(start, length);
        attempt.Sentence.Take(start, length);
        return word;
    }

    private static List<TermWord<SchemeTerm>> Terms(Attempt attempt) => TermWords.Find(attempt.Sentence, All(attempt));

    private static IEnumerable<SchemeTerm> All(Attempt attempt) => attempt.Vocabulary.Attributes.Concat<SchemeTerm>(attempt.Vocabulary.Checks);

    [GeneratedRegex(@"(?<no>不合格|未合格|不达标|未达标|未通过|没通过|不通过|没有|否|不是|不符合|(?<=\s)不(?=\s|$))|(?<yes>合格|达标|通过|符合|是|有|√|✓|(?<=\s)对(?=\s|$))", RegexOptions.CultureInvariant)]
    private static partial Regex YesNo();
}

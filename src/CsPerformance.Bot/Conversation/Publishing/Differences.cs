using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Conversation.Publishing;

/// <summary>What a later evaluation of a period changes for somebody.</summary>
internal sealed record Difference(string Subject, string Text);

/// <summary>Compares two evaluations of one period, line by line.</summary>
internal static class Differences
{
    public static IReadOnlyList<Difference> Of(Scored before, Scored now) =>
        [.. now.Subjects.Select(subject => (subject, Changes: Changes(before.Of(subject.Id), now.Of(subject.Id)).ToList()))
            .Where(pair => pair.Changes.Count > 0)
            .Select(pair => new Difference(pair.subject.Id, $"{pair.subject.Name}({pair.subject.Id}) {string.Join("，", pair.Changes)}"))];

    private static IEnumerable<string> Changes(SubjectSheet before, SubjectSheet now)
    {
        foreach (var line in now.Lines)
        {
            var old = before.Line(line.Code)?.Value;
            if (Equals(Plain(old), Plain(line.Value))) continue;
            yield return line.Value is LineValue.Number then && old is LineValue.Number first
                ? $"{line.Title} {Words.Of(first.Value)} → {Words.Of(then.Value)}({Words.Signed(then.Value - first.Value)})"
                : $"{line.Title} {Shown(old)} → {Shown(line.Value)}";
        }
    }

    /// <summary>A missing line is the same whatever it lacks.</summary>
    private static LineValue? Plain(LineValue? value) => value is LineValue.Missing ? null : value;

    private static string Shown(LineValue? value) => value switch
    {
        LineValue.Number number => Words.Of(number.Value),
        LineValue.Label label => label.Text,
        LineValue.YesNo yesNo => yesNo.Value ? "是" : "否",
        LineValue.Void => "无",
        _ => "缺",
    };
}

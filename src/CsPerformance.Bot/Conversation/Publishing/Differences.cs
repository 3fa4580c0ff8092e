using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Conversation.Publishing;

/// <summary>What a later evaluation of a period changes for somebody.</summary>
internal sealed record Difference(string Subject, string Text);

/// <summary>Compares two evaluations of one period, line by line.</summary>
internal static class Differences
{
    /// <remarks>Who was published and is not in the period any more, as after a corrected day of leaving or another team, is told last.</remarks>
    public static IReadOnlyList<Difference> Of(Scored before, Scored now)
    {
        var gone = before.Subjects.Where(subject => now.Subjects.All(other => other.Id != subject.Id));
        return
        [
            .. now.Subjects.Select(subject => (subject, Changes: Changes(before.Of(subject.Id), now.Of(subject.Id)).ToList()))
                .Where(pair => pair.Changes.Count > 0)
                .Select(pair => new Difference(pair.subject.Id, $"{pair.subject.Name}({pair.subject.Id}) {string.Join("，", pair.Changes)}")),
            .. gone.Select(subject => new Difference(subject.Id, $"{subject.Name}({subject.Id}) 本期不再列入本组：{string.Join("，", Lost(before.Of(subject.Id)))}")),
        ];
    }

    /// <summary>What a line of a correction changes for somebody; null where it is about another one.</summary>
    /// <remarks>A name may have brackets of its own, as 张伟(北京); behind the number there are only those of differences, with a sign.</remarks>
    public static string? Of(string subject, string line) =>
        $"({subject}) " is var number && line.IndexOf(number, StringComparison.Ordinal) is > 0 and var at ? line[(at + number.Length)..] : null;

    private static IEnumerable<string> Lost(SubjectSheet before) =>
        before.Lines.Where(line => line.Value is not (LineValue.Missing or LineValue.Void)).Select(line => $"{line.Title} {Shown(line.Value)} → 无");

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

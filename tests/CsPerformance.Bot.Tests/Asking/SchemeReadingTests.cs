using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Scores;
using CsPerformance.Bot.Tests.Schemes;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Tests.Asking;

/// <summary>What an agent reads about each scheme, from its own worked cases: stars, levels, titles, reasons.</summary>
public sealed partial class SchemeReadingTests
{
    private static readonly DateOnly _today = new(2026, 11, 23);

    private static readonly string[] _approved =
        ["kf-2017", "kf-2017-promotion", "star-pay", "center-2003", "service-hall-star", "customer-star", "property-star", "titles", "mall-100", "mixed-mode", "post-bands", "store-star", "fee-star", "weighted-4"];

    public static TheoryData<string> Ids => [.. SchemeFiles.Ids];

    public static TheoryData<string> Approved => [.. _approved];

    [Theory]
    [MemberData(nameof(Ids))]
    public void No_code_stands_where_a_title_belongs(string id)
    {
        foreach (var line in Texts(id).Split('\n').Where(line => !line.StartsWith("方案：", StringComparison.Ordinal) && !line.StartsWith("依据：", StringComparison.Ordinal)))
        {
            Assert.DoesNotMatch(CodeForm(), line);
            Assert.DoesNotContain("missing", line, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>CSP_TEST_TEXTS names a folder that takes the texts as they are now, for reading and copying.</summary>
    [Theory]
    [MemberData(nameof(Approved))]
    public void The_texts_are_those_that_were_read_and_approved(string id)
    {
        var text = Texts(id);
        if (Environment.GetEnvironmentVariable("CSP_TEST_TEXTS") is { Length: > 0 } folder) File.WriteAllText(Path.Combine(folder, id + ".texts.txt"), text);
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Asking", "Texts", id + ".texts.txt")).ReplaceLineEndings("\n"), text);
    }

    private static string Texts(string id)
    {
        var (scored, subject) = Fullest(id);
        var whom = new Whom(new(subject, "王芳", "客服一组", null, null), true, true);
        var text = new List<string> { "—— 我的分数", MyScore.Text($"王芳({subject}) {SheetText.Of(scored.Period, _today)}绩效(暂估，未发布)", scored, null, "较上周", whom, false) };
        foreach (var line in scored.Of(subject).Lines) text.AddRange([$"—— 为什么 {line.Title}", .. Why.Explained(whom, scored, line, _today)]);
        text.AddRange(["—— 还差多少", HowFar.Text(whom, scored, _today), "—— 团队", TeamSheets.Text(scored, "客服一组")]);
        // The version changes with every comment of the file.
        return string.Join('\n', text).Replace(scored.Scheme.Version[..8], "…", StringComparison.Ordinal) + "\n";
    }

    /// <summary>The worked case, and the subject in it, for whom most lines come out.</summary>
    private static (Scored Scored, string Subject) Fullest(string id)
    {
        var scheme = SchemeFiles.Load(id).Scheme!;
        (Scored, string, int)? best = null;
        foreach (var one in SchemeCase.FromOwn(Path.Combine(SchemeCase.OwnCases, id + ".cases.yaml")).Where(one => one.Faults.Count == 0))
        {
            var reading = FactsReader.Read(System.Text.Encoding.UTF8.GetBytes(one.Facts.ToJsonString()), one.Name);
            if (reading.Facts is not { } facts || scheme.Evaluate(facts, true) is not Evaluation.Sheet { Result: var sheet }) continue;
            var scored = new Scored(scheme, facts, sheet, [.. facts.Subjects.Select((subject, i) => new Rated(subject.Id, "员工" + (i + 1).ToString(CultureInfo.InvariantCulture), "客服一组", null, null))], new Dictionary<string, string>(), null);
            foreach (var subject in sheet.Subjects)
            {
                var count = subject.Lines.Count(line => line.Value is not LineValue.Missing and not LineValue.Void and not LineValue.Number { Value: 0 });
                if (best is null || count > best.Value.Item3) best = (scored, subject.Id, count);
            }
        }
        return (best!.Value.Item1, best.Value.Item2);
    }

    // A word of two letters or more that no Chinese title introduces; a title's code stands in brackets behind it.
    [GeneratedRegex(@"(?<![A-Za-z0-9_.(])[a-z][a-z0-9_.]*[a-z0-9_](?![A-Za-z0-9_)])")]
    private static partial Regex CodeForm();
}

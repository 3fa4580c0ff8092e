using System.Text;
using CsPerformance.Bot.Schemes;
using CsPerformance.Domain;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Tests.Schemes;

/// <summary>Tiny schemes and facts, written where they are used.</summary>
internal static class Try
{
    private const string Header = "id: t\ntitle: t\nsource: t\n";

    public static Scheme Scheme(string body, string period = "month")
    {
        var reading = SchemeFiles.Read("t.yaml", $"{Header}period: {period}\n{body}");
        Assert.True(reading.Scheme is not null, string.Join('\n', reading.Faults));
        return reading.Scheme!;
    }

    public static IReadOnlyList<Fault> Faults(string body) => SchemeFiles.Read("t.yaml", $"{Header}period: month\n{body}").Faults;

    /// <param name="subjects">JSON of the subjects, without the brackets of the list.</param>
    public static ScoreSheet Sheet(Scheme scheme, string subjects, string period = "2026-10", string parameters = "{}", bool explain = false)
    {
        var evaluation = Evaluate(scheme, subjects, period, parameters, explain);
        if (evaluation is Evaluation.Faulty faulty) Assert.Fail(string.Join('\n', faulty.Faults));
        return ((Evaluation.Sheet)evaluation).Result;
    }

    public static Evaluation Evaluate(Scheme scheme, string subjects, string period = "2026-10", string parameters = "{}", bool explain = false)
    {
        var reading = FactsReader.Read(Encoding.UTF8.GetBytes($$"""{"period":"{{period}}","parameters":{{parameters}},"subjects":[{{subjects}}]}"""), "facts");
        Assert.Empty(reading.Faults);
        return scheme.Evaluate(reading.Facts!, explain);
    }

    /// <summary>One line of every subject, as people read it; a missing one as its codes.</summary>
    public static string Line(ScoreSheet sheet, string code) => string.Join(' ', sheet.Subjects.Select(subject => Text(subject.Line(code)!.Value)));

    public static string Text(LineValue value) => value switch
    {
        LineValue.Number number => number.Value.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture),
        LineValue.Label label => label.Text,
        LineValue.YesNo yesNo => yesNo.Value ? "yes" : "no",
        LineValue.Void => "void",
        LineValue.Missing missing => $"missing:{string.Join('+', missing.Needs)}",
        _ => "?",
    };
}

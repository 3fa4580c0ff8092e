using System.Collections;
using System.Globalization;
using System.Reflection;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Tests.Understanding;

/// <summary>A reading in one line, without what is default: <c>RecordItem p=10003 i=late_login d=11-19</c>.</summary>
internal static class Compact
{
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["Person"] = "p",
        ["People"] = "p",
        ["Item"] = "i",
        ["Day"] = "d",
        ["Points"] = "pt",
        ["Proposed"] = "pt",
        ["Count"] = "n",
        ["Reason"] = "r",
        ["Text"] = "r",
        ["Reference"] = "ref",
        ["When"] = "w",
        ["Term"] = "t",
        ["Number"] = "no",
        ["Numbers"] = "no",
        ["Record"] = "no",
        ["Type"] = "ty",
        ["Month"] = "m",
        ["Marks"] = "f",
        ["Figures"] = "f",
        ["Clause"] = "cl",
        ["Deductions"] = "ded",
        ["Changes"] = "c",
        ["Time"] = "at",
    };

    public static string Show(Reading reading) => reading switch
    {
        Reading.Understood understood => Show(understood.Command),
        Reading.Asked asked => "?" + asked.Question.About,
        Reading.MenuPick pick => "#" + pick.Choice.ToString(CultureInfo.InvariantCulture),
        Reading.NextPage => "next",
        Reading.Courtesy courtesy => "~" + courtesy.Kind,
        _ => "!",
    };

    private static string Show(Command command)
    {
        var parts = command.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.Name is not ("Name" or "Part" or "EqualityContract"))
            .Select(property => (property.Name, Value: property.GetValue(command)))
            .Where(pair => !IsDefault(pair.Name, pair.Value))
            .Select(pair => pair.Value is true && pair.Name is "FromNoon" or "UntilNoon" ? Camel(pair.Name) : $"{(pair.Name == "Day" && command is Command.Broadcast ? "day" : Keys.GetValueOrDefault(pair.Name, Camel(pair.Name)))}={Value(pair.Value!)}")
            .Order(StringComparer.Ordinal);
        return string.Join(' ', parts.Prepend(command.GetType().Name));
    }

    /// <summary>The words of an expectation in the same order.</summary>
    public static string Normal(string expected)
    {
        var words = new List<string>();
        foreach (var word in expected.Split(' '))
            if (words.Count > 0 && !word.Contains('=', StringComparison.Ordinal) && words[^1].StartsWith("r=", StringComparison.Ordinal) && word is not ("fromNoon" or "untilNoon")) words[^1] += " " + word;
            else words.Add(word);
        return string.Join(' ', words.Skip(1).Order(StringComparer.Ordinal).Prepend(words[0]));
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static bool IsDefault(string name, object? value) => value switch
    {
        null or "" => true,
        false => name != "Deductions",
        int count => name == "Count" && count == 1,
        DateOnly day => name == "Day" && day == new DateOnly(2026, 11, 20),
        Period month => name == "Month" && month == Period.Month(2026, 11),
        Stretch.OfPeriod of => of.Period == Period.Month(2026, 11),
        ICollection { Count: 0 } => true,
        _ => false,
    };

    private static string Value(object value) => value switch
    {
        DateOnly day => day.ToString(day.Year == 2026 ? "MM-dd" : "yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.####", CultureInfo.InvariantCulture),
        Stretch.OfPeriod of => of.Period.ToString(),
        Stretch.OfWeek of => of.Week.ToString(),
        Stretch stretch => $"{stretch.From:yyyy-MM-dd}..{stretch.Until:yyyy-MM-dd}",
        Term term => $"{term.Kind}:{term.Code}",
        IReadOnlyList<string> people => string.Join('+', people),
        IReadOnlyList<long> numbers => string.Join('+', numbers),
        IReadOnlyList<NumberRange> ranges => string.Join('+', ranges),
        IReadOnlyList<Figure> figures => string.Join(',', figures.Select(figure => $"{figure.Person}:{figure.Code}={figure.Value?.ToString("0.####", CultureInfo.InvariantCulture) ?? figure.Label}")),
        IReadOnlyList<LineFault> faults => string.Join(',', faults.Select(fault => fault.Line)),
        IReadOnlyList<Change> changes => string.Join(',', changes.Select(change => $"{change.Term.Kind}:{change.Term.Code}{(change.Absolute ? "=" : change.Value < 0 ? "" : "+")}{change.Value.ToString("0.####", CultureInfo.InvariantCulture)}")),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}

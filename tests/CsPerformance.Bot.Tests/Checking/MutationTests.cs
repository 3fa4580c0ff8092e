using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Schemes;
using Xunit.Abstractions;

namespace CsPerformance.Bot.Tests.Checking;

/// <summary>CSP_TEST_MUTATIONS is how many mutations of each scheme there are (15 where it is not set), CSP_TEST_SEED where they begin.</summary>
public sealed partial class MutationTests(ITestOutputHelper output)
{
    private static int Number(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    [Fact]
    public void A_mutated_scheme_is_faults_or_a_scheme_with_remarks_never_an_exception()
    {
        var (seed, each) = (Number("CSP_TEST_SEED", Environment.TickCount), Number("CSP_TEST_MUTATIONS", 15));
        output.WriteLine($"seed {seed}, {each} mutations of each of {SchemeFiles.Ids.Count} schemes");
        var random = new Random(seed);
        var (faulty, longest, where) = (0, TimeSpan.Zero, "");
        foreach (var id in SchemeFiles.Ids)
        {
            var text = File.ReadAllText(SchemeFiles.PathOf(id));
            for (var i = 0; i < each; i++)
            {
                var mutant = Mutate(text, random);
                var started = Stopwatch.GetTimestamp();
                var found = CheckedScheme.Of(id + ".yaml", Encoding.UTF8.GetBytes(mutant));
                if (Stopwatch.GetElapsedTime(started) is var took && took > longest) (longest, where) = (took, $"{id}, mutation {i}");
                Assert.True((found.Scheme is null) == (found.Faults.Count > 0), $"seed {seed}, {id}, mutation {i}");
                if (found.Scheme is null) faulty++;
            }
        }
        output.WriteLine($"{faulty} faulty of {each * SchemeFiles.Ids.Count}; the longest took {longest.TotalMilliseconds:0} ms ({where})");
    }

    [Fact]
    public void Of_mutations_that_change_what_numbers_mean_95_in_100_are_named()
    {
        var (named, silent) = (0, new List<string>());
        foreach (var id in SchemeFiles.Ids)
        {
            var text = File.ReadAllText(SchemeFiles.PathOf(id));
            var before = Told(id, text);
            foreach (var (what, mutant) in Structural(text))
            {
                if (Told(id, mutant).Except(before).Any()) named++;
                else silent.Add($"{id}: {what}");
            }
        }
        output.WriteLine($"{named} named, {silent.Count} silent:\n{string.Join('\n', silent)}");
        Assert.True(named >= 200, $"only {named} mutations");
        Assert.True(named * 100 >= 95 * (named + silent.Count), $"{named} named, {silent.Count} silent:\n{string.Join('\n', silent)}");
    }

    private static HashSet<string> Told(string id, string text) =>
        [.. CheckedScheme.Of(id + ".yaml", Encoding.UTF8.GetBytes(text)).Remarks.Select(remark => $"{remark.Code} {remark.Place} {remark.What}")];

    /// <summary>Band edges moved or turned over, weights and maxima changed, names that are used renamed.</summary>
    private static IEnumerable<(string What, string Mutant)> Structural(string text)
    {
        foreach (var row in RowsForm().Matches(text).Where(row => !row.Value.Contains("else", StringComparison.Ordinal)))
        {
            foreach (Match band in BandForm().Matches(row.Value))
            {
                var at = row.Index + band.Index;
                string With(string instead) => text[..at] + instead + text[(at + band.Length)..];
                if (band.Groups["high"].Value is { Length: > 0 } high)
                {
                    yield return ($"{band.Value} up", With($"\"{band.Groups["open"].Value}{band.Groups["low"].Value},{More(high)}{band.Groups["shut"].Value}\""));
                    yield return ($"{band.Value} turned", With($"\"{band.Groups["open"].Value}{band.Groups["low"].Value},{high}{(band.Groups["shut"].Value == "]" ? ")" : "]")}\""));
                }
                else if (band.Groups["sign"].Value is { Length: > 0 } sign)
                {
                    var turned = sign switch { "≥" => ">", ">" => "≥", "<" => "≤", _ => "<" };
                    yield return ($"{band.Value} turned", With($"\"{turned}{band.Groups["limit"].Value}\""));
                    yield return ($"{band.Value} up", With($"\"{sign}{More(band.Groups["limit"].Value)}\""));
                }
            }
        }
        foreach (Match weight in WeightForm().Matches(text))
            yield return ($"weight {weight.Value}", text[..weight.Groups["n"].Index] + More(weight.Groups["n"].Value) + text[(weight.Groups["n"].Index + weight.Groups["n"].Length)..]);
        // A code that no formula reads by itself may be called anything.
        var (first, last) = (LinesForm().Match(text).Index, AfterForm().Match(text) is { Success: true } after ? after.Index : text.Length);
        foreach (var code in NameForm().Matches(text).Select(match => match.Groups["code"]).Where(code => code.Index < first))
        {
            if (Regex.IsMatch(text[first..last], $@"(?<![\w.'/]){Regex.Escape(code.Value)}(?![\w'/])"))
                yield return ($"name {code.Value}", text[..code.Index] + code.Value + "_zz" + text[(code.Index + code.Length)..]);
        }
    }

    private static string More(string number) => number.EndsWith('%') ? More(number[..^1]) + "%"
        : (decimal.Parse(number, CultureInfo.InvariantCulture) is var n && n == 0 ? 0.5m : n * 1.25m).ToString(CultureInfo.InvariantCulture);

    private static string Mutate(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(8))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(random.Next(lines.Count), lines[at]); break;
            case 2: (lines[at], lines[random.Next(lines.Count)]) = (lines[random.Next(lines.Count)], lines[at]); break;
            case 3: return Change(text, NumbersForm(), random, number => (random.Next(2000) - 500).ToString(CultureInfo.InvariantCulture));
            case 4: return Change(text, EdgesForm(), random, edge => edge switch { "[" => "(", "(" => "[", "]" => ")", _ => "]" });
            case 5: return Change(text, WordsForm(), random, word => word + "x");
            case 6: return Change(text, NumbersForm(), random, _ => "\"文字\"");
            default: lines[at] = "  " + lines[at]; break;
        }
        return string.Join('\n', lines);
    }

    private static string Change(string text, Regex form, Random random, Func<string, string> change)
    {
        var matches = form.Matches(text);
        if (matches.Count == 0) return text;
        var match = matches[random.Next(matches.Count)];
        return text[..match.Index] + change(match.Value) + text[(match.Index + match.Length)..];
    }

    [GeneratedRegex(@"(?<=rows: |basic, phone: |vip: )\{[^{}]*\}")]
    private static partial Regex RowsForm();

    [GeneratedRegex(@"""(?:(?<open>[\[(])(?<low>-?[\d.]+%?),(?<high>[\d.]+%?)(?<shut>[\])])|(?<sign>[≥>≤<])(?<limit>[\d.]+%?))""")]
    private static partial Regex BandForm();

    [GeneratedRegex(@"title: [^,}]*权重[^}]*value: (?<n>[\d.]+%?)")]
    private static partial Regex WeightForm();

    [GeneratedRegex(@"(?m)^  (?<code>[a-z][a-z0-9_.]*)(?=: (?:\{title|\p{IsCJKUnifiedIdeographs}))")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"(?m)^(?:steps|lines):")]
    private static partial Regex LinesForm();

    [GeneratedRegex(@"(?m)^(?:notices|deadlines|workflow):")]
    private static partial Regex AfterForm();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex NumbersForm();

    [GeneratedRegex(@"[\[\]()]")]
    private static partial Regex EdgesForm();

    [GeneratedRegex(@"\b[a-z][a-z_]{2,}\b")]
    private static partial Regex WordsForm();
}

using System.Globalization;
using System.Text.Json.Nodes;
using CsPerformance.Domain;
using CsPerformance.Domain.Schemes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CsPerformance.Bot.Tests.Schemes;

/// <summary>A worked case of a scheme: facts in, lines out. README.md beside the cases describes the form.</summary>
/// <param name="Faults">Parts of the faults that must be named; empty: it evaluates.</param>
/// <param name="Whole">True where every line must be listed.</param>
public sealed record SchemeCase(string Scheme, string Name, JsonObject Facts, IReadOnlyList<ExpectedSheet> Subjects, ExpectedSheet? Group, IReadOnlyList<string> Faults, bool Whole)
{
    public override string ToString() => $"{Scheme}: {Name}";

    /// <summary>The repository's top: the folder with the solution.</summary>
    public static string Top { get; } = Above(AppContext.BaseDirectory, folder => File.Exists(Path.Combine(folder, "CsPerformance.Bot.sln")));

    /// <summary>The public examples beside the repository; null where they are not there.</summary>
    public static string? Examples { get; } = Path.Combine(Top, "..", "shared", "examples") is var folder && Directory.Exists(folder) ? folder : null;

    public static string OwnCases { get; } = Path.Combine(Top, "tests", "CsPerformance.Bot.Tests", "Schemes", "Cases");

    public static IEnumerable<SchemeCase> FromExamples(string file)
    {
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        foreach (var one in root["cases"]!.AsArray())
        {
            var expect = one!["expect"]!;
            yield return new(
                root["scheme"]!.GetValue<string>(), one["name"]!.GetValue<string>(), one["facts"]!.AsObject(),
                [.. expect["subjects"]!.AsArray().Select(subject => ExpectedSheet.Of(subject!, "lines"))],
                expect["group"] is { } group ? ExpectedSheet.Of(group, "lines") : null, [], Whole: true);
        }
    }

    public static IEnumerable<SchemeCase> FromOwn(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(file)));
        var scheme = Path.GetFileName(file)[..^".cases.yaml".Length];
        foreach (var node in (YamlSequenceNode)stream.Documents[0].RootNode)
        {
            var one = Json(node)!.AsObject();
            var name = one["name"]!.GetValue<string>();
            var subjects = one["subjects"]?.AsArray().Select(subject => ExpectedSheet.Of(subject!, "expect")).ToList() ?? [];
            var group = one["expect_group"] is { } expected ? new ExpectedSheet("group", expected.AsObject(), [], []) : null;
            IReadOnlyList<string> faults = [.. one["faults"]?.AsArray().Select(fault => fault!.GetValue<string>()) ?? []];
            foreach (var subject in one["subjects"]?.AsArray() ?? []) foreach (var key in new[] { "expect", "missing", "notices" }) subject!.AsObject().Remove(key);
            foreach (var key in new[] { "name", "why", "faults", "expect_group" }) one.Remove(key);
            yield return new(scheme, name, one, subjects, group, faults, Whole: false);
        }
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Json(pair.Value)))),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } when !text!.Contains('-', StringComparison.Ordinal) || text[0] == '-' => Plain(text),
        YamlScalarNode text => JsonValue.Create(text.Value),
        _ => null,
    };

    // “period: 2026” is the year, not a number; a case writes it in quotes.
    private static JsonValue? Plain(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);

    private static string Above(string folder, Func<string, bool> found)
    {
        var at = new DirectoryInfo(folder);
        while (at is not null && !found(at.FullName)) at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException($"No repository above {folder}.");
    }
}

/// <summary>What a case expects of one subject, or of the group.</summary>
public sealed record ExpectedSheet(string Id, JsonObject Lines, IReadOnlyList<string> Missing, IReadOnlyList<string> Notices)
{
    public static ExpectedSheet Of(JsonNode node, string lines) => new(
        node["id"]?.GetValue<string>() ?? "group",
        node[lines]?.DeepClone().AsObject() ?? [],
        [.. node["missing"]?.AsArray().Select(code => code!.GetValue<string>()) ?? []],
        [.. node["notices"]?.AsArray().Select(notice => notice!.GetValue<string>()) ?? []]);

    /// <summary>What differs from it, one sentence each.</summary>
    public IEnumerable<string> Differences(SubjectSheet sheet, bool whole)
    {
        foreach (var line in sheet.Lines)
        {
            var got = Text(line.Value);
            var wanted = Lines[line.Code] is { } value ? value.ToString() : null;
            if (line.Value is LineValue.Missing missing)
            {
                if (wanted is not null || (whole && !Missing.Contains(line.Code))) yield return $"{Id}.{line.Code}: missing ({missing.Why}), expected {wanted}";
                if (missing.Why.Length == 0 || missing.Needs.Count == 0) yield return $"{Id}.{line.Code}: no reason given";
            }
            else if (Missing.Contains(line.Code)) yield return $"{Id}.{line.Code}: {got}, expected to be missing";
            else if (wanted is null ? whole : !Same(got, wanted)) yield return $"{Id}.{line.Code}: {got}, expected {wanted ?? "nothing"}";
        }
        foreach (var code in Lines.Select(line => line.Key).Concat(Missing).Where(code => sheet.Line(code) is null)) yield return $"{Id}.{code}: no such line";
        foreach (var notice in Notices.Where(notice => !sheet.Notices.Any(got => got.Contains(notice, StringComparison.Ordinal)))) yield return $"{Id}: no notice {notice}";
    }

    private static bool Same(string got, string wanted) => wanted.StartsWith('~')
        ? decimal.TryParse(got, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && Math.Abs(number - decimal.Parse(wanted[1..], CultureInfo.InvariantCulture)) < 0.000001m
        : string.Equals(got, wanted, StringComparison.OrdinalIgnoreCase);

    private static string Text(LineValue value) => value switch
    {
        LineValue.Number number => number.Value.ToString("0.############################", CultureInfo.InvariantCulture),
        LineValue.Label label => label.Text,
        LineValue.YesNo yesNo => yesNo.Value ? "true" : "false",
        LineValue.Void => "void",
        _ => "missing",
    };
}

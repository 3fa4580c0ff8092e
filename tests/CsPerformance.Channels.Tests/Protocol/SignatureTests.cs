using System.Text.RegularExpressions;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.Tests.Protocol;

/// <summary>Signatures are compared in constant time alone: the type has no operators, and the source compares no such value otherwise.</summary>
public sealed partial class SignatureTests
{
    [Fact]
    public void The_type_has_no_operator_to_compare_with() =>
        Assert.DoesNotContain(typeof(Signature).GetMethods(), method => method.Name is "op_Equality" or "op_Inequality" or "CompareTo");

    [Theory]
    [InlineData("", "", true)]
    [InlineData("5c45ff", "5c45ff", true)]
    [InlineData("5c45ff", "5c45fe", false)]
    [InlineData("5c45ff", "5C45FF", false)]
    [InlineData("5c45f", "5c45ff", false)]
    [InlineData("５c45ff", "5c45ff", false)]
    public void It_matches_what_is_the_same_to_the_byte(string given, string expected, bool matches) => Assert.Equal(matches, new Signature(given).Matches(expected));

    [Fact]
    public void A_signature_that_was_never_given_matches_nothing() => Assert.False(default(Signature).Matches("5c45ff"));

    [Fact]
    public void It_does_not_print_itself() => Assert.DoesNotContain("5c45ff", $"{new Signature("5c45ff")}", StringComparison.Ordinal);

    [Fact]
    public void No_line_of_the_source_compares_a_signature_with_an_operator()
    {
        // Where requests come in. The signs of a scheme's formulas are others.
        var files = new[] { "src/CsPerformance.Channels", "src/CsPerformance.Bot/Platforms", "src/CsPerformance.Bot/Web" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Top(), folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any()).ToList();
        Assert.InRange(files.Count, 80, 10_000);
        Assert.Empty(files.SelectMany(file => File.ReadLines(file).Where(IsFaulty).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}")));
    }

    [Theory]
    [InlineData("if (signature == expected)")]
    [InlineData("return query.Signature != Sign(timestamp, nonce);")]
    [InlineData("if (expected == msgSignature) return;")]
    [InlineData("if (DingTalkSignature.Sign(stamp, secret) == given)")]
    [InlineData("request.Headers[\"sign\"].Equals(mine)")]
    [InlineData("string.Equals(sign, mine, StringComparison.Ordinal)")]
    [InlineData("msgSignature.SequenceEqual(mine)")]
    [InlineData("if (sign is \"abc\")")]
    public void The_rule_finds_what_it_forbids(string line) => Assert.True(IsFaulty(line));

    [Theory]
    [InlineData("if (status == 200) Sign();")]
    [InlineData("return sign.Matches(Sign(timestamp, secret));")]
    [InlineData("if (design == wanted)")]
    [InlineData("if (signature.Length == 40)")]
    [InlineData("/// <c>sign == mine</c>")]
    public void The_rule_lets_the_rest_stand(string line) => Assert.False(IsFaulty(line));

    private static bool IsFaulty(string line) =>
        !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        && (ByOperator().IsMatch(line) || FromTheRight().IsMatch(line) || ByMethod().IsMatch(line));

    private static string Top()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CsPerformance.Bot.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    // A value called sign or …Signature, or what Sign(…) gives, on the left of a comparison; its length may be compared.
    [GeneratedRegex(@"\b(?:sign|\w*[sS]ignature|Sign\([^()]*\))(?:\[[^\]]*\]|""\])?\s*(?:==|!=|is\s+"")")]
    private static partial Regex ByOperator();

    [GeneratedRegex(@"(?:==|!=)\s*(?:\w+\.)*(?:sign|\w*[sS]ignature|Sign\([^()]*\))(?![\w.(])")]
    private static partial Regex FromTheRight();

    [GeneratedRegex(@"\b(?:sign|\w*[sS]ignature)(?:""\])?\.(?:Equals|SequenceEqual|CompareTo)\(|\b(?:string|object)\.(?:Equals|Compare|ReferenceEquals)\([^)]*\b(?:sign|\w*[sS]ignature)\b")]
    private static partial Regex ByMethod();
}

using System.Text.RegularExpressions;

namespace CsPerformance.Channels.WeCom;

/// <summary>The bot's small Markdown in the forms that the platform's clients show.</summary>
public static partial class WeComText
{
    /// <summary>Whether it reads the same as plain text: then it goes as text, which every client shows.</summary>
    public static bool IsPlain(string markdown) => !Formatting().IsMatch(markdown);

    /// <summary>The text form for clients that show no Markdown (微信插件): nothing is left out but the marks.</summary>
    public static string Plain(string markdown)
    {
        var text = Heading().Replace(markdown, "");
        text = Quote().Replace(text, "");
        text = Link().Replace(text, "$1 $2");
        text = Font().Replace(text, "");
        return Marks().Replace(text, "$2");
    }

    [GeneratedRegex(@"\*\*[^*\n]+\*\*|^#{1,6} |^> ?|\[[^\]\n]+\]\([^)\n]+\)|`[^`\n]+`|<font ", RegexOptions.Multiline)]
    private static partial Regex Formatting();

    [GeneratedRegex("^#{1,6} +", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^> ?", RegexOptions.Multiline)]
    private static partial Regex Quote();

    [GeneratedRegex(@"\[([^\]\n]+)\]\(([^)\n]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("</?font[^>]*>")]
    private static partial Regex Font();

    [GeneratedRegex(@"(\*\*|`)([^*`\n]+)\1")]
    private static partial Regex Marks();
}

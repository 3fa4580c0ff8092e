using System.Text.RegularExpressions;

namespace CsPerformance.Channels.WeCom;

/// <summary>The bot's small Markdown in the forms that the platform's clients show.</summary>
public static partial class WeComText
{
    /// <summary>Whether it reads the same as plain text: then it goes as text, which every client shows.</summary>
    public static bool IsPlain(string markdown) => !Formatting().IsMatch(markdown);

    /// <summary>
    /// Keeps what only looks like a link or a picture from being one: the interval in <c>[1,100](也叫质检)</c> would hide its bracket, and a
    /// picture in somebody's reason would tell a stranger who read it when. Links to web pages stay.
    /// </summary>
    public static string Tame(string text) => Picture().Replace(NoLink().Replace(text, "] ("), "! [");

    /// <summary>The text form for clients that show no Markdown (微信插件): nothing is left out but the marks.</summary>
    public static string Plain(string markdown)
    {
        var text = Heading().Replace(markdown, "");
        text = Quote().Replace(text, "");
        text = Link().Replace(text, "$1 $2");
        text = Font().Replace(text, "");
        return Marks().Replace(text, "$2");
    }

    [GeneratedRegex(@"\*\*[^*\n]+\*\*|^#{1,6} |^> ?|\[[^\]\n]+\]\(https://[^)\n]+\)|`[^`\n]+`|<font ", RegexOptions.Multiline)]
    private static partial Regex Formatting();

    [GeneratedRegex("^#{1,6} +", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^> ?", RegexOptions.Multiline)]
    private static partial Regex Quote();

    [GeneratedRegex(@"\[([^\]\n]+)\]\((https://[^)\n]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\]\((?!https://)", RegexOptions.IgnoreCase)]
    private static partial Regex NoLink();

    [GeneratedRegex(@"!\[")]
    private static partial Regex Picture();

    [GeneratedRegex("</?font[^>]*>")]
    private static partial Regex Font();

    [GeneratedRegex(@"(\*\*|`)([^*`\n]+)\1")]
    private static partial Regex Marks();
}

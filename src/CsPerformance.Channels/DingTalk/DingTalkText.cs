using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Turns the small Markdown of our messages into what this platform shows.</summary>
internal static partial class DingTalkText
{
    private const int TitleLength = 30;

    /// <summary>True where a text is more than plain. Plain text is sent as such: <c>#1024</c> at its start must not become a heading.</summary>
    public static bool IsMarkdown(string text) => Marked().IsMatch(text);

    /// <summary>What the chat list and the notification show: the first line without its marks, at most 30 characters, never empty.</summary>
    public static string Title(string text)
    {
        var line = text.Split('\n').Select(part => Marks().Replace(part, "").Trim()).FirstOrDefault(part => part.Length > 0) ?? "绩效消息";
        var whole = new StringInfo(line);
        return whole.LengthInTextElements <= TitleLength ? line : whole.SubstringByTextElements(0, TitleLength - 1) + "…";
    }

    /// <summary>Keeps line breaks, which the platform joins otherwise, and takes the sting out of what people wrote.</summary>
    public static string Markdown(string text)
    {
        var lines = Tame(text).Split('\n');
        var result = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            var isLast = i == lines.Length - 1;
            result.Append(lines[i].TrimEnd());
            if (!isLast)
                result.Append(lines[i].Trim().Length > 0 && lines[i + 1].Trim().Length > 0 ? "  \n" : "\n");
        }

        return result.ToString();
    }

    /// <summary>Title, lines and what was said before them, as one Markdown text.</summary>
    public static string OfCard(string text, Card card, string? outcome = null) =>
        string.Join("\n\n", new[] { card.Says(text) ? "" : text, "#### " + card.Title, string.Join('\n', card.Lines), outcome is null ? "" : $"**{outcome}**" }
            .Where(part => part.Trim().Length > 0).Select(Markdown));

    /// <summary>The body for a webhook. A picture is part of the text, so that both go out in one message.</summary>
    /// <param name="picture">Its media id.</param>
    public static object ForWebhook(OutgoingMessage message, string? picture)
    {
        if (message.Card is { } card)
            return DingTalkCards.ForWebhook(message.Text, card);
        return picture is null && !IsMarkdown(message.Text)
            ? new { msgtype = "text", text = new { content = message.Text } }
            : new { msgtype = "markdown", markdown = new { title = Title(message.Text), text = WithPicture(message.Text, picture) } };
    }

    /// <summary>Key and parameters of the robot interface.</summary>
    public static (string Key, Dictionary<string, string> Values) ForRobot(OutgoingMessage message, string? picture)
    {
        if (message.Card is { } card)
            return DingTalkCards.ForRobot(message.Text, card);
        if (picture is not null && message.Text.Trim().Length == 0)
            return ("sampleImageMsg", new() { ["photoURL"] = picture });
        return picture is null && !IsMarkdown(message.Text)
            ? ("sampleText", new() { ["content"] = message.Text })
            : ("sampleMarkdown", new() { ["title"] = Title(message.Text), ["text"] = WithPicture(message.Text, picture) });
    }

    private static string WithPicture(string text, string? picture) =>
        picture is null ? Markdown(text) : $"{Markdown(text)}\n\n![]({picture})".TrimStart();

    // A reason that somebody wrote is shown to others: a link in it could send "同意 1024" as the reader, a picture could tell a
    // stranger who read it when. Links to web pages stay.
    private static string Tame(string text) =>
        Pictures().Replace(Links().Replace(text.Replace("\r\n", "\n", StringComparison.Ordinal), "] ("), "! [")
            .Replace("dtmd:", "dtmd：", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\*\*|\]\(|^(#{1,6}|>|-|\*|\d+\.) ", RegexOptions.Multiline)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^\s*(#{1,6}\s|>\s?|[-*]\s)+|\*\*|`|!?\[|\]\([^)]*\)")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\]\((?!https://)", RegexOptions.IgnoreCase)]
    private static partial Regex Links();

    [GeneratedRegex(@"!\[")]
    private static partial Regex Pictures();
}

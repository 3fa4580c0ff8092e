namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>What somebody said, after the channel took the platform's wrapping off.</summary>
/// <param name="Mentions">工号 of the people mentioned with @, in the order of the text; the bot itself left out.</param>
public sealed record Utterance(string Text, IReadOnlyList<string> Mentions, bool InGroup = false, bool HasFile = false, bool HasImage = false)
{
    private const string Dashes = "-—–－─_=";

    public static Utterance Of(string text) => new(text, []);

    /// <summary>What was said oneself: without the message of somebody else that was quoted before it, in 「」 above a line of dashes.</summary>
    public static string Own(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().TrimStart() is not ['「' or '『' or '“' or '"', ..]) return text;
        var lines = text.Split('\n');
        for (var rule = 1; rule < lines.Length; rule++)
            if (IsRule(lines[rule]) && lines[rule - 1].AsSpan().TrimEnd() is [.., '」' or '』' or '”' or '"'])
                return string.Join('\n', lines[(rule + 1)..]) is var own && own.AsSpan().Trim().Length > 0 ? own : text;
        return text;
    }

    private static bool IsRule(string line) => line.Count(Dashes.Contains) >= 3 && line.All(sign => char.IsWhiteSpace(sign) || Dashes.Contains(sign));
}

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>What somebody said, after the channel took the platform's wrapping off.</summary>
/// <param name="Mentions">工号 of the people mentioned with @, in the order of the text; the bot itself left out.</param>
public sealed record Utterance(string Text, IReadOnlyList<string> Mentions, bool InGroup = false, bool HasFile = false, bool HasImage = false)
{
    public static Utterance Of(string text) => new(text, []);
}

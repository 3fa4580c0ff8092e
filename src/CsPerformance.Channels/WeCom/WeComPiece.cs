using System.Text.Json.Nodes;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.WeCom;

/// <summary>One call's worth of a message: its <c>msgtype</c> with the content, or a file that is uploaded first.</summary>
internal sealed record WeComPiece(string Type, JsonObject? Content, Attachment? File = null)
{
    /// <summary>The message in the platform's pieces, in reading order; long texts are paged, never cut.</summary>
    /// <param name="task">The id of the card's task; null where cards cannot be shown.</param>
    public static IEnumerable<WeComPiece> Of(OutgoingMessage message, string? task, bool plain, int maxBytes)
    {
        var card = message.Card is { } shown && task is not null ? WeComCards.Interactive(shown, task) : null;
        var texts = new List<string>();
        if (message.Text.Trim().Length > 0 && (message.Card is null || !message.Card.Says(message.Text)))
            texts.Add(message.Text);
        if (message.Card is { } asText && card is null)
            texts.Add(asText.AsText());
        foreach (var page in texts.Select(WeComText.Tame).SelectMany(text => TextPages.Split(plain ? WeComText.Plain(text) : text, maxBytes)))
            yield return OfText(page);
        if (card is not null)
            yield return new WeComPiece("template_card", card);
        if (message.File is { } file)
            yield return new WeComPiece(file.IsImage ? "image" : "file", null, file);
    }

    private static WeComPiece OfText(string text)
    {
        var type = WeComText.IsPlain(text) ? "text" : "markdown";
        return new WeComPiece(type, new JsonObject { ["content"] = text });
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.WeCom;

/// <summary>What a later update of a card of the app needs: the task it was sent under, and a code that is good once, for 72 hours.</summary>
internal sealed record CardHandle(string Task, string Code)
{
    public static CardHandle? Parse(string? text) =>
        text?.Split('|', 2) is [{ Length: > 0 } task, { Length: > 0 } code] ? new CardHandle(task, code) : null;

    public override string ToString() => $"{Task}|{Code}";
}

/// <summary>Cards as the platform's <c>button_interaction</c>; app and robot use the same form.</summary>
internal static class WeComCards
{
    // Beyond these the client cuts silently, so such a card goes out as text.
    private const int LongestTitle = 26;
    private const int LongestText = 112;
    private const int LongestName = 5;
    private const int LongestValue = 26;
    private const int LongestButton = 10;
    private const int Most = 6;

    /// <summary>An id that is new for each message: two leads who get the same card get two tasks.</summary>
    public static string TaskOf(Card card, string dedupeKey) =>
        card.Id + "@" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dedupeKey)).AsSpan(0, 8));

    public static string CardOf(string task) => task.Split('@')[0];

    /// <summary>Null where the card does not fit without being cut.</summary>
    /// <param name="outcome">What became of it; the buttons are then greyed.</param>
    public static JsonObject? Interactive(Card card, string task, string? outcome = null)
    {
        if (card.Title.Length == 0 || card.Buttons.Count is 0 or > Most
            || card.Buttons.Any(button => button.Label.Length is 0 or > LongestButton || Encoding.UTF8.GetByteCount(button.Key) > 1024))
            return null;
        var pairs = card.Lines.Select(Pair).ToArray();
        var shown = pairs.OfType<(string Name, string Value)>().ToArray();
        // Either all lines are short pairs, or all stand as text: their order is the author's.
        var asPairs = shown.Length == pairs.Length && shown.Length is > 0 and <= Most;
        // A question is longer than a title may be: then it opens the text.
        var titled = card.Title.Length <= LongestTitle;
        var text = string.Join('\n', [.. titled ? [] : new[] { card.Title }, .. asPairs ? [] : card.Lines]);
        if (text.Length > LongestText)
            return null;
        var json = new JsonObject { ["card_type"] = "button_interaction" };
        if (titled)
            json["main_title"] = new JsonObject { ["title"] = card.Title };
        if (text.Length > 0)
            json["sub_title_text"] = text;
        if (asPairs)
            json["horizontal_content_list"] = new JsonArray([.. shown.Select(pair => (JsonNode)new JsonObject { ["keyname"] = pair.Name, ["value"] = pair.Value })]);
        json["task_id"] = task;
        json["button_list"] = new JsonArray([.. card.Buttons.Select((button, i) => (JsonNode)new JsonObject
        {
            ["text"] = button.Label,
            ["style"] = i == 0 ? 1 : 2,
            ["key"] = button.Key,
        })]);
        if (outcome is not null)
            json["replace_text"] = outcome;
        return json;
    }

    /// <summary>The card with one dead button that says what became of it: the robot cannot grey buttons otherwise.</summary>
    public static JsonObject? Closed(Card card, string task, string outcome)
    {
        var lines = new Card(card.Id, card.Title, [.. card.Lines, outcome], [new Button("done", "已处理")]);
        if (Interactive(lines, task) is not { } json)
            return null;
        json["button_list"]![0]!["style"] = 4;
        return json;
    }

    private static (string Name, string Value)? Pair(string line)
    {
        var at = line.IndexOf('：', StringComparison.Ordinal);
        return at is > 0 and <= LongestName && line.Length - at - 1 is > 0 and <= LongestValue ? (line[..at], line[(at + 1)..]) : null;
    }
}

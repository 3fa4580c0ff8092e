using System.Globalization;
using System.Text.Json.Serialization;
using CsPerformance.Bot.Delivery;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>What the bot said, as the simulator's calls give it. Source: chat.md, The simulator.</summary>
internal sealed record SimulatorAnswer(IReadOnlyList<SimulatorAnswer.Message> Messages)
{
    /// <param name="From">Only in a chat of the page: 工号 of who said it; absent for the bot.</param>
    /// <param name="At">Only in a chat of the page.</param>
    public sealed record Message(
        string Id,
        string To,
        string Text,
        ShownCard? Card,
        string? Image,
        ShownFile? File,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? From = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? At = null);

    /// <param name="Outcome">What became of it; absent while its buttons work.</param>
    public sealed record ShownCard(
        string Title,
        IReadOnlyList<string> Lines,
        IReadOnlyList<Button> Buttons,
        string Id,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Outcome);

    public sealed record ShownFile(string Name, string Url);

    public static SimulatorAnswer Of(Session session, IEnumerable<OutboxItem> items) => new([.. items.Select(item => Of(session, item))]);

    public static Message Of(Session session, OutboxItem item)
    {
        var said = item.Message;
        var url = string.Create(CultureInfo.InvariantCulture, $"/simulator/files/out/{item.Id}");
        return new Message(
            item.Id.ToString(CultureInfo.InvariantCulture), Routes.Shown(item.To), said.Text,
            said.Card is { } card ? new ShownCard(card.Title, card.Lines, card.Buttons, card.Id, session.Cards.Find(card.Id)?.Outcome) : null,
            said.File is { IsImage: true } ? url : null,
            said.File is { IsImage: false } file ? new ShownFile(file.Name, url) : null);
    }

    /// <summary>What a person said, for the page.</summary>
    public static Message Of(InboxItem item, string from)
    {
        var message = item.Message;
        var url = string.Create(CultureInfo.InvariantCulture, $"/simulator/files/in/{item.Id}");
        return new Message(
            string.Create(CultureInfo.InvariantCulture, $"in{item.Id}"), "bot", message.Text, null,
            message.File is { IsImage: true } ? url : null,
            message.File is { IsImage: false } file ? new ShownFile(file.Name, url) : null,
            from, item.ReceivedAt);
    }
}

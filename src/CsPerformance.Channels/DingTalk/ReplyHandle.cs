using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Where one message may be answered, and until when. It belongs to exactly one chat.</summary>
/// <param name="Conversation">The platform's id of the chat; counts the webhook's rate.</param>
internal sealed record ReplyHandle(string Webhook, DateTimeOffset Until, string? Group, string? Account, string Conversation)
{
    public override string ToString() =>
        DingTalkJson.Write(new Dictionary<string, object?>
        {
            ["w"] = Webhook,
            ["u"] = Until.ToUnixTimeMilliseconds(),
            ["g"] = Group,
            ["a"] = Account,
            ["c"] = Conversation,
        });

    public static ReplyHandle? Parse(string? text) =>
        DingTalkJson.Parse(text) is { } json && json.Text("w") is { } webhook && json.Moment("u") is { } until
            ? new ReplyHandle(webhook, until, json.Text("g"), json.Text("a"), json.Text("c") ?? "")
            : null;

    /// <summary>
    /// True while the webhook leads to this very target. A private answer to a question from a group must not go out by the group's webhook,
    /// so the chat is compared and not taken on trust.
    /// </summary>
    public bool Reaches(Delivery target, DateTimeOffset now) =>
        now < Until - TimeSpan.FromSeconds(30)
        && (Group is null ? target.Group is null && target.Account == Account : target.Account is null && target.Group == Group);
}

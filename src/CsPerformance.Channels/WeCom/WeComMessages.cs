using System.Globalization;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.WeCom;

/// <summary>What a decrypted callback means.</summary>
internal abstract record WeComContent
{
    internal sealed record Message(IncomingMessage Incoming) : WeComContent;

    /// <summary>Nothing for us (a member left, a link was followed): acknowledged, not stored.</summary>
    internal sealed record Nothing(string What) : WeComContent;

    internal sealed record Malformed(string Why) : WeComContent;

    internal sealed record Contacts(WeComContactChange Change) : WeComContent;
}

/// <summary>What the platform tells of its contacts as it happens (通讯录变更), where the app is set up to hear of it.</summary>
/// <param name="Type">As the platform names it: <c>create_user</c>, <c>update_user</c>, <c>delete_user</c>, <c>create_party</c> …</param>
/// <param name="Account">The member's account; empty for a department or tag.</param>
/// <param name="NewAccount">The account from now on, where it was renamed; else null.</param>
public sealed record WeComContactChange(string Type, string Account, string? NewAccount);

/// <summary>Takes note of a change. An exception has the platform tell it again.</summary>
public delegate Task TakeContactChange(WeComContactChange change, CancellationToken cancellation);

/// <summary>Turns the fields of a decrypted callback of the self-built app into a message of the house.</summary>
internal static class WeComMessages
{
    public const string Channel = "wecom";

    /// <summary>What opening the app or joining its visible range stands for.</summary>
    public const string Welcome = "[进入]";

    // The platform's own day; it tells no time zone and China has one.
    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    public static WeComContent Read(Dictionary<string, string> fields, WeComOptions options)
    {
        var from = fields.GetValueOrDefault("FromUserName", "");
        if (!string.Equals(fields.GetValueOrDefault("ToUserName"), options.CorpId, StringComparison.Ordinal))
            return new WeComContent.Malformed("ToUserName 不是本企业");
        if (fields.TryGetValue("AgentID", out var agent) && !string.Equals(agent, options.AgentId, StringComparison.Ordinal))
            return new WeComContent.Malformed("AgentID 不是本应用");
        if (from.Length == 0 || fields.GetValueOrDefault("MsgType", "").Length == 0)
            return new WeComContent.Malformed("缺少 FromUserName 或 MsgType");
        if (!long.TryParse(fields.GetValueOrDefault("CreateTime"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return new WeComContent.Malformed("CreateTime 不是时间");
        if (fields.GetValueOrDefault("MsgType") == "event" && fields.GetValueOrDefault("Event") == "change_contact")
            return Contacts(fields);
        // A sender of the platform itself, not a person.
        if (string.Equals(from, "sys", StringComparison.Ordinal))
            return new WeComContent.Nothing("sys");
        var callback = new Callback(fields, $"{options.CorpId}:{options.AgentId}:{from}", from, DateTimeOffset.FromUnixTimeSeconds(seconds));
        return callback["MsgType"] == "event" ? Event(callback) : Said(callback);
    }

    private static WeComContent Said(Callback c)
    {
        // Without a MsgId a resend could not be told from a second message.
        if (c["MsgId"].Length == 0)
            return new WeComContent.Malformed("缺少 MsgId");
        var message = c.Message($"{c.Prefix}:{c["MsgId"]}", "");
        return c["MsgType"] switch
        {
            "text" => new WeComContent.Message(message with { Text = c["Content"].Trim() }),
            "image" => new WeComContent.Message(message with { FileReference = WeComFile.Image(c["MediaId"]).ToString() }),
            "file" => new WeComContent.Message(message with { FileReference = new WeComFile("file", c["MediaId"], c["FileName"]).ToString() }),
            // Neither is understood; as text the sender gets an answer instead of silence.
            "voice" => new WeComContent.Message(message with { Text = "[语音]" }),
            "video" => new WeComContent.Message(message with { Text = "[视频]" }),
            "location" => new WeComContent.Message(message with { Text = "[位置]" }),
            "link" => new WeComContent.Message(message with { Text = "[链接]" }),
            var other => new WeComContent.Nothing(other),
        };
    }

    private static WeComContent Contacts(Dictionary<string, string> fields)
    {
        var (type, account) = (fields.GetValueOrDefault("ChangeType", ""), fields.GetValueOrDefault("UserID", "").Trim());
        if (type.Length == 0 || (type.EndsWith("_user", StringComparison.Ordinal) && account.Length == 0))
            return new WeComContent.Malformed("通讯录变更缺少 ChangeType 或 UserID");
        var renamed = fields.GetValueOrDefault("NewUserID", "").Trim();
        return new WeComContent.Contacts(new WeComContactChange(type, account, renamed.Length > 0 ? renamed : null));
    }

    private static WeComContent Event(Callback c)
    {
        var name = c["Event"];
        var key = string.Join(':', [c.Prefix, c["CreateTime"], name, c["EventKey"], c["TaskId"], c["ResponseCode"]]);
        return name switch
        {
            "click" => new WeComContent.Message(c.Message(key, c["EventKey"].Trim())),
            "subscribe" => new WeComContent.Message(c.Message(key, Welcome)),
            // Sent each time the app is opened; with the day as its identity the greeting comes once a day.
            "enter_agent" => new WeComContent.Message(c.Message(
                string.Create(CultureInfo.InvariantCulture, $"{c.Prefix}:{c.SentAt.ToOffset(s_china):yyyy-MM-dd}:enter_agent"), Welcome)),
            "template_card_event" or "template_card_menu_event" => new WeComContent.Message(c.Message(key, "") with
            {
                Press = new ButtonPress(WeComCards.CardOf(c["TaskId"]), c["EventKey"]),
                ReplyHandle = c["ResponseCode"].Length > 0 ? new CardHandle(c["TaskId"], c["ResponseCode"]).ToString() : null,
            }),
            _ => new WeComContent.Nothing(name),
        };
    }

    private sealed record Callback(Dictionary<string, string> Fields, string Prefix, string From, DateTimeOffset SentAt)
    {
        public string this[string name] => Fields.GetValueOrDefault(name, "");

        public IncomingMessage Message(string key, string text) =>
            new(Channel, key, From, Chat.Direct, text, [], SentAt);
    }
}

/// <summary>A received file that is fetched later: its kind, the platform's id, and its name where one was given.</summary>
internal sealed record WeComFile(string Kind, string MediaId, string Name)
{
    public static WeComFile Image(string mediaId) => new("image", mediaId, "");

    public static WeComFile? Parse(string text) =>
        text.Split('|', 3) is [var kind, var media, var name] ? new WeComFile(kind, media, name) : null;

    public override string ToString() => $"{Kind}|{MediaId}|{Name}";
}

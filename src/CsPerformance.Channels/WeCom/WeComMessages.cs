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
}

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

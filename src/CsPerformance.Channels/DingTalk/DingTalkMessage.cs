using System.Text.Json;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.DingTalk;

/// <summary>What a push of the platform turned out to be.</summary>
internal abstract record DingTalkMessage
{
    private const int LongestId = 256;

    public sealed record FromColleague(IncomingMessage Message) : DingTalkMessage;

    /// <summary>Nobody of the organisation, or the platform does not say who: there is no account that a record could belong to.</summary>
    /// <param name="Unpublished">True where the sender is a colleague and the robot's version was never published.</param>
    public sealed record FromOutside(string Key, ReplyHandle? Reply, bool Unpublished) : DingTalkMessage;

    /// <summary>Not a message. It is acknowledged all the same: sent again it would be no better.</summary>
    public sealed record Unreadable(string Why) : DingTalkMessage;

    /// <summary>Reads the object that HTTP bodies and Stream frames share.</summary>
    public static DingTalkMessage Read(JsonElement json, DateTimeOffset now)
    {
        if (json.Text("msgId") is not { Length: > 0 and <= LongestId } key)
            return new Unreadable("no msgId");
        var group = json.Text("conversationType") == "2" ? json.Text("conversationId") ?? "" : null;
        if (group is { Length: 0 or > LongestId })
            return new Unreadable("a group message without a usable conversationId");
        var account = json.Text("senderStaffId") ?? "";
        if (account.Length > LongestId)
            return new Unreadable("a senderStaffId that is too long");

        var reply = ReplyIn(json, group, account);
        if (account.Length == 0)
            return new FromOutside(key, reply, Unpublished: json.Text("senderCorpId") is { Length: > 0 } corp && corp == json.Text("chatbotCorpId"));
        var (text, file) = Content(json);
        var press = DingTalkCards.PressIn(text);
        return new FromColleague(new IncomingMessage(
            DingTalkChannel.ChannelName,
            key,
            account,
            group is null ? Chat.Direct : new Chat(group),
            press is null ? text : "",
            group is null ? [] : Mentions(json),
            json.Moment("createAt") ?? now,
            FileReference: file?.ToString(),
            Press: press,
            ReplyHandle: reply?.ToString()));
    }

    /// <summary>Reads a pressed button of an interactive card.</summary>
    /// <param name="messageId">Of the frame: a press has no identity of its own.</param>
    public static DingTalkMessage ReadPress(JsonElement json, string messageId, DateTimeOffset now)
    {
        var account = json.Text("userId") ?? "";
        if (messageId.Length is 0 or > LongestId || account.Length is 0 or > LongestId || json.Text("userIdType") is not (null or "1"))
            return new Unreadable("a card callback that names no member");
        if (json.Text("outTrackId") is not { Length: > 0 and <= 64 } card || ActionOf(json) is not { Length: > 0 and <= LongestId } action)
            return new Unreadable("a card callback without card or button");
        var space = json.Text("spaceId") ?? "";
        var chat = json.Text("spaceType") == "IM_GROUP" && space.Length is > 0 and <= LongestId
            ? new Chat(space[(space.LastIndexOf("IM_GROUP.", StringComparison.Ordinal) is >= 0 and var at ? at + 9 : 0)..])
            : Chat.Direct;
        return new FromColleague(new IncomingMessage(
            DingTalkChannel.ChannelName, "card:" + messageId, account, chat, "", [], now, Press: new ButtonPress(card, action)));
    }

    // The action stands in JSON inside a string inside the JSON; newer gateways repeat it as "value".
    private static string? ActionOf(JsonElement json)
    {
        foreach (var name in (string[])["content", "value"])
        {
            if (DingTalkJson.Parse(json.Text(name))?.Get("cardPrivateData") is not { } data)
                continue;
            if (data.Items("actionIds").Select(id => id.AsText()).FirstOrDefault(id => id is not null) is { } action)
                return action;
        }

        return null;
    }

    private static ReplyHandle? ReplyIn(JsonElement json, string? group, string account) =>
        json.Text("sessionWebhook") is { Length: > 0 } webhook && json.Moment("sessionWebhookExpiredTime") is { } until
            ? new ReplyHandle(webhook, until, group, group is null ? account : null, json.Text("conversationId") ?? account)
            : null;

    private static (string Text, FileReference? File) Content(JsonElement json)
    {
        var content = json.Get("content") ?? default;
        return json.Text("msgtype") switch
        {
            "text" => ((json.Get("text")?.Text("content") ?? "").Trim(), null),
            "richText" => RichText(content),
            "picture" => ("", Picture(content)),
            // Recognised speech is a command like any other; without it there is nothing to go by, and the conversation says so.
            "audio" => ((content.Text("recognition") ?? "").Trim(), null),
            "video" => ("", Download(content, $"视频.{content.Text("videoType") ?? "mp4"}", isImage: false)),
            "file" => ("", Download(content, content.Text("fileName") ?? "附件", isImage: false)),
            _ => ("", null),
        };
    }

    private static (string Text, FileReference? File) RichText(JsonElement content)
    {
        var parts = content.Items("richText").ToList();
        var text = string.Concat(parts.Select(part => part.Text("text"))).Trim();
        return (text, parts.Where(part => part.Text("type") == "picture").Select(Picture).FirstOrDefault(picture => picture is not null));
    }

    private static FileReference? Picture(JsonElement content) =>
        Download(content, "图片.png", isImage: true)
        ?? (content.Text("pictureDownloadCode") is { Length: > 0 } code ? new FileReference(code, "图片.png", IsImage: true) : null);

    private static FileReference? Download(JsonElement content, string name, bool isImage) =>
        content.Text("downloadCode") is { Length: > 0 } code ? new FileReference(code, name, isImage) : null;

    // The robot itself stands in the list and has no staffId. A person without one (from outside, or the robot unpublished) keeps the
    // encrypted id: dropped silently, a record for two people would become a record for one.
    private static List<string> Mentions(JsonElement json)
    {
        var robot = json.Text("chatbotUserId");
        return
        [
            .. json.Items("atUsers")
                .Where(user => user.Text("staffId") is { Length: > 0 } || (robot is not null && user.Text("dingtalkId") is { Length: > 0 }))
                .Where(user => robot is null || user.Text("dingtalkId") != robot)
                .Select(user => user.Text("staffId") is { Length: > 0 } staff ? staff : user.Text("dingtalkId")!)
                .Distinct(StringComparer.Ordinal),
        ];
    }
}

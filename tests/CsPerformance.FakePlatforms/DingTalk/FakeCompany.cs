using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CsPerformance.FakePlatforms.DingTalk;

/// <summary>One request that the platform saw.</summary>
public sealed record FakeCall(string Method, string Path, JsonObject Body);

/// <summary>A button as somebody sees it: a link that says a text, or a key that comes back.</summary>
public sealed record FakeButton(string Label, string? Says, string? Key);

/// <summary>What somebody received.</summary>
/// <param name="To"><c>user:ACCOUNT</c> or <c>group:CONVERSATION</c>.</param>
/// <param name="Way"><c>webhook</c>, <c>robot</c>, <c>card</c> or <c>group-robot</c>.</param>
public sealed record FakeDelivery(string To, string Way, string Kind, string Title, string Text, IReadOnlyList<FakeButton> Buttons, string? CardId = null, string? MediaId = null);

public sealed record FakeMember(string UserId, string Name, string JobNumber, string Mobile, long Department = 1);

/// <summary>What the fake platform knows and has seen. All of it may be read and changed while it runs.</summary>
public sealed class FakeCompany
{
    public string Url { get; internal set; } = "";

    public string ClientId { get; init; } = "dingkey";

    public string ClientSecret { get; init; } = "dingsecret";

    public string CorpId { get; init; } = "dingcorp";

    /// <summary>Secret of the group robot; empty: not signed.</summary>
    public string RobotSecret { get; set; } = "";

    public string AccessToken { get; set; } = "token-1";

    public bool OffersCards { get; set; } = true;

    public List<FakeMember> Members { get; } =
    [
        new("staff-chen", "陈静", "10001", "13800010001"), new("staff-wang", "王芳", "10002", "13800010002"),
        new("staff-li", "李强", "10003", "13800010003", Department: 2),
    ];

    /// <summary>Members whom <c>batchSend</c> names as limited.</summary>
    public ConcurrentDictionary<string, bool> FlowControlled { get; } = new();

    public FakeFaults Faults { get; } = new();

    public ConcurrentBag<FakeCall> Calls { get; } = [];

    /// <summary>When each path was called, by the platform's own clock.</summary>
    public ConcurrentBag<(string Path, TimeSpan At)> Moments { get; } = [];

    internal void Note(FakeCall call)
    {
        Calls.Add(call);
        Moments.Add((call.Path, TimeProvider.System.GetElapsedTime(0)));
    }

    /// <summary>In the order of arrival.</summary>
    public ConcurrentQueue<FakeDelivery> Deliveries { get; } = new();

    /// <summary>The cards as they look now, by outTrackId.</summary>
    public ConcurrentDictionary<string, JsonObject> Cards { get; } = new();

    /// <summary>Uploads by media id.</summary>
    public ConcurrentDictionary<string, (string Name, byte[] Content)> Media { get; } = new();

    /// <summary>Files that members sent, by download code; the address to fetch them from may be set to a hostile one.</summary>
    public ConcurrentDictionary<string, (byte[] Content, string? Address)> Files { get; } = new();

    /// <summary>Sessions of reply webhooks: to whom they lead.</summary>
    public ConcurrentDictionary<string, string> Sessions { get; } = new();

    /// <summary>Told of each delivery; the hand-started program prints it.</summary>
    public Action<FakeDelivery> OnDelivery { get; set; } = _ => { };

    internal void Deliver(FakeDelivery delivery)
    {
        Deliveries.Enqueue(delivery);
        OnDelivery(delivery);
    }

    /// <summary>The message that a member's client would cause.</summary>
    /// <param name="group">The conversation's id; null: direct.</param>
    public JsonObject Message(string account, string text, string? group = null, string? msgId = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var session = Guid.NewGuid().ToString("N");
        Sessions[session] = group is null ? "user:" + account : "group:" + group;
        var message = new JsonObject
        {
            ["conversationId"] = group ?? "cid-direct-" + account,
            ["conversationType"] = group is null ? "1" : "2",
            ["chatbotCorpId"] = CorpId,
            ["chatbotUserId"] = "$:LWCP_v1:$bot",
            ["msgId"] = msgId ?? "msg" + Guid.NewGuid().ToString("N"),
            ["senderNick"] = "某某",
            ["senderId"] = "$:LWCP_v1:$" + account,
            ["senderStaffId"] = account,
            ["senderCorpId"] = CorpId,
            ["sessionWebhook"] = $"{Url}/robot/sendBySession?session={session}",
            ["sessionWebhookExpiredTime"] = now + 5_400_000,
            ["createAt"] = now,
            ["robotCode"] = ClientId,
            ["msgtype"] = "text",
            ["text"] = new JsonObject { ["content"] = group is null ? text : " " + text },
        };
        if (group is not null)
        {
            message["conversationTitle"] = "客服一组";
            message["isInAtList"] = true;
            message["atUsers"] = new JsonArray(new JsonObject { ["dingtalkId"] = "$:LWCP_v1:$bot" });
        }

        return message;
    }
}

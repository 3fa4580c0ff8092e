using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace CsPerformance.FakePlatforms.WeCom;

/// <summary>What was sent: members, app groups, webhooks, files; with the platform's limits and silent losses.</summary>
public sealed partial class FakeWeComMail(FakeWeComSettings settings)
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, JsonObject Reply)> _duplicates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, string Task)> _responseCodes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeMedia> _media = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonObject> _groups = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _tasks = new(StringComparer.Ordinal);
    private readonly SlidingWindow _perMemberHour = new(1000, TimeSpan.FromHours(1), settings.RateClock);
    private readonly ConcurrentDictionary<string, string> _robots = new(StringComparer.Ordinal) { [settings.WebhookKey] = "webhook" };

    /// <summary>Raised as something is shown to somebody, before the sender hears of it.</summary>
    public event Action<FakeDelivery>? Arrived;

    /// <summary>Messages to each member; what comes beyond is lost.</summary>
    public SlidingWindow MemberRate { get; } = new(30, s_minute, settings.RateClock);

    /// <summary>Messages of each group robot.</summary>
    public SlidingWindow WebhookRate { get; } = new(20, s_minute, settings.RateClock);

    /// <summary>What arrived, in order.</summary>
    public ConcurrentQueue<FakeDelivery> Delivered { get; } = new();

    /// <summary>To whom something was sent again within the time of the duplicate check: it was shown once.</summary>
    public ConcurrentQueue<string> Repeated { get; } = new();

    /// <summary>Messages that the platform took with errcode 0 and threw away: above a member's rate.</summary>
    public ConcurrentQueue<string> Dropped { get; } = new();

    /// <summary>Texts that were longer than the limit and cut without an error.</summary>
    public ConcurrentQueue<string> Cut { get; } = new();

    /// <summary>Card updates: the members, what the buttons say now.</summary>
    public ConcurrentQueue<JsonObject> Updates { get; } = new();

    public IReadOnlyDictionary<string, JsonObject> Groups => _groups;

    /// <summary>A group robot more, beside the one of the settings.</summary>
    /// <param name="group">To whom its messages are shown in <see cref="Delivered"/>.</param>
    public void AddRobot(string key, string group) => _robots[key] = group;

    public FakeMedia? Find(string id) =>
        _media.TryGetValue(id, out var media) && media.At > settings.Clock.GetUtcNow() - TimeSpan.FromDays(3) ? media : null;

    /// <summary>A file that a member sent: its id for a callback.</summary>
    public string Keep(string name, byte[] content)
    {
        var id = "MEDIA" + Guid.NewGuid().ToString("N");
        _media[id] = new FakeMedia(name, content, settings.Clock.GetUtcNow());
        return id;
    }

    internal JsonObject Send(FakeWeComDirectory directory, byte[] raw)
    {
        if (FakeWeComApi.Parse(raw) is not { } body)
            return Reply.Of(47001, "data format error");
        if ((int?)body["agentid"] != settings.AgentId)
            return Reply.Of(40056, "invalid agentid");
        var now = settings.Clock.GetUtcNow();
        var digest = Convert.ToHexString(SHA256.HashData(raw));
        lock (_duplicates)
        {
            if ((int?)body["enable_duplicate_check"] == 1 && _duplicates.TryGetValue(digest, out var earlier) && earlier.Until > now)
            {
                Repeated.Enqueue((string?)body["touser"] ?? "");
                return (JsonObject)earlier.Reply.DeepClone();
            }
            var reply = Deliver(directory, body, (string?)body["touser"] ?? "", now);
            if ((int)reply["errcode"]! == 0)
                _duplicates[digest] = (now + TimeSpan.FromSeconds((int?)body["duplicate_check_interval"] ?? 1800), (JsonObject)reply.DeepClone());
            return reply;
        }
    }

    private JsonObject Deliver(FakeWeComDirectory directory, JsonObject body, string to, DateTimeOffset now)
    {
        var names = to.Split('|', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length is 0 or > 1000)
            return Reply.Of(40058, "touser");
        if (Fault(body) is { } fault)
            return fault;
        var invalid = names.Where(name => directory.Visible(name) is null).ToArray();
        if (invalid.Length == names.Length)
            return Reply.Of(81013, "user & party & tag all invalid");
        var unlicensed = names.Except(invalid).Where(name => !directory.Visible(name)!.Licensed).ToArray();
        foreach (var name in names.Except(invalid).Except(unlicensed))
            Arrive(directory.Visible(name)!.UserId, body, now);
        return Reply.Ok(
            ("invaliduser", string.Join('|', invalid).ToLowerInvariant()), ("invalidparty", ""), ("invalidtag", ""),
            ("unlicenseduser", string.Join('|', unlicensed).ToLowerInvariant()),
            ("msgid", Guid.NewGuid().ToString("N")), ("response_code", NewCode((string?)body["template_card"]?["task_id"] ?? "")));
    }

    private void Arrive(string name, JsonObject body, DateTimeOffset now)
    {
        if (!MemberRate.TryPass(name) || !_perMemberHour.TryPass(name))
            Dropped.Enqueue(name);
        else
            Show(new FakeDelivery(name, (string)body["msgtype"]!, (JsonObject)body.DeepClone(), now));
    }

    private void Show(FakeDelivery delivery)
    {
        Delivered.Enqueue(delivery);
        Arrived?.Invoke(delivery);
    }

    /// <summary>Why a body is refused; null where it is fine. A text that is too long is cut in place.</summary>
    private JsonObject? Fault(JsonObject body, int mostBytes = 2048)
    {
        var type = (string?)body["msgtype"] ?? "";
        if (body[type] is not JsonObject content)
            return Reply.Of(40008, "invalid message type");
        if (type is "text" or "markdown")
        {
            var text = (string?)content["content"] ?? "";
            if (text.Length == 0)
                return Reply.Of(44004, "empty content");
            if (Encoding.UTF8.GetByteCount(text) > mostBytes)
            {
                Cut.Enqueue(text);
                content["content"] = text[..(mostBytes / 4)];
            }
        }
        if (type is "image" or "file" && content["base64"] is null && Find((string?)content["media_id"] ?? "") is null)
            return Reply.Of(40007, "invalid media_id");
        return type == "template_card" ? CardFault(content) : null;
    }

    private JsonObject? CardFault(JsonObject card)
    {
        var task = (string?)card["task_id"] ?? "";
        var buttons = card["button_list"] as JsonArray ?? [];
        if ((string?)card["card_type"] != "button_interaction" || buttons.Count is 0 or > 6
            || (card["horizontal_content_list"] as JsonArray)?.Count > 6
            || ((string?)card["main_title"]?["title"] ?? (string?)card["sub_title_text"] ?? "").Length == 0
            || buttons.Select(button => (string?)button!["key"]).Distinct().Count() != buttons.Count)
            return Reply.Of(40058, "template_card");
        if (!Task().IsMatch(task))
            return Reply.Of(40058, "task_id");
        var digest = card.ToJsonString();
        return _tasks.GetOrAdd(task, digest) == digest ? null : Reply.Of(40058, "task_id exists");
    }

    internal JsonObject Update(FakeWeComDirectory directory, byte[] raw)
    {
        if (FakeWeComApi.Parse(raw) is not { } body)
            return Reply.Of(47001, "data format error");
        if (!_responseCodes.TryRemove((string?)body["response_code"] ?? "", out var code) || code.Until < settings.Clock.GetUtcNow())
            return Reply.Of(40058, "invalid response_code");
        if (body["template_card"] is JsonObject card && (string?)card["task_id"] != code.Task)
            return Reply.Of(40058, "invalid task_id");
        var users = (body["userids"] as JsonArray ?? []).Select(user => (string)user!).ToArray();
        Updates.Enqueue((JsonObject)body.DeepClone());
        return Reply.Ok(("invaliduser", new JsonArray([.. users.Where(user => directory.Visible(user) is null).Select(user => (JsonNode)user)])));
    }

    /// <summary>A response code of a sent or pressed card: for 72 hours, for one update.</summary>
    public string NewCode(string task)
    {
        var code = "RC" + Guid.NewGuid().ToString("N");
        _responseCodes[code] = (settings.Clock.GetUtcNow() + TimeSpan.FromHours(72), task);
        return code;
    }

    internal JsonObject AppChat(string path, HttpContext context, byte[] raw)
    {
        var body = FakeWeComApi.Parse(raw) ?? [];
        var chat = (string?)body["chatid"] ?? (string?)context.Request.Query["chatid"] ?? "";
        if (path == "appchat/create")
        {
            var users = body["userlist"] as JsonArray ?? [];
            if (!Chat().IsMatch(chat) || _groups.ContainsKey(chat))
                return Reply.Of(86001, "invalid chatid");
            if (users.Count is < 2 or > 2000)
                return Reply.Of(86215, "userlist");
            _groups[chat] = (JsonObject)body.DeepClone();
            return Reply.Ok(("chatid", chat));
        }
        if (!_groups.TryGetValue(chat, out var group))
            return Reply.Of(86003, "chat not exist");
        switch (path)
        {
            case "appchat/get":
                return Reply.Ok(("chat_info", group.DeepClone()));
            case "appchat/update":
                var members = (group["userlist"] as JsonArray ?? []).Select(user => (string)user!).ToHashSet(StringComparer.OrdinalIgnoreCase);
                members.UnionWith((body["add_user_list"] as JsonArray ?? []).Select(user => (string)user!));
                members.ExceptWith((body["del_user_list"] as JsonArray ?? []).Select(user => (string)user!));
                if ((string?)body["owner"] is { } owner)
                    group["owner"] = owner;
                if (!members.Contains((string?)group["owner"] ?? ""))
                    return Reply.Of(86001, "owner is not a member");
                group["userlist"] = new JsonArray([.. members.Select(user => (JsonNode)user)]);
                return Reply.Ok();
        }
        if ((string?)body["msgtype"] == "template_card")
            return Reply.Of(40008, "invalid message type");
        if (Fault(body) is { } fault)
            return fault;
        Show(new FakeDelivery("group:" + chat, (string)body["msgtype"]!, body, settings.Clock.GetUtcNow()));
        return Reply.Ok();
    }

    internal JsonObject Webhook(HttpContext context, byte[] raw)
    {
        if (!_robots.TryGetValue(context.Request.Query["key"].ToString(), out var group))
            return Reply.Of(93000, "invalid webhook url, hint: [1795320000], from ip: 203.0.113.7, key " + context.Request.Query["key"]);
        if (context.Request.Path.Value!.EndsWith("upload_media", StringComparison.Ordinal))
            return Upload(context.Request, raw);
        if (!WebhookRate.TryPass(context.Request.Query["key"].ToString()))
            return Reply.Of(45009, "api freq out of limit");
        var body = FakeWeComApi.Parse(raw) ?? [];
        if (Encoding.UTF8.GetByteCount((string?)body["markdown"]?["content"] ?? "") > 4096)
            return Reply.Of(40058, "content exceed max length");
        if (body["image"] is JsonObject image && Md5(image) != (string?)image["md5"])
            return Reply.Of(301019, "md5 mismatch");
        if (Fault(body, 4096) is { } fault)
            return fault;
        Show(new FakeDelivery(group, (string)body["msgtype"]!, body, settings.Clock.GetUtcNow()));
        return Reply.Ok();
    }

    /// <summary>Reads the form as strictly as the platform: quoted field and raw file name, unquoted boundary.</summary>
    internal JsonObject Upload(HttpRequest request, byte[] raw)
    {
        var boundary = Boundary().Match(request.ContentType ?? "");
        var text = Encoding.Latin1.GetString(raw);
        var head = PartHead().Match(text);
        if (!boundary.Success || !head.Success || !text.StartsWith("--" + boundary.Groups[1].Value, StringComparison.Ordinal))
            return Reply.Of(40004, "invalid media type");
        var start = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var end = text.LastIndexOf("\r\n--" + boundary.Groups[1].Value, StringComparison.Ordinal);
        var name = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(head.Groups[1].Value));
        var content = raw[start..end];
        if (content.Length is <= 5 or > 20 * 1024 * 1024)
            return Reply.Of(45001, "media size out of limit");
        return Reply.Ok(("type", (string?)request.Query["type"]), ("media_id", Keep(name, content)),
            ("created_at", settings.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
    }

    private static string Md5(JsonObject image) =>
#pragma warning disable CA5351 // The platform's own check.
        Convert.ToHexStringLower(MD5.HashData(Convert.FromBase64String((string?)image["base64"] ?? "")));
#pragma warning restore CA5351

    [GeneratedRegex("^[0-9A-Za-z_@-]{1,128}$")]
    private static partial Regex Task();

    [GeneratedRegex("^[0-9a-zA-Z]{1,32}$")]
    private static partial Regex Chat();

    [GeneratedRegex("^multipart/form-data; boundary=([^\"]+)$")]
    private static partial Regex Boundary();

    [GeneratedRegex("name=\"media\"; filename=\"([^\"=?]+)\"")]
    private static partial Regex PartHead();
}

using System.Text.Json.Nodes;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.WeCom;

/// <summary>Sends through the self-built app: to members by <c>message/send</c>, to groups that the app made by <c>appchat/send</c>.</summary>
public sealed class WeComChannel(WeComApi api, SharedState shared, TimeProvider clock) : IChatChannel
{
    /// <summary>The most members of one call.</summary>
    private const int MostMembers = 1000;

    private static readonly TimeSpan s_mediaKept = TimeSpan.FromDays(2.5);

    private readonly SentParts _parts = new(shared, clock, WeComMessages.Channel);
    private readonly DuplicateCheck _duplicates = new(shared, clock);

    // Published: 30 a minute and 1,000 an hour for each member; what exceeds them is dropped without an error.
    private readonly RateGate _members = new(shared, clock, "wecom-member",
        new RateLimit(9, 18, TimeSpan.FromMinutes(1)), new RateLimit(100, 800, TimeSpan.FromHours(1)));

    // Published for one interface: 10,000 a minute, 2,000 in an older text. Nine tenths of it pass at most.
    private readonly RateGate _app = new(shared, clock, "wecom-app", new RateLimit(api.Options.CallsPerMinute / 10, api.Options.CallsPerMinute * 8 / 10, TimeSpan.FromMinutes(1)));

    // Published: 200 a minute for each member of app groups.
    private readonly RateGate _groups = new(shared, clock, "wecom-group", new RateLimit(20, 100, TimeSpan.FromMinutes(1)));

    public string Name => WeComMessages.Channel;

    public int MaxTextBytes => 2048;

    // The check does not reach app groups.
    public TimeSpan DropsSecond(Delivery target) => target.Group is null ? DuplicateCheck.Sure : TimeSpan.Zero;

    public async Task<SendResult> SendAsync(Delivery target, OutgoingMessage message, CancellationToken cancellation)
    {
        if (target.Group is { } group)
            return await SendToGroupAsync(group, message, target.DedupeKey, cancellation);
        if (target.Account is not { Length: > 0 } account)
            return new SendResult.Refused("没有接收人。");
        return (await SendToManyAsync([account], message, target.DedupeKey, cancellation))[account];
    }

    /// <summary>Sends one message to many members, a thousand in a call.</summary>
    /// <returns>For each account what became of it: some may be refused (unknown, no licence) where others got it.</returns>
    public async Task<IReadOnlyDictionary<string, SendResult>> SendToManyAsync(
        IReadOnlyList<string> accounts, OutgoingMessage message, string dedupeKey, CancellationToken cancellation)
    {
        // Accounts are not told apart by case.
        var results = new Dictionary<string, SendResult>(StringComparer.OrdinalIgnoreCase);
        var plain = accounts.Any(api.Options.ReadsPlainText);
        var task = message.Card is { } card ? WeComCards.TaskOf(card, dedupeKey) : null;
        var pieces = WeComPiece.Of(message, task, plain, MaxTextBytes).ToArray();
        foreach (var some in accounts.Distinct(StringComparer.OrdinalIgnoreCase).Chunk(MostMembers))
        {
            var key = accounts.Count > MostMembers ? $"{dedupeKey}:{some[0]}" : dedupeKey;
            var missed = new Dictionary<string, SendResult.Refused>(StringComparer.OrdinalIgnoreCase);
            var result = await _parts.SendAsync(
                key, [.. pieces.Select(Part)], cancellation);
            foreach (var account in some)
                results[account] = missed.TryGetValue(account, out var refused) ? refused : result;

            Func<CancellationToken, Task<SendResult>> Part(WeComPiece piece, int i) =>
                c => SendPieceAsync(some, piece, $"{key}:{i}", missed, c);
        }
        return results;
    }

    public async Task<SendResult> UpdateCardAsync(Delivery target, string handle, Card card, string outcome, CancellationToken cancellation)
    {
        var reissued = new OutgoingMessage($"{card.Title}\n{outcome}");
        // A press brings a code of its own, which is younger than the one that the sending brought. Each works once and for 72 hours.
        foreach (var code in new[] { target.ReplyHandle, handle }.Select(CardHandle.Parse).OfType<CardHandle>().Distinct())
        {
            if (target.Account is { } account && await ShownAsync(account, code, card, outcome, cancellation) is not SendResult.Refused and var result)
                return result;
        }
        // After that what became of the card is said anew.
        return await SendAsync(target, reissued, cancellation);
    }

    private async Task<SendResult> ShownAsync(string account, CardHandle sent, Card card, string outcome, CancellationToken cancellation)
    {
        var body = new JsonObject { ["userids"] = new JsonArray(account), ["agentid"] = api.Options.Agent, ["response_code"] = sent.Code };
        if (WeComCards.Interactive(card, sent.Task, outcome) is { } shown)
            body["template_card"] = shown;
        else
            body["button"] = new JsonObject { ["replace_name"] = "已处理" };
        var reply = await api.PostAsync("message/update_template_card", WeComJson.Bytes(body), cancellation);
        return WeComErrors.Result(reply, clock.GetUtcNow(), answered => Missed(answered).GetValueOrDefault(account) ?? (SendResult)new SendResult.Sent());
    }

    public async Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation) =>
        WeComFile.Parse(fileReference) is { } file ? await api.DownloadAsync(file, cancellation) : null;

    private async Task<SendResult> SendPieceAsync(
        string[] accounts, WeComPiece piece, string key, Dictionary<string, SendResult.Refused> missed, CancellationToken cancellation)
    {
        var (content, failed) = await ContentAsync(piece, key, cancellation);
        if (content is null)
            return failed!;
        if (await WaitAsync(accounts, cancellation) is { } wait && wait > TimeSpan.Zero)
            return new SendResult.Later(wait, "已到每分钟的发送上限。");
        var body = new JsonObject
        {
            ["touser"] = string.Join('|', accounts),
            ["msgtype"] = piece.Type,
            ["agentid"] = api.Options.Agent,
            [piece.Type] = content,
            ["safe"] = 0,
            ["enable_duplicate_check"] = 1,
        };
        body["duplicate_check_interval"] = await _duplicates.IntervalAsync(WeComJson.Bytes(body), key, cancellation);
        var reply = await api.PostAsync("message/send", WeComJson.Bytes(body), cancellation, mayRepeat: async c => await _app.TakeAsync("", c) == TimeSpan.Zero);
        if (reply is ApiReply.Answered { Code: 0 } or ApiReply.Lost)
            await api.Quota.CountAsync(accounts.Length, CancellationToken.None);
        return WeComErrors.Result(reply, clock.GetUtcNow(), answered =>
        {
            foreach (var (account, why) in Missed(answered))
                missed[account] = why;
            return accounts.All(missed.ContainsKey) ? missed[accounts[0]] : new SendResult.Sent(HandleOf(piece, answered));
        });
    }

    private async Task<SendResult> SendToGroupAsync(string group, OutgoingMessage message, string dedupeKey, CancellationToken cancellation)
    {
        // App groups know no template cards: the choices are numbered instead.
        var pieces = WeComPiece.Of(message, task: null, plain: false, MaxTextBytes);
        return await _parts.SendAsync(dedupeKey, [.. pieces.Select((piece, i) => (Func<CancellationToken, Task<SendResult>>)(c => PieceAsync(piece, i, c)))], cancellation);

        async Task<SendResult> PieceAsync(WeComPiece piece, int i, CancellationToken c)
        {
            var (content, failed) = await ContentAsync(piece, $"{dedupeKey}:{i}", c);
            if (content is null)
                return failed!;
            if (await _groups.TakeAsync(group, c) is var wait && wait > TimeSpan.Zero)
                return new SendResult.Later(wait, "已到该群每分钟的发送上限。");
            var body = new JsonObject { ["chatid"] = group, ["msgtype"] = piece.Type, [piece.Type] = content, ["safe"] = 0 };
            var result = WeComErrors.Result(await api.PostAsync("appchat/send", WeComJson.Bytes(body), c), clock.GetUtcNow(), static _ => new SendResult.Sent());
            // The duplicate check does not reach app groups: a second try could be read twice, so the admin decides.
            return result is SendResult.Unknown unknown ? new SendResult.Refused("结果未知，群里可能已收到：" + unknown.Why) : result;
        }
    }

    /// <summary>The content of a piece; a file is uploaded once and its id kept, so that a second try is the same to the byte.</summary>
    private async Task<(JsonObject? Content, SendResult? Failed)> ContentAsync(WeComPiece piece, string key, CancellationToken cancellation)
    {
        if (piece.File is not { } file)
            return ((JsonObject)piece.Content!.DeepClone(), null);
        var place = "wecom-media:" + key;
        if (await shared.Read(place, cancellation) is { } kept)
            return (new JsonObject { ["media_id"] = kept }, null);
        if (file.Content.Length is <= 5 or > 20 * 1024 * 1024)
            return (null, new SendResult.Refused("文件应大于 5 字节、不超过 20 MB。"));
        string? media = null;
        var result = WeComErrors.Result(await api.UploadAsync(file, cancellation), clock.GetUtcNow(), answered =>
            (media = WeComJson.Text(answered.Body, "media_id")) is null ? new SendResult.Refused("上传文件后没有得到 media_id。") : new SendResult.Sent());
        if (media is null)
            // An upload that nobody refers to is nothing: trying again is safe.
            return (null, result is SendResult.Unknown lost ? new SendResult.Later(TimeSpan.FromSeconds(2), lost.Why) : result);
        await shared.Replace(place, null, media, clock.GetUtcNow() + s_mediaKept, CancellationToken.None);
        return (new JsonObject { ["media_id"] = media }, null);
    }

    private async Task<TimeSpan> WaitAsync(string[] accounts, CancellationToken cancellation)
    {
        var longest = await _app.TakeAsync("", cancellation);
        foreach (var account in accounts)
        {
            if (longest > TimeSpan.Zero)
                break;
            longest = await _members.TakeAsync(account.ToLowerInvariant(), cancellation);
        }
        return longest;
    }

    private static string? HandleOf(WeComPiece piece, ApiReply.Answered answered) =>
        (string?)piece.Content?["task_id"] is { } task && WeComJson.Text(answered.Body, "response_code") is { Length: > 0 } code ? new CardHandle(task, code).ToString() : null;

    private static Dictionary<string, SendResult.Refused> Missed(ApiReply.Answered answered)
    {
        var missed = new Dictionary<string, SendResult.Refused>(StringComparer.OrdinalIgnoreCase);
        Add("invaliduser", "成员不存在或不在应用的可见范围内，消息未送达。");
        Add("unlicenseduser", "成员没有企业微信接口许可（基础账号），消息未送达。");
        return missed;

        void Add(string field, string why)
        {
            foreach (var account in (WeComJson.Text(answered.Body, field) ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries))
                missed[account] = new SendResult.Refused($"{account}：{why}");
        }
    }
}

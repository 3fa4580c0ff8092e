using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Sends to DingTalk: by the webhook of the message that is answered while it lives, else by the robot interface.</summary>
public sealed class DingTalkChannel : IChatChannel, IDisposable
{
    public const string ChannelName = "dingtalk";

    /// <summary>Users of one call of <c>batchSend</c>.</summary>
    public const int MostAtOnce = 20;

    // The robot interface takes 15,000 bytes of JSON in JSON, in which a quote or line break grows to four bytes.
    private const int LargestBody = 15_000;

    private readonly DingTalkOptions _options;
    private readonly DingTalkApi _api;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly HttpClient _guarded;
    private readonly HttpClient _plain = PlatformHttp.NewClient();
    private readonly DingTalkReplies _replies;
    private readonly DingTalkRobots _robots;
    private readonly DingTalkMedia _media;
    private readonly RecentKeys _halfSent = new(1000);
    private long _cardsRefusedAt;

    /// <param name="webhooks">Custom robots of teams' groups; the group of a delivery is then the team's name.</param>
    public DingTalkChannel(
        DingTalkOptions options, IReadOnlyList<DingTalkWebhook> webhooks, DingTalkApi api, SharedState shared, TimeProvider clock, ILogger<DingTalkChannel> log)
    {
        (_options, _api, _clock, _log) = (options, api, clock, log);
        var bases = new[] { new Uri(options.ApiBaseUrl), new Uri(options.OapiBaseUrl) };
        _guarded = new PlatformLinks(DingTalkHosts.HoldsFiles, bases).CreateClient(PlatformHttp.Timeout);
        _replies = new DingTalkReplies(new PlatformLinks(DingTalkHosts.IsOwn, bases), _guarded, shared, clock, log);
        _robots = new DingTalkRobots(options, webhooks, _plain, shared, clock);
        _media = new DingTalkMedia(options, api, _guarded, new PlatformLinks(DingTalkHosts.HoldsFiles, bases));
    }

    public string Name => ChannelName;

    public int MaxTextBytes => 5000;

    public TimeSpan DropsSecond(Delivery target) => TimeSpan.Zero;

    public void Dispose()
    {
        _guarded.Dispose();
        _plain.Dispose();
    }

    public async Task<SendResult> SendAsync(Delivery target, OutgoingMessage message, CancellationToken cancellation)
    {
        if (_robots.Of(target.Group) is { } robot)
            return await _robots.SendAsync(robot, message, target.DedupeKey, cancellation);
        if (message.File is not { } file)
            return await SendTextAsync(target, message, picture: null, cancellation);
        // Uploaded first: nobody sees it yet, so a fault here leaves nothing half said.
        var (mediaId, failure) = await _media.UploadAsync(file, cancellation);
        if (failure is not null)
            return failure;
        return file.IsImage
            ? await SendTextAsync(target, message, mediaId, cancellation)
            : await SendWithFileAsync(target, message, file.Name, mediaId!, cancellation);
    }

    /// <summary>Sends one message to many people, 20 a call; each counts as one call of the month's allowance.</summary>
    /// <returns>The result of each account.</returns>
    public async Task<IReadOnlyDictionary<string, SendResult>> SendToManyAsync(
        IReadOnlyCollection<string> accounts, OutgoingMessage message, CancellationToken cancellation)
    {
        var results = new Dictionary<string, SendResult>(StringComparer.Ordinal);
        foreach (var some in accounts.Distinct(StringComparer.Ordinal).Chunk(MostAtOnce))
        {
            var (key, values) = DingTalkText.ForRobot(message, picture: null);
            var answer = await _api.CallAsync(HttpMethod.Post, "/v1.0/robot/oToMessages/batchSend", Batch(some, key, values), cancellation);
            foreach (var account in some)
                results[account] = answer.Fault.Result ?? ResultOf(account, answer);
        }

        return results;
    }

    public async Task<SendResult> UpdateCardAsync(Delivery target, string handle, Card card, string outcome, CancellationToken cancellation)
    {
        // An action card cannot be changed; its buttons come back as a text and the conversation answers that they are settled.
        if (handle.Length == 0)
            return new SendResult.Sent();
        var answer = await _api.CallAsync(HttpMethod.Put, "/v1.0/card/instances", DingTalkCards.Close(handle, card, outcome), cancellation);
        return answer.Fault.Result ?? new SendResult.Sent(handle);
    }

    public async Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation) =>
        FileReference.Parse(fileReference) is { } reference ? await _media.FetchAsync(reference, cancellation) : null;

    /// <summary>A plain word back to somebody who is no member; nothing where the webhook is none of the platform's.</summary>
    internal async Task ReplyAsync(ReplyHandle? handle, string text, CancellationToken cancellation)
    {
        if (handle is not null && handle.Until > _clock.GetUtcNow())
            await _replies.SendAsync(handle, DingTalkText.ForWebhook(new OutgoingMessage(text), picture: null), cancellation);
    }

    private async Task<SendResult> SendWithFileAsync(Delivery target, OutgoingMessage message, string name, string mediaId, CancellationToken cancellation)
    {
        // Two messages of the platform for one of ours: after a fault between them only the second is sent again.
        var hasText = message.Text.Length > 0 || message.Card is not null;
        if (hasText && !_halfSent.Contains(target.DedupeKey))
        {
            if (await SendTextAsync(target, message, picture: null, cancellation) is not SendResult.Sent and var failure)
                return failure;
            _halfSent.Add(target.DedupeKey);
        }

        var values = new Dictionary<string, string> { ["mediaId"] = mediaId, ["fileName"] = name, ["fileType"] = Path.GetExtension(name).TrimStart('.') };
        return await SendByRobotAsync(target, "sampleFile", values, cancellation);
    }

    private async Task<SendResult> SendTextAsync(Delivery target, OutgoingMessage message, string? picture, CancellationToken cancellation)
    {
        if (message.Card is { Buttons.Count: > 0 } card && _options.IsStream && CardsMayWork
            && await SendCardAsync(target, message.Text, card, cancellation) is { } result)
            return result;
        var (key, values) = DingTalkText.ForRobot(message, picture);
        if (System.Text.Encoding.UTF8.GetByteCount(DingTalkJson.Write(values)) > LargestBody)
            return new SendResult.Refused("消息超过钉钉的长度上限，未发送");
        if (ReplyHandle.Parse(target.ReplyHandle) is { } handle && handle.Reaches(target, _clock.GetUtcNow())
            && await _replies.SendAsync(handle, DingTalkText.ForWebhook(message, picture), cancellation) is { } answered)
            return answered;
        return await SendByRobotAsync(target, key, values, cancellation);
    }

    /// <summary>Null where interactive cards are not to be had (no permission, no template): an action card does the same.</summary>
    private async Task<SendResult?> SendCardAsync(Delivery target, string text, Card card, CancellationToken cancellation)
    {
        var answer = await _api.CallAsync(
            HttpMethod.Post, "/v1.0/card/instances/createAndDeliver", DingTalkCards.Deliver(_options, target, text, card), cancellation);
        switch (answer.Fault.Result)
        {
            case null:
                return new SendResult.Sent(card.Id);
            case SendResult.Refused refused:
                Volatile.Write(ref _cardsRefusedAt, _clock.GetTimestamp());
                _log.LogWarning("互动卡片不可用，10 分钟内改用普通卡片：{Why}", refused.Why);
                return null;
            default:
                return answer.Fault.Result;
        }
    }

    private bool CardsMayWork => Volatile.Read(ref _cardsRefusedAt) is var at && (at == 0 || _clock.GetElapsedTime(at) > TimeSpan.FromMinutes(10));

    private async Task<SendResult> SendByRobotAsync(Delivery target, string key, Dictionary<string, string> values, CancellationToken cancellation)
    {
        if (target.Group is { } group)
        {
            var body = new { robotCode = _options.Robot, openConversationId = group, msgKey = key, msgParam = DingTalkJson.Write(values) };
            return (await _api.CallAsync(HttpMethod.Post, "/v1.0/robot/groupMessages/send", body, cancellation)).Fault.Result ?? new SendResult.Sent();
        }

        if (target.Account is not { Length: > 0 } account)
            return new SendResult.Refused("没有收件人");
        var answer = await _api.CallAsync(HttpMethod.Post, "/v1.0/robot/oToMessages/batchSend", Batch([account], key, values), cancellation);
        return answer.Fault.Result ?? ResultOf(account, answer);
    }

    // 200 and yet not delivered: the lists say to whom not.
    private static SendResult ResultOf(string account, ApiAnswer answer)
    {
        return In("flowControlledStaffIdList") ? new SendResult.Later(TimeSpan.FromMinutes(1), "钉钉对该成员限流")
            : In("invalidStaffIdList") ? new SendResult.Refused("钉钉不认识该成员，或其不在机器人的可见范围内")
            : In("filteredStaffIdList") ? new SendResult.Refused("该成员屏蔽了机器人，或消息被过滤")
            : new SendResult.Sent();

        bool In(string list) => answer.Body.Items(list).Any(item => item.AsText() == account);
    }

    private object Batch(IReadOnlyList<string> accounts, string key, Dictionary<string, string> values) =>
        new { robotCode = _options.Robot, userIds = accounts, msgKey = key, msgParam = DingTalkJson.Write(values) };
}

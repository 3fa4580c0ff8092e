using System.Globalization;
using System.Net.Http.Json;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.DingTalk;

/// <summary>The custom robots (自定义机器人) of groups: they can only send, 20 messages a minute each.</summary>
internal sealed class DingTalkRobots(DingTalkOptions options, IReadOnlyList<DingTalkWebhook> webhooks, HttpClient http, SharedState shared, TimeProvider clock)
{
    // Beyond 20 a minute the platform silences the robot for ten minutes.
    private readonly RateGate _rate = new(shared, clock, "dingtalk-robot", new RateLimit(Burst: 10, Count: 10, TimeSpan.FromMinutes(1)));

    /// <summary>The robot of a team's group; null where there is none.</summary>
    public DingTalkWebhook? Of(string? group) => group is null ? null : webhooks.FirstOrDefault(webhook => webhook.Team == group);

    /// <param name="key">Stable over every try; the robot drops a second message with the same one.</param>
    public async Task<SendResult> SendAsync(DingTalkWebhook webhook, OutgoingMessage message, string key, CancellationToken cancellation)
    {
        if (message.File is not null)
            return new SendResult.Refused("钉钉群机器人不能发送文件或图片");
        var wait = await _rate.TakeAsync(webhook.Team, cancellation);
        if (wait > TimeSpan.Zero)
            return new SendResult.Later(wait, "群机器人每分钟 20 条，排队中");
        // A group that cannot answer gets no buttons: a press would come to nobody.
        var text = message.Card is { } card ? DingTalkText.OfCard(message.Text, card) : DingTalkText.Markdown(message.Text);
        var title = DingTalkText.Title(message.Card?.Title ?? message.Text);
        var body = new { msgtype = "markdown", markdown = new { title, text }, msgUuid = key };
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(webhook)) { Content = JsonContent.Create(body, options: DingTalkJson.Plain) };
        var answer = await DingTalkApi.ExchangeAsync(http, request, DingTalkFault.OfOld, cancellation);
        return answer.Fault.Result ?? new SendResult.Sent();
    }

    private string Address(DingTalkWebhook webhook)
    {
        var address = $"{options.Oapi}/robot/send?access_token={Uri.EscapeDataString(webhook.AccessToken)}";
        if (webhook.Secret.Length == 0)
            return address;
        var timestamp = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return $"{address}&timestamp={timestamp}&sign={Uri.EscapeDataString(DingTalkSignature.Sign(timestamp, webhook.Secret))}";
    }
}

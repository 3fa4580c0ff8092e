using System.Net.Http.Json;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Answers by the <c>sessionWebhook</c> of a message: free of the monthly count, and good for 90 minutes.</summary>
internal sealed class DingTalkReplies(PlatformLinks links, HttpClient http, SharedState shared, TimeProvider clock, ILogger log)
{
    private readonly RateGate _rate = new(shared, clock, "dingtalk-reply", new RateLimit(Burst: 12, Count: 8, TimeSpan.FromMinutes(1)));

    /// <summary>Null where the webhook is of no use just now and the message must take another way.</summary>
    public async Task<SendResult?> SendAsync(ReplyHandle handle, object body, CancellationToken cancellation)
    {
        if (links.Check(handle.Webhook) is not { } address)
        {
            log.LogWarning("回复地址不属于钉钉，未使用");
            return null;
        }

        if (await _rate.TakeAsync(handle.Conversation, cancellation) > TimeSpan.Zero)
            return null;
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body, options: DingTalkJson.Plain) };
        var answer = await DingTalkApi.ExchangeAsync(http, request, DingTalkFault.OfOld, cancellation);
        // Only what certainly did not arrive may go another way.
        return answer.Fault.Result switch
        {
            null => new SendResult.Sent(),
            SendResult.Unknown unknown => unknown,
            _ => null,
        };
    }
}

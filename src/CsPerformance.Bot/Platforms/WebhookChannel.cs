using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.Chat;
using Target = CsPerformance.Domain.Chat.Delivery;

namespace CsPerformance.Bot.Platforms;

/// <summary>The group robots (群机器人) of WeChat Work as a channel whose groups are the teams. It can only send.</summary>
internal sealed class WebhookChannel(WeComWebhooks webhooks) : IChatChannel
{
    public const string ChannelName = "wecom-webhook";

    public string Name => ChannelName;

    public int MaxTextBytes => WeComWebhooks.MaxTextBytes;

    public TimeSpan DropsSecond(Target target) => TimeSpan.Zero;

    public async Task<SendResult> SendAsync(Target target, OutgoingMessage message, CancellationToken cancellation) =>
        target.Group is { } team
            ? await webhooks.SendAsync(team, message, target.DedupeKey, cancellation)
            : new SendResult.Refused("群机器人只能发到群里。");

    public Task<SendResult> UpdateCardAsync(Target target, string handle, Card card, string outcome, CancellationToken cancellation) =>
        Task.FromResult<SendResult>(new SendResult.Refused("群机器人发出的消息不能更新。"));

    public Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation) => Task.FromResult<Attachment?>(null);
}

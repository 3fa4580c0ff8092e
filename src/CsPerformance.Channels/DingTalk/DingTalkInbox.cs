using System.Text.Json;
using CsPerformance.Domain.Chat;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Something that happened in the organisation: a member came, left or changed.</summary>
/// <param name="Id">The same over every delivery of this event; null where the platform gave none.</param>
/// <param name="Type">The platform's word, such as <c>user_leave_org</c>.</param>
/// <param name="Accounts">The members concerned.</param>
public sealed record DingTalkEvent(string? Id, string Type, IReadOnlyList<string> Accounts);

/// <summary>Takes note of an event. It may come twice. False or an exception: the platform delivers it again later.</summary>
public delegate Task<bool> TakeNote(DingTalkEvent happened, CancellationToken cancellation);

/// <summary>Where messages, presses and events of both modes come together and go on to the house.</summary>
/// <param name="accept">The house.</param>
/// <param name="channel">Tells people from outside, who become no message, that they are not served.</param>
/// <param name="takeNote">What is done about events; without it they are acknowledged and forgotten.</param>
public sealed class DingTalkInbox(Accept accept, DingTalkChannel channel, TakeNote? takeNote, TimeProvider clock, ILogger<DingTalkInbox> log)
{
    internal const string ForOutsiders = "您好，本机器人只为本公司成员服务，您的消息未被保存。如需帮助，请联系公司管理员。";
    internal const string ForUnpublished = "暂时无法识别您的身份，消息未被保存：机器人应用尚未发布版本。请联系管理员在钉钉开放平台“版本管理与发布”中发布后再试。";

    private static readonly TimeSpan[] Waits = [.. new[] { 0.2, 0.5, 1, 2, 4 }.Select(TimeSpan.FromSeconds)];

    private readonly RecentKeys _refused = new(10_000);

    /// <summary>Takes one pushed message. True when it may be acknowledged.</summary>
    public Task<bool> ReceiveAsync(JsonElement json, CancellationToken cancellation) =>
        GoOnAsync(DingTalkMessage.Read(json, clock.GetUtcNow()), cancellation);

    /// <summary>Takes one pressed button of an interactive card. True when it may be acknowledged.</summary>
    public Task<bool> PressAsync(JsonElement json, string messageId, CancellationToken cancellation) =>
        GoOnAsync(DingTalkMessage.ReadPress(json, messageId, clock.GetUtcNow()), cancellation);

    /// <summary>Takes an event. False: later again.</summary>
    public async Task<bool> HappenAsync(string? id, string? type, JsonElement json, CancellationToken cancellation)
    {
        if (takeNote is null || type is not { Length: > 0 })
            return true;
        var accounts = (string[])[.. json.Items("userId").Concat(json.Items("UserId")).Select(user => user.AsText()).OfType<string>()];
        try
        {
            return await takeNote(new DingTalkEvent(id, type, accounts), cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            log.LogWarning("钉钉事件 {Type} 处理失败，稍后会重新投递：{Fault}", type, fault.GetType().Name);
            return false;
        }
    }

    private async Task<bool> GoOnAsync(DingTalkMessage message, CancellationToken cancellation)
    {
        switch (message)
        {
            case DingTalkMessage.FromColleague colleague:
                return await StoreAsync(colleague.Message, cancellation);
            case DingTalkMessage.FromOutside outside:
                await RefuseAsync(outside, cancellation);
                return true;
            default:
                log.LogWarning("收到无法识别的钉钉消息，已忽略：{Why}", ((DingTalkMessage.Unreadable)message).Why);
                return true;
        }
    }

    // The platform says of robot messages that it does not send them again (fire and forget), and field reports say that it does after a
    // minute. So a full queue is waited for here; only then the message is left unacknowledged.
    private async Task<bool> StoreAsync(IncomingMessage message, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await TryAsync(message, cancellation) is not Acceptance.Busy)
                return true;
            if (attempt == Waits.Length)
                return false;
            await Task.Delay(Waits[attempt], clock, cancellation);
        }
    }

    private async Task<Acceptance> TryAsync(IncomingMessage message, CancellationToken cancellation)
    {
        try
        {
            return await accept(message, cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            log.LogError("钉钉消息未能保存，将重试：{Fault}", fault.GetType().Name);
            return Acceptance.Busy;
        }
    }

    private async Task RefuseAsync(DingTalkMessage.FromOutside outside, CancellationToken cancellation)
    {
        if (!_refused.Add(outside.Key))
            return;
        if (outside.Unpublished)
            log.LogWarning("钉钉消息没有 senderStaffId：机器人版本可能尚未发布（开放平台“版本管理与发布”）");
        await channel.ReplyAsync(outside.Reply, outside.Unpublished ? ForUnpublished : ForOutsiders, cancellation);
    }
}

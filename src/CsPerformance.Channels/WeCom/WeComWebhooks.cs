using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.WeCom;

/// <summary>The group robots (消息推送) of teams: the weekly board as Markdown and picture. They can only send.</summary>
public sealed class WeComWebhooks(
    IReadOnlyList<WeComWebhookOptions> webhooks, WeComOptions options, HttpClient http, SharedState shared, TimeProvider clock)
{
    /// <summary>The most bytes (UTF-8) of one message.</summary>
    public const int MaxTextBytes = 4096;

    private const int LargestImage = 2 * 1024 * 1024;

    private readonly SentParts _parts = new(shared, clock, "wecom-webhook");

    // Published: 20 a minute for each robot.
    private readonly RateGate _rate = new(shared, clock, "wecom-webhook", new RateLimit(6, 12, TimeSpan.FromMinutes(1)));

    public bool Has(string team) => Find(team) is not null;

    /// <summary>Sends to the team's group; a second try with the same key goes on where the first one ended.</summary>
    /// <returns>Unknown where a message may have been taken: nothing at the platform would drop a second one.</returns>
    public async Task<SendResult> SendAsync(string team, OutgoingMessage message, string dedupeKey, CancellationToken cancellation)
    {
        if (Find(team) is not { } webhook)
            return new SendResult.Refused($"{team}没有配置群机器人（WeComWebhooks）。");
        var parts = new List<Func<CancellationToken, Task<SendResult>>>();
        var text = message.Card is { } card ? $"{message.Text}\n{card.AsText()}".Trim() : message.Text;
        if (text.Trim().Length > 0)
            parts.AddRange(TextPages.Split(WeComText.Tame(text), MaxTextBytes).Select(page => Part(webhook, _ => Text(page))));
        if (message.File is { IsImage: true, Content.Length: <= LargestImage } image)
            parts.Add(Part(webhook, _ => Task.FromResult<JsonObject?>(Image(image))));
        else if (message.File is { } file)
            parts.Add(Part(webhook, c => UploadedAsync(webhook, file, c)));
        return await _parts.SendAsync(dedupeKey, parts, cancellation);
    }

    private WeComWebhookOptions? Find(string team) =>
        webhooks.FirstOrDefault(webhook => string.Equals(webhook.Team, team, StringComparison.Ordinal));

    private Func<CancellationToken, Task<SendResult>> Part(WeComWebhookOptions webhook, Func<CancellationToken, Task<JsonObject?>> content) => async c =>
    {
        if (await _rate.TakeAsync(Place(webhook), c) is var wait && wait > TimeSpan.Zero)
            return new SendResult.Later(wait, "已到群机器人每分钟的发送上限。");
        if (await content(c) is not { } body)
            return new SendResult.Later(TimeSpan.FromMinutes(1), "文件未能上传到群机器人。");
        return WeComErrors.Result(await PostAsync(webhook, "send", "", WeComJson.Content(WeComJson.Bytes(body)), c), clock.GetUtcNow(), static _ => new SendResult.Sent());
    };

    private static Task<JsonObject?> Text(string page) => Task.FromResult<JsonObject?>(new JsonObject
    {
        ["msgtype"] = "markdown",
        ["markdown"] = new JsonObject { ["content"] = page },
    });

    private static JsonObject Image(Attachment image) => new()
    {
        ["msgtype"] = "image",
        ["image"] = new JsonObject
        {
            ["base64"] = Convert.ToBase64String(image.Content),
#pragma warning disable CA5351 // The platform's own check of the upload, not a protection.
            ["md5"] = Convert.ToHexStringLower(MD5.HashData(image.Content)),
#pragma warning restore CA5351
        },
    };

    private async Task<JsonObject?> UploadedAsync(WeComWebhookOptions webhook, Attachment file, CancellationToken cancellation)
    {
        var reply = await PostAsync(webhook, "upload_media", "&type=file", FileForm.Of("media", file.Name, file.Content), cancellation);
        return reply is ApiReply.Answered { Code: 0, Body: var body } && WeComJson.Text(body, "media_id") is { } media
            ? new JsonObject { ["msgtype"] = "file", ["file"] = new JsonObject { ["media_id"] = media } }
            : null;
    }

    private Task<ApiReply> PostAsync(WeComWebhookOptions webhook, string path, string query, HttpContent content, CancellationToken cancellation)
    {
        var address = $"{options.ApiBaseUrl.TrimEnd('/')}/cgi-bin/webhook/{path}?key={Uri.EscapeDataString(webhook.Key)}{query}";
        return WeComApi.OnceAsync(http, new HttpRequestMessage(HttpMethod.Post, address) { Content = content },
            text => text.Replace(webhook.Key, "***", StringComparison.Ordinal), cancellation);
    }

    // The key is a secret and has no place in a shared table.
    private static string Place(WeComWebhookOptions webhook) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(webhook.Key)).AsSpan(0, 8));
}

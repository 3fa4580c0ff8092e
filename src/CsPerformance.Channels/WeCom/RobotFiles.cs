using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.WeCom;

/// <summary>Files of the robot: fetched by address and unsealed, sent in chunks over the connection.</summary>
internal static class RobotFiles
{
    private const int Chunk = 512 * 1024;
    private const int Largest = 20 * 1024 * 1024;

    /// <summary>Where the platform keeps files: its own hosts and its cloud storage.</summary>
    public static bool HoldsFiles(string host) =>
        host.EndsWith(".qq.com", StringComparison.Ordinal) || host.EndsWith(".qpic.cn", StringComparison.Ordinal)
        || host.EndsWith(".myqcloud.com", StringComparison.Ordinal);

    /// <summary>Null where the file is gone, too large, not sealed with its key, or not the platform's.</summary>
    public static async Task<Attachment?> FetchAsync(RobotFile file, PlatformLinks links, HttpClient http, CancellationToken cancellation)
    {
        if (links.Check(file.Url) is not { } address)
            return null;
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if ((int)response.StatusCode is >= 400 and < 500 || response.Content.Headers.ContentLength > Largest + 32)
            return null;
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(Largest + 32, cancellation);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        var sent = response.Content.Headers.ContentDisposition;
        return Key(file.Key) is { } key && CallbackCrypto.Unpad(bytes, key) is { } plain
            ? new Attachment(sent?.FileNameStar ?? sent?.FileName?.Trim('"') ?? (file.Kind == "image" ? "图片.jpg" : "文件"), plain, file.Kind == "image")
            : null;
    }

    /// <summary>Uploads a file; the answer's body holds the <c>media_id</c>.</summary>
    public static async Task<ApiReply> UploadAsync(RobotConnection connection, Attachment file, CancellationToken cancellation)
    {
        var chunks = file.Content.Chunk(Chunk).ToArray();
        var init = await connection.RequestAsync("aibot_upload_media_init", null, new JsonObject
        {
            ["type"] = file.IsImage ? "image" : "file",
            ["filename"] = file.Name,
            ["total_size"] = file.Content.Length,
            ["total_chunks"] = chunks.Length,
#pragma warning disable CA5351 // The platform's own check of the upload, not a protection.
            ["md5"] = Convert.ToHexStringLower(MD5.HashData(file.Content)),
#pragma warning restore CA5351
        }, cancellation);
        if (init is not ApiReply.Answered { Code: 0 } begun || WeComJson.Part(begun.Body, "body") is not { } body || WeComJson.Text(body, "upload_id") is not { } upload)
            return init;
        for (var i = 0; i < chunks.Length; i++)
        {
            var sent = await connection.RequestAsync("aibot_upload_media_chunk", null, new JsonObject
            {
                ["upload_id"] = upload,
                ["chunk_index"] = i,
                ["base64_data"] = Convert.ToBase64String(chunks[i]),
            }, cancellation);
            if (sent is not ApiReply.Answered { Code: 0 })
                return sent;
        }
        return await connection.RequestAsync("aibot_upload_media_finish", null, new JsonObject { ["upload_id"] = upload }, cancellation);
    }

    private static byte[]? Key(string base64)
    {
        var key = new byte[64];
        var padded = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, key, out var length) && length == 32 ? key[..32] : null;
    }
}

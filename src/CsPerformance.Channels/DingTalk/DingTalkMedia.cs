using System.Net;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Files to and from the platform.</summary>
internal sealed class DingTalkMedia(DingTalkOptions options, DingTalkApi api, HttpClient http, PlatformLinks links)
{
    /// <summary>The limit of the platform for uploads and ours for downloads, in bytes.</summary>
    public const int Largest = 20 * 1024 * 1024;

    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase) { ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".pdf", ".rar" };

    /// <summary>The media id, or why there is none.</summary>
    public async Task<(string? MediaId, SendResult? Failure)> UploadAsync(Attachment file, CancellationToken cancellation)
    {
        if (file.Content.Length is 0 or > Largest)
            return (null, new SendResult.Refused("文件为空或超过 20 MB，钉钉不接受"));
        if (!file.IsImage && !Taken.Contains(Path.GetExtension(file.Name)))
            return (null, new SendResult.Refused("钉钉只接受 doc、xls、ppt、pdf、zip、rar 文件"));
        var answer = await api.CallOldAsync(
            "/media/upload?type=" + (file.IsImage ? "image" : "file"), () => FileForm.Of("media", file.Name, file.Content), cancellation);
        return answer.IsGood
            ? answer.Body.Text("media_id") is { Length: > 0 } id ? (id, null) : (null, new SendResult.Later(TimeSpan.FromMinutes(1), "钉钉没有返回 media_id"))
            // An upload that may have arrived harms nobody: nobody has seen it yet.
            : (null, answer.Fault.Result is SendResult.Unknown unknown ? new SendResult.Later(TimeSpan.FromSeconds(2), unknown.Why) : answer.Fault.Result);
    }

    /// <summary>Null where the file is gone, too large, or its address leads away from the platform.</summary>
    /// <exception cref="IOException">The platform cannot be reached just now.</exception>
    public async Task<Attachment?> FetchAsync(FileReference reference, CancellationToken cancellation)
    {
        var answer = await api.CallAsync(
            HttpMethod.Post, "/v1.0/robot/messageFiles/download", new { downloadCode = reference.DownloadCode, robotCode = options.Robot }, cancellation);
        if (!answer.IsGood)
            return answer.Fault.Result is SendResult.Refused ? null : throw new IOException("暂时无法从钉钉取回文件：" + answer.Fault.Result);
        if (links.Check(Secure(answer.Body.Text("downloadUrl"))) is not { } address)
            return null;
        try
        {
            return await DownloadAsync(address, cancellation) is { } content ? new Attachment(reference.Name, content, reference.IsImage) : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new IOException($"暂时无法从 {address.Host} 下载文件（{fault.GetType().Name}）");
        }
    }

    // The file store hands out plain http addresses at times; it speaks https under the same name, and the signature does not cover the scheme.
    private static string? Secure(string? address) =>
        address is not null && address.StartsWith("http://lippi-space-", StringComparison.Ordinal) ? "https" + address[4..] : address;

    private async Task<byte[]?> DownloadAsync(Uri address, CancellationToken cancellation)
    {
        // The client's own limit ends with the headers; a body that drips must end too.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentLength > Largest)
            return response.StatusCode >= HttpStatusCode.InternalServerError ? throw new IOException($"HTTP {(int)response.StatusCode}") : null;
        await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, limit.Token)) > 0;)
        {
            if (content.Length + read > Largest)
                return null;
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}

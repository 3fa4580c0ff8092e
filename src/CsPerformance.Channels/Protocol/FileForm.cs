using System.Text;

namespace CsPerformance.Channels.Protocol;

/// <summary>A multipart form with one file, written as the platforms read it.</summary>
/// <remarks>
/// .NET's own form leaves <c>name=media</c> without quotes, quotes the boundary and encodes a Chinese file name after
/// RFC 2047; the platforms want it the other way round (error 40004, or a file with an unreadable name).
/// </remarks>
public static class FileForm
{
    public static HttpContent Of(string field, string fileName, byte[] content)
    {
        var boundary = "----csp" + Guid.NewGuid().ToString("N");
        var head = Encoding.UTF8.GetBytes(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{Safe(fileName)}\"; filelength={content.Length}\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n");
        var tail = Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n");
        var form = new ByteArrayContent([.. head, .. content, .. tail]);
        form.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=" + boundary);
        return form;
    }

    private static string Safe(string name) =>
        string.Concat(name.Select(c => c is '"' or '\\' or '/' || char.IsControl(c) ? '_' : c));
}

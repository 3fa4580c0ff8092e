using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CsPerformance.Channels.Protocol;

/// <summary>Reads the body of a callback, never more than a limit.</summary>
public static class CallbackBody
{
    /// <summary>1 MiB, as settled for both platforms.</summary>
    public const int Limit = 1024 * 1024;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes; null where there are more than the limit, of which at most one buffer beyond it was read.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > Limit)
            return null;
        // The server then also stops draining what a stranger goes on sending after the refusal.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = Limit + 1;
        try
        {
            using var body = new MemoryStream();
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
            {
                if (body.Length + read > Limit)
                    return null;
                body.Write(buffer, 0, read);
            }
            return body.ToArray();
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    /// <summary>The bytes as text; null where they are not UTF-8.</summary>
    public static string? AsText(byte[] body)
    {
        try
        {
            return s_strictUtf8.GetString(body).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;

namespace CsPerformance.Bot.Web;

/// <summary>JSON in and out of our own calls: camelCase, Chinese as it is, and every fault of the caller a 4xx with a sentence.</summary>
internal static class Json
{
    public const int LargestBody = 10 * 1024 * 1024;

    private const int LargestDrained = 64 * 1024 * 1024;

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // "10002" and 10002 are not the same to whoever reads our answers; so we do not mix them either.
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 32,
    };

    /// <summary>Reads a body whatever its content type says.</summary>
    /// <exception cref="BadHttpRequestException">Not JSON, of wrong types, or too large; the status is a 4xx.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        try
        {
            using var body = await BodyAsync(request);
            return await JsonSerializer.DeserializeAsync<T>(body, Options, request.HttpContext.RequestAborted)
                ?? throw new BadHttpRequestException("请求内容应是一个 JSON 对象。");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NotSupportedException)
        {
            var place = fault is JsonException { Path: { Length: > 0 } path } ? $"（{path}）" : "";
            throw new BadHttpRequestException($"请求内容不是有效的 JSON，或类型不对{place}。", fault);
        }
    }

    /// <summary>
    /// The body, at most 10 MB. A larger one is read to its end and thrown away, up to a limit: a client that is cut off while it still sends
    /// sees a broken connection instead of our answer.
    /// </summary>
    private static async Task<MemoryStream> BodyAsync(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestDrained;
        var kept = new MemoryStream();
        var chunk = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var tooLarge = false;
            while (await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted) is var read and > 0)
            {
                tooLarge |= kept.Length + read > LargestBody;
                if (!tooLarge) kept.Write(chunk, 0, read);
            }
            if (tooLarge) throw new BadHttpRequestException("请求内容超过 10 MB。", 413);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
        kept.Position = 0;
        return kept;
    }

    public static IResult Ok<T>(T value) => Results.Json(value, Options);

    public static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CsPerformance.Bot.Web;

/// <summary>JSON in and out of our own calls: camelCase, Chinese as it is, and every fault of the caller a 4xx with a sentence.</summary>
internal static class Json
{
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
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Options, request.HttpContext.RequestAborted)
                ?? throw new BadHttpRequestException("请求内容应是一个 JSON 对象。");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NotSupportedException)
        {
            var place = fault is JsonException { Path: { Length: > 0 } path } ? $"（{path}）" : "";
            throw new BadHttpRequestException($"请求内容不是有效的 JSON，或类型不对{place}。", fault);
        }
    }

    public static IResult Ok<T>(T value) => Results.Json(value, Options);

    public static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);
}

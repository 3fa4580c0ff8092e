using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CsPerformance.Channels.WeCom;

/// <summary>The JSON of the platform: Chinese as itself, numbers that may come as strings.</summary>
internal static class WeComJson
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, s_plain);

    public static HttpContent Content(byte[] json) =>
        new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };

    /// <summary>Null where the text is no JSON object.</summary>
    public static ApiReply? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var body = document.RootElement.Clone();
            if (body.ValueKind != JsonValueKind.Object)
                return null;
            return new ApiReply.Answered((int)(Number(body, "errcode") ?? 0), Text(body, "errmsg") ?? "", body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static long? Number(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        }
        : null;

    public static JsonElement? Part(JsonElement body, params string[] path)
    {
        foreach (var name in path)
        {
            if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(name, out var next))
                return null;
            body = next;
        }
        return body;
    }

    public static IEnumerable<JsonElement> List(JsonElement body, string name) =>
        Part(body, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}

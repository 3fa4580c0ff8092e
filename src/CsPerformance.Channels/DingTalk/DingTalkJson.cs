using System.Text.Encodings.Web;
using System.Text.Json;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Reads JSON of strangers without ever throwing: what is absent or of another kind is null.</summary>
internal static class DingTalkJson
{
    /// <summary>Keeps Chinese readable and short: the platform counts bytes.</summary>
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(object value) => JsonSerializer.Serialize(value, Plain);

    /// <summary>An object, or null for anything else, faulty text included. The element outlives its document.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Parse(string? json) => json is null ? null : Parse(System.Text.Encoding.UTF8.GetBytes(json));

    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A string, or a number as it is written; without NUL, which PostgreSQL cannot store.</summary>
    public static string? Text(this JsonElement element, string name) => element.Get(name)?.AsText();

    public static string? AsText(this JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!.Replace("\0", "", StringComparison.Ordinal),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair cannot become a string.
            return null;
        }
    }

    public static long? Whole(this JsonElement element, string name) =>
        long.TryParse(element.Text(name), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static bool Is(this JsonElement element, string name, bool value) =>
        element.Get(name)?.ValueKind == (value ? JsonValueKind.True : JsonValueKind.False);

    public static DateTimeOffset? Moment(this JsonElement element, string name) =>
        element.Whole(name) is { } milliseconds and > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}

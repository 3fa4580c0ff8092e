using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CsPerformance.Storage;

/// <summary>Enums stand in the tables as their lower-case names, so that a row can be read and survives a reordered enum.</summary>
internal static class Words
{
    private static readonly ConcurrentDictionary<Enum, string> Texts = new();

    public static JsonSerializerOptions Json { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static string Of(Enum value) => Texts.GetOrAdd(value, v => v.ToString().ToLowerInvariant());

    public static T To<T>(string text)
        where T : struct, Enum => Enum.Parse<T>(text, ignoreCase: true);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Scores;

/// <summary>Facts as a publication keeps them: complete, with the numbers of the records, so that the sheet can be computed and explained again for ever.</summary>
internal static class FactsText
{
    private static readonly JsonSerializerOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new PeriodText(), new ValueText(), new ParameterText() },
    };

    public static string Write(Facts facts) => JsonSerializer.Serialize(facts, _options);

    /// <exception cref="JsonException">The text was not written by <see cref="Write"/>.</exception>
    public static Facts Read(string text) => JsonSerializer.Deserialize<Facts>(text, _options) ?? throw new JsonException("null instead of facts");

    /// <summary>2026-10, as people write it; a period's own properties name other periods without end.</summary>
    internal sealed class PeriodText : JsonConverter<Period>
    {
        public override Period Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Period.TryParse(reader.GetString(), out var period) ? period : throw new JsonException("not a period");

        public override void Write(Utf8JsonWriter writer, Period value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class ValueText : JsonConverter<FactValue>
    {
        public override FactValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Number => FactValue.Of(reader.GetDecimal()),
            JsonTokenType.String => FactValue.Of(reader.GetString()!),
            _ => FactValue.Of(reader.GetBoolean()),
        };

        public override void Write(Utf8JsonWriter writer, FactValue value, JsonSerializerOptions options)
        {
            if (value.Number is { } number) writer.WriteNumberValue(number);
            else if (value.Label is { } label) writer.WriteStringValue(label);
            else writer.WriteBooleanValue(value.YesNo == true);
        }
    }

    /// <summary>A scalar as itself, a table as an array of pairs, which keeps its order.</summary>
    private sealed class ParameterText : JsonConverter<ParameterFact>
    {
        public override ParameterFact Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray) return new ParameterFact.One(JsonSerializer.Deserialize<FactValue>(ref reader, options));
            return new ParameterFact.Table(JsonSerializer.Deserialize<List<KeyValuePair<string, ParameterFact>>>(ref reader, options)!);
        }

        public override void Write(Utf8JsonWriter writer, ParameterFact value, JsonSerializerOptions options)
        {
            if (value is ParameterFact.One one) JsonSerializer.Serialize(writer, one.Value, options);
            else JsonSerializer.Serialize(writer, ((ParameterFact.Table)value).Rows, options);
        }
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CsPerformance.Domain.Schemes;

/// <summary>Writes a sheet as evaluate.md describes the result.</summary>
public static class SheetJson
{
    private static readonly JsonWriterOptions Form = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>One JSON object: numbers as strings, labels as strings, yes/no as booleans, missing lines by their code.</returns>
    public static string Write(ScoreSheet sheet)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            json.WriteString("scheme", sheet.Scheme);
            json.WriteString("period", sheet.Period.ToString());
            json.WriteStartArray("subjects");
            foreach (var subject in sheet.Subjects) Subject(json, subject, isGroup: false);
            json.WriteEndArray();
            json.WritePropertyName("group");
            Subject(json, sheet.Group, isGroup: true);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Subject(Utf8JsonWriter json, SubjectSheet sheet, bool isGroup)
    {
        json.WriteStartObject();
        if (!isGroup) json.WriteString("id", sheet.Id);
        json.WriteStartObject("lines");
        foreach (var line in sheet.Lines) Value(json, line);
        json.WriteEndObject();
        json.WriteStartObject("missing");
        foreach (var line in sheet.Lines) if (line.Value is LineValue.Missing missing) json.WriteString(line.Code, missing.Why);
        json.WriteEndObject();
        if (!isGroup)
        {
            json.WriteStartArray("notices");
            foreach (var notice in sheet.Notices) json.WriteStringValue(notice);
            json.WriteEndArray();
        }
        if (sheet.Lines.Any(line => line.Explanation is not null))
        {
            json.WriteStartObject("explain");
            foreach (var line in sheet.Lines.Concat(sheet.Steps ?? [])) if (line.Explanation is { } explanation) Explain(json, line, explanation);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, SheetLine line)
    {
        switch (line.Value)
        {
            case LineValue.Number number:
                json.WriteString(line.Code, number.Value.ToString("0.############################", CultureInfo.InvariantCulture));
                break;
            case LineValue.Label label:
                json.WriteString(line.Code, label.Text);
                break;
            case LineValue.YesNo yesNo:
                json.WriteBoolean(line.Code, yesNo.Value);
                break;
            case LineValue.Void:
                json.WriteString(line.Code, "void");
                break;
        }
    }

    private static void Explain(Utf8JsonWriter json, SheetLine line, Explanation explanation)
    {
        json.WriteStartObject(line.Code);
        json.WriteString("title", line.Title);
        json.WriteString("formula", explanation.Formula);
        json.WriteString("numbers", explanation.Numbers);
        json.WriteString("result", explanation.Result);
        if (explanation.Band is not null) json.WriteString("band", explanation.Band);
        if (explanation.Next is not null) json.WriteString("next", explanation.Next);
        if (explanation.Clause is not null) json.WriteString("clause", explanation.Clause);
        json.WriteStartArray("records");
        foreach (var record in explanation.Records) json.WriteNumberValue(record);
        json.WriteEndArray();
        json.WriteStartArray("uses");
        foreach (var code in explanation.Uses) json.WriteStringValue(code);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

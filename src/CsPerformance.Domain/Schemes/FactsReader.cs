using System.Globalization;
using System.Text;
using System.Text.Json;
using CsPerformance.Domain.Schemes.Language;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes;

/// <summary>What reading a facts file came to: facts, or every fault in them.</summary>
/// <param name="Legible">Beside faults: the facts with a stand-in where a value could not be read, good only for finding what else is wrong; null where their shape is wrong.</param>
public sealed record FactsReading(Facts? Facts, IReadOnlyList<Fault> Faults, Facts? Legible = null);

/// <summary>Reads facts as evaluate.md describes them.</summary>
public static class FactsReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <param name="json">UTF-8; unknown keys, keys given twice and wrong types are faults.</param>
    /// <param name="file">What the file is called in a fault.</param>
    public static FactsReading Read(byte[] json, string file)
    {
        var faults = new Faults(file);
        try
        {
            ReadOnlyMemory<byte> text = json.AsMemory(json is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
            using var document = JsonDocument.Parse(text, Strict);
            var form = new FactsForm(faults);
            var facts = form.Read(document.RootElement);
            return faults.Any ? new(null, faults.All, form.Misshapen ? null : facts) : new(facts, []);
        }
        catch (JsonException problem)
        {
            var line = problem.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $"第 {number + 1} 行") : "文件";
            return new(null, [new(file, line, "不是正确的 JSON(括号、引号、逗号、重复的键或嵌套太深)")]);
        }
        catch (Exception problem) when (problem is InvalidOperationException or DecoderFallbackException)
        {
            return new(null, [new(file, "文件", "含有不是 UTF-8 的文字")]);
        }
    }

    /// <summary>An exact decimal of at most 28 digits, exponents included (<c>1e2</c>).</summary>
    internal static bool TryNumber(JsonElement element, out decimal number)
    {
        number = 0;
        if (element.ValueKind != JsonValueKind.Number) return false;
        var text = element.GetRawText();
        if (text.Length > 60) return false;
        var e = text.IndexOfAny(['e', 'E']);
        var mantissa = e < 0 ? text : text[..e];
        var exponent = 0;
        if (e >= 0 && !int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return false;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var decimals = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0');
        var trailing = digits.Length - digits.TrimEnd('0').Length;
        (digits, decimals) = (digits.TrimEnd('0'), decimals - trailing);
        if (digits.Length == 0) return true;
        if (decimals > 28 || digits.Length - Math.Min(decimals, 0) > 28) return false;
        number = decimal.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        for (; decimals > 0; decimals--) number *= 0.1m;
        for (; decimals < 0; decimals++) number *= 10;
        if (text[0] == '-') number = -number;
        return true;
    }
}

/// <summary>The parts of a facts file.</summary>
internal sealed class FactsForm(Faults faults)
{
    /// <summary>A part could not be kept at all, so places after it would be counted wrongly.</summary>
    public bool Misshapen { get; private set; }

    public Facts? Read(JsonElement root)
    {
        var top = Object(root, "文件", "period", "group", "subjects", "parameters");
        if (top is null) return null;
        var period = default(Period);
        if (!top.TryGetValue("period", out var when)) Broken("period", "缺少 period");
        else if (when.ValueKind != JsonValueKind.String || !Period.TryParse(when.GetString(), out period)) Broken("period", "考核期要写成 2026-10、2026-Q4、2026-H2 或 2026");
        GroupFact? group = null;
        if (top.TryGetValue("group", out var team) && Object(team, "group", "id", "name") is { } named)
            group = new(Text(named, "id", "group") ?? "", Text(named, "name", "group", required: false));
        var parameters = top.TryGetValue("parameters", out var set) ? Map(set, "parameters", Parameter) : [];
        var subjects = new List<SubjectFacts>();
        if (!top.TryGetValue("subjects", out var list)) faults.Add("subjects", "缺少 subjects");
        else foreach (var (place, element) in Items(list, "subjects")) if (Subject(element, place) is { } subject) subjects.Add(subject);
        return new(period, group, subjects, parameters);
    }

    private SubjectFacts? Subject(JsonElement element, string place)
    {
        var keys = Object(element, place, "id", "name", "attributes", "metrics", "items", "leave", "ratings", "checks", "history");
        if (keys is null) return null;
        Dictionary<string, T> Section<T>(string key, Func<JsonElement, string, T?> read) => keys.TryGetValue(key, out var found) ? Map(found, $"{place}.{key}", read) : [];
        List<T> Listed<T>(string key, Func<JsonElement, string, T?> read) where T : class =>
            keys.TryGetValue(key, out var found) ? [.. Items(found, $"{place}.{key}").Select(item => read(item.Element, item.Place)).OfType<T>()] : [];
        return new(
            Text(keys, "id", place) ?? "", Text(keys, "name", place, required: false),
            Section("attributes", Value), Section("metrics", Number), Listed("items", Item), Listed("leave", Leave),
            Section<IReadOnlyDictionary<string, FactValue>>("ratings", Rating), Section("checks", YesNo), Listed("history", History));
    }

    private ItemFact? Item(JsonElement element, string place)
    {
        var keys = Object(element, place, "item", "count", "points", "on");
        if (keys is null) return null;
        var count = 1;
        if (keys.TryGetValue("count", out var times))
        {
            if (FactsReader.TryNumber(times, out var number) && number is >= 0 and <= int.MaxValue && number == decimal.Truncate(number)) count = (int)number;
            else faults.Add($"{place}.count", "次数要是不为负的整数");
        }
        decimal? points = keys.TryGetValue("points", out var chosen) ? Number(chosen, $"{place}.points") : null;
        return new(Text(keys, "item", place) ?? "", count, points, Day(keys, place));
    }

    private LeaveFact? Leave(JsonElement element, string place)
    {
        var keys = Object(element, place, "type", "days", "on");
        if (keys is null) return null;
        if (!keys.ContainsKey("days")) faults.Add($"{place}.days", "缺少 days");
        return new(Text(keys, "type", place) ?? "", keys.TryGetValue("days", out var days) ? Number(days, $"{place}.days") : 0, Day(keys, place));
    }

    private HistoryFact? History(JsonElement element, string place)
    {
        var keys = Object(element, place, "period", "lines");
        if (keys is null) return null;
        var period = default(Period);
        if (!Period.TryParse(Text(keys, "period", place), out period)) Broken($"{place}.period", "考核期要写成 2026-10、2026-Q4、2026-H2 或 2026");
        return new(period, keys.TryGetValue("lines", out var lines) ? Map(lines, $"{place}.lines", Value) : []);
    }

    private IReadOnlyDictionary<string, FactValue> Rating(JsonElement element, string place) =>
        element.ValueKind == JsonValueKind.Object ? Map(element, place, Value) : new Dictionary<string, FactValue> { [""] = Value(element, place) };

    private ParameterFact Parameter(JsonElement element, string place) => element.ValueKind == JsonValueKind.Object
        ? new ParameterFact.Table([.. Map(element, place, Parameter)])
        : new ParameterFact.One(Value(element, place));

    private FactValue Value(JsonElement element, string place)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return FactValue.Of(element.GetBoolean());
            case JsonValueKind.String:
                return FactValue.Of(element.GetString()!);
            case JsonValueKind.Number:
                return FactValue.Of(Number(element, place));
        }
        faults.Add(place, "这里要写数、文字或 true/false");
        return FactValue.Of(false);
    }

    private decimal Number(JsonElement element, string place)
    {
        if (!FactsReader.TryNumber(element, out var number)) faults.Add(place, element.ValueKind == JsonValueKind.Number ? "数太大或太长(最多 28 位)" : "这里要写数");
        return number;
    }

    private bool YesNo(JsonElement element, string place)
    {
        if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) faults.Add(place, "这里要写 true 或 false");
        return element.ValueKind == JsonValueKind.True;
    }

    private DateOnly? Day(Dictionary<string, JsonElement> keys, string place)
    {
        if (!keys.TryGetValue("on", out var on)) return null;
        if (on.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(on.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        faults.Add($"{place}.on", "日期要写成 2026-10-08，并且真有这一天");
        return null;
    }

    private string? Text(Dictionary<string, JsonElement> keys, string key, string place, bool required = true)
    {
        if (keys.TryGetValue(key, out var element) && element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text) return text;
        if (required || keys.ContainsKey(key)) faults.Add($"{place}.{key}", keys.ContainsKey(key) ? "这里要写文字" : $"缺少 {key}");
        return null;
    }

    private Dictionary<string, JsonElement>? Object(JsonElement element, string place, params string[] known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Broken(place, "这里要写一个对象 { }");
            return null;
        }
        var keys = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (known.Contains(property.Name)) keys[property.Name] = property.Value;
            else faults.Add(place == "文件" ? property.Name : $"{place}.{property.Name}", $"没有名为 {Faults.Short(property.Name)} 的键", Nearest.To(property.Name, known));
        }
        return keys;
    }

    private Dictionary<string, T> Map<T>(JsonElement element, string place, Func<JsonElement, string, T?> read)
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Object) Broken(place, "这里要写一个对象 { }");
        else foreach (var property in element.EnumerateObject()) if (read(property.Value, $"{place}.{property.Name}") is { } value) map[property.Name] = value;
        return map;
    }

    private IEnumerable<(string Place, JsonElement Element)> Items(JsonElement element, string place)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.EnumerateArray().Select((item, i) => (string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]"), item));
        Broken(place, "这里要写一列 [ ]");
        return [];
    }

    private void Broken(string place, string problem)
    {
        faults.Add(place, problem);
        Misshapen = true;
    }
}

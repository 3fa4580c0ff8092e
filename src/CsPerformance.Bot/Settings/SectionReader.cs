using System.Globalization;
using System.Reflection;
using CsPerformance.Domain;
using Microsoft.Extensions.Configuration;

namespace CsPerformance.Bot.Settings;

/// <summary>Reads configuration sections into records and collects what it cannot read: unknown keys and impossible values, all at once.</summary>
/// <remarks>The binder of the framework stops at the first fault, names no key for some of them and lets a misspelt key pass.</remarks>
internal sealed class SectionReader(string source)
{
    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> Faults => _faults;

    public void Add(string key, string problem, string? nearest = null) => _faults.Add(new Fault(source, key, problem, nearest));

    /// <summary>A record of settings, or a list of them.</summary>
    public object ReadSection(Type type, IConfigurationSection section) =>
        type.IsGenericType ? ReadList(type.GetGenericArguments()[0], section) : Read(type, section);

    private object Read(Type type, IConfigurationSection section)
    {
        var target = Activator.CreateInstance(type)!;
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToArray();
        foreach (var child in section.GetChildren())
        {
            var property = properties.FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null) AddUnknown(child.Path, child.Key, properties.Select(p => p.Name));
            else if (ReadValue(property.PropertyType, child) is { } value) property.SetValue(target, value);
        }
        return target;
    }

    public void AddUnknown(string path, string key, IEnumerable<string> known) =>
        Add(path, "没有这个设置项。", known.Where(name => Distance(name, key) <= 1 + key.Length / 4).MinBy(name => Distance(name, key)));

    private object? ReadValue(Type type, IConfigurationSection section)
    {
        if (type.IsClass && type != typeof(string)) return Read(type, section);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return ReadSection(type, section);
        if (section.GetChildren().Any())
        {
            Add(section.Path, "这里应是一个值，不是一组设置。");
            return null;
        }
        return section.Value is { } text ? Convert(type, text, section.Path) : null;
    }

    private Array ReadList(Type element, IConfigurationSection section)
    {
        var children = section.GetChildren().ToArray();
        foreach (var child in children.Where(child => !int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            Add(child.Path, "列表的序号应是 0、1、2……");
        var values = Array.CreateInstance(element, children.Length);
        for (var i = 0; i < children.Length; i++) values.SetValue(Read(element, children[i]), i);
        return values;
    }

    private object? Convert(Type type, string text, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return text.Trim();
        if (text.Trim().Length == 0) return null;
        if (Parse(type, text.Trim()) is { } value) return value;
        Add(path, $"不能用“{Shown(text)}”：{Expected(type)}");
        return null;
    }

    private static object? Parse(Type type, string text) => type switch
    {
        _ when type == typeof(bool) => bool.TryParse(text, out var yes) ? yes : null,
        _ when type == typeof(int) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(DateTimeOffset) => Instant(text),
        _ when type.IsEnum => Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse(type, text, ignoreCase: true) : null,
        _ => throw new NotSupportedException(type.Name),
    };

    private static DateTimeOffset? Instant(string text)
    {
        string[] forms = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"];
        return DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
    }

    private static string Expected(Type type) => type switch
    {
        _ when type == typeof(bool) => "请写 true 或 false。",
        _ when type == typeof(int) => "请写一个非负整数。",
        _ when type == typeof(DateTimeOffset) => "请写带时区的时刻，如 2026-11-24T09:00:00+08:00。",
        _ => "请写 " + string.Join(" 或 ", Enum.GetNames(type)) + "。",
    };

    // A value may be a secret that was put under the wrong key: show only the beginning of it.
    private static string Shown(string text) => text.Length <= 12 ? text : text[..4] + "…";

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }
        return row[^1];
    }
}

using System.Globalization;
using CsPerformance.Domain;
using CsPerformance.Domain.Time;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Reads the working-day calendars (工作日历), one YAML file a year, from a folder.</summary>
public static class Calendars
{
    /// <summary>All files <c>*.yaml</c> of the folder together. With any fault the file concerned is left out, and its year falls back to Monday to Friday.</summary>
    /// <param name="folder">May be absent: then no year is known.</param>
    public static (WorkingDays Days, IReadOnlyList<Fault> Faults) Read(string folder)
    {
        var holidays = new HashSet<DateOnly>();
        var makeUp = new HashSet<DateOnly>();
        var years = new HashSet<int>();
        var faults = new List<Fault>();
        if (!Directory.Exists(folder)) return (WorkingDays.MondayToFriday, [new(folder, "", "没有工作日历的文件夹，按周一至周五计算")]);
        foreach (var path in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            var (year, off, work, found) = ReadFile(Path.GetFileName(path), File.ReadAllText(path));
            faults.AddRange(found);
            if (found.Count > 0) continue;
            if (!years.Add(year))
            {
                faults.Add(new(Path.GetFileName(path), "year", $"{year} 年已经在另一个文件里"));
                continue;
            }
            holidays.UnionWith(off);
            makeUp.UnionWith(work);
        }
        return (new(holidays, makeUp, years), faults);
    }

    private static (int Year, HashSet<DateOnly> Off, HashSet<DateOnly> Work, List<Fault> Faults) ReadFile(string file, string text)
    {
        var off = new HashSet<DateOnly>();
        var work = new HashSet<DateOnly>();
        var faults = new List<Fault>();
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException problem)
        {
            return (0, off, work, [new(file, $"line {problem.Start.Line}", problem.Message)]);
        }
        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            return (0, off, work, [new(file, "line 1", "应有 year 和 holidays")]);
        if (!int.TryParse(Text(root, "year"), NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 2000 or > 2200)
            faults.Add(new(file, "year", "应是年份，例如 2026"));
        if (Child(root, "holidays") is not YamlSequenceNode list)
            faults.Add(new(file, "holidays", "应是节假日的列表"));
        else
            foreach (var node in list) ReadHoliday(file, node, off, work, faults);
        foreach (var day in off.Concat(work).Where(day => day.Year != year))
            faults.Add(new(file, "holidays", $"{day:yyyy-MM-dd} 不在 {year} 年"));
        return (year, off, work, faults);
    }

    private static void ReadHoliday(string file, YamlNode node, HashSet<DateOnly> off, HashSet<DateOnly> work, List<Fault> faults)
    {
        var place = $"line {node.Start.Line}";
        if (node is not YamlMappingNode holiday || Text(holiday, "off")?.Split("..") is not [var first, var last] || Day(first) is not { } from || Day(last) is not { } until
            || until < from || until.DayNumber - from.DayNumber > 30)
        {
            faults.Add(new(file, place, "off 应是放假的第一天和最后一天，例如 2026-10-01..2026-10-07"));
            return;
        }
        for (var day = from; day <= until; day = day.AddDays(1)) off.Add(day);
        if (Child(holiday, "work") is not { } worked) return;
        foreach (var item in worked is YamlSequenceNode days ? days.Children : [worked])
        {
            if (Day((item as YamlScalarNode)?.Value) is { DayOfWeek: DayOfWeek.Saturday or DayOfWeek.Sunday } day) work.Add(day);
            else faults.Add(new(file, place, $"work 应是周六或周日的日期，不是 {item}"));
        }
    }

    private static YamlNode? Child(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string? Text(YamlMappingNode node, string key) => (Child(node, key) as YamlScalarNode)?.Value;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>Reads a cell under the name of a metric, rating, check or attribute, by the scheme of the person in that row.</summary>
internal sealed class TermCells(Turn turn)
{
    private readonly Dictionary<(Scheme, string), List<SchemeTerm>> found = [];

    /// <summary>The entry, which may still break a rule of its scheme, or what is wrong with the cell.</summary>
    public (FigureEntry? Entry, string? Problem) Read(Column column, ReadCell cell, Person person, Period month, int row)
    {
        var scheme = turn.SchemeFor(person.Team, month);
        var named = Named(scheme, column.Term);
        var fitting = named.Where(term => term.Fits(person)).ToList();
        if (fitting.Count == 0) return (null, named.Count > 0 ? $"{person.Name}的岗位没有“{column.Head}”" : $"{person.Name}的方案“{scheme.Title}”没有“{column.Head}”");
        if (fitting.Count > 1) return (null, $"“{column.Head}”对{person.Name}可能是{string.Join("、", fitting.Select(term => term.Title))}，请用全名作列名");
        return fitting[0] switch
        {
            MetricWord metric => OfMetric(metric, Unit(scheme, metric.Code), cell, person, month, row),
            RatingWord rating => OfRating(rating, column, cell, person, month, row),
            CheckWord check => OfYesNo(cell) is { } ticked ? (FigureEntry.OfCheck(turn, month, new(person.Number, check.Code, ticked ? 1 : 0, row)), null) : (null, $"“{check.Title}”只能填 是 或 否"),
            AttributeWord attribute => OfAttribute(attribute, scheme, cell, person, month, row),
            _ => throw new InvalidOperationException("Unknown kind of term."),
        };
    }

    private (FigureEntry?, string?) OfMetric(MetricWord metric, string? unit, ReadCell cell, Person person, Period month, int row)
    {
        if (!CellReading.TryNumber(cell, unit, out var value, out var percent)) return (null, $"“{Short(cell)}”不是数字");
        if (percent && !metric.Ratio) return (null, $"“{metric.Title}”不是百分数");
        if (metric.Ratio && !percent && value > 1 && value <= 100) return (null, $"“{metric.Title}”是比例，请写成 {Words.Of(value)}% 或 {Words.Of(value / 100)}");
        return (FigureEntry.OfMetric(turn, month, new(person.Number, metric.Code, value, row)), null);
    }

    private (FigureEntry?, string?) OfRating(RatingWord rating, Column column, ReadCell cell, Person person, Period month, int row)
    {
        var assessor = rating.Assessors.FirstOrDefault(one => Column.Plain(one.Title) == column.Assessor || Column.Plain(one.Code) == column.Assessor);
        if (rating.Assessors.Count > 0 && assessor is null)
            return (null, $"“{rating.Title}”由{string.Join("、", rating.Assessors.Select(one => one.Title))}分别评，列名请写成“{rating.Title}({rating.Assessors[0].Title})”");
        var label = rating.Labels.FirstOrDefault(label => Column.Plain(label) == Column.Plain(cell.Text));
        if (label is not null) return (FigureEntry.OfRating(turn, month, new(person.Number, rating.Code, null, row, label, assessor?.Code)), null);
        if (rating.Labels.Count > 0) return (null, $"“{rating.Title}”应是{string.Join("、", rating.Labels)}");
        if (!CellReading.TryNumber(cell, "分", out var value, out var percent) || percent) return (null, $"“{Short(cell)}”不是分数");
        return (FigureEntry.OfRating(turn, month, new(person.Number, rating.Code, value, row, null, assessor?.Code)), null);
    }

    private (FigureEntry?, string?) OfAttribute(AttributeWord attribute, Scheme scheme, ReadCell cell, Person person, Period month, int row)
    {
        if (attribute.Number)
        {
            var unit = scheme.Attributes.First(one => one.Code == attribute.Code).Unit;
            return CellReading.TryNumber(cell, unit, out var value, out _) ? (FigureEntry.OfAttribute(turn, month, new(person.Number, attribute.Code, value, row)), null) : (null, $"“{Short(cell)}”不是数字");
        }
        var label = attribute.Labels.FirstOrDefault(label => Column.Plain(label) == Column.Plain(cell.Text));
        return label is null && attribute.Labels.Count > 0
            ? (null, $"“{attribute.Title}”应是{string.Join("、", attribute.Labels)}")
            : (FigureEntry.OfAttribute(turn, month, new(person.Number, attribute.Code, null, row, label ?? cell.Text.Trim())), null);
    }

    private List<SchemeTerm> Named(Scheme scheme, string name)
    {
        if (found.TryGetValue((scheme, name), out var known)) return known;
        var words = SchemeWords.Of(scheme);
        return found[(scheme, name)] =
            [.. words.Metrics.Concat<SchemeTerm>(words.Ratings).Concat(words.Checks).Concat(words.Attributes).Where(term => term.Names.Any(own => Column.Plain(own) == name))];
    }

    private static string? Unit(Scheme scheme, string code) => scheme.Metrics.FirstOrDefault(metric => metric.Code == code)?.Unit;

    public static bool? OfYesNo(ReadCell cell) => Column.Plain(cell.Text) switch
    {
        "是" or "1" or "√" or "✓" or "y" or "yes" or "合格" or "达标" or "通过" or "有" or "true" => true,
        "否" or "0" or "x" or "n" or "no" or "不合格" or "不达标" or "未通过" or "无" or "false" => false,
        _ => null,
    };

    private static string Short(ReadCell cell) => cell.Text.Length > 20 ? cell.Text[..20] + "…" : cell.Text;
}

using System.Globalization;
using System.Runtime.CompilerServices;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using ItemUse = CsPerformance.Bot.Conversation.Understanding.ItemUse;

namespace CsPerformance.Bot.Scores;

/// <summary>What a scheme calls things, as the understanding needs it; made once per compiled scheme.</summary>
internal sealed record SchemeWords(
    IReadOnlyList<ItemWord> Items, IReadOnlyList<MetricWord> Metrics, IReadOnlyList<RatingWord> Ratings, IReadOnlyList<LineWord> Lines, IReadOnlyList<string> Clauses,
    IReadOnlyList<AttributeWord> Attributes, IReadOnlyList<CheckWord> Checks)
{
    private static readonly string[] _ofTheRoster = ["position", "post", "grade"];

    private static readonly ConditionalWeakTable<Scheme, SchemeWords> _made = [];

    private static readonly ConditionalWeakTable<IReadOnlyList<Scheme>, ConditionalWeakTable<IReadOnlyList<string>, IReadOnlyList<SchemeWord>>> _names = [];

    public static SchemeWords Of(Scheme scheme) => _made.GetValue(scheme, Make);

    /// <summary>The words of one sender: the scheme in force for the own team, everybody on the roster.</summary>
    /// <param name="files">Ids of scheme files, of which faulty ones can be named as well.</param>
    public static Vocabulary VocabularyOf(
        Scheme scheme, Roster roster, Person? sender, IReadOnlyList<Scheme> installed, IReadOnlyList<string>? botNames = null, IReadOnlyList<string>? files = null)
    {
        var words = Of(scheme);
        return new(
            roster, sender, words.Items, words.Metrics, words.Ratings, words.Lines, words.Clauses,
            NamesOf(installed, files ?? []), botNames)
        { Attributes = words.Attributes, Checks = words.Checks };
    }

    private static IReadOnlyList<SchemeWord> NamesOf(IReadOnlyList<Scheme> installed, IReadOnlyList<string> files) =>
        _names.GetValue(installed, _ => new()).GetValue(files, _ => [.. installed.Select(one => new SchemeWord(one.Id, one.Title)), .. files.Where(id => installed.All(one => one.Id != id)).Select(id => new SchemeWord(id, id))]);

    private static SchemeWords Make(Scheme scheme) => new(
        [.. scheme.Items.Select(ItemOf)],
        [.. scheme.Metrics.Select(metric => new MetricWord(metric.Code, metric.Title, metric.Aliases, IsRatio(metric), OnlyFor(metric)))],
        [.. scheme.Ratings.Select(RatingOf)],
        [.. scheme.Lines.Concat(scheme.GroupLines).Select(line => new LineWord(line.Code, line.Title, line.Aliases))],
        [.. scheme.Clauses.Select(clause => clause.Number.ToString(CultureInfo.InvariantCulture))],
        [.. scheme.Attributes.Where(attribute => !_ofTheRoster.Contains(attribute.Code)).Select(AttributeOf)],
        [.. scheme.Checks.Select(check => new CheckWord(check.Code, check.Title, check.Aliases, OnlyFor(check)))]);

    private static AttributeWord AttributeOf(AttributeDefinition attribute) => new(
        attribute.Code, attribute.Title, attribute.Aliases,
        attribute.Kind == ValueKind.YesNo ? ["是", "否"] : [.. attribute.Labels.Select(label => label.Title)],
        attribute.Kind == ValueKind.Number, attribute.Unit?.Contains('元', StringComparison.Ordinal) == true, OnlyFor(attribute));

    private static ItemWord ItemOf(ItemDefinition item) => new(
        item.Code, item.Title, item.Aliases, item.FixedPoints is { } points ? Math.Abs(points) : null,
        item.Chosen is { } chosen ? new PointRange(chosen.From ?? 0, chosen.To) : null,
        item.Direction == ItemDirection.Deduction,
        item.Use switch
        {
            Domain.Schemes.ItemUse.Praise => ItemUse.Praise,
            Domain.Schemes.ItemUse.Complaint => ItemUse.Complaint,
            Domain.Schemes.ItemUse.Qa => ItemUse.Qa,
            _ => ItemUse.Named,
        },
        OnlyFor(item));

    private static RatingWord RatingOf(RatingDefinition rating) => new(
        rating.Code, rating.Title, rating.Aliases, new PointRange(rating.Range.From ?? 0, rating.Range.To),
        rating.Kind == ValueKind.YesNo && rating.Labels.Count == 0 ? ["是", "否"] : [.. rating.Labels.Select(label => label.Title)],
        [.. rating.Assessors.Select(assessor => new AssessorWord(assessor.Code, assessor.Title))], OnlyFor(rating));

    /// <summary>A metric between 0 and 1 that need not be whole is said in percent.</summary>
    public static bool IsRatio(MetricDefinition metric) =>
        metric.Unit is "%" or "ratio" or "比例" || (!metric.Whole && metric.Range is { From: 0, To: 1 });

    /// <summary>The attribute that the roster knows decides; a word that another one limits is for everybody here.</summary>
    private static AppliesTo? OnlyFor(Definition definition)
    {
        if (definition.AppliesTo.Count == 0) return null;
        var (attribute, values) = definition.AppliesTo.OrderBy(pair => pair.Key is "position" or "post" ? 0 : pair.Key == "grade" ? 1 : 2).First();
        return new(attribute, values);
    }
}

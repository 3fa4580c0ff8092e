using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>One figure, mark, check or attribute, checked against the scheme of the person's team.</summary>
/// <param name="Day">The period's last day; for an attribute the first day from which it counts.</param>
/// <param name="Problem">Why it cannot be kept, in Chinese; null where it can.</param>
internal sealed record FigureEntry(Person Person, Figure Figure, RecordKind Kind, string Title, DateOnly Day, string? Problem)
{
    private const string Yes = "是";
    private const string No = "否";

    public static FigureEntry OfMetric(Turn turn, Period month, Figure figure)
    {
        var person = turn.Person(figure.Person);
        var scheme = turn.SchemeFor(person.Team, month);
        var metric = scheme.Metrics.FirstOrDefault(metric => metric.Code == figure.Code);
        var problem = Away(turn, person, scheme, month) is { } away ? away
            : metric is null ? $"{Words.Of(person)} 的方案没有指标 {figure.Code}"
            : Unfit(metric, figure.Value!.Value);
        return new(person, figure, RecordKind.Metric, metric?.Title ?? figure.Code, LastDay(scheme, month), problem);
    }

    public static FigureEntry OfRating(Turn turn, Period month, Figure figure)
    {
        var person = turn.Person(figure.Person);
        var scheme = turn.SchemeFor(person.Team, month);
        var rating = scheme.Ratings.FirstOrDefault(rating => rating.Code == figure.Code);
        var problem = Away(turn, person, scheme, month) ?? ProblemOf(turn, person, figure, rating);
        return new(person, problem is null ? Coded(figure, rating!) : figure, RecordKind.Rating, rating is null ? figure.Code : TitleOf(rating, figure), LastDay(scheme, month), problem);
    }

    /// <summary>A requirement that is ticked (1) or not (0).</summary>
    public static FigureEntry OfCheck(Turn turn, Period month, Figure figure)
    {
        var person = turn.Person(figure.Person);
        var scheme = turn.SchemeFor(person.Team, month);
        var check = scheme.Checks.FirstOrDefault(check => check.Code == figure.Code);
        var problem = Away(turn, person, scheme, month) is { } away ? away
            : check is null ? $"{Words.Of(person)} 的方案没有达标项 {figure.Code}"
            : check.RatedBy.Count > 0 && !check.RatedBy.Any(turn.Sender.Is) ? $"{check.Title}由{string.Join("、", check.RatedBy.Select(Words.Of))}确认"
            : null;
        return new(person, figure, RecordKind.Check, check?.Title ?? figure.Code, LastDay(scheme, month), problem);
    }

    /// <summary>What describes somebody or something from a month on.</summary>
    public static FigureEntry OfAttribute(Turn turn, Period month, Figure figure)
    {
        var person = turn.Person(figure.Person);
        var attribute = turn.SchemeFor(person.Team, month).Attributes.FirstOrDefault(attribute => attribute.Code == figure.Code);
        var problem = Departed.Away(turn, person, month.First, month.Last) is { } away ? away
            : attribute is null ? $"{Words.Of(person)} 的方案没有属性 {figure.Code}"
            : attribute.Unit?.Contains('元', StringComparison.Ordinal) == true && !turn.Sender.Is(Role.Hr) ? $"{attribute.Title}是工资数据，由人事录入"
            : figure.Value is { } value && attribute.Kind == ValueKind.Number && !attribute.Range.Contains(value) ? $"{attribute.Title}应在 {attribute.Range} 之内"
            : figure.Value is { } number && attribute.Whole && number != decimal.Truncate(number) ? $"{attribute.Title}应为整数"
            : figure.Label is { } label && attribute.Labels.Count > 0 && Scores.Labels.Known(attribute.Labels, label) is null ? $"{attribute.Title}应是{string.Join("、", attribute.Labels.Select(choice => choice.Title))}"
            : null;
        var coded = problem is null && attribute!.Labels.Count > 0 && figure.Label is { } word ? figure with { Label = Scores.Labels.Known(attribute.Labels, word) } : figure;
        var shown = attribute?.Labels.FirstOrDefault(choice => choice.Code == coded.Label)?.Title;
        return new(person, coded, RecordKind.Attribute, attribute?.Title ?? figure.Code, month.First, problem) { ShownLabel = shown };
    }

    /// <summary>What people say for the label, where it is stored by a code.</summary>
    private string? ShownLabel { get; init; }

    /// <summary>执行力 280, with who assessed it where several do.</summary>
    public string Said => $"{Title} {Shown}";

    public string Shown => Kind == RecordKind.Check ? (Figure.Value == 1 ? Yes : No) : ShownLabel ?? Value(Figure.Value, Figure.Label);

    /// <summary>What tells two entries apart: of the same subject, kind, code, assessor and day the later replaces the earlier.</summary>
    public (string Subject, RecordKind Kind, string Code, string Assessor, DateOnly Day) Place => (Person.Number, Kind, Figure.Code, Figure.Assessor ?? "", Day);

    public LineFault ToFault() => new(Figure.Line, $"{Person.Name} {Shown}", Problem!);

    public string Line(Record? previous) =>
        $"{Words.Of(Person)} {Said}"
        + (previous is null ? "" : $"(原为 {Value(previous.Value, previous.Label)}，{Words.Number(previous.Number)} 已被替换{(IsFarFrom(previous) ? "；相差很大，请核对" : "")})");

    /// <summary>Five times as much or as little as before, as where a digit was typed twice or left out.</summary>
    private bool IsFarFrom(Record previous) =>
        Kind == RecordKind.Metric && previous.Value is > 0 and var was && Figure.Value is >= 0 and var value && Math.Max(was, value) >= 50 && (value >= was * 5 || value * 5 <= was);

    public Record? Before(Turn turn) => turn.Reads.Records.Of(Person.Number, Day, Day, Kind)
        .LastOrDefault(record => record.State == RecordState.Active && record.Code == Figure.Code && (record.Assessor ?? "") == (Figure.Assessor ?? ""));

    public bool IsSameAs(Record? other) => other is not null && other.Value == Figure.Value && other.Label == Figure.Label;

    public NewRecord ToRecord(Turn turn) => new(
        Kind, Person.Number, Figure.Code, Day, Day, turn.Sender.Number, turn.Message.Channel,
        Value: Figure.Value, Label: Figure.Label, Assessor: Figure.Assessor);

    private static string TitleOf(RatingDefinition rating, Figure figure) =>
        rating.Assessors.FirstOrDefault(assessor => assessor.Code == figure.Assessor) is { } assessor ? $"{rating.Title}({assessor.Title})" : rating.Title;

    private static string? Away(Turn turn, Person person, Scheme scheme, Period month) =>
        Period.Of(scheme.PeriodKinds[0], month.Last) is var period ? Departed.Away(turn, person, period.First, period.Last) : null;

    private static DateOnly LastDay(Scheme scheme, Period month) => Period.Of(scheme.PeriodKinds[0], month.Last).Last;

    /// <summary>As it is stored: a label by its code, yes and no as 1 and 0.</summary>
    public static Figure Coded(Figure figure, RatingDefinition rating) =>
        figure.Label is not { } label ? figure
        : rating.Kind == ValueKind.YesNo ? figure with { Label = null, Value = label == Yes ? 1 : 0 }
        : figure with { Label = rating.Labels.First(choice => choice.Code == label || choice.Title == label).Code };

    private static string? ProblemOf(Turn turn, Person person, Figure figure, RatingDefinition? rating) =>
        rating is null ? $"{Words.Of(person)} 的方案没有评分 {figure.Code}"
        : rating.RatedBy.Count > 0 && !rating.RatedBy.Any(turn.Sender.Is) ? $"{rating.Title}由{string.Join("、", rating.RatedBy.Select(Words.Of))}评定"
        : Unfit(rating, figure);

    /// <summary>Why a metric cannot be this number, whoever says it; null where it can.</summary>
    public static string? Unfit(MetricDefinition metric, decimal value) =>
        !metric.Range.Contains(value) ? $"{metric.Title}应在 {metric.Range} 之内"
        : metric.Whole && value != decimal.Truncate(value) ? $"{metric.Title}应为整数"
        : null;

    /// <summary>Why a mark cannot be this, whoever gives it; null where it can.</summary>
    public static string? Unfit(RatingDefinition rating, Figure figure) =>
        rating.Kind == ValueKind.YesNo ? (figure.Label is Yes or No || figure.Value is 0 or 1 ? null : $"{rating.Title}只能是{Yes}或{No}")
        : figure.Label is { } label ? (rating.Labels.Any(choice => choice.Code == label || choice.Title == label) ? null : $"{rating.Title}没有“{label}”这一档")
        : !rating.Range.Contains(figure.Value!.Value) ? $"{rating.Title}应在 {rating.Range} 之内"
        : rating.Values.Count > 0 && !rating.Values.Contains(figure.Value.Value) ? $"{rating.Title}只能是 {string.Join("、", rating.Values.Select(Words.Of))}"
        : rating.Step is { } step && figure.Value.Value % step != 0 ? $"{rating.Title}以 {Words.Of(step)} 为一档"
        : null;

    public static string Value(decimal? number, string? label) => number is { } known ? Words.Of(known) : label ?? "";
}

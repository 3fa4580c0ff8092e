using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes;

/// <summary>Who is rated by a scheme.</summary>
public enum SubjectKind
{
    Agent,
    Centre,
    Shop,
    Customer,
}

/// <summary>What a name in a scheme stands for.</summary>
public enum ValueKind
{
    Number,
    Label,
    YesNo,
    Table,
}

/// <summary>A numbered rule of the scheme, in the words of its source.</summary>
public sealed record Clause(int Number, string Text);

/// <summary>Days of a month, both included.</summary>
/// <param name="MonthsLater">0 for the period's last month, 1 for the month after it.</param>
public sealed record DayWindow(int From, int To, int MonthsLater)
{
    /// <summary>The days after a period that the window covers; a day that the month lacks becomes its last.</summary>
    public (DateOnly First, DateOnly Last) After(Time.Period period)
    {
        var month = new DateOnly(period.Last.Year, period.Last.Month, 1).AddMonths(MonthsLater);
        var length = DateTime.DaysInMonth(month.Year, month.Month);
        return (month.AddDays(Math.Min(From, length) - 1), month.AddDays(Math.Min(To, length) - 1));
    }
}

/// <summary>A clock that a scheme sets, such as the appeal within three working days of publication.</summary>
/// <param name="After">What starts it: <c>publication</c>, or the code of another deadline or step.</param>
/// <param name="WorkingDays">The days; null where <paramref name="Parameter"/> holds them.</param>
/// <param name="Parameter">The parameter that holds the days.</param>
public sealed record Deadline(string Code, string Title, string After, int? WorkingDays, string? Parameter);

/// <summary>A step of a review, in its order; each is recorded with who and when.</summary>
/// <param name="By">Who takes it.</param>
public sealed record WorkflowStep(string Code, string Title, IReadOnlySet<Role> By, bool Optional);

/// <summary>One of several words that a value can be, with what people say for it.</summary>
public sealed record Choice(string Code, string Title);

/// <summary>What all named inputs of a scheme share.</summary>
/// <param name="Aliases">What people also call it, as they say it.</param>
/// <param name="Clause">The number of the clause that it comes from; null where there is none.</param>
/// <param name="AppliesTo">Attribute → values for which the name is meant; empty: for everybody.</param>
public abstract record Definition(string Code, string Title, IReadOnlyList<string> Aliases, int? Clause, IReadOnlyDictionary<string, IReadOnlyList<string>> AppliesTo);

public enum ItemDirection
{
    /// <summary>加分</summary>
    Bonus,

    /// <summary>扣减</summary>
    Deduction,

    /// <summary>It only counts.</summary>
    Neutral,
}

/// <summary>What an item is used for in the conversation.</summary>
public enum ItemUse
{
    None,
    Praise,
    Complaint,
    Qa,
}

/// <summary>An occurrence that is recorded one by one (加分/扣分项).</summary>
/// <param name="FixedPoints">Signed points for one occurrence; null where they are chosen or where it only counts.</param>
/// <param name="Chosen">The range of the points that are chosen when it is recorded, positive as people say them.</param>
/// <param name="RecordedBy">The roles that may record it.</param>
/// <param name="MonthsBack">How many months before the period's end its day may lie; null: within the period.</param>
public sealed record ItemDefinition(
    string Code, string Title, IReadOnlyList<string> Aliases, int? Clause, IReadOnlyDictionary<string, IReadOnlyList<string>> AppliesTo,
    decimal? FixedPoints, Interval? Chosen, ItemDirection Direction, ItemUse Use, IReadOnlySet<Role> RecordedBy, int? MonthsBack)
    : Definition(Code, Title, Aliases, Clause, AppliesTo)
{
    /// <summary>The first day that it may be dated to count in a period.</summary>
    public DateOnly EarliestIn(Period period) => MonthsBack is { } months ? period.Last.AddMonths(-months) : period.First;
}

/// <summary>A number for the period.</summary>
/// <param name="Default">What it counts where it is absent; null: absent is missing.</param>
public sealed record MetricDefinition(
    string Code, string Title, IReadOnlyList<string> Aliases, int? Clause, IReadOnlyDictionary<string, IReadOnlyList<string>> AppliesTo,
    string? Unit, Interval Range, bool Whole, decimal? Default)
    : Definition(Code, Title, Aliases, Clause, AppliesTo);

/// <summary>A mark that an assessor gives.</summary>
/// <param name="Labels">The words that it can be, where it is not a number.</param>
/// <param name="Values">The only numbers that it can be; empty: any in the range.</param>
/// <param name="Step">The step of the numbers; null: any.</param>
/// <param name="Assessors">Who gives a mark each; empty where there is one mark only.</param>
/// <param name="RatedBy">The roles that may give it.</param>
/// <param name="Levels">What a mark means, shown beside it.</param>
public sealed record RatingDefinition(
    string Code, string Title, IReadOnlyList<string> Aliases, int? Clause, IReadOnlyDictionary<string, IReadOnlyList<string>> AppliesTo,
    ValueKind Kind, Interval Range, IReadOnlyList<Choice> Labels, IReadOnlyList<decimal> Values, decimal? Step,
    IReadOnlyList<Choice> Assessors, IReadOnlySet<Role> RatedBy, IReadOnlyList<BandRow> Levels)
    : Definition(Code, Title, Aliases, Clause, AppliesTo);

/// <summary>A requirement that is ticked or not.</summary>
public sealed record CheckDefinition(
    string Code, string Title, IReadOnlyList<string> Aliases, int? Clause, IReadOnlyDictionary<string, IReadOnlyList<string>> AppliesTo,
    IReadOnlySet<Role> RatedBy)
    : Definition(Code, Title, Aliases, Clause, AppliesTo);

/// <summary>Something that describes the subject.</summary>
public sealed record AttributeDefinition(
    string Code, string Title, IReadOnlyList<string> Aliases, int? Clause, IReadOnlyDictionary<string, IReadOnlyList<string>> AppliesTo,
    ValueKind Kind, string? Unit, Interval Range, bool Whole, IReadOnlyList<Choice> Labels)
    : Definition(Code, Title, Aliases, Clause, AppliesTo);

/// <summary>A figure that the company decides.</summary>
/// <param name="RowKind">For a table: the kind of its values; otherwise its own kind.</param>
/// <param name="Labels">The words that a label can be; empty: any text.</param>
/// <param name="IsUnset">True where the scheme ships without any value: lines that need it are missing.</param>
/// <param name="Dates">The months from which its values count, oldest first; empty where it is not dated.</param>
public sealed record ParameterDefinition(
    string Code, string Title, IReadOnlyList<string> Aliases, int? Clause, IReadOnlyDictionary<string, IReadOnlyList<string>> AppliesTo,
    ValueKind Kind, ValueKind RowKind, string? Unit, Interval Range, IReadOnlyList<string> Labels, bool IsUnset, IReadOnlyList<Time.Period> Dates)
    : Definition(Code, Title, Aliases, Clause, AppliesTo)
{
    /// <summary>What people read for its labels.</summary>
    public IReadOnlyList<Choice> Choices { get; init; } = [];
}

/// <summary>A line of which results of earlier periods are read.</summary>
/// <param name="Scheme">The scheme whose results they are; the own one where it is this scheme's line.</param>
/// <param name="Each">The kind of period of those results.</param>
public sealed record HistoryDefinition(string Code, string Title, string Scheme, Time.PeriodKind Each, ValueKind Kind);

/// <param name="For">The values of the deciding attribute for which the row counts; empty: all.</param>
/// <param name="Gives">What it gives, as the scheme writes it.</param>
public sealed record BandRow(IReadOnlyList<string> For, Interval Interval, string Gives);

/// <summary>A line of the sheet.</summary>
/// <param name="Money">In yuan, rounded to fen; private.</param>
/// <param name="Confidential">Only its owner, hr and the payroll role see it.</param>
/// <param name="Formula">The formula in Chinese words.</param>
/// <param name="Bands">The bands that it is read from; empty where it is none.</param>
/// <param name="Needs">The codes of the lines that it uses.</param>
/// <param name="FileLine">Where it stands in the file.</param>
public sealed record SchemeLine(
    string Code, string Title, IReadOnlyList<string> Aliases, ValueKind Kind, bool Money, bool Confidential, int? Clause,
    string Formula, IReadOnlyList<BandRow> Bands, IReadOnlyList<string> Needs, int FileLine)
{
    /// <summary>What is read behind its number; null where nothing is.</summary>
    public string? Unit { get; init; }

    /// <summary>What people read for its texts.</summary>
    public IReadOnlyList<Choice> Labels { get; init; } = [];
}

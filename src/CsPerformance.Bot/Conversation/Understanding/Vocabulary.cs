using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>The words that mean something to this sender: people, and what the scheme in force for the own team calls things.</summary>
/// <param name="Sender">Null while the account is not bound to the roster.</param>
/// <param name="Clauses">The scheme's clauses by their number as people write it: 6, 12, 3.2.</param>
/// <param name="BotNames">Names under which groups address the bot.</param>
public sealed record Vocabulary(
    Roster Roster,
    Person? Sender,
    IReadOnlyList<ItemWord> Items,
    IReadOnlyList<MetricWord> Metrics,
    IReadOnlyList<RatingWord> Ratings,
    IReadOnlyList<LineWord> Lines,
    IReadOnlyList<string> Clauses,
    IReadOnlyList<SchemeWord> Schemes,
    IReadOnlyList<string>? BotNames = null)
{
    /// <summary>Full names of the teams, such as 客服一组.</summary>
    public IReadOnlyList<string> Teams => Roster.Teams;

    /// <summary>What the bot spoke of last in this chat, offered where a number is left out; looked up only then.</summary>
    public Lazy<LastTopic?>? LastTopic { get; init; }

    /// <summary>The leave types of every scheme; see <see cref="LeaveWord.All"/>.</summary>
    public IReadOnlyList<LeaveWord> LeaveTypes { get; init; } = LeaveWord.All;

    /// <summary>What describes people and subjects, but for what the roster knows.</summary>
    public IReadOnlyList<AttributeWord> Attributes { get; init; } = [];

    /// <summary>Requirements that are ticked or not.</summary>
    public IReadOnlyList<CheckWord> Checks { get; init; } = [];
}

/// <summary>What an item may be recorded by, besides 记.</summary>
public enum ItemUse
{
    /// <summary>Recorded by its name only.</summary>
    Named,

    /// <summary>Fits 表扬.</summary>
    Praise,

    /// <summary>Fits a confirmed 投诉.</summary>
    Complaint,

    /// <summary>Fits 质检.</summary>
    Qa,
}

/// <summary>For whom a word of the scheme is meant: people whose attribute has one of the values.</summary>
/// <param name="Attribute"><c>position</c>, <c>grade</c>, or another one, which the roster does not know and which then fits everybody.</param>
public sealed record AppliesTo(string Attribute, IReadOnlyList<string> Values)
{
    public bool Fits(Person person) => Attribute switch
    {
        "position" or "post" => person.Position is null || Values.Contains(person.Position),
        "grade" => person.Grade is null || Values.Contains(person.Grade),
        _ => true,
    };
}

/// <summary>A word of the scheme with all its names.</summary>
public abstract record SchemeTerm(string Code, string Title, IReadOnlyList<string> Aliases, AppliesTo? Only)
{
    /// <summary>Everything that it may be called: title, aliases, code.</summary>
    public IEnumerable<string> Names => Aliases.Prepend(Title).Append(Code);

    public bool Fits(Person? person) => person is null || Only is null || Only.Fits(person);
}

/// <summary>An item (项目).</summary>
/// <param name="FixedPoints">Points of one occurrence, positive; null where the recorder chooses or where it only counts.</param>
/// <param name="Chosen">The range of the points that the recorder chooses; null where they are fixed or it only counts.</param>
/// <param name="Deduction">True where it costs the person something.</param>
public sealed record ItemWord(
    string Code,
    string Title,
    IReadOnlyList<string> Aliases,
    decimal? FixedPoints,
    PointRange? Chosen,
    bool Deduction,
    ItemUse Use = ItemUse.Named,
    AppliesTo? Only = null) : SchemeTerm(Code, Title, Aliases, Only);

/// <param name="To">Null where there is no upper end.</param>
public sealed record PointRange(decimal From, decimal? To)
{
    public bool Contains(decimal points) => points >= From && (To is not { } to || points <= to);
}

/// <summary>A metric (指标).</summary>
/// <param name="Ratio">True where the data is a ratio that people say in percent: 93% is 0.93.</param>
public sealed record MetricWord(string Code, string Title, IReadOnlyList<string> Aliases, bool Ratio = false, AppliesTo? Only = null)
    : SchemeTerm(Code, Title, Aliases, Only);

/// <summary>A rating (评分).</summary>
/// <param name="Labels">The labels that may be given instead of a number; empty where it is a number.</param>
/// <param name="Assessors">Where several assess: code and what people call them. Empty where one does.</param>
public sealed record RatingWord(
    string Code,
    string Title,
    IReadOnlyList<string> Aliases,
    PointRange Range,
    IReadOnlyList<string> Labels,
    IReadOnlyList<AssessorWord> Assessors,
    AppliesTo? Only = null) : SchemeTerm(Code, Title, Aliases, Only);

public sealed record AssessorWord(string Code, string Title);

/// <summary>Something that describes a person or subject: 区域, 底薪.</summary>
/// <param name="Labels">The words that it can be; empty where it is a number or any text.</param>
/// <param name="Number">True where it is a number.</param>
/// <param name="Money">True where it is an amount of pay, which only hr may set.</param>
public sealed record AttributeWord(string Code, string Title, IReadOnlyList<string> Aliases, IReadOnlyList<string> Labels, bool Number, bool Money, AppliesTo? Only = null)
    : SchemeTerm(Code, Title, Aliases, Only);

/// <summary>A requirement (达标项) that is ticked or not.</summary>
public sealed record CheckWord(string Code, string Title, IReadOnlyList<string> Aliases, AppliesTo? Only = null) : SchemeTerm(Code, Title, Aliases, Only);

/// <summary>A line (行) of the score sheet.</summary>
public sealed record LineWord(string Code, string Title, IReadOnlyList<string> Aliases) : SchemeTerm(Code, Title, Aliases, null);

/// <summary>A scheme that is installed, whether in force or not.</summary>
public sealed record SchemeWord(string Id, string Title);

/// <summary>A leave type. Source: schemes.md, common rule 5.</summary>
public sealed record LeaveWord(string Code, string Title, IReadOnlyList<string> Aliases)
{
    public static IReadOnlyList<LeaveWord> All { get; } =
    [
        new("sick", "病假", ["病休"]),
        new("personal", "事假", []),
        new("annual", "年假", ["年休假", "带薪年假", "年休"]),
        new("shift_swap", "调班", ["换班"]),
        new("maternity", "产假", []),
        new("marriage", "婚假", []),
        new("bereavement", "丧假", []),
        new("official", "公假", []),
        new("injury", "工伤假", ["工伤"]),
        new("comp_time", "调休", ["调休假", "补休"]),
    ];
}

/// <param name="Record">The record that was shown or made last.</param>
/// <param name="Line">Code of the line that was shown last.</param>
public sealed record LastTopic(long? Record, string? Line);

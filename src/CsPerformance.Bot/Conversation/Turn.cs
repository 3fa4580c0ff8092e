using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Platforms;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation;

/// <summary>Everything that is known about one message while its answer is prepared. Good for this one answer only.</summary>
/// <param name="Now">Local time of the company, the same for the whole answer.</param>
/// <param name="Attachment">Id of the stored file that came along; null where none did.</param>
internal sealed record Turn(
    long InboxId,
    IncomingMessage Message,
    Person Sender,
    Roster Roster,
    View View,
    DateTimeOffset Now,
    string? Attachment,
    House House)
{
    private readonly Dictionary<(string?, Period), Scheme> schemes = [];

    /// <summary>Of somebody who said nothing: what is pushed follows the same rights as what is answered.</summary>
    public static Turn OfPush(House house, Session session, Roster roster, Person person) =>
        new(0, new IncomingMessage("", "", "", Chat.Direct, "", [], house.Clock.Now), person, roster, new View(session), house.Clock.Now, null, house);

    /// <summary>What is known: a snapshot while the answer is prepared, the writer's transaction while its effect runs.</summary>
    public Session Reads => View.Session;

    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    public Period Month => Period.Month(Today);

    public bool InGroup => Message.Chat.IsGroup;

    /// <summary>An instant as the company's clocks show it.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => House.Clock.Local(instant);

    /// <summary>Who is here, or was.</summary>
    public Person Person(string number) => Roster.Known(number) ?? throw new InvalidOperationException($"Nobody has the number {number}.");

    /// <summary>Name and number where the number is on the roster, else the number.</summary>
    public string NameOf(string number) => Roster.Known(number) is { } person ? Words.Of(person) : number;

    /// <summary>The scheme in force for somebody's team in the month of a day.</summary>
    public Scheme SchemeFor(Person person, DateOnly day) => SchemeFor(person.Team, Period.Month(day));

    public Scheme SchemeFor(string? team, Period month)
    {
        if (!schemes.TryGetValue((team, month), out var scheme))
            schemes[(team, month)] = scheme = House.Schemes.InForce(Reads, team, month);
        return scheme;
    }

    /// <summary>A position as the scheme in force calls it: 基础客服 for basic; as it stands in the roster where the scheme does not know it.</summary>
    public string PositionOf(Person person) => person.Position is not { } position ? ""
        : SchemeFor(person.Team, Month).Attributes.Where(attribute => attribute.Code is "position" or "post").SelectMany(attribute => attribute.Labels).FirstOrDefault(label => label.Code == position)?.Title ?? position;

    /// <summary>The active leads of somebody's team, without the person.</summary>
    public IReadOnlyList<Person> LeadsOf(Person person) =>
        [.. Roster.People.Where(other => other.Is(Role.Lead) && other.Team == person.Team && other.Number != person.Number)];

    public IReadOnlyList<Person> With(Role role) => [.. Roster.People.Where(person => person.Is(role))];
}

/// <summary>The session that an answer reads from at the moment; shared by all copies of its turn.</summary>
internal sealed class View(Session session)
{
    public Session Session { get; set; } = session;
}

/// <summary>What answers need besides the message: the schemes, the scores, the calendar, the clock.</summary>
internal sealed record House(SchemesInForce Schemes, ScoreBook Scores, WorkingDays Calendar, BusinessClock Clock)
{
    /// <summary>What the admins see among their tasks while a platform is in trouble.</summary>
    public IReadOnlyList<PlatformWatch> Platforms { get; init; } = [];
}

/// <summary>What an answer does, in the writer's transaction: records, decisions, replies, all or nothing.</summary>
/// <remarks>May run again where another of its commit failed, so it has no effect but through the transaction.</remarks>
internal delegate void Effect(Transaction transaction, Said said);

/// <summary>How far the sender has agreed to what was shown.</summary>
internal enum Consent
{
    /// <summary>Nothing was shown yet.</summary>
    None,

    /// <summary>确认 was pressed on the card.</summary>
    Given,

    /// <summary>确认 was pressed on the card that warned once more: of a likely duplicate, of remarks on a scheme.</summary>
    GivenAgain,
}

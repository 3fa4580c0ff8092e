using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation;

/// <summary>The words that mean something to a sender; the roster is kept until it changes.</summary>
internal sealed class Vocabularies
{
    /// <summary>Names under which groups address the bot.</summary>
    private static readonly string[] _botNames = ["绩效助手", "客服绩效", "小助手"];

    /// <summary>Who has left is known by name so long: by then the last month is settled, and the name may mean somebody outside.</summary>
    private const int MonthsNamed = 3;

    private (long Version, Roster Roster)? kept;

    public Roster Roster(Session session)
    {
        var version = session.People.Version;
        if (kept is { } known && known.Version == version) return known.Roster;
        var subjects = session.Subjects.All().Where(subject => subject.ClosedFrom is null).Select(subject => new Person(subject.Code, subject.Name, [], subject.Team, new HashSet<Role>(), null, null));
        var roster = new Roster(session.People.All(), subjects, Period.Month(session.Today).First.AddMonths(-MonthsNamed));
        kept = (version, roster);
        return roster;
    }

    /// <summary>The words of the scheme of whom the text is about; where it names nobody those of the own team, and of all teams for who looks after several.</summary>
    /// <remarks>Two schemes may give one code or title other points: the person spoken of decides which is meant.</remarks>
    public static Vocabulary For(Turn turn, string text)
    {
        var own = SchemeWords.VocabularyOf(
            turn.SchemeFor(turn.Sender.Team, turn.Month), turn.Roster, turn.Sender, turn.House.Schemes.Installed(turn.Reads), _botNames, turn.House.Schemes.FileIds);
        own = own with { LastTopic = new(() => LastTopics.Of(turn)) };
        var spokenOf = SpokenOf(turn, text).Select(person => turn.SchemeFor(person.Team, turn.Month)).Distinct().ToList();
        if (spokenOf is [var only] && only == turn.SchemeFor(turn.Sender.Team, turn.Month)) return own;
        if (spokenOf.Count > 0) return With(own, [.. spokenOf.Select(SchemeWords.Of)]);
        if (!turn.Sender.Is(Role.Qa) && !turn.Sender.Is(Role.Hr) && !turn.Sender.Is(Role.Admin)) return own;
        return With(own, [SchemeWords.Of(turn.SchemeFor(turn.Sender.Team, turn.Month)), .. own.Teams.Select(team => turn.SchemeFor(team, turn.Month)).Distinct().Select(SchemeWords.Of)]);
    }

    /// <summary>Everybody who may be meant by a name in the text, but for the sender.</summary>
    private static IEnumerable<Person> SpokenOf(Turn turn, string text)
    {
        var sentence = new Sentence(text);
        return PeopleWords.Find(sentence, turn.Roster, turn.Message.Mentions, _botNames, at => References.IsNumberAt(sentence, at))
            .Where(word => !word.Quoted).SelectMany(word => word.Candidates).Where(person => person.Number != turn.Sender.Number && person.Team is not null);
    }

    private static Vocabulary With(Vocabulary own, IReadOnlyList<SchemeWords> schemes) => own with
    {
        Items = [.. schemes.SelectMany(words => words.Items).DistinctBy(word => word.Code)],
        Metrics = [.. schemes.SelectMany(words => words.Metrics).DistinctBy(word => word.Code)],
        Ratings = [.. schemes.SelectMany(words => words.Ratings).DistinctBy(word => word.Code)],
        Attributes = [.. schemes.SelectMany(words => words.Attributes).DistinctBy(word => word.Code)],
        Checks = [.. schemes.SelectMany(words => words.Checks).DistinctBy(word => word.Code)],
        Lines = [.. schemes.SelectMany(words => words.Lines).DistinctBy(word => word.Code)],
    };
}

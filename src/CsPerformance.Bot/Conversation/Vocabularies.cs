using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation;

/// <summary>The words that mean something to a sender; the roster is kept until it changes.</summary>
internal sealed class Vocabularies
{
    /// <summary>Names under which groups address the bot.</summary>
    private static readonly string[] _botNames = ["绩效助手", "客服绩效", "小助手"];

    private (long Version, Roster Roster)? kept;

    public Roster Roster(Session session)
    {
        var version = session.People.Version;
        if (kept is { } known && known.Version == version) return known.Roster;
        var subjects = session.Subjects.All().Select(subject => new Person(subject.Code, subject.Name, [], subject.Team, new HashSet<Role>(), null, null));
        var roster = new Roster(session.People.All(), subjects);
        kept = (version, roster);
        return roster;
    }

    /// <summary>The scheme of the own team; who looks after several teams also has the words of theirs.</summary>
    public static Vocabulary For(Turn turn)
    {
        var own = SchemeWords.VocabularyOf(
            turn.SchemeFor(turn.Sender.Team, turn.Month), turn.Roster, turn.Sender, turn.House.Schemes.Installed(turn.Reads), LastTopics.Of(turn), _botNames, turn.House.Schemes.FileIds);
        if (!turn.Sender.Is(Role.Qa) && !turn.Sender.Is(Role.Hr) && !turn.Sender.Is(Role.Admin)) return own;
        var others = own.Teams.Select(team => turn.SchemeFor(team, turn.Month)).Distinct().Select(SchemeWords.Of).ToList();
        return own with
        {
            Items = [.. own.Items.Concat(others.SelectMany(words => words.Items)).DistinctBy(word => word.Code)],
            Metrics = [.. own.Metrics.Concat(others.SelectMany(words => words.Metrics)).DistinctBy(word => word.Code)],
            Ratings = [.. own.Ratings.Concat(others.SelectMany(words => words.Ratings)).DistinctBy(word => word.Code)],
            Attributes = [.. own.Attributes.Concat(others.SelectMany(words => words.Attributes)).DistinctBy(word => word.Code)],
            Checks = [.. own.Checks.Concat(others.SelectMany(words => words.Checks)).DistinctBy(word => word.Code)],
            Lines = [.. own.Lines.Concat(others.SelectMany(words => words.Lines)).DistinctBy(word => word.Code)],
        };
    }
}

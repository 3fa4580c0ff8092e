using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Publishing;

/// <summary>A word about what is recorded for a period that is published: its sheets stay, and the difference is paid later.</summary>
internal static class Closed
{
    /// <summary>Null where the period of the day is not published.</summary>
    public static string? Note(Turn turn, Person person, DateOnly day)
    {
        var period = turn.House.Scores.PeriodOf(turn.Reads, person.Team, day);
        return !turn.Reads.Publications.Holds(period, person.Team) ? null
            : $"注意：{SheetText.Of(period, turn.Today)}已发布，已发布的结果不变；人事“更正 {SheetText.Of(period, turn.Today)}”后，差额下次结算。";
    }

    /// <summary>The notes for several, each once.</summary>
    public static IEnumerable<string> Notes(Turn turn, IEnumerable<(Person Person, DateOnly Day)> concerned) =>
        concerned.DistinctBy(pair => (pair.Person.Team, pair.Day)).Select(pair => Note(turn, pair.Person, pair.Day)).OfType<string>().Distinct();
}

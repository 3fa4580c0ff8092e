using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Rights;

/// <summary>Who has left is still spoken of: the days that they worked are recorded, corrected, asked about and paid, and nothing beyond them.</summary>
internal static class Departed
{
    /// <summary>Why a command comes too late (or, for who came back, falls into the gap) for somebody it names; null where it does not.</summary>
    public static string? Refuses(Turn turn, Command command) =>
        RightsTable.Concerned(command).Select(turn.Roster.Known).OfType<Person>().Where(person => person.Leavings.Count > 0)
            .Select(person => Refuses(turn, command, person)).FirstOrDefault(refused => refused is not null);

    /// <summary>Why nothing can be recorded of somebody between two days; null where they were employed on one of them.</summary>
    public static string? Away(Turn turn, Person person, DateOnly from, DateOnly until)
    {
        if (person.Leavings.FirstOrDefault(leaving => leaving.Covers(from, until)) is not { } leaving) return null;
        var back = leaving.BackOn is { } day ? $"，{Words.Of(day, turn.Today)}恢复在职" : "";
        return $"{Words.Of(person)} 已离职，最后一天是{Words.Of(leaving.LeftOn, turn.Today)}{back}；之后的日子不计绩效";
    }

    private static string? Refuses(Turn turn, Command command, Person person) => command switch
    {
        Command.MyScore asked => Asked(turn, person, Whom.PeriodOf(turn, person.Team, asked.When)),
        Command.Details asked => Asked(turn, person, Whom.PeriodOf(turn, person.Team, asked.When)),
        Command.Why asked => Asked(turn, person, asked.When is { } when ? Whom.PeriodOf(turn, person.Team, when) : turn.House.Scores.PeriodOf(turn.Reads, person.Team, turn.Today)),
        Command.PayEstimate asked => Asked(turn, person, turn.House.Scores.PeriodOf(turn.Reads, person.Team, asked.Month.Last)),
        Command.HowFar => Asked(turn, person, turn.House.Scores.PeriodOf(turn.Reads, person.Team, turn.Today)),
        Command.Praise praise => Sentence(Away(turn, person, praise.Day, praise.Day)),
        Command.Complain complaint => Sentence(Away(turn, person, complaint.Day, complaint.Day)),
        Command.SetRole or Command.Sample => Sentence(Away(turn, person, turn.Today.AddDays(1), turn.Today.AddDays(1))),
        _ => null,
    };

    /// <summary>A period after the last day has no result, unless it was published with one.</summary>
    private static string? Asked(Turn turn, Person person, Period period)
    {
        if (Away(turn, person, period.First, period.Last) is not { } away) return null;
        if (Rated.Find(turn.Reads, person.Number, period) is { } rated && turn.House.Scores.SheetOf(turn.Reads, rated, period).Published is not null) return null;
        var last = person.Leavings.Last(leaving => leaving.LeftOn < period.First).LeftOn;
        return $"{away}，{SheetText.Of(period, turn.Today)}没有结果。\n可以问在职的月份，例如：分数 {person.Name} {SheetText.Of(Period.Month(last), turn.Today)}";
    }

    private static string? Sentence(string? away) => away is null ? null : away + "。";
}

using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Jobs;

/// <summary>Three working days ahead of a deadline that the scheme sets: publication for hr and leads, the marks for leads. Source: chat.md, Pushes.</summary>
internal sealed class Watchman(House house, Schedule schedule)
{
    private const int WorkingDaysAhead = 3;

    private static readonly TimeOnly _time = new(9, 13);

    // The team stands in the job's name: hr is told once for each.
    public IEnumerable<Errand> Due(Session session)
    {
        var due = house.Clock.At(schedule.Today, _time);
        foreach (var team in session.People.Teams())
        {
            var scheme = house.Schemes.InForce(session, team, Period.Month(schedule.Today));
            var current = house.Scores.PeriodOf(session, team, schedule.Today);
            foreach (var period in new[] { current.Previous, current })
            {
                if (scheme.Publication is { } window && IsAhead(window.After(period).First))
                    yield return new("watch-publication " + team, period.ToString(), "team:" + team, due, reads => Warn(reads, team, period, window.After(period).First, "发布", true));
                if (scheme.AssessmentWindow is { } marks && IsAhead(marks.After(period).Last))
                    yield return new("watch-marks " + team, period.ToString(), "team:" + team, due, reads => Warn(reads, team, period, marks.After(period).Last, "评分截止", false));
            }
        }
    }

    private bool IsAhead(DateOnly deadline) => house.Calendar.IsWorkingDay(schedule.Today)
        && house.Calendar.After(schedule.Today, WorkingDaysAhead) == deadline.AddDays(house.Calendar.IsWorkingDay(deadline) ? 0 : DaysToNext(deadline))
        && schedule.HasCome(schedule.Today, _time);

    private int DaysToNext(DateOnly day) => house.Calendar.After(day, 1).DayNumber - day.DayNumber;

    private List<Push> Warn(Session session, string team, Period period, DateOnly deadline, string what, bool hrToo)
    {
        var scored = house.Scores.SheetOf(session, team, period);
        if (scored.Published is not null) return [];
        var lacking = TeamSheets.Lacking(scored);
        var text = string.Join('\n',
        [
            $"⏰ {team} {SheetText.Of(period, schedule.Today)}：{Words.Of(deadline, schedule.Today)}{what}，还有{WorkingDaysAhead}个工作日。",
            .. lacking.Count > 0 ? lacking : ["数据已录全。"],
        ]);
        return [.. session.People.All()
            .Where(person => person.Active && ((person.Is(Role.Lead) && person.Team == team) || (hrToo && person.Is(Role.Hr))))
            .Select(person => new Push(Recipient.To(person.Number), text, Purpose.Notice))];
    }
}

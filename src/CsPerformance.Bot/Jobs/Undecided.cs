using System.Globalization;
using CsPerformance.Bot.Conversation;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Jobs;

/// <summary>Each working day while pushes of unknown outcome wait: a word to the admins, who learn of them nowhere else unless they ask.</summary>
internal sealed class Undecided(House house, Schedule schedule)
{
    private static readonly TimeOnly _time = new(9, 17);

    public IEnumerable<Errand> Due(Session session)
    {
        if (!house.Calendar.IsWorkingDay(schedule.Today) || !schedule.HasCome(schedule.Today, _time) || session.Envelopes.CountUnknown() == 0) yield break;
        yield return new("undecided-pushes", schedule.Today.ToString("O", CultureInfo.InvariantCulture), "all", house.Clock.At(schedule.Today, _time), Ask);
    }

    private static List<Push> Ask(Session session)
    {
        var text = $"有 {session.Envelopes.CountUnknown()} 条推送发送结果未知，不会自动重发。请回复“待办”，向对方核实后决定。";
        return [.. session.People.All().Where(person => person.Active && person.Is(Role.Admin)).Select(admin => new Push(Recipient.To(admin.Number), text, Purpose.Notice))];
    }
}

using System.Globalization;
using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Jobs;

/// <summary>Each working day while pushes wait for a decision: a word to the admins, who learn of them nowhere else unless they ask.</summary>
internal sealed class Undecided(House house, Schedule schedule)
{
    private const int MostReasons = 3;

    private static readonly TimeOnly _time = new(9, 17);

    /// <summary>Also where nothing waits: done at its time, it is late for nothing that comes up later on the day.</summary>
    public IEnumerable<Errand> Due()
    {
        if (!house.Calendar.IsWorkingDay(schedule.Today) || !schedule.HasCome(schedule.Today, _time)) yield break;
        yield return new("undecided-pushes", schedule.Today.ToString("O", CultureInfo.InvariantCulture), "all", house.Clock.At(schedule.Today, _time), Ask);
    }

    private static List<Push> Ask(Session session)
    {
        var (unknown, refused) = (session.Envelopes.CountUnknown(), session.Envelopes.RefusedPay());
        List<string> lines = [];
        if (unknown > 0) lines.Add($"有 {unknown} 条推送发送结果未知，不会自动重发。请回复“待办”，向对方核实后决定。");
        if (refused.Count > 0) lines.Add($"有 {refused.Count} 条工资推送没有送达，不会自动重发，平台答复：{Reasons(refused)}。请回复“待办”，决定重发还是另行送达。");
        if (lines.Count == 0) return [];
        var text = string.Join('\n', lines);
        return [.. session.People.All().Where(person => person.Active && person.Is(Role.Admin)).Select(admin => new Push(Recipient.To(admin.Number), text, Purpose.Notice))];
    }

    private static string Reasons(IReadOnlyList<Envelope> refused)
    {
        var reasons = refused.GroupBy(UnknownPushes.Reason).OrderByDescending(group => group.Count()).Select(group => $"{group.Key}({group.Count()} 条)").ToList();
        return string.Join('；', reasons.Take(MostReasons)) + (reasons.Count > MostReasons ? "等" : "");
    }
}

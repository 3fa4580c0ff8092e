using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Leave;

/// <summary>What leave would do to the score: the same evaluation with and without it.</summary>
internal static class LeaveEffect
{
    /// <summary>A line for each line of the sheet that would change: 全勤分 600 将失去.</summary>
    public static IReadOnlyList<string> Of(Turn turn, Command.RequestLeave command)
    {
        if (!turn.Sender.Is(Role.Agent)) return [];
        var period = turn.House.Scores.PeriodOf(turn.Reads, turn.Sender.Team, command.From);
        var now = turn.House.Scores.SheetOf(turn.Reads, Rated.Of(turn.Sender), period);
        if (now.Published is not null) return [$"{period} 已公布，这次请假会作为更正另行计算。"];
        var leave = new LeaveFact(LeaveRequests.TypeName(command.Type), command.Days, command.From < period.First ? period.First : command.From);
        var then = ScoreBook.Suppose(now, facts => facts with
        {
            Subjects = [.. facts.Subjects.Select(subject => subject.Id == turn.Sender.Number ? subject with { Leave = [.. subject.Leave, leave] } : subject)],
        });
        var changes = now.Of(turn.Sender.Number).Lines
            .Select(line => Change(line, then.Of(turn.Sender.Number).Line(line.Code))).OfType<string>().ToList();
        return changes.Count == 0 ? ["对绩效没有影响"] : [.. changes.Select(change => "影响：" + change)];
    }

    private static string? Change(SheetLine before, SheetLine? after) => (before.Value, after?.Value) switch
    {
        (LineValue.Number now, LineValue.Number then) when then.Value == 0 && now.Value > 0 => $"{before.Title} {Words.Of(now.Value)} 将失去",
        (LineValue.Number now, LineValue.Number then) when now.Value != then.Value => $"{before.Title} {Words.Of(now.Value)} → {Words.Of(then.Value)}",
        (LineValue.Label now, LineValue.Label then) when now.Text != then.Text => $"{before.Title} {now.Text} → {then.Text}",
        _ => null,
    };
}

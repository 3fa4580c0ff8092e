using CsPerformance.Bot.Conversation.Understanding;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>播报: when the weekly board goes to which group.</summary>
internal static class Broadcasting
{
    public static Effect Set(Turn turn, Command.Broadcast command)
    {
        if (command.Team is { } team && turn.Roster.People.All(person => person.Team != team)) return (_, said) => said.Privately($"没有小组“{team}”。");
        var at = command.Day.Of(command.Time);
        if (turn.House.Clock.IsQuiet(turn.House.Clock.At(turn.Today, command.Time))) return (_, said) => said.Privately($"{at}在免打扰时间(21:00–08:30)内，请换一个时间。");
        var crowded = command.Time.Minute is 0 or 30 ? "\n整点和半点平台拥挤，建议错开几分钟，例如 9:07。" : "";
        return (transaction, said) =>
        {
            transaction.Broadcasts.Set(new(command.Team, command.Day, command.Time));
            said.Privately($"已设置：{command.Team ?? "没有单独设置的所有小组"}的周榜每{at}发到小组群，内容是上一周。{crowded}");
        };
    }

    /// <summary>周一 9:07</summary>
    private static string Of(this DayOfWeek day, TimeOnly time) => $"周{"日一二三四五六"[(int)day]} {time:H:mm}";
}

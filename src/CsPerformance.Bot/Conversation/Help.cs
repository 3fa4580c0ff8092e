using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation;

/// <summary>帮助 and 菜单, from the table of rights: nobody is told of what they may not do.</summary>
internal static class Help
{
    private static readonly Dictionary<Role, string[]> _first = new()
    {
        [Role.Agent] = ["MyScore", "RequestLeave", "Praise"],
        [Role.Lead] = ["RecordItem", "EnterMetrics", "Tasks"],
        [Role.Qa] = ["QaFlag", "Tasks", "Sample"],
        [Role.Hr] = ["Export", "Publish", "Tasks"],
        [Role.Admin] = ["Members", "SchemePutInForce", "Broadcast"],
    };

    public static Effect Show(Turn turn)
    {
        var text = $"{turn.Sender.Name}，您好。可以这样说：\n{string.Join('\n', Examples(turn.Sender).Select(example => "· " + example))}\n回复“菜单”看全部命令。{Undecided(turn)}";
        return (_, said) => said.Openly(text);
    }

    public static Effect Menu(Turn turn)
    {
        var lines = Allowed(turn.Sender).GroupBy(right => right.Title).Select(group => $"{group.Key} —— 例：{group.First().Example}");
        var text = "全部命令：\n" + string.Join('\n', lines);
        return (_, said) => said.Openly(text);
    }

    /// <summary>What cannot be understood gets three examples, never silence.</summary>
    /// <param name="left">What had been asked about, and is not any more.</param>
    public static Effect Hints(Turn turn, IReadOnlyList<string> hints, string? left = null)
    {
        var examples = hints.Count > 0 ? hints : Examples(turn.Sender);
        return (_, said) =>
        {
            var card = said.Task("没看懂，什么也没有记录。可以这样说：", [.. examples.Select(example => "· " + example), .. left is null ? Array.Empty<string>() : [$"刚才问的已放下；还要办的话，请补全后整句重发：{left}"]], new Button("帮助", "帮助"));
            said.Openly(Said.Body(card), card);
        };
    }

    /// <summary>A friendly word for a friendly word; nothing is recorded.</summary>
    public static Effect Courtesy(Turn turn, CourtesyKind kind)
    {
        if (kind == CourtesyKind.Acknowledged && Presses.Reminder(turn) is { } reminder) return reminder;
        var tries = $"可以直接说，例如“{string.Join("”“", Examples(turn.Sender).Take(2))}”；回复“帮助”看更多。";
        var text = kind switch
        {
            CourtesyKind.Greeting => $"{turn.Sender.Name}，您好，我在。{tries}",
            CourtesyKind.Thanks => "不客气，有需要随时说。",
            CourtesyKind.Acknowledged => "好的。有需要随时说，回复“帮助”看我能做什么。",
            CourtesyKind.Farewell => "再见，需要时随时找我。",
            _ => "好的，什么也没有记录。",
        };
        return (_, said) => said.Openly(text);
    }

    /// <summary>What waits for an admin and for nobody else, who hears of it nowhere but among the tasks; a group has no business with it.</summary>
    private static string Undecided(Turn turn) => !turn.InGroup && turn.Sender.Is(Role.Admin) && turn.Reads.Envelopes.CountUnknown() is > 0 and var count
        ? $"\n有 {count} 条推送发送结果未知，回复“待办”处理。" : "";

    private static IReadOnlyList<string> Examples(Person sender)
    {
        var role = sender.Roles.Max();
        return [.. _first[role].Select(action => RightsTable.Of(action).Example)];
    }

    private static IEnumerable<Right> Allowed(Person sender) =>
        RightsTable.All.Where(right => right.Grants.Any(grant => sender.Is(grant.Role)) && (!right.Action.Contains('.', StringComparison.Ordinal) || right.Action.StartsWith("Here.", StringComparison.Ordinal)));
}

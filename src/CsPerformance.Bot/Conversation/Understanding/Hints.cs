using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Three utterances that fit the sender's role, shown where nothing was understood and by 帮助.</summary>
public static class Hints
{
    public static IReadOnlyList<string> For(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (vocabulary.Sender is not { } sender) return ["绑定 10027", "帮助", "菜单"];
        var colleague = vocabulary.Roster.People.FirstOrDefault(person => person.Team == sender.Team && person.Number != sender.Number && person.Is(Role.Agent))
            ?? vocabulary.Roster.People.FirstOrDefault(person => person.Number != sender.Number && person.Is(Role.Agent));
        var name = colleague?.Name ?? "10002";
        var item = vocabulary.Items.FirstOrDefault(word => word.Deduction && word.Chosen is null) ?? (vocabulary.Items.Count > 0 ? vocabulary.Items[0] : null);
        var record = item is null ? "待办" : $"记 @{name} 昨天 {item.Title}";
        if (sender.Is(Role.Admin)) return ["成员", $"角色 @{name} 客服", "方案"];
        if (sender.Is(Role.Hr)) return ["发布 上月", "导出 上月", "待办"];
        if (sender.Is(Role.Qa)) return [$"质检 @{name} 会话5531 未及时回复 扣5分", $"抽检 @{name} 5", "我的分数"];
        if (sender.Is(Role.Lead))
        {
            var metric = vocabulary.Metrics.FirstOrDefault(word => word.Fits(colleague))?.Title;
            return [record, metric is null ? "团队 本月" : $"{metric} @{name} 5200", "待办"];
        }
        return ["我的分数", "请假 明天下午 事假 半天 搬家", $"表扬 @{name} 客户书面表扬 工单88213"];
    }
}

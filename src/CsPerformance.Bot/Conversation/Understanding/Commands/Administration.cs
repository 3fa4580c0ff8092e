using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>The commands of HR and admin. Source: chat.md, Commands.</summary>
public abstract partial record Command
{
    /// <summary>发布</summary>
    public sealed record Publish(Period Month) : Command;

    /// <summary>更正</summary>
    public sealed record Correct(Period Month) : Command;

    /// <summary>播报 周一 9:07</summary>
    public sealed record Broadcast(DayOfWeek Day, TimeOnly Time, string? Team = null) : Command;

    /// <summary>方案 启用</summary>
    public sealed record SchemePutInForce(string Id, Period From, string? Team = null, string? Version = null) : Command;

    /// <summary>方案 试算, over one month or several.</summary>
    public sealed record SchemeTrial(string Id, Period From, Period Until) : Command;

    /// <summary>方案 检查: one scheme, or the one in force.</summary>
    public sealed record SchemeCheck(string? Id = null) : Command;

    /// <summary>成员</summary>
    public sealed record Members(string? Team = null) : Command;

    /// <summary>角色 @小王 组长</summary>
    public sealed record SetRole(string Person, Role Role) : Command;
}

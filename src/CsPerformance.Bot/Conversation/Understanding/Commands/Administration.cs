using System.Globalization;
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

    /// <summary>重发推送 12 13, 重发推送 12-20, 重发全部未知推送: messages of which nobody knows whether they arrived.</summary>
    /// <param name="Numbers">Empty for all of them.</param>
    public sealed record ResendPushes(IReadOnlyList<NumberRange> Numbers) : Command;

    /// <summary>推送 12 已收到, 推送 12 不用发了: the same messages are not sent again.</summary>
    /// <param name="Numbers">As those of <see cref="ResendPushes"/>.</param>
    public sealed record DropPushes(IReadOnlyList<NumberRange> Numbers) : Command;
}

/// <summary>One number, or all from one to another, both included.</summary>
public sealed record NumberRange(long First, long Last)
{
    public static NumberRange One(long number) => new(number, number);

    /// <summary>12, 12-20</summary>
    public override string ToString() => First == Last
        ? string.Create(CultureInfo.InvariantCulture, $"{First}")
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}

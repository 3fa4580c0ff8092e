using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>The commands of leads and QA. Source: chat.md, Commands.</summary>
public abstract partial record Command
{
    /// <summary>记, 扣分, 加分, 记一笔</summary>
    /// <param name="Points">For one occurrence, positive; null where the item fixes them or only counts.</param>
    public sealed record RecordItem(
        IReadOnlyList<string> People, string Item, DateOnly Day, decimal? Points = null, int Count = 1, string Reason = "", string? Reference = null) : Command;

    /// <summary>质检</summary>
    public sealed record QaFlag(IReadOnlyList<string> People, string Item, string Reason, DateOnly Day, decimal? Points = null, string? Reference = null) : Command;

    /// <summary>执行力 @小王 280, or a pasted list. Either list may be empty, not both.</summary>
    public sealed record Rate(Period Month, IReadOnlyList<Figure> Marks, IReadOnlyList<LineFault> Faults) : Command;

    /// <summary>评分 alone: who is still to be rated.</summary>
    public sealed record RatingsOpen(Period Month) : Command;

    /// <summary>接待量 @小王 5200, or a pasted list. Either list may be empty, not both.</summary>
    public sealed record EnterMetrics(Period Month, IReadOnlyList<Figure> Figures, IReadOnlyList<LineFault> Faults) : Command;

    /// <summary>待办</summary>
    public sealed record Tasks : Command;

    /// <summary>同意. Item and points where a complaint or praise is confirmed with them.</summary>
    public sealed record Approve(IReadOnlyList<long> Numbers, string? Item = null, decimal? Points = null, string Reason = "") : Command;

    /// <summary>驳回</summary>
    public sealed record Reject(long Number, string Reason) : Command;

    /// <summary>撤销</summary>
    public sealed record Undo(long Number) : Command;

    /// <summary>冲正</summary>
    public sealed record Reverse(long Number, string Reason) : Command;

    /// <summary>团队</summary>
    public sealed record TeamSheet(Stretch When, string? Team = null) : Command;

    /// <summary>抽检. Without a person it is the own team, without a count the reader of the command decides.</summary>
    public sealed record Sample(string? Person, int? Count) : Command;

    /// <summary>导出</summary>
    public sealed record Export(Period Month) : Command;

    /// <summary>模板</summary>
    public sealed record Template : Command;

    /// <summary>导入: the list or file that waits.</summary>
    public sealed record Import : Command;
}

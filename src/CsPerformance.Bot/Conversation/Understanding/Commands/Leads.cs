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
    /// <param name="Reason">Empty where none was given: it is asked for once it is clear that there is something to refuse.</param>
    public sealed record Reject(long Number, string Reason) : Command;

    /// <summary>撤销</summary>
    public sealed record Undo(long Number) : Command;

    /// <summary>凭证: adds the picture or file that came along to a record; without one it shows those that are there.</summary>
    /// <param name="Number">Null: the record that the sender has just made is offered.</param>
    public sealed record Evidence(long? Number = null) : Command;

    /// <summary>撤销导入: everything that one file or list stored.</summary>
    /// <param name="Message">Inbox id of the message that stored it; null for the latest.</param>
    public sealed record UndoImport(long? Message = null) : Command;

    /// <summary>冲正</summary>
    /// <param name="Reason">As that of <see cref="Reject"/>.</param>
    public sealed record Reverse(long Number, string Reason) : Command;

    /// <summary>团队</summary>
    public sealed record TeamSheet(Stretch When, string? Team = null) : Command;

    /// <summary>抽检. Without a person it is the own team, without a count the reader of the command decides.</summary>
    public sealed record Sample(string? Person, int? Count) : Command;

    /// <summary>导出</summary>
    public sealed record Export(Period Month) : Command;

    /// <summary>模板</summary>
    public sealed record Template : Command;

    /// <summary>导入: the file that comes with it, else the list or file that waits.</summary>
    /// <param name="Month">The month that the file is for; null where none was said.</param>
    public sealed record Import(Period? Month = null) : Command;

    /// <summary>属性 @客户甲 区域 城网: what describes somebody or something from a month on.</summary>
    public sealed record SetAttributes(Period Month, IReadOnlyList<Figure> Facts) : Command;

    /// <summary>达标 @王芳 提名 是: requirements, ticked (1) or not (0).</summary>
    public sealed record TickChecks(Period Month, IReadOnlyList<Figure> Ticks) : Command;

    /// <summary>登记 门店 东门店: something that is rated and is nobody.</summary>
    /// <param name="Kind"><c>shop</c>, <c>centre</c> or <c>customer</c>.</param>
    public sealed record RegisterSubject(string Kind, string Title, string? Code = null, string? Team = null) : Command;

    /// <summary>改名 东门店 西门店, 停用 东门店: the register is put right.</summary>
    /// <param name="Title">The new name; null where it is closed.</param>
    public sealed record ChangeSubject(string Subject, string? Title = null) : Command;

    /// <summary>对象: the register.</summary>
    /// <param name="Kind">Null for every kind.</param>
    public sealed record ShowSubjects(string? Kind = null) : Command;
}

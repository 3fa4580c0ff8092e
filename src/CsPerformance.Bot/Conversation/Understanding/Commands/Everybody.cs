using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>The commands of everybody. Source: chat.md, Commands.</summary>
public abstract partial record Command
{
    /// <summary>我的分数</summary>
    public sealed record MyScore(Stretch When, string? Person = null) : Command;

    /// <summary>明细</summary>
    /// <param name="Deductions">True: deductions only (扣分明细); false: additions only; null: all.</param>
    public sealed record Details(Term? Term, Stretch When, bool? Deductions = null, string? Person = null) : Command;

    /// <summary>为什么: a line, a record, or neither (then what was spoken of last).</summary>
    /// <param name="When">Null where none was said.</param>
    public sealed record Why(Term? Term, long? Record, Stretch? When = null, string? Person = null) : Command;

    /// <summary>工资预估</summary>
    public sealed record PayEstimate(Period Month, string? Person = null) : Command;

    /// <summary>还差多少</summary>
    public sealed record HowFar(string? Person = null) : Command;

    /// <summary>如果</summary>
    public sealed record WhatIf(IReadOnlyList<Change> Changes) : Command;

    /// <summary>排行榜. Without a time it is the current month; 周榜 is the current week.</summary>
    public sealed record Ranking(Stretch When, string? Team) : Command;

    /// <summary>请假</summary>
    /// <param name="Type">English leave code.</param>
    /// <param name="FromNoon">The first day counts from noon.</param>
    /// <param name="UntilNoon">The last day counts until noon.</param>
    /// <param name="Days">Working days, halves as 0.5; never 0.</param>
    public sealed record RequestLeave(string Type, DateOnly From, DateOnly Until, bool FromNoon, bool UntilNoon, decimal Days, string Reason) : Command
    {
        /// <summary>上午 or 下午 for half of one day, as records keep it; else null.</summary>
        public string? Part => From != Until ? null : FromNoon ? "下午" : UntilNoon ? "上午" : null;
    }

    /// <summary>我的请假</summary>
    public sealed record MyLeave : Command;

    /// <summary>销假</summary>
    public sealed record CancelLeave(long Number) : Command;

    /// <summary>表扬. The item is null where the scheme has none for praise.</summary>
    /// <param name="Points">Positive; null where the item fixes them, or an agent left them to the lead.</param>
    public sealed record Praise(IReadOnlyList<string> People, string Text, string? Reference, DateOnly Day, string? Item = null, decimal? Points = null) : Command;

    /// <summary>投诉</summary>
    public sealed record Complain(IReadOnlyList<string> People, string Reason, string? Reference, DateOnly Day) : Command;

    /// <summary>申诉</summary>
    /// <param name="Reason">Empty where none was given: it is asked for once it is clear that there can be an appeal.</param>
    /// <param name="Proposed">As said: negative for 扣2分 or -2, positive for +2; without a sign it is meant in the record's own direction.</param>
    public sealed record Appeal(long Number, string Reason, decimal? Proposed = null) : Command;

    /// <summary>公示期</summary>
    public sealed record NoticePeriod : Command;

    /// <summary>方案, 方案 第6条</summary>
    public sealed record ShowScheme(string? Clause = null) : Command;

    /// <summary>绑定</summary>
    public sealed record Bind(string Number) : Command;

    /// <summary>我的数据</summary>
    public sealed record MyData(MyDataWish Wish, string Text = "") : Command;

    /// <summary>帮助</summary>
    public sealed record Help : Command;

    /// <summary>菜单</summary>
    public sealed record Menu : Command;

    /// <summary>确认: the card that waits.</summary>
    /// <param name="Softly">By a word that people say to anything, as 好的: it is not sure that the card is meant.</param>
    public sealed record Confirm(bool Softly = false) : Command;

    /// <summary>取消: the card that waits.</summary>
    public sealed record Cancel : Command;

    /// <summary>修改: the card that waits.</summary>
    /// <param name="Text">What shall be different; may be empty.</param>
    public sealed record Modify(string Text) : Command;
}

public enum MyDataWish
{
    Show,
    Export,

    /// <summary>A correction is requested, in the words of <c>Text</c>.</summary>
    Correct,
}

/// <summary>One supposition of 如果.</summary>
/// <param name="Value">A difference, or the value itself where <paramref name="Absolute"/>.</param>
/// <remarks>For an item with chosen points the value is points, for other items it is occurrences.</remarks>
public sealed record Change(Term Term, decimal Value, bool Absolute);

namespace CsPerformance.Domain.Records;

/// <summary>What a record is about. Requests and appeals share the number series of the records.</summary>
public enum RecordKind
{
    /// <summary>An occurrence of an item (加分/扣分项): <c>Count</c>, and <c>Points</c> where they are chosen.</summary>
    Item,

    /// <summary>A mark (评分): <c>Value</c> or <c>Label</c>, <c>Assessor</c> where the scheme has several.</summary>
    Rating,

    /// <summary>A figure (指标) of a period: <c>Value</c>; <c>On</c> is the period's last day.</summary>
    Metric,

    /// <summary>A leave request (请假): <c>Code</c> is the English leave type, <c>Value</c> the working days, in halves.</summary>
    Leave,

    /// <summary>A ticked requirement: <c>Value</c> 1 or 0.</summary>
    Check,

    /// <summary>A complaint report without an item until it is confirmed.</summary>
    Complaint,

    /// <summary>An appeal (申诉) against the record <c>About</c>; <c>Points</c> is the proposed value.</summary>
    Appeal,

    /// <summary>A fact about a person from a month on (底薪, 学历 …): <c>Value</c> or <c>Label</c>.</summary>
    Attribute,
}

public enum RecordState
{
    /// <summary>Waits for a decision; does not count.</summary>
    Pending,

    /// <summary>Counts.</summary>
    Active,

    /// <summary>Refused by who had to decide.</summary>
    Rejected,

    /// <summary>Undone, reversed (冲正), taken back or replaced: counts as if never recorded.</summary>
    Reversed,
}

/// <summary>A row as it was recorded. It never changes; what became of it stands in its decisions.</summary>
/// <param name="Subject">工号 of the person concerned, or the code of a subject that is not a person.</param>
/// <param name="Code">Item, metric, rating, check, leave or attribute code; null only for a complaint without an item.</param>
/// <param name="Until">Last day, included; equal to <paramref name="On"/> but for leave.</param>
/// <param name="Points">For one occurrence, positive as people say it; null where the item fixes them.</param>
/// <param name="By">工号 of who recorded it.</param>
/// <param name="Reference">Order, ticket or session number, such as 会话5531.</param>
/// <param name="Pending">True where a decision is needed before it counts.</param>
/// <param name="Part">Half of the day for leave: 上午, 下午, or null.</param>
/// <param name="Attachment">Id of a stored file (evidence).</param>
public sealed record NewRecord(
    RecordKind Kind,
    string Subject,
    string? Code,
    DateOnly On,
    DateOnly Until,
    string By,
    string Channel,
    int Count = 1,
    decimal? Points = null,
    decimal? Value = null,
    string? Label = null,
    string? Assessor = null,
    string Reason = "",
    string? Reference = null,
    long? About = null,
    bool Pending = false,
    string? Part = null,
    string? Attachment = null);

/// <summary>A stored record with what its decisions made of it.</summary>
/// <param name="Number">The number that people say (#1024).</param>
/// <param name="Code">As recorded, or as the confirming decision chose it.</param>
/// <param name="Points">As recorded, or as the confirming decision chose them.</param>
/// <param name="MessageId">Inbox id of the message behind it.</param>
public sealed record Record(
    long Number,
    RecordKind Kind,
    string Subject,
    string? Code,
    DateOnly On,
    DateOnly Until,
    string By,
    string Channel,
    int Count,
    decimal? Points,
    decimal? Value,
    string? Label,
    string? Assessor,
    string Reason,
    string? Reference,
    long? About,
    string? Part,
    string? Attachment,
    DateTimeOffset At,
    long? MessageId,
    RecordState State);

public enum DecisionKind
{
    /// <summary>同意: the record counts from now on.</summary>
    Approve,

    /// <summary>驳回</summary>
    Reject,

    /// <summary>撤销 within the undo window, by who made it.</summary>
    Undo,

    /// <summary>冲正: a reversal with a reason.</summary>
    Reverse,

    /// <summary>A second figure or mark took its place.</summary>
    Replace,

    /// <summary>销假: taken back by who asked for it.</summary>
    Withdraw,

    /// <summary>A stage of a longer way (申诉 to the second judge): the record stays pending.</summary>
    Forward,

    /// <summary>凭证: a picture or file was added; its id stands in the reason. The record stays as it is.</summary>
    Evidence,
}

/// <summary>A decision on a record; append-only like the record itself.</summary>
/// <param name="Code">The item that a confirmed complaint became.</param>
/// <param name="Points">The points chosen with it.</param>
public sealed record Decision(
    long Record,
    DecisionKind Kind,
    string By,
    DateTimeOffset At,
    string Reason = "",
    string? Code = null,
    decimal? Points = null);

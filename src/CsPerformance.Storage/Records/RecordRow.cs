using CsPerformance.Domain.Records;

namespace CsPerformance.Storage;

/// <summary>A record as the query returns it; settable, because Dapper wants the provider's types in a constructor.</summary>
internal sealed class RecordRow
{
    public long Number { get; set; }

    public string Kind { get; set; } = "";

    public string Subject { get; set; } = "";

    public string? Code { get; set; }

    public DateOnly OnDay { get; set; }

    public DateOnly UntilDay { get; set; }

    public string ByPerson { get; set; } = "";

    public string Channel { get; set; } = "";

    public long Count { get; set; }

    public decimal? Points { get; set; }

    public decimal? Value { get; set; }

    public string? Label { get; set; }

    public string? Assessor { get; set; }

    public string Reason { get; set; } = "";

    public string? Reference { get; set; }

    public long? About { get; set; }

    public string? Part { get; set; }

    public string? Attachment { get; set; }

    public DateTimeOffset RecordedAt { get; set; }

    public long? MessageId { get; set; }

    public string State { get; set; } = "";

    public Record ToRecord() => new(
        Number, Words.To<RecordKind>(Kind), Subject, Code, OnDay, UntilDay, ByPerson, Channel, checked((int)Count), Points, Value, Label,
        Assessor, Reason, Reference, About, Part, Attachment, RecordedAt, MessageId, Words.To<RecordState>(State));
}

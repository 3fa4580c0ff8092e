using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>Who is named as having recorded something.</summary>
/// <remarks>Whoever complains of a colleague is known to those who judge it and to nobody else: the person concerned learns who confirmed it.
/// A report that nobody confirmed is not told at all, as its words may give away whose they are.</remarks>
internal static class Recorder
{
    /// <summary>Who answers for a record: who made it, or who confirmed a complaint; null where nobody did yet.</summary>
    public static Decision? Confirmed(Session reads, Record record) =>
        record.Kind == RecordKind.Complaint ? reads.Decisions.Of(record.Number).LastOrDefault(decision => decision.Kind == DecisionKind.Approve) : null;

    /// <summary>工号 of who answers for a record: for a complaint who confirmed it, as long as nobody did who reported it.</summary>
    public static string Answers(Session reads, Record record) => Confirmed(reads, record)?.By ?? record.By;

    /// <summary>工号 that may be read by anybody: for a complaint who confirmed it, null as long as nobody did.</summary>
    public static string? ToReader(Session reads, Record record) => record.Kind == RecordKind.Complaint ? Confirmed(reads, record)?.By : record.By;

    /// <summary>True where the reader may know who complained.</summary>
    public static bool IsKnown(Turn turn, Record record) =>
        record.Kind != RecordKind.Complaint || record.By == turn.Sender.Number
        || (record.Subject != turn.Sender.Number && (turn.Sender.Is(Role.Qa) || turn.Sender.Is(Role.Hr) || (turn.Roster.Known(record.Subject) is { } person && turn.Sender.Leads(person))));

    /// <summary>True for a complaint that nobody confirmed: the person concerned is not told of it.</summary>
    public static bool IsUntold(Record record) => record is { Kind: RecordKind.Complaint, Code: null };

    /// <summary>The name that this reader sees.</summary>
    public static string Name(Turn turn, Record record) => IsKnown(turn, record) ? turn.NameOf(record.By) : Hidden(turn.Reads, record, turn.NameOf);

    /// <summary>What the person concerned sees.</summary>
    public static string ToSubject(Session reads, Record record, Func<string, string> nameOf) =>
        record.Kind == RecordKind.Complaint ? Hidden(reads, record, nameOf) : nameOf(record.By);

    private static string Hidden(Session reads, Record record, Func<string, string> nameOf) =>
        Confirmed(reads, record) is { } decision ? nameOf(decision.By) + "核实" : "反馈人保密";
}

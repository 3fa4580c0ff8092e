using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>What the platform showed of the pushes that tell people of records about them: of each record one, to its subject.</summary>
/// <param name="Once">Records whose subject was told of them once.</param>
/// <param name="Twice">Records whose subject read of them more than once.</param>
/// <param name="Never">Records whose subject was shown nothing and that no admin is told of.</param>
/// <param name="Unknown">Records whose subject was shown nothing, and an admin is told that this may be so.</param>
/// <param name="Astray">Notices to somebody else, or of records that do not exist.</param>
internal sealed partial record Notices(int Once, int Twice, int Never, int Unknown, int Astray)
{
    public bool AreFine => this is { Twice: 0, Never: 0, Astray: 0 };

    public override string ToString() => $"notices: {Once} shown once, twice {Twice}, never {Never}, unknown {Unknown}, astray {Astray}";

    /// <summary>The record that a notice tells of; null for any other text.</summary>
    public static long? RecordIn(string text) => Told().Match(text) is { Success: true } found ? long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    /// <param name="shown">How often the platform showed whom a notice of which record.</param>
    public static Notices Of(Session session, IReadOnlyDictionary<(string To, long Record), int> shown)
    {
        var (once, twice, never, unknown) = (0, 0, 0, 0);
        foreach (var record in session.Records.Query(new RecordFilter()))
        {
            var times = shown.GetValueOrDefault((record.Subject, record.Number));
            if (times == 1) once++;
            else if (times > 1) twice++;
            else if (IsUnknown(session, record)) unknown++;
            else never++;
        }
        return new Notices(once, twice, never, unknown, shown.Count - once - twice);
    }

    private static bool IsUnknown(Session session, Record record) => record.MessageId is { } message && session.Outbox.CausedBy(message).Any(item =>
        item.State == OutboxState.Unknown && RecordIn(item.Message.Text) == record.Number);

    [GeneratedRegex("^您有一条.+? #([0-9]+)")]
    private static partial Regex Told();
}

using System.Diagnostics;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>What the store has of the messages that were acknowledged, read when no bot runs any more, and what the platform showed of their replies and of the records.</summary>
/// <param name="Lost">Acknowledged, but without a record or without a reply.</param>
/// <param name="Doubled">More than one record or reply, or more notices than records.</param>
/// <param name="Unsent">Messages of the bot that were neither sent nor are listed as unknown.</param>
/// <param name="Unknown">Messages of the bot for an admin to decide on.</param>
/// <param name="Stray">Records that no acknowledged message caused.</param>
/// <param name="Twice">Replies that somebody read more than once.</param>
/// <param name="Never">Replies that nobody was shown and that no admin is told of.</param>
/// <param name="Notices">Of all records, those too that no acknowledged message caused.</param>
/// <param name="Bad">What <c>verify</c> names, or null.</param>
internal sealed record Evidence(int Lost, int Doubled, int Unsent, int Unknown, int Stray, int Twice, int Never, Notices Notices, string? Bad)
{
    private static readonly TimeSpan _soon = TimeSpan.FromMinutes(10);

    public bool IsFine => this is { Lost: 0, Doubled: 0, Unsent: 0, Stray: 0, Twice: 0, Never: 0, Notices.AreFine: true, Bad: null };

    public override string ToString() =>
        $"lost {Lost}, doubled {Doubled}, unsent {Unsent}, unknown {Unknown}, stray {Stray}, delivered twice {Twice}, never delivered {Never}, {Notices}, verify {Bad ?? "ok"}";

    /// <param name="acknowledged">Keys of messages, and how often the platform showed the reply to each.</param>
    public static async Task<Evidence> OfAsync(Ground ground, Platform platform, IEnumerable<(string Key, int Shown)> acknowledged)
    {
        await using var store = await ground.OpenStoreAsync();
        var bad = (await store.VerifyAsync()).Bad?.ToString();
        return await store.ReadAsync(session =>
        {
            var (lost, doubled, unsent, unknown, records, twice, never) = (0, 0, 0, 0, 0, 0, 0);
            foreach (var (key, shown) in acknowledged)
            {
                var inbox = session.Inbox.Find(Platform.Channel, key);
                var recorded = inbox is null ? 0 : session.Records.CausedBy(inbox.Id).Count;
                IReadOnlyList<OutboxItem> caused = inbox is null ? [] : session.Outbox.CausedBy(inbox.Id);
                var replies = caused.Count(item => item.Purpose == Purpose.Reply);
                records += recorded;
                if (recorded == 0 || replies == 0) lost++;
                if (recorded > 1 || replies > 1 || caused.Count(item => item.Purpose == Purpose.Notice) > recorded) doubled++;
                if (shown > 1) twice++;
                // Whether a reply arrived whose sender died is for the admin to find out.
                if (shown == 0 && !caused.Any(item => item is { Purpose: Purpose.Reply, State: OutboxState.Unknown })) never++;
                unknown += caused.Count(item => item.State == OutboxState.Unknown);
                unsent += caused.Count(item => item.State is not (OutboxState.Sent or OutboxState.Unknown));
            }
            return new Evidence(lost, doubled, unsent, unknown, session.Records.Query(new RecordFilter()).Count - records, twice, never, Notices.Of(session, platform.Notices), bad);
        });
    }

    /// <summary>Waits, four minutes at most, until nothing is unfinished; leases of killed instances have to end first.</summary>
    public static async Task<bool> QuietAsync(Ground ground)
    {
        await using var store = await ground.OpenStoreAsync();
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(4); await Task.Delay(200))
        {
            if (await store.ReadAsync(IsQuiet)) return true;
        }
        return false;
    }

    /// <summary>Nothing waits for an answer or to be sent, now or in another try soon.</summary>
    public static bool IsQuiet(Session session) => session.Inbox.Unfinished().Count == 0 && session.Outbox.Due().Count == 0
        && (session.Outbox.NextDue() is not { } next || next > session.Now + _soon);
}

using System.Diagnostics;
using CsPerformance.Channels.Simulator;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>What the store has of the messages that were acknowledged, read when no bot runs any more.</summary>
/// <param name="Lost">Acknowledged, but without a record or without a reply.</param>
/// <param name="Doubled">More than one record or reply.</param>
/// <param name="Unsent">Messages of the bot that were neither sent nor are listed as unknown.</param>
/// <param name="Unknown">Messages of the bot for an admin to decide on.</param>
/// <param name="Stray">Records that no acknowledged message caused.</param>
/// <param name="Bad">What <c>verify</c> names, or null.</param>
internal sealed record Evidence(int Lost, int Doubled, int Unsent, int Unknown, int Stray, string? Bad)
{
    public bool IsFine => this is { Lost: 0, Doubled: 0, Unsent: 0, Stray: 0, Bad: null };

    public override string ToString() => $"lost {Lost}, doubled {Doubled}, unsent {Unsent}, unknown {Unknown}, stray {Stray}, verify {Bad ?? "ok"}";

    public static async Task<Evidence> OfAsync(Ground ground, IEnumerable<string> keys)
    {
        await using var store = await ground.OpenStoreAsync();
        var bad = (await store.VerifyAsync()).Bad?.ToString();
        return await store.ReadAsync(session =>
        {
            var (lost, doubled, unsent, unknown, records) = (0, 0, 0, 0, 0);
            foreach (var key in keys)
            {
                var inbox = session.Inbox.Find(SimulatorChannel.ChannelName, key);
                var recorded = inbox is null ? 0 : session.Records.CausedBy(inbox.Id).Count;
                IReadOnlyList<OutboxItem> caused = inbox is null ? [] : session.Outbox.CausedBy(inbox.Id);
                var replies = caused.Count(item => item.Purpose == Purpose.Reply);
                records += recorded;
                if (recorded == 0 || replies == 0) lost++;
                if (recorded > 1 || replies > 1) doubled++;
                unknown += caused.Count(item => item.State == OutboxState.Unknown);
                unsent += caused.Count(item => item.State is not (OutboxState.Sent or OutboxState.Unknown));
            }
            return new Evidence(lost, doubled, unsent, unknown, session.Records.Query(new RecordFilter()).Count - records, bad);
        });
    }

    /// <summary>Waits, four minutes at most, until nothing is unfinished; leases of killed instances have to end first.</summary>
    public static async Task<bool> QuietAsync(Ground ground)
    {
        await using var store = await ground.OpenStoreAsync();
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(4); await Task.Delay(200))
        {
            if (await store.ReadAsync(session => session.Inbox.Unfinished().Count == 0 && session.Outbox.Due().Count == 0)) return true;
        }
        return false;
    }
}

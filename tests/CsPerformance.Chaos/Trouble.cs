namespace CsPerformance.Chaos;

/// <summary>Something that happens to the database for a while.</summary>
/// <param name="Name">What to call it in the result.</param>
/// <param name="Begin">Makes it so.</param>
/// <param name="End">Makes it good again; the bot gets on by itself from here.</param>
/// <param name="Lasts">How long the bot has to live with it.</param>
internal sealed record Trouble(string Name, Func<Task> Begin, Func<Task> End, TimeSpan Lasts)
{
    // While all clients wait for replies nobody says anything; longer than they do that.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>How much longer it may last until a call has failed of it: a disk that is full is noticed by who writes next.</summary>
    public TimeSpan Unnoticed { get; private init; }

    /// <summary>All its processes end at once, as in a power cut.</summary>
    public static Trouble Stop(OwnPostgres server, TimeSpan lasts) => new("immediate stops", server.StopAtOnceAsync, server.StartAgainAsync, lasts) { Unnoticed = _patience };

    /// <summary>Connections break and new ones are refused.</summary>
    public static Trouble Away(Proxy proxy, TimeSpan lasts) => new("times away", () => Done(() => proxy.Away = true), () => Done(() => proxy.Away = false), lasts) { Unnoticed = _patience };

    /// <summary>Connections break in the middle of what they do.</summary>
    public static Trouble Cut(CutWorks works, TimeSpan lasts) => new("times cut", () => Done(works.Begin), works.EndAsync, lasts);

    /// <summary>Every answer of the database comes late.</summary>
    public static Trouble Slow(Proxy proxy, TimeSpan delay, TimeSpan lasts) =>
        new("times slow", () => Done(() => proxy.Delay = delay), () => Done(() => proxy.Delay = TimeSpan.Zero), lasts);

    /// <summary>The disk under the data takes a few pages more, and then nothing.</summary>
    public static Trouble Full(SmallDisk disk, TimeSpan lasts) => new("times full", () => Done(() => disk.Fill(free: 64 * 1024)), () => Done(disk.Empty), lasts) { Unnoticed = TimeSpan.FromMinutes(1) };

    private static Task Done(Action change)
    {
        change();
        return Task.CompletedTask;
    }
}

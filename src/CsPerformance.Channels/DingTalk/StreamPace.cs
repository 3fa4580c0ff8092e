namespace CsPerformance.Channels.DingTalk;

/// <summary>How patient a Stream connection is.</summary>
public sealed record StreamPace
{
    /// <summary>Before the second try to connect; doubles with every further one.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Without a single frame for so long (the gateway pings) a connection counts as half open: a new one is made, then this one is dropped.
    /// Links that still answer pings of the WebSocket but carry nothing are a known fault of the platform.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Between pings of the WebSocket itself; one that is not answered in half of it ends the connection.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection that is let go may finish its acknowledgements for so long; the gateway closes after 10 s.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(10);
}

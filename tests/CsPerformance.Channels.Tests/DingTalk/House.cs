using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.DingTalk;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.Tests.DingTalk;

/// <summary>One instance of the bot as far as DingTalk sees it: the real channel, and a store that keeps each key once.</summary>
internal sealed class House : IDisposable
{
    public static readonly StreamPace Quick = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(20),
        LongestWait = TimeSpan.FromMilliseconds(200),
        Farewell = TimeSpan.FromSeconds(2),
    };

    public House(FakeDingTalk fake, DingTalkOptions? options = null, SharedState? shared = null, Accept? accept = null, TakeNote? takeNote = null,
        StreamPace? pace = null, TimeProvider? clock = null, IReadOnlyList<DingTalkWebhook>? webhooks = null)
    {
        Clock = clock ?? TimeProvider.System;
        Shared = shared ?? SharedState.InProcess(Clock);
        Options = options ?? OptionsFor(fake);
        Api = new DingTalkApi(Options, Shared, Clock, Log.For<DingTalkApi>());
        Channel = new DingTalkChannel(Options, webhooks ?? [], Api, Shared, Clock, Log.For<DingTalkChannel>());
        Inbox = new DingTalkInbox(accept ?? StoreAsync, Channel, takeNote, Clock, Log.For<DingTalkInbox>());
        Stream = new DingTalkStream(Options, Inbox, pace ?? Quick, Clock, Log.For<DingTalkStream>());
        Callback = new DingTalkCallback(Options, Inbox, Shared, Clock, Log.For<DingTalkCallback>());
    }

    public TimeProvider Clock { get; }

    public SharedState Shared { get; }

    public DingTalkOptions Options { get; }

    public DingTalkApi Api { get; }

    public DingTalkChannel Channel { get; }

    public DingTalkInbox Inbox { get; }

    public DingTalkStream Stream { get; }

    public DingTalkCallback Callback { get; }

    public Pages Log { get; } = new();

    /// <summary>What was stored, by key.</summary>
    public ConcurrentDictionary<string, IncomingMessage> Stored { get; } = new();

    public static DingTalkOptions OptionsFor(FakeDingTalk fake) => new()
    {
        ClientId = fake.Company.ClientId,
        ClientSecret = fake.Company.ClientSecret,
        RobotCode = fake.Company.ClientId,
        ApiBaseUrl = fake.Url,
        OapiBaseUrl = fake.Url,
        EventToken = "dtToken2026",
        EventAesKey = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq",
    };

    public Task<Acceptance> StoreAsync(IncomingMessage message, CancellationToken cancellation) =>
        Task.FromResult(Stored.TryAdd(message.Key, message) ? Acceptance.Stored : Acceptance.Duplicate);

    /// <summary>What the house was given for one pushed message.</summary>
    public async Task<IncomingMessage> ReceiveAsync(JsonObject message)
    {
        Assert.True(await Inbox.ReceiveAsync(JsonSerializer.SerializeToElement(message), CancellationToken.None));
        return Stored[(string)message["msgId"]!];
    }

    public void Dispose()
    {
        Channel.Dispose();
        Api.Dispose();
    }

    /// <summary>Waits for something that happens soon; fails after a long while.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        for (var i = 0; i < 6000; i++)
        {
            if (isSo())
                return;
            await Task.Delay(20);
        }

        Assert.Fail("never came: " + what);
    }
}

/// <summary>Everything that was logged, exceptions included.</summary>
internal sealed class Pages
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger<T> For<T>() => new Page<T>(Lines);

    private sealed class Page<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
    }
}

/// <summary>A clock that stands until it is moved; timers run by the real one.</summary>
internal sealed class Standing(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>One fake platform for all tests of a class that leave nothing in it.</summary>
public sealed class SharedFake : IAsyncLifetime
{
    internal FakeDingTalk Platform { get; private set; } = null!;

    public async Task InitializeAsync() => Platform = await FakeDingTalk.StartAsync();

    public async Task DisposeAsync() => await Platform.DisposeAsync();
}

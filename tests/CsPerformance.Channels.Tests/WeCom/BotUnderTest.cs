using System.Collections.Concurrent;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.WeCom;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Channels.Tests.WeCom;

/// <summary>The callback address of the bot on a real server, with an inbox in memory and every log line kept.</summary>
internal sealed class BotUnderTest : IAsyncDisposable
{
    private readonly WebApplication? _web;
    private int _accepts;

    private BotUnderTest(WebApplication? web) => _web = web;

    public ConcurrentQueue<IncomingMessage> Inbox { get; } = new();

    /// <summary>How often the channel asked to store something.</summary>
    public int Accepts => _accepts;

    public Func<IncomingMessage, Task<Acceptance>>? OnAccept { get; set; }

    public KeptLog Log { get; } = new();

    public string Address { get; private set; } = "";

    public string Callback => Address + WeComCallback.Path;

    /// <summary>The inbox alone, for the robot.</summary>
    public static BotUnderTest WithoutServer() => new(null);

    public static async Task<BotUnderTest> StartAsync(WeComOptions options, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // The server's own limit is off: the channel has to hold its own.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var web = builder.Build();
        var bot = new BotUnderTest(web);
        new WeComCallback(options, bot.AcceptAsync, clock ?? TimeProvider.System, bot.Log.For<WeComCallback>()).MapTo(web);
        await web.StartAsync();
        bot.Address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return bot;
    }

    public async Task<Acceptance> AcceptAsync(IncomingMessage message, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _accepts);
        if (OnAccept is not null && await OnAccept(message) is var decided && decided != Acceptance.Stored)
            return decided;
        lock (Inbox)
        {
            if (Inbox.Any(known => known.Key == message.Key))
                return Acceptance.Duplicate;
            Inbox.Enqueue(message);
            return Acceptance.Stored;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_web is null)
            return;
        await _web.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
    }
}

/// <summary>All that was logged, with exceptions, as one text.</summary>
internal sealed class KeptLog
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public string All => string.Join('\n', Lines);

    public ILogger<T> For<T>() => new Logger<T>(this);

    private sealed class Logger<T>(KeptLog log) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
    }
}

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class StillClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public static StillClock AtNoon => new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.FromHours(8)));

    public override DateTimeOffset GetUtcNow() => _now.ToUniversalTime();

    public void Pass(TimeSpan time) => _now += time;
}

internal static class Some
{
    public static WeComOptions App(FakeWeComSettings settings, string api = "http://127.0.0.1:1") => new()
    {
        CorpId = settings.CorpId,
        AgentId = settings.AgentId.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Secret = settings.Secret,
        Token = settings.Token,
        EncodingAESKey = settings.EncodingAesKey,
        ApiBaseUrl = api,
    };

    public static Delivery To(string account, string key = "k1") => new(account, null, null, key);

    public static Card ApprovalCard(string id = "card-2031") => new(
        id, "请假审批 #2031", ["申请人：王芳", "日期：11月24日", "类别：事假"], [new Button("同意 2031", "同意"), new Button("驳回 2031", "驳回")]);

    /// <summary>Waits for what another task brings about; the test fails by its own assertion when it never comes.</summary>
    public static async Task UntilAsync(Func<bool> happened)
    {
        for (var i = 0; i < 6000 && !happened(); i++)
            await Task.Delay(20);
        Assert.True(happened());
    }
}

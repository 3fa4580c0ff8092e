using System.Globalization;
using CsPerformance.Bot.Delivery;
using CsPerformance.Bot.Platforms;
using CsPerformance.Channels.Protocol;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.FakePlatforms.WeCom;
using CsPerformance.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace CsPerformance.Bot.Tests.Platforms;

/// <summary>A push to everybody at once over a platform that is often busy, breaks off and answers nothing. CSP_TEST_RECIPIENTS sets how many; 10,000 is the long form.</summary>
public sealed class Flooding_WeChat_Work(ITestOutputHelper said) : IAsyncLifetime
{
    private static readonly int _people = int.TryParse(Environment.GetEnvironmentVariable("CSP_TEST_RECIPIENTS"), CultureInfo.InvariantCulture, out var number) ? number : 300;

    private readonly string _folder = Directory.CreateTempSubdirectory("csp-flood-").FullName;
    private readonly FastClock _clock = new(60);
    private FakeWeCom _fake = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeWeCom.StartAsync(new FakeWeComSettings { Clock = _clock });
        foreach (var number in Numbers) _fake.Api.Directory.Add(new FakeMember(number, "某" + number));
    }

    public async Task DisposeAsync()
    {
        await _fake.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<string> Numbers => Enumerable.Range(0, _people).Select(i => string.Create(CultureInfo.InvariantCulture, $"{20000 + i}"));

    [Fact]
    public async Task Everybody_gets_it_once_below_the_rate_through_faults_and_a_restart()
    {
        await FillAsync();
        Fail(_people / 5);
        var half = await PumpAsync(stopAt: _people / 2);
        Assert.InRange(half, 1, _people - 1);
        // Started again: what was sent is known, what was not goes on, and the spent rates are not forgotten.
        await PumpAsync(stopAt: _people);

        var arrived = _fake.Api.Mail.Delivered.Select(delivery => delivery.To).ToList();
        Assert.Equal(Numbers.Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
        Assert.Empty(_fake.Api.Mail.Dropped);
        var times = _fake.Api.Mail.Delivered.Select(delivery => delivery.At).Order().ToList();
        // Published for one interface: 10,000 a minute, 2,000 in an older text.
        var most = times.Select((at, i) => times.Skip(i).TakeWhile(later => later - at < TimeSpan.FromMinutes(1)).Count()).Max();
        Assert.InRange(most, 1, 2000);
        said.WriteLine($"{_people} people, {_fake.Api.Calls.Count(call => call == "message/send")} calls, at most {most} in a minute, {(times[^1] - times[0]).TotalMinutes:0.0} minutes of the platform's time");
    }

    private async Task FillAsync()
    {
        await using var store = await OpenAsync();
        await store.WriteAsync(transaction =>
        {
            foreach (var number in Numbers)
            {
                transaction.People.Save(new Person(number, "某" + number, [], "客服一组", new HashSet<Role> { Role.Agent }, "basic", "初级"), Period.Month(2026, 1));
                transaction.Identities.Bind("wecom", number, number, "test");
                transaction.Outbox.Add(new NewOutgoing(Recipient.To(number), new OutgoingMessage($"{number} 个人周报"), Purpose.Board, "weekly:" + number));
            }
        });
    }

    /// <summary>Too often, busy, a gateway's errors, lines that break before and after the message was taken.</summary>
    private void Fail(int times)
    {
        FakeFault[] faults =
        [
            new FakeFault.Code(45009, "api freq out of limit"), new FakeFault.Status(503), new FakeFault.Code(-1, "system busy"), new FakeFault.TakenThenCut(),
            new FakeFault.Status(502), new FakeFault.Cut(), new FakeFault.Code(42001, "access_token expired"),
        ];
        var random = new Random(1);
        for (var i = 0; i < times; i++) _fake.Api.Faults.Next("message/send", faults[random.Next(faults.Length)]);
    }

    private Task<Store> OpenAsync() => Store.OpenAsync(new StoreOptions(StoreProvider.Sqlite, $"Data Source={Path.Combine(_folder, "bot.db")}"), _clock);

    /// <summary>One life of the bot's sender.</summary>
    /// <returns>How many had arrived when it ended.</returns>
    private async Task<int> PumpAsync(int stopAt)
    {
        await using var store = await OpenAsync();
        var settings = _fake.Settings;
        var options = new WeComOptions
        {
            CorpId = settings.CorpId,
            AgentId = settings.AgentId.ToString(CultureInfo.InvariantCulture),
            Secret = settings.Secret,
            Token = settings.Token,
            EncodingAESKey = settings.EncodingAesKey,
            ApiBaseUrl = _fake.Address,
        };
        var shared = StoredState.Of(store, _clock);
        using var http = PlatformHttp.NewClient();
        using var api = new WeComApi(options, http, shared, _clock);
        var routes = new Routes([new WeComChannel(api, shared, _clock)], new Dictionary<string, string>());
        var pump = new OutboxPump(store, routes, new Progress(), InstanceName.New(), NullLogger<OutboxPump>.Instance);
        for (var idle = 0; _fake.Api.Mail.Delivered.Count < stopAt || await store.ReadAsync(session => session.Outbox.NextDue()) is not null && stopAt == _people;)
        {
            await pump.RecoverAsync(CancellationToken.None);
            idle = await pump.RunOnceAsync(CancellationToken.None) > 0 ? 0 : idle + 1;
            Assert.InRange(idle, 0, 2000);
            if (idle > 0) await Task.Delay(50);
        }
        return _fake.Api.Mail.Delivered.Count;
    }

    /// <summary>Time that passes faster than it does.</summary>
    private sealed class FastClock(int times) : TimeProvider
    {
        private readonly long _began = System.GetTimestamp();
        private readonly DateTimeOffset _start = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _start + (System.GetElapsedTime(_began) * times);

        public override long GetTimestamp() => System.GetTimestamp() * times;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

        private TimeSpan Shorter(TimeSpan time) => time > TimeSpan.Zero ? time / times : time;
    }
}

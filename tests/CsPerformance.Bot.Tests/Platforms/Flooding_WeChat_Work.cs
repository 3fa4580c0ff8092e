using System.Diagnostics;
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

/// <summary>
/// A push to everybody at once over a platform that is often busy, breaks off and answers nothing. CSP_TEST_RECIPIENTS sets how many; 10,000 is
/// the long form, which takes about ten minutes: there the platform's minute is a minute and its limit the published one.
/// </summary>
public sealed class Flooding_WeChat_Work(ITestOutputHelper said) : IAsyncLifetime
{
    private const string Team = "客服一组", Admin = "90001";
    private const int ToBusy = 40, ToGroup = 30;

    private static readonly int _people = int.TryParse(Environment.GetEnvironmentVariable("CSP_TEST_RECIPIENTS"), CultureInfo.InvariantCulture, out var number) ? number : 300;

    // The short form keeps to a smaller limit in a faster time, so that the limit is reached all the same.
    private static readonly (int Limit, int Times) _form = _people >= 5000 ? (2000, 1) : (300, 20);

    private readonly string _folder = Directory.CreateTempSubdirectory("csp-flood-").FullName;
    private readonly FastClock _clock = new(_form.Times);
    private FakeWeCom _fake = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeWeCom.StartAsync(new FakeWeComSettings { Clock = _clock, SendsPerMinute = _form.Limit });
        _fake.Api.Directory.Add(new FakeMember(Admin, "何军"));
        foreach (var number in Numbers.Where(number => !IsHidden(number))) _fake.Api.Directory.Add(new FakeMember(number, "某" + number, Licensed: !IsUnlicensed(number)));
    }

    public async Task DisposeAsync()
    {
        await _fake.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static IReadOnlyList<string> Numbers { get; } = [.. Enumerable.Range(0, _people).Select(i => string.Create(CultureInfo.InvariantCulture, $"{20000 + i}"))];

    private static IReadOnlyList<string> Busy { get; } = [.. Numbers.Take(3)];

    [Fact]
    public async Task Everybody_gets_it_once_below_every_rate_through_faults_and_a_restart()
    {
        var started = Stopwatch.GetTimestamp();
        await FillAsync();
        Fail(_people / 5);
        int lost;
        await using (var first = await Life.StartAsync(this))
        {
            await first.PumpAsync(() => _fake.Api.Mail.Delivered.Count >= _people / 2);
            lost = await first.DieAsync();
        }
        Assert.InRange(_fake.Api.Mail.Delivered.Count, 1, _people - 1);
        // Started again: what was sent is known, what was not goes on, and the spent rates are not forgotten.
        await using var second = await Life.StartAsync(this);
        await second.PumpAsync(() => second.IsDone);

        var delivered = _fake.Api.Mail.Delivered.ToList();
        var reached = Numbers.Where(number => !IsHidden(number) && !IsUnlicensed(number)).ToList();
        Assert.Equal(reached.Order(StringComparer.Ordinal), delivered.Where(one => one.Text!.EndsWith("个人周报", StringComparison.Ordinal)).Select(one => one.To).Order(StringComparer.Ordinal));
        Assert.Equal(Busy.Count * ToBusy, delivered.Where(one => one.Text!.Contains("提醒", StringComparison.Ordinal)).Select(one => (one.To, one.Text)).Distinct().Count());
        // A group robot drops no second copy, so nobody sends again what died with its sender: an admin decides.
        Assert.Equal(ToGroup - lost, delivered.Where(one => one.To == "webhook").Select(one => one.Text).Distinct().Count());
        Assert.Equal(reached.Count + (Busy.Count * ToBusy) + ToGroup - lost, delivered.Count(one => one.To != Admin));
        Assert.Equal((_people - reached.Count, lost), await second.UnsentAsync());
        // Each cause is told, but the admin is not buried.
        Assert.InRange(delivered.Count(one => one.To == Admin), Math.Min(2, _people - reached.Count), 11);
        Assert.Empty(_fake.Api.Mail.Dropped);
        Assert.Equal((0, 0, 0), (_fake.Api.SendRate.Refused, _fake.Api.Mail.MemberRate.Refused, _fake.Api.Mail.WebhookRate.Refused));
        said.WriteLine($"{_people} people, {_fake.Api.Calls.Count(call => call == "message/send")} calls; busiest minute: app {_fake.Api.SendRate.Busiest} of {_form.Limit}, a member {_fake.Api.Mail.MemberRate.Busiest} of 30, "
            + $"the group robot {_fake.Api.Mail.WebhookRate.Busiest} of 20; {(delivered[^1].At - delivered[0].At).TotalMinutes:0.0} minutes of the platform's time, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    private static bool IsUnlicensed(string number) => number.EndsWith("50", StringComparison.Ordinal);

    private static bool IsHidden(string number) => number.EndsWith("99", StringComparison.Ordinal);

    private async Task FillAsync()
    {
        await using var store = await OpenAsync();
        await store.WriteAsync(transaction =>
        {
            transaction.People.Save(new Person(Admin, "何军", [], null, new HashSet<Role> { Role.Admin }, null, null), Period.Month(2026, 1));
            transaction.Identities.Bind("wecom", Admin, Admin, "test");
            foreach (var number in Numbers)
            {
                transaction.People.Save(new Person(number, "某" + number, [], Team, new HashSet<Role> { Role.Agent }, "basic", "初级"), Period.Month(2026, 1));
                transaction.Identities.Bind("wecom", number, number, "test");
                Push(Recipient.To(number), $"{number} 个人周报");
            }
            foreach (var busy in Busy) for (var i = 0; i < ToBusy; i++) Push(Recipient.To(busy), $"提醒 {i}");
            for (var i = 0; i < ToGroup; i++) Push(Recipient.ToGroup(Team), $"周榜 {i}");

            void Push(Recipient to, string text) => transaction.Outbox.Add(new NewOutgoing(to, new OutgoingMessage(text), Purpose.Board, $"{to} {text}"));
        });
    }

    /// <summary>Too often, busy, a gateway's errors, lines that break before and after the message was taken, silence.</summary>
    private void Fail(int times)
    {
        FakeFault[] faults =
        [
            new FakeFault.Code(45009, "api freq out of limit"), new FakeFault.Status(503), new FakeFault.Code(-1, "system busy"), new FakeFault.TakenThenCut(),
            new FakeFault.Status(502), new FakeFault.Cut(), new FakeFault.Code(42001, "access_token expired"),
        ];
        var random = new Random(1);
        for (var i = 0; i < times; i++)
        {
            // A silence lasts ten real seconds; a few are enough.
            var silence = i % (times / 3) == 1 ? new FakeFault.Silent(Taken: i % 2 == 0) : null;
            _fake.Api.Faults.Next("message/send", silence ?? faults[random.Next(faults.Length)]);
        }
        foreach (var fault in faults[..3]) _fake.Api.Faults.Next("webhook/send", fault);
    }

    private Task<Store> OpenAsync() => Store.OpenAsync(new StoreOptions(StoreProvider.Sqlite, $"Data Source={Path.Combine(_folder, "bot.db")}"), _clock);

    /// <summary>One life of the bot's sender.</summary>
    private sealed class Life : IAsyncDisposable
    {
        private const int Workers = 3;

        private readonly Store _store;
        private readonly HttpClient _http = PlatformHttp.NewClient();
        private readonly WeComApi _api;
        private readonly Routes _routes;
        private readonly OutboxPump _pump;
        private bool _done;

        private Life(Store store, FakeWeComSettings settings, string address, TimeProvider clock)
        {
            _store = store;
            var options = new WeComOptions
            {
                CorpId = settings.CorpId,
                AgentId = settings.AgentId.ToString(CultureInfo.InvariantCulture),
                Secret = settings.Secret,
                Token = settings.Token,
                EncodingAESKey = settings.EncodingAesKey,
                ApiBaseUrl = address,
                CallsPerMinute = settings.SendsPerMinute,
            };
            var shared = StoredState.Of(store, clock);
            _api = new WeComApi(options, _http, shared, clock);
            var webhooks = new WeComWebhooks([new WeComWebhookOptions { Team = Team, Key = settings.WebhookKey }], options, _http, shared, clock);
            _routes = new Routes([new WeComChannel(_api, shared, clock), new WebhookChannel(webhooks)], new Dictionary<string, string> { [Team] = WebhookChannel.ChannelName });
            _pump = new OutboxPump(store, _routes, new Progress(), InstanceName.New(), NullLogger<OutboxPump>.Instance);
        }

        public bool IsDone => _done;

        public static async Task<Life> StartAsync(Flooding_WeChat_Work flood) => new(await flood.OpenAsync(), flood._fake.Settings, flood._fake.Address, flood._clock);

        public async Task PumpAsync(Func<bool> enough)
        {
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
            {
                while (!enough())
                {
                    if (await _pump.RunOnceAsync(CancellationToken.None) > 0) continue;
                    await _pump.RecoverAsync(CancellationToken.None);
                    _done = await _store.ReadAsync(session => session.Outbox.NextDue() is null && session.Outbox.Due().Count == 0);
                    await Task.Delay(20);
                }
            }));
        }

        /// <summary>Ends as a killed process does: of what it had taken, some had reached the platform, and nothing was noted.</summary>
        /// <returns>How many messages to the group it held; none of them had been sent.</returns>
        public async Task<int> DieAsync()
        {
            var held = await _store.WriteAsync(transaction => transaction.Outbox.Claim(20, "dead", TimeSpan.FromSeconds(1)).Select(item => (item.To, item.Message, Route: _routes.Of(transaction, item)!)).ToList());
            foreach (var (_, message, route) in held.Where(one => one.To.Person is not null).Take(10)) await route.Channel.SendAsync(route.Target, message, CancellationToken.None);
            return held.Count(one => one.To.Person is null);
        }

        public Task<(int Refused, int Unknown)> UnsentAsync() => _store.ReadAsync(session => (Refused(session), session.Envelopes.Unknown().Count));

        public async ValueTask DisposeAsync()
        {
            _api.Dispose();
            _http.Dispose();
            await _store.DisposeAsync();
        }

        private static int Refused(Session session)
        {
            var refused = 0;
            for (var id = 1L; session.Outbox.Find(id) is { } item; id++) if (item.State == OutboxState.Refused) refused++;
            return refused;
        }
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

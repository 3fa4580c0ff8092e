using CsPerformance.Bot.Delivery;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsPerformance.Bot.Tests.Hosting;

/// <summary>The pumps on a real store, with a conversation and a platform that fail as told.</summary>
public sealed class Delivering_messages : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("csp-pumps-").FullName;
    private readonly Progress _progress = new();
    private readonly MovingClock _clock = new();
    private Store _store = null!;

    public async Task InitializeAsync()
    {
        _store = await Store.OpenAsync(new StoreOptions(StoreProvider.Sqlite, $"Data Source={Path.Combine(_folder, "bot.db")}") { LeaseClock = _clock }, _clock);
        await _store.WriteAsync(CsPerformance.Bot.Demo.DemoCompany.Found);
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_message_that_always_fails_gets_an_apology_and_leaves_the_next_one_alone()
    {
        await AcceptAsync("poison");
        await AcceptAsync("good");
        var answered = new List<string>();
        var pump = Inbox(async (id, message, _) =>
        {
            if (message.Text == "poison") throw new InvalidOperationException("always");
            answered.Add(message.Text);
            await _store.WriteAsync(transaction => transaction.Inbox.Done(id), CancellationToken.None);
        });
        await UntilAsync(async () =>
        {
            await pump.RunOnceAsync(default);
            return answered.Count > 0;
        });
        Assert.Equal(["good"], answered);
        var (state, apology) = await _store.ReadAsync(session => (session.Inbox.Find("simulator", "poison")!.State, session.Outbox.CausedBy(session.Inbox.Find("simulator", "poison")!.Id)));
        Assert.Equal(InboxState.Failed, state);
        Assert.Contains("抱歉", Assert.Single(apology).Message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_acknowledged_waits_for_a_store_that_is_full_however_long_and_is_then_answered()
    {
        await AcceptAsync("x");
        var left = 30;
        var pump = Inbox((id, _, cancellation) => _store.WriteAsync(transaction =>
        {
            if (left-- > 0) throw new SqliteException("database or disk is full", 13);
            Assert.True(transaction.Inbox.Done(id));
        }, cancellation));
        for (var tries = 0; tries <= 30; tries++)
        {
            Assert.Equal(1, await pump.RunOnceAsync(default));
            _clock.Ahead += TimeSpan.FromSeconds(2);
        }
        var (item, replies) = await _store.ReadAsync(session => (session.Inbox.Find("simulator", "x")!, session.Outbox.CausedBy(1)));
        Assert.Equal((InboxState.Done, 1), (item.State, item.Attempts));
        Assert.Empty(replies);
    }

    [Fact]
    public async Task Messages_of_one_chat_are_answered_in_their_order_though_others_run_beside_them()
    {
        for (var i = 0; i < 20; i++)
        {
            await AcceptAsync($"a{i}", "10002");
            await AcceptAsync($"b{i}", "10003");
        }
        var answered = new List<string>();
        var pump = Inbox(async (id, message, _) =>
        {
            await Task.Yield();
            lock (answered) answered.Add(message.Text);
            await _store.WriteAsync(transaction => transaction.Inbox.Done(id), CancellationToken.None);
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => UntilAsync(async () => await pump.RunOnceAsync(default) == 0)));
        await UntilAsync(async () => await pump.RunOnceAsync(default) == 0);
        foreach (var letter in (char[])['a', 'b'])
            Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{letter}{i}"), answered.Where(text => text[0] == letter));
    }

    [Theory]
    [InlineData(Purpose.Notice, true, OutboxState.Waiting)]
    [InlineData(Purpose.Notice, false, OutboxState.Unknown)]
    [InlineData(Purpose.Pay, true, OutboxState.Unknown)]
    [InlineData(Purpose.Estimate, true, OutboxState.Unknown)]
    public async Task What_may_have_arrived_is_sent_again_only_where_that_does_no_harm(Purpose purpose, bool deduplicates, OutboxState expected)
    {
        var platform = new Platform(deduplicates, _ => new SendResult.Unknown("timeout"));
        await _store.WriteAsync(transaction => transaction.Outbox.Add(new NewOutgoing(Recipient.To("10002"), new OutgoingMessage("x"), purpose, "k")));
        Assert.Equal(1, await Outbox(platform).RunOnceAsync(default));
        Assert.Equal(expected, (await _store.ReadAsync(session => session.Outbox.Find(1)))!.State);
    }

    [Fact]
    public async Task A_refused_push_is_told_to_the_admin_and_a_refused_telling_to_nobody()
    {
        var platform = new Platform(true, _ => new SendResult.Refused("没有许可"));
        await _store.WriteAsync(transaction => transaction.Outbox.Add(new NewOutgoing(Recipient.To("10002"), new OutgoingMessage("x"), Purpose.Notice, "k")));
        var pump = Outbox(platform);
        await UntilAsync(async () => await pump.RunOnceAsync(default) == 0);
        Assert.Equal(["person:10002", "person:10012"], platform.Tried);
    }

    [Fact]
    public async Task What_no_platform_takes_for_a_day_and_a_half_is_given_up_and_what_an_admin_sends_again_gets_its_tries()
    {
        var platform = new Platform(true, _ => new SendResult.Later(TimeSpan.FromHours(3), "60020"));
        await _store.WriteAsync(transaction => transaction.Outbox.Add(new NewOutgoing(Recipient.To("10002"), new OutgoingMessage("x"), Purpose.Board, "k")));
        var pump = Outbox(platform);
        for (var hours = 0; hours <= 36; hours += 3)
        {
            Assert.Equal(OutboxState.Waiting, await StateAsync());
            Assert.Equal(1, await pump.RunOnceAsync(default));
            _clock.Ahead += TimeSpan.FromHours(3);
        }
        Assert.Equal(OutboxState.Refused, await StateAsync());
        Assert.True(await _store.WriteAsync(transaction => transaction.Outbox.Resend(1)));
        await pump.RunOnceAsync(default);
        Assert.Equal(OutboxState.Waiting, await StateAsync());

        async Task<OutboxState> StateAsync() => (await _store.ReadAsync(session => session.Outbox.Find(1)))!.State;
    }

    [Fact]
    public async Task What_was_published_is_tried_until_the_platform_is_back()
    {
        var platform = new Platform(true, _ => new SendResult.Later(TimeSpan.FromSeconds(2), "60020"));
        await _store.WriteAsync(transaction => transaction.Outbox.Add(new NewOutgoing(Recipient.To("10002"), new OutgoingMessage("x"), Purpose.Pay, "k")));
        var pump = Outbox(platform);
        for (var days = 0; days < 15; days++)
        {
            Assert.Equal(1, await pump.RunOnceAsync(default));
            _clock.Ahead += TimeSpan.FromDays(1);
        }
        Assert.Equal(OutboxState.Waiting, (await _store.ReadAsync(session => session.Outbox.Find(1)))!.State);
    }

    [Fact]
    public async Task What_may_have_arrived_is_not_sent_again_once_the_platform_would_deliver_the_second_one()
    {
        var platform = new Platform(true, _ => new SendResult.Unknown("timeout"));
        await _store.WriteAsync(transaction => transaction.Outbox.Add(new NewOutgoing(Recipient.To("10002"), new OutgoingMessage("x"), Purpose.Notice, "k")));
        var pump = Outbox(platform);
        await pump.RunOnceAsync(default);
        _clock.Ahead += TimeSpan.FromMinutes(40);
        await pump.RunOnceAsync(default);
        Assert.Equal(2, platform.Tried.Count);
        Assert.Equal(OutboxState.Waiting, (await _store.ReadAsync(session => session.Outbox.Find(1)))!.State);

        // Forty minutes after the second try, but the first one may be what arrived.
        _clock.Ahead += TimeSpan.FromMinutes(40);
        await pump.RunOnceAsync(default);
        Assert.Equal(2, platform.Tried.Count);
        Assert.Equal(OutboxState.Unknown, (await _store.ReadAsync(session => session.Outbox.Find(1)))!.State);
        Assert.True(await _store.WriteAsync(transaction => transaction.Outbox.Resend(1)));
        await pump.RunOnceAsync(default);
        Assert.Equal(3, platform.Tried.Count);
    }

    [Fact]
    public async Task Messages_to_one_recipient_go_out_in_their_order()
    {
        var platform = new Platform(true, _ => new SendResult.Sent());
        for (var i = 0; i < 10; i++)
            await _store.WriteAsync(transaction => transaction.Outbox.Add(new NewOutgoing(Recipient.To("10002"), new OutgoingMessage($"{i}"), Purpose.Reply, $"k{i}")));
        var pump = Outbox(platform);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => UntilAsync(async () => await pump.RunOnceAsync(default) == 0 && platform.Texts.Count == 10)));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), platform.Texts);
    }

    private InboxPump Inbox(Answer answer) => new(_store, answer, _progress, InstanceName.New(), NullLogger<InboxPump>.Instance);

    private OutboxPump Outbox(Platform platform) => new(_store, new Routes([platform], new Dictionary<string, string>()), _progress, InstanceName.New(), NullLogger<OutboxPump>.Instance);

    private Task<Acceptance> AcceptAsync(string text, string account = "10002") =>
        _store.AcceptAsync(new IncomingMessage("simulator", text, account, Chat.Direct, text, [], TimeProvider.System.GetUtcNow()));

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        for (var i = 0; i < 12_000 && !await done(); i++) await Task.Delay(10);
    }

    private sealed class MovingClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }

    /// <summary>A platform of one channel that answers as told.</summary>
    private sealed class Platform(bool deduplicates, Func<OutgoingMessage, SendResult> answer) : IChatChannel
    {
        public List<string> Tried { get; } = [];

        public List<string> Texts { get; } = [];

        public string Name => "simulator";

        public int MaxTextBytes => 2048;

        public TimeSpan DropsSecond(Domain.Chat.Delivery target) => deduplicates ? TimeSpan.FromHours(1) : TimeSpan.Zero;

        public Task<SendResult> SendAsync(Domain.Chat.Delivery target, OutgoingMessage message, CancellationToken cancellation)
        {
            lock (Tried)
            {
                Tried.Add($"person:{target.Account}");
                Texts.Add(message.Text);
            }
            return Task.FromResult(answer(message));
        }

        public Task<SendResult> UpdateCardAsync(Domain.Chat.Delivery target, string handle, Card card, string outcome, CancellationToken cancellation) =>
            Task.FromResult<SendResult>(new SendResult.Sent());

        public Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation) => Task.FromResult<Attachment?>(null);
    }
}

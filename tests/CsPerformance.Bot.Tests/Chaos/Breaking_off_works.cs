using System.Diagnostics;
using CsPerformance.Bot.Delivery;
using CsPerformance.Bot.Demo;
using CsPerformance.Chaos;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsPerformance.Bot.Tests.Chaos;

/// <summary>The writer's connection breaks between two statements of a work: the pumps go on, and nothing is done twice.</summary>
public class Breaking_off_works
{
    [PostgresFact]
    public Task Works_that_are_broken_off_again_and_again_lose_and_double_nothing() =>
        Trial.Holds(said => OutageTrial.CutAsync(times: 2, clients: 4, TimeSpan.FromSeconds(1), seed: 1, said));

    [PostgresFact]
    public async Task A_message_whose_work_was_broken_off_is_answered_once()
    {
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres);
        await using var cut = new CutWorks(ground);
        await using var store = await ground.OpenStoreAsync();
        await store.WriteAsync(DemoCompany.Found);
        await store.AcceptAsync(new IncomingMessage("simulator", "m1", "10002", Chat.Direct, "说", [], TimeProvider.System.GetUtcNow()));
        var (tries, broken) = (0, 0);
        await using var platform = new Working(store, async id => await store.WriteAsync(transaction =>
        {
            transaction.Outbox.Put(new NewOutgoing(Recipient.To("10002"), new OutgoingMessage("答"), Purpose.Reply, "answer", InReplyTo: id));
            // What was gathered goes to the server with this look; the work is in the middle of its transaction then.
            transaction.Settings.Get("any");
            if (tries++ < 3) broken += cut.OnceAsync().GetAwaiter().GetResult();
            if (!transaction.Inbox.Done(id)) throw new InvalidOperationException("It was answered before.");
        }));
        await Working.UntilAsync(() => platform.Sent == 1);
        Assert.Equal(InboxState.Done, (await store.ReadAsync(session => session.Inbox.Find("simulator", "m1")))!.State);
        Assert.True(broken >= 3);
        Assert.Equal(4, tries);

        await store.WriteAsync(transaction => transaction.Outbox.Add(new NewOutgoing(Recipient.To("10003"), new OutgoingMessage("再"), Purpose.Notice, "next")));
        await Working.UntilAsync(() => platform.Sent == 2);
    }

    [PostgresFact]
    public async Task Who_wrote_hears_that_the_connection_broke_and_not_that_rolling_back_failed()
    {
        await using var ground = await Ground.OpenAsync(StoreProvider.Postgres);
        await using var cut = new CutWorks(ground);
        await using var store = await ground.OpenStoreAsync();
        var fault = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => store.WriteAsync(transaction =>
        {
            transaction.Settings.Get("any");
            Assert.Equal(1, cut.OnceAsync().GetAwaiter().GetResult());
            transaction.Settings.Set("any", "value");
            transaction.Settings.Get("any");
        }));
        Assert.IsNotType<StoreLostException>(fault);
        Assert.Null(await store.ReadAsync(session => session.Settings.Get("any")));
        await store.WriteAsync(transaction => transaction.Settings.Set("any", "later"));
    }

    [Fact]
    public async Task A_fault_that_nobody_foresaw_ends_no_pump()
    {
        await using var ground = await Ground.OpenAsync(StoreProvider.Sqlite);
        await using var store = await ground.OpenStoreAsync();
        await store.WriteAsync(DemoCompany.Found);
        await using var platform = new Working(store, _ => Task.CompletedTask) { Faults = 4 };
        // One worker after the other meets it, and all of the sender's workers have met it before the last message.
        for (var sent = 1; sent <= 5; sent++)
        {
            var key = FormattableString.Invariant($"k{sent}");
            await store.WriteAsync(transaction => transaction.Outbox.Add(new NewOutgoing(Recipient.To("10002"), new OutgoingMessage(key), Purpose.Notice, key)));
            await Working.UntilAsync(() => platform.Sent == sent);
        }
        Assert.Equal(0, platform.Faults);
    }

    /// <summary>The pumps of the bot on a store, with a platform that counts what it is handed.</summary>
    private sealed class Working : IChatChannel, IAsyncDisposable
    {
        private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

        private readonly Pumps pumps;
        private int sent;
        private int faults;

        public Working(Store store, Func<long, Task> answer)
        {
            var (progress, name) = (new Progress(), InstanceName.New());
            var inbox = new InboxPump(store, (id, _, _) => answer(id), progress, name, NullLogger<InboxPump>.Instance);
            var outbox = new OutboxPump(store, new Routes([this], new Dictionary<string, string>()), progress, name, NullLogger<OutboxPump>.Instance);
            outbox.Delivered += _ =>
            {
                if (Interlocked.Decrement(ref faults) >= 0) throw new InvalidOperationException("Nobody foresaw it.");
                Interlocked.Increment(ref faults);
            };
            pumps = new Pumps(store, inbox, outbox, new Running(), NullLogger<Pumps>.Instance);
            pumps.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        }

        public int Sent => Volatile.Read(ref sent);

        /// <summary>How many more deliveries end in a fault.</summary>
        public int Faults { get => Volatile.Read(ref faults); init => faults = value; }

        public string Name => "simulator";

        public int MaxTextBytes => 2048;

        public TimeSpan DropsSecond(Domain.Chat.Delivery target) => TimeSpan.Zero;

        public Task<SendResult> SendAsync(Domain.Chat.Delivery target, OutgoingMessage message, CancellationToken cancellation)
        {
            Interlocked.Increment(ref sent);
            return Task.FromResult<SendResult>(new SendResult.Sent());
        }

        public Task<SendResult> UpdateCardAsync(Domain.Chat.Delivery target, string handle, Card card, string outcome, CancellationToken cancellation) =>
            Task.FromResult<SendResult>(new SendResult.Sent());

        public Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation) => Task.FromResult<Attachment?>(null);

        public static async Task UntilAsync(Func<bool> come)
        {
            for (var started = Stopwatch.GetTimestamp(); !come(); await Task.Delay(20))
                Assert.True(Stopwatch.GetElapsedTime(started) < _patience, "It did not come: the pumps stand still.");
        }

        public async ValueTask DisposeAsync()
        {
            await pumps.StopAsync(CancellationToken.None);
            pumps.Dispose();
        }
    }

    private sealed class Running : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(canceled: true);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}

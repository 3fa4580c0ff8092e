using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Channels.Tests.DingTalk;

public class StormTests
{
    private const int Messages = 1000;

    /// <summary>
    /// Two instances on one store; frames come twice and out of order; the store is busy now and then; connections are cut or replaced; one
    /// instance dies without a word and another takes its place.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20261123)]
    public async Task A_thousand_messages_through_duplicates_disorder_and_dying_connections_are_stored_exactly_once(int seed)
    {
        var random = new Random(seed);
        await using var fake = await FakeDingTalk.StartAsync();
        var store = new Store(new Random(seed + 1));
        using var stop = new CancellationTokenSource();
        using var firstDies = new CancellationTokenSource();
        using var first = new House(fake, accept: store.AcceptAsync(firstDies.Token));
        using var second = new House(fake, accept: store.AcceptAsync(default));
        using var third = new House(fake, accept: store.AcceptAsync(default));
        var running = new List<Task> { first.Stream.RunAsync(firstDies.Token), second.Stream.RunAsync(stop.Token) };
        await House.UntilAsync(() => fake.Gateway.Connections.Count == 2, "two connections");

        var frames = Enumerable.Range(0, Messages)
            .Select(i => FakeGateway.Robot(fake.Company.Message($"staff-{i % 50}", $"消息 {i}", msgId: $"msg-{i}"), $"frame-{i}"))
            .ToList();
        var order = frames.Concat(frames.Where(_ => random.Next(5) == 0)).OrderBy(_ => random.Next()).ToList();
        for (var i = 0; i < order.Count; i++)
        {
            await fake.Gateway.PushAsync((System.Text.Json.Nodes.JsonObject)order[i].DeepClone());
            if (i == order.Count / 2)
            {
                await firstDies.CancelAsync();
                running.Add(third.Stream.RunAsync(stop.Token));
            }

            if (i % 100 == 50)
                await HurtAsync(fake, random);
        }

        for (var round = 0; round < 1200 && fake.Gateway.Unacknowledged.Count > 0; round++)
        {
            await Task.Delay(100);
            await fake.Gateway.ResendAsync();
        }

        Assert.Empty(fake.Gateway.Unacknowledged);
        Assert.Equal(Messages, store.Rows.Count);
        Assert.All(Enumerable.Range(0, Messages), i => Assert.Equal($"消息 {i}", store.Rows[$"msg-{i}"].Text));
        Assert.Empty(store.AcknowledgedWithoutRow(fake.Gateway.Acknowledged.Keys));
        Assert.True(fake.Gateway.Opened > 3, "no connection was ever replaced");
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    private static async Task HurtAsync(FakeDingTalk fake, Random random)
    {
        var serving = fake.Gateway.Connections;
        if (serving.Count == 0)
            return;
        var one = serving[random.Next(serving.Count)];
        if (random.Next(2) == 0)
            one.Cut();
        else
            await one.DisconnectAsync();
    }

    private sealed class Store(Random random)
    {
        public Dictionary<string, IncomingMessage> Rows { get; } = [];

        /// <summary>The store as one instance reaches it: slow, busy at times, and out of reach once the instance is dead.</summary>
        public Accept AcceptAsync(CancellationToken dead) => async (message, cancellation) =>
        {
            int fate;
            lock (random)
                fate = random.Next(100);
            await Task.Delay(fate % 7, cancellation);
            if (dead.IsCancellationRequested || fate < 3)
                return Acceptance.Busy;
            lock (Rows)
                return Rows.TryAdd(message.Key, message) ? Acceptance.Stored : Acceptance.Duplicate;
        };

        public IEnumerable<string> AcknowledgedWithoutRow(IEnumerable<string> frames) =>
            frames.Where(frame => frame.StartsWith("frame-", StringComparison.Ordinal) && !Rows.ContainsKey("msg-" + frame[6..]));
    }
}

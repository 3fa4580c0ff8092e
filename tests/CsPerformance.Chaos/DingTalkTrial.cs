using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;
using CsPerformance.FakePlatforms.DingTalk;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>
/// Messages over DingTalk's Stream with duplicates, out of order, over connections that break, to bots that are killed and started again: what
/// was acknowledged is recorded once, echoed at most once and told of at most once, and what was not is sent again by the gateway until it is.
/// </summary>
internal static class DingTalkTrial
{
    /// <summary>So that nobody says more than 30 a minute.</summary>
    private const int ForEachLead = 10;

    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(8);

    /// <param name="instances">More than one need PostgreSQL.</param>
    public static async Task<bool> RunAsync(StoreProvider provider, int messages, int instances, int kills, int seed, TextWriter said)
    {
        var random = new Random(seed);
        var leads = (messages / ForEachLead) + 1;
        await using var ground = await Ground.OpenAsync(provider);
        await using var fake = await FakeDingTalk.StartAsync();
        await SettleAsync(ground, fake, leads);
        var bots = Enumerable.Range(0, instances).Select(_ => new BotProcess(ground, more: Settings(fake))).ToList();
        try
        {
            foreach (var bot in bots) await bot.StartReadyAsync();
            await UntilAsync(() => fake.Gateway.Connections.Count == instances);
            var order = Order(fake, messages, leads, random);
            await PushAsync(fake, bots, order, kills, random);
            var acknowledged = await UntilAsync(() => fake.Gateway.Unacknowledged.Count == 0, fake.Gateway.ResendAsync);
            var settled = acknowledged && await QuietAsync(ground, messages);
            foreach (var bot in bots) await bot.KillAsync();
            var (fine, text) = await JudgeAsync(ground, fake, messages);
            await said.WriteLineAsync($"dingtalk {provider}: {order.Count} frames of {messages} messages, {instances} instances, {kills} kills, {fake.Gateway.Opened} connections, {fake.Gateway.Acknowledged.Count} acknowledged");
            await said.WriteLineAsync($"  {text}{(settled ? "" : ", NOT SETTLED: " + string.Join('\n', bots.Select(bot => bot.Log)))}");
            return settled && fine;
        }
        finally
        {
            foreach (var bot in bots) await bot.DisposeAsync();
        }
    }

    private static string[] Settings(FakeDingTalk fake) =>
    [
        $"--DingTalk:ClientId={fake.Company.ClientId}", $"--DingTalk:ClientSecret={fake.Company.ClientSecret}", $"--DingTalk:ApiBaseUrl={fake.Url}", $"--DingTalk:OapiBaseUrl={fake.Url}",
    ];

    private static string Account(string number) => "staff-" + number;

    /// <summary>Of whom the platform's name for a direct chat speaks.</summary>
    private static string NumberOf(string to) => to[("user:" + Account("")).Length..];

    private static async Task SettleAsync(Ground ground, FakeDingTalk fake, int leads)
    {
        var people = Company.OneTeam(leads);
        await ground.SettleAsync(people);
        await using var store = await ground.OpenStoreAsync();
        await store.WriteAsync(transaction =>
        {
            foreach (var person in people) transaction.Identities.Bind(DingTalkChannel.ChannelName, Account(person.Number), person.Number, "trial");
        });
        fake.Company.Members.Clear();
        fake.Company.Members.AddRange(people.Select(person => new FakeMember(Account(person.Number), person.Name, person.Number, "")));
    }

    /// <summary>Each message once, every fifth twice, in any order.</summary>
    private static List<JsonObject> Order(FakeDingTalk fake, int messages, int leads, Random random)
    {
        var frames = Enumerable.Range(0, messages).Select(message => FakeGateway.Robot(
            fake.Company.Message(Account(Company.Lead(message % leads)), $"记 @{Company.Agent(message).Name} 优秀案例 {Reference(message)}", msgId: Key(message)), $"frame-{message}")).ToList();
        return [.. frames.Concat(frames.Where(_ => random.Next(5) == 0)).OrderBy(_ => random.Next())];
    }

    private static async Task PushAsync(FakeDingTalk fake, List<BotProcess> bots, List<JsonObject> order, int kills, Random random)
    {
        var every = order.Count / (kills + 1);
        for (var i = 0; i < order.Count; i++)
        {
            await fake.Gateway.PushAsync((JsonObject)order[i].DeepClone());
            if (random.Next(50) == 0 && fake.Gateway.Connections is [_, ..] serving)
            {
                var one = serving[random.Next(serving.Count)];
                if (random.Next(2) == 0) one.Cut();
                else await one.DisconnectAsync();
            }
            if (i % every == every - 1 && i / every < kills)
            {
                var bot = bots[random.Next(bots.Count)];
                await bot.KillAsync();
                bot.Start();
            }
            await Task.Delay(random.Next(4));
        }
    }

    /// <summary>Until each answer is sent, or for the admin to look after. The bots' clock is a simulated one, so what is due is not asked.</summary>
    private static async Task<bool> QuietAsync(Ground ground, int messages)
    {
        await using var store = await ground.OpenStoreAsync();
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < _longest; await Task.Delay(500))
        {
            if (await store.ReadAsync(session => Enumerable.Range(0, messages).All(message => session.Inbox.Find(DingTalkChannel.ChannelName, Key(message)) is { State: InboxState.Done } inbox
                && session.Outbox.CausedBy(inbox.Id).All(item => item.State is not (OutboxState.Waiting or OutboxState.Sending))))) return true;
        }
        return false;
    }

    private static async Task<(bool, string)> JudgeAsync(Ground ground, FakeDingTalk fake, int messages)
    {
        var echoes = fake.Company.Deliveries.Where(delivery => delivery.Text.StartsWith("已记 ", StringComparison.Ordinal)).ToLookup(delivery => ReferenceIn(delivery.Text));
        var notices = fake.Company.Deliveries.Where(delivery => Notices.RecordIn(delivery.Text) is not null)
            .CountBy(delivery => (NumberOf(delivery.To), Notices.RecordIn(delivery.Text)!.Value)).ToDictionary();
        await using var store = await ground.OpenStoreAsync();
        var bad = (await store.VerifyAsync()).Bad?.ToString();
        return await store.ReadAsync(session =>
        {
            var (lost, doubled, twice, unheard, unknown) = (0, 0, 0, 0, 0);
            foreach (var message in Enumerable.Range(0, messages))
            {
                var inbox = session.Inbox.Find(DingTalkChannel.ChannelName, Key(message));
                var records = session.Records.Query(new RecordFilter { Reference = Reference(message) }).Count;
                if (inbox is null || records == 0) lost++;
                if (records > 1) doubled++;
                var isUnknown = inbox is not null && session.Outbox.CausedBy(inbox.Id).Any(item => item is { Purpose: Purpose.Reply, State: OutboxState.Unknown });
                if (isUnknown) unknown++;
                var heard = echoes[Reference(message)].Count();
                if (heard > 1) twice++;
                // Whether a message arrived whose sender died is for the admin to find out.
                if (heard == 0 && !isUnknown) unheard++;
            }
            var told = Notices.Of(session, notices);
            var text = $"lost {lost}, doubled {doubled}, echoed twice {twice}, not echoed {unheard}, unknown to the admin {unknown}, {told}, verify {bad ?? "ok"}";
            return (lost + doubled + twice + unheard == 0 && told.AreFine && bad is null, text);
        });
    }

    private static string Key(int message) => string.Create(CultureInfo.InvariantCulture, $"m{message}");

    private static string Reference(int message) => string.Create(CultureInfo.InvariantCulture, $"会话{message + 100_000}");

    private static string ReferenceIn(string text) => text.IndexOf("会话", StringComparison.Ordinal) is >= 0 and var at ? text.Substring(at, Math.Min(8, text.Length - at)) : "";

    private static async Task<bool> UntilAsync(Func<bool> come, Func<Task>? meanwhile = null)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < _longest; await Task.Delay(500))
        {
            if (come()) return true;
            if (meanwhile is not null) await meanwhile();
        }
        return false;
    }
}

using System.Data.Common;
using System.Globalization;
using CsPerformance.Bot.Operation;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Delivery;

/// <summary>Sends what waits in the outbox: in order to one recipient, side by side to several, each exactly as often as its channel allows.</summary>
internal sealed class OutboxPump(Store store, Routes routes, Progress progress, InstanceName instance, ILogger<OutboxPump> logger)
{
    private const int AtOnce = 32;

    private const int ToldADay = 10;

    // Longer than any send takes, its retries within the channel included.
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(2);

    // A day and the quiet hours after it was written, an unsent message says something that is no longer so. What was published stays so.
    private static readonly TimeSpan _longest = TimeSpan.FromHours(36);

    // What an admin sends again later than that gets its tries all the same.
    private const int FewestTries = 10;

    /// <summary>Raised for each message that a platform took, after it was marked.</summary>
    public event Action<OutboxItem>? Delivered;

    /// <summary>Sends what is due now.</summary>
    /// <returns>How many messages were taken.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        if (!store.IsPresent) return 0;
        var claimed = await ClaimAsync(cancellation);
        if (claimed.Count == 0) return 0;
        // Once handed out, a message is sent and marked, also when the bot is told to stop.
        var results = await Task.WhenAll(claimed.Select(async claim => (claim.Item, claim.Route, Result: claim.TooLate ? new SendResult.Unknown("The platform would not drop a second one any more.") : await SendAsync(claim.Item, claim.Route))));
        // What became of a message is known only here: the store is asked until it takes it, or others have decided anyway.
        await Persistence.InsistAsync(
            () => store.WriteAsync(
                transaction =>
                {
                    transaction.Outbox.Sent([.. results.Where(one => one.Result is SendResult.Sent)
                        .Select(one => new SentMessage(one.Item.Id, ((SendResult.Sent)one.Result).Handle, one.Route?.Channel.Name))]);
                    foreach (var (item, route, result) in results) Mark(transaction, item, route, result);
                },
                CancellationToken.None),
            _lease);
        foreach (var (item, _, result) in results) Meters.Pushes.Add(1, new("purpose", item.Purpose.ToString().ToLowerInvariant()), new("result", result.GetType().Name.ToLowerInvariant()));
        foreach (var (item, _, _) in results.Where(sent => sent.Result is SendResult.Sent)) Delivered?.Invoke(item);
        progress.Made();
        return claimed.Count;
    }

    /// <summary>Looks after messages in and out that a dead instance held.</summary>
    public async Task RecoverAsync(CancellationToken cancellation)
    {
        var takesOver = store.MayTakeOver;
        if (!await store.ReadAsync(session => session.Outbox.AnyExpired() || (takesOver && session.Leases.AnyOfDead(instance.Value)), cancellation)) return;
        var unknown = await store.WriteAsync(
            transaction =>
            {
                if (takesOver) transaction.Leases.ReleaseOfDead(instance.Value);
                return transaction.Outbox.RecoverExpired(item => routes.DropsSecond(transaction, item));
            },
            cancellation);
        if (unknown.Count > 0) logger.LogWarning("Nobody knows whether these messages arrived: {Ids}. An admin decides.", string.Join(", ", unknown));
    }

    /// <returns>What was claimed, by which way it goes, and whether it is too late to send again what the platform may have taken.</returns>
    private async Task<List<(OutboxItem Item, Routes.Route? Route, bool TooLate)>> ClaimAsync(CancellationToken cancellation)
    {
        IReadOnlyList<OutboxItem> items = [];
        try
        {
            return await store.WriteAsync(
                transaction =>
                {
                    items = transaction.Outbox.Claim(AtOnce, instance.Value, _lease);
                    return items.Select(item => (item, Route: routes.Of(transaction, item)))
                        .Select(way => (way.item, way.Route, way is { item.UnsureSince: not null, Route: { } route } && !transaction.Outbox.MayGoAgain(way.item, route.DropsSecond)))
                        .ToList();
                },
                cancellation);
        }
        catch (DbException) when (items.Count > 0)
        {
            // The commit may have come through all the same; then these would wait for the end of their lease, and be unknown.
            await Persistence.InsistAsync(() => store.WriteAsync(transaction => transaction.Leases.GiveBack(items)), _lease);
            throw;
        }
    }

    private async Task<SendResult> SendAsync(OutboxItem item, Routes.Route? route)
    {
        if (route is null) return new SendResult.Refused("没有可用的账号或群。");
        try
        {
            return item is { Outcome: { } outcome, Message.Card: { } card }
                ? await route.Channel.UpdateCardAsync(route.Target, item.Handle ?? "", card, outcome, CancellationToken.None)
                : await route.Channel.SendAsync(route.Target, item.Message, CancellationToken.None);
        }
        catch (Exception fault)
        {
            // A channel reports what the platform did as a result; an exception is a fault of ours, before or after the send.
            logger.LogError(fault, "Channel {Channel} failed on message {Outbox}.", route.Channel.Name, item.Id);
            return new SendResult.Unknown(fault.GetType().Name);
        }
    }

    private void Mark(Transaction transaction, OutboxItem item, Routes.Route? route, SendResult result)
    {
        switch (result)
        {
            case SendResult.Later later when Outdated(transaction, item) is var outdated && (!outdated || item.Attempts < FewestTries):
                transaction.Outbox.Later(item, (later.Grows || outdated) && BackOff(item) is var longer && longer > later.After ? longer : later.After, later.Why);
                break;
            case SendResult.Later later:
                Refuse(transaction, item, later.Why);
                break;
            case SendResult.Refused refused:
                Refuse(transaction, item, refused.Why);
                break;
            case SendResult.Unknown unknown when route is not null && transaction.Outbox.MayGoAgain(item, route.DropsSecond):
                // By the same way, which drops the second one.
                transaction.Outbox.Unsure(item, BackOff(item), unknown.Why, route.Channel.Name);
                break;
            case SendResult.Unknown unknown:
                transaction.Outbox.Unknown(item.Id, unknown.Why);
                logger.LogWarning("Nobody knows whether message {Outbox} arrived. An admin decides.", item.Id);
                break;
        }
    }

    private static bool Outdated(Transaction transaction, OutboxItem item) => item.Purpose != Purpose.Pay && transaction.Now - item.CreatedAt >= _longest;

    /// <summary>Within two seconds the first time, then twice as long each time with jitter, up to five minutes. Source: platforms.md, part 9.</summary>
    private static TimeSpan BackOff(OutboxItem item) => RetryDelay.After(item.Attempts, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));

    private void Refuse(Transaction transaction, OutboxItem item, string why)
    {
        transaction.Outbox.Refused(item.Id, why);
        logger.LogWarning("Message {Outbox} was refused: {Why}", item.Id, why);
        // An answer that does not arrive is missed by who asked; of anything else only an admin can know.
        if (item.Purpose == Purpose.Reply || item.DedupeKey.StartsWith("refused:", StringComparison.Ordinal)) return;
        // A picture alone only adorns the words that went before it; what keeps it from a group is told with those, or is the platform's way.
        if (item.Message is { Text: "", Card: null, File.IsImage: true }) return;
        var day = transaction.Today.ToString("O", CultureInfo.InvariantCulture);
        foreach (var admin in transaction.People.All().Where(person => person.Active && person.Is(Role.Admin) && person.Number != item.To.Person))
        {
            var text = $"一条推送没有送达 {transaction.People.Find(item.To.Person ?? "")?.Name ?? item.To.Group ?? item.To.Person}：{why}";
            // A board that misses a hundred people must not reach the admin a hundred times.
            if (transaction.JobRuns.Done("undelivered", day, $"{admin.Number}:{ToldADay}"))
            {
                if (!transaction.JobRuns.Once("undelivered", day, $"{admin.Number}:end")) continue;
                text = $"今天没有送达的推送超过 {ToldADay} 条，其余不再逐条通知；每一条的原因写在日志里。";
            }
            else
            {
                for (var told = 1; !transaction.JobRuns.Once("undelivered", day, FormattableString.Invariant($"{admin.Number}:{told}")); told++)
                {
                    // The first number that is free today.
                }
            }
            transaction.Outbox.Add(new NewOutgoing(Recipient.To(admin.Number), new OutgoingMessage(text), Purpose.Notice, $"refused:{item.Id}:{admin.Number}"));
        }
    }
}

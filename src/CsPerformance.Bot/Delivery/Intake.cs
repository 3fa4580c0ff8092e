using System.Diagnostics;
using CsPerformance.Bot.Operation;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Delivery;

/// <summary>The door for messages of every channel: within the sender's limit they are stored once, and acknowledged after that.</summary>
internal sealed class Intake(Store store, RateLimit limit)
{
    private const string TooFast = "您发得有点快，我跟不上了。请过一分钟再继续，谢谢！";

    /// <summary>The <see cref="Accept"/> that channels get.</summary>
    public async Task<Acceptance> AcceptAsync(IncomingMessage message, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var acceptance = await JudgeAsync(message, cancellation);
        Meters.Acknowledged.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        Meters.MessagesIn.Add(1, new("channel", message.Channel), new("result", acceptance.ToString().ToLowerInvariant()));
        return acceptance;
    }

    private async Task<Acceptance> JudgeAsync(IncomingMessage message, CancellationToken cancellation)
    {
        switch (limit.Judge(message))
        {
            case RateLimit.Verdict.Pass:
                return await store.AcceptAsync(message, cancellation);
            case RateLimit.Verdict.Warn:
                await WarnAsync(message, cancellation);
                return Acceptance.TooMany;
            default:
                return Acceptance.TooMany;
        }
    }

    /// <inheritdoc cref="RateLimit.IsWarned"/>
    public bool IsWarned(IncomingMessage message) => limit.IsWarned(message);

    /// <summary>The key of the friendly word that a message was answered with where it was the first one too many.</summary>
    public static string WarningKey(IncomingMessage message) => $"too-fast:{message.Channel}:{message.Key}";

    private Task WarnAsync(IncomingMessage message, CancellationToken cancellation) => store.WriteAsync(
        transaction =>
        {
            var to = Recipient.To(transaction.Identities.Find(message.Channel, message.Account) ?? $"{message.Channel}:{message.Account}");
            transaction.Outbox.Add(new NewOutgoing(to, new OutgoingMessage(TooFast), Purpose.Reply, WarningKey(message), message.Channel));
        },
        cancellation);
}

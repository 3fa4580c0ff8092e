using CsPerformance.Domain.Chat;

namespace CsPerformance.Bot.Delivery;

/// <summary>30 messages a minute for each account. Source: chat.md, Details that matter.</summary>
internal sealed class RateLimit(TimeProvider real, TimeProvider business)
{
    public enum Verdict
    {
        Pass,

        /// <summary>The first one too many: say so once.</summary>
        Warn,

        Refuse,
    }

    private const int MostAMinute = 30;

    private const int MostAccounts = 10_000;

    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Channel, string Account), Sender> _senders = [];
    private readonly Lock _gate = new();

    public Verdict Judge(IncomingMessage message)
    {
        lock (_gate)
        {
            var sender = SenderOf((message.Channel, message.Account));
            sender.Forget(IsOver);
            // A resend is no new message.
            if (sender.Passed.Any(passed => passed.Key == message.Key)) return Verdict.Pass;
            if (sender.Passed.Count < MostAMinute)
            {
                sender.Passed.Enqueue((message.Key, real.GetTimestamp(), business.GetUtcNow()));
                sender.WarnedAt = null;
                return Verdict.Pass;
            }
            sender.WarnedAt ??= message.Key;
            return sender.WarnedAt == message.Key ? Verdict.Warn : Verdict.Refuse;
        }
    }

    /// <summary>True for the message that was answered with the friendly word.</summary>
    public bool IsWarned(IncomingMessage message)
    {
        lock (_gate) return _senders.TryGetValue((message.Channel, message.Account), out var sender) && sender.WarnedAt == message.Key;
    }

    // On either clock: the simulated one stands still while people speak, and jumps over days.
    private bool IsOver(long at, DateTimeOffset business0) => real.GetElapsedTime(at) >= _window || business.GetUtcNow() - business0 >= _window;

    private Sender SenderOf((string, string) account)
    {
        if (_senders.TryGetValue(account, out var known)) return known;
        if (_senders.Count >= MostAccounts)
        {
            foreach (var (silent, sender) in _senders.ToArray())
            {
                sender.Forget(IsOver);
                if (sender.Passed.Count == 0) _senders.Remove(silent);
            }
        }
        return _senders[account] = new Sender();
    }

    private sealed class Sender
    {
        public Queue<(string Key, long At, DateTimeOffset Business)> Passed { get; } = new();

        /// <summary>Key of the first message too many.</summary>
        public string? WarnedAt { get; set; }

        public void Forget(Func<long, DateTimeOffset, bool> isOver)
        {
            while (Passed.TryPeek(out var oldest) && isOver(oldest.At, oldest.Business)) Passed.Dequeue();
        }
    }
}

using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage;

/// <summary>A stored outgoing message without what it says: who decides on it must not read somebody's pay.</summary>
/// <param name="IsUpdate">It only shows on an earlier card what became of it.</param>
/// <param name="NotBefore">When it was, or is, due.</param>
/// <param name="Refusal">Why it was refused, as the platform said; null where it was not.</param>
public sealed record Envelope(
    long Id, Recipient To, Purpose Purpose, bool IsUpdate, DateTimeOffset NotBefore, OutboxState State, DateTimeOffset? SentAt, string? Refusal = null);

/// <summary>The outbox as whoever decides on its messages sees it.</summary>
public sealed class Envelopes
{
    private const string Columns = "id, recipient, purpose, case when outcome is null then 0 else 1 end as updates, not_before, state, sent_at, case when state = 'refused' then error end as refusal";

    private readonly Session session;

    internal Envelopes(Session session) => this.session = session;

    public Envelope? Find(long id) => session.First<EnvelopeRow>($"select {Columns} from outbox where id = @id", new { id })?.ToEnvelope();

    /// <summary>Those of which nobody knows whether they arrived, oldest first, between two numbers, both included.</summary>
    public IReadOnlyList<Envelope> Unknown(long first = 0, long last = long.MaxValue) => Between("state = 'unknown'", first, last);

    /// <summary>Those that were to tell somebody's pay and that a platform did not take, and nobody decided on since; in the same way.</summary>
    public IReadOnlyList<Envelope> RefusedPay(long first = 0, long last = long.MaxValue) => Between("state = 'refused' and purpose in ('pay', 'estimate')", first, last);

    public long CountUnknown() => session.First<long>("select count(*) from outbox where state = 'unknown'");

    /// <summary>A waiting message goes out later. It holds up nothing behind it, whatever it went through before.</summary>
    public void Postpone(long id, DateTimeOffset until) => session.Writing.Later(
        "update outbox set not_before = @until, attempts = 0 where id = @id and state = 'waiting'", new { id, until });

    private List<Envelope> Between(string condition, long first, long last) =>
        [.. session.Query<EnvelopeRow>($"select {Columns} from outbox where {condition} and id between @first and @last order by id", new { first, last }).Select(row => row.ToEnvelope())];

    private sealed class EnvelopeRow
    {
        public long Id { get; set; }

        public string Recipient { get; set; } = "";

        public string Purpose { get; set; } = "";

        public long Updates { get; set; }

        public DateTimeOffset NotBefore { get; set; }

        public string State { get; set; } = "";

        public DateTimeOffset? SentAt { get; set; }

        public string? Refusal { get; set; }

        public Envelope ToEnvelope() => new(
            Id, Domain.Chat.Recipient.Parse(Recipient)!, Words.To<Purpose>(Purpose), Updates == 1, NotBefore, Words.To<OutboxState>(State), SentAt, Refusal);
    }
}

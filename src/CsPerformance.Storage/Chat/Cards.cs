namespace CsPerformance.Storage;

/// <summary>A card that was put into the outbox.</summary>
public sealed class StoredCard
{
    public string Id { get; set; } = "";

    public long OutboxId { get; set; }

    /// <summary>The draft that it asks about; null for a card without one.</summary>
    public string? DraftId { get; set; }

    /// <summary>What the platform gave for it; null until it is sent.</summary>
    public string? Handle { get; set; }

    /// <summary>What became of it; null while its buttons work.</summary>
    public string? Outcome { get; set; }
}

/// <summary>Cards by their id, which a pressed button names.</summary>
public sealed class Cards
{
    private const string Columns = "select id, outbox_id, draft_id, handle, outcome from cards";

    private readonly Session session;

    internal Cards(Session session) => this.session = session;

    public StoredCard? Find(string id) => session.First<StoredCard>(Columns + " where id = @id", new { id });

    /// <summary>The card that asks about a draft.</summary>
    public StoredCard? OfDraft(string draft) =>
        session.First<StoredCard>(Columns + " where draft_id = @draft order by outbox_id desc limit 1", new { draft });

    /// <summary>True where its recipient was shown nothing after a card but what was said with it.</summary>
    /// <remarks>What was put off, as over night, is shown when its time comes. Of what went before the card the latest hundred are looked at: more than wait over a night.</remarks>
    public bool IsLastShown(string id)
    {
        var shown = session.Query<Shown>("""
            select o.id, o.in_reply_to, o.not_before from outbox o
            where o.recipient = (select s.recipient from cards c join outbox s on s.id = c.outbox_id where c.id = @id)
                and o.outcome is null and o.state <> 'dropped' and o.not_before <= @Now
            order by o.id desc limit 100
            """, new { id, session.Now }).ToList();
        return Find(id) is { } stored && shown.Find(row => row.Id == stored.OutboxId) is { } card
            && shown.TrueForAll(row => row.NotBefore < card.NotBefore || (row.NotBefore == card.NotBefore && row.Id <= card.Id) || (row.InReplyTo is not null && row.InReplyTo == card.InReplyTo));
    }

    internal void Add(string id, long outboxId, string? draft) => session.Writing.Later("""
        insert into cards (id, outbox_id, draft_id) values (@id, @outboxId, @draft) on conflict (id) do nothing
        """, new { id, outboxId, draft });

    internal void Delivered(long outboxId, string? handle)
    {
        if (handle is not null) session.Writing.Later("update cards set handle = @handle where outbox_id = @outboxId", new { outboxId, handle });
    }

    internal bool Close(string id, string outcome) =>
        session.Writing.Execute("update cards set outcome = @outcome where id = @id and outcome is null", new { id, outcome }) == 1;

    private sealed class Shown
    {
        public long Id { get; set; }

        public long? InReplyTo { get; set; }

        public DateTimeOffset NotBefore { get; set; }
    }
}

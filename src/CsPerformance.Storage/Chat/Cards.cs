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

    internal void Add(string id, long outboxId, string? draft) => session.Writing.Later("""
        insert into cards (id, outbox_id, draft_id) values (@id, @outboxId, @draft) on conflict (id) do nothing
        """, new { id, outboxId, draft });

    internal void Delivered(long outboxId, string? handle)
    {
        if (handle is not null) session.Writing.Later("update cards set handle = @handle where outbox_id = @outboxId", new { outboxId, handle });
    }

    internal bool Close(string id, string outcome) =>
        session.Writing.Execute("update cards set outcome = @outcome where id = @id and outcome is null", new { id, outcome }) == 1;
}

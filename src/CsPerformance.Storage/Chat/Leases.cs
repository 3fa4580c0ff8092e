namespace CsPerformance.Storage;

/// <summary>
/// What instances hold of the inbox and the outbox. A lease ends by itself only where its holder hangs or cannot be told to be dead;
/// what a dead one held is let go as soon as somebody looks.
/// </summary>
public sealed class Leases
{
    private readonly Session session;

    internal Leases(Session session) => this.session = session;

    /// <summary>
    /// True where somebody else held something and is dead: on PostgreSQL one whose lock is free, on SQLite anybody but this instance.
    /// </summary>
    /// <param name="self">The name of this instance.</param>
    public bool AnyOfDead(string self) => session.First<long>($"""
        select case when exists (select 1 from inbox where {Inbox}) or exists (select 1 from outbox where {Outbox}) then 1 else 0 end
        """, new { self }) == 1;

    /// <summary>
    /// Ends the leases of the dead. Their messages of the inbox are handed out again; for those of the outbox
    /// <see cref="Storage.Outbox.RecoverExpired"/> decides.
    /// </summary>
    /// <param name="self">The name of this instance.</param>
    public void ReleaseOfDead(string self)
    {
        var transaction = session.Writing;
        (transaction.Batch.WakesInbox, transaction.Batch.WakesOutbox) = (true, true);
        transaction.Execute($"update inbox set lease_until = null, lease_by = null where {Inbox}", new { self });
        transaction.Execute($"update outbox set lease_until = @past, lease_by = null where {Outbox}", new { self, past = DateTimeOffset.UnixEpoch });
    }

    /// <summary>
    /// Gives back what a claim took whose commit failed or came through unheard: nobody works on it. What was claimed again since is left alone.
    /// </summary>
    public void GiveBack(IEnumerable<InboxItem> items) => GiveBack("inbox", "new", items.Select(item => (item.Id, item.LeaseUntil)));

    /// <inheritdoc cref="GiveBack(IEnumerable{InboxItem})"/>
    public void GiveBack(IEnumerable<OutboxItem> items) => GiveBack("outbox", "sending", items.Select(item => (item.Id, item.LeaseUntil)));

    private void GiveBack(string table, string held, IEnumerable<(long Id, DateTimeOffset? Until)> items)
    {
        var transaction = session.Writing;
        (transaction.Batch.WakesInbox, transaction.Batch.WakesOutbox) = (true, true);
        foreach (var (id, until) in items)
        {
            transaction.Execute($"""
                update {table} set state = @free, lease_until = null, lease_by = null, attempts = attempts - 1
                where id = @id and state = @held and lease_until = @until
                """, new { id, until, held, free = table == "inbox" ? held : "waiting" });
        }
    }

    private string Inbox => $"state = 'new' and {OfDead}";

    private string Outbox => $"state = 'sending' and {OfDead}";

    private string OfDead => "lease_by is not null and lease_by <> @self" + (session.Database.IsPostgres ? $" and not ({ServerPresence.HolderLives})" : "");
}

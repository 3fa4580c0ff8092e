using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage;

/// <param name="Handle">What the platform gave for it.</param>
/// <param name="Channel">What took it.</param>
public sealed record SentMessage(long Id, string? Handle, string? Channel);

/// <summary>Messages that wait to be sent, in the transaction that caused them; to one recipient they go in their order.</summary>
public sealed class Outbox
{
    // What goes behind one that waits for another try waits as long, so that no claim passes by it.
    private const string NewRow = """
        insert into outbox (recipient, lane, channel, body, purpose, dedupe_key, in_reply_to, reply_handle, outcome, not_before, created_at,
            state, attempts)
        values (@to, @to, @Channel, @body, @purpose, @DedupeKey, @InReplyTo, @ReplyHandle, @outcome, coalesce((
            select max(e.not_before) from outbox e
            where e.lane = @to and e.state in ('waiting', 'sending') and e.attempts > 0 and e.not_before > @notBefore), @notBefore), @Now, 'waiting', 0)
        on conflict (dedupe_key) do nothing
        """;

    private readonly Session session;

    internal Outbox(Session session) => this.session = session;

    /// <returns>False where a message with the same dedupe key is there: nothing was added.</returns>
    public bool Add(NewOutgoing outgoing)
    {
        var id = session.Writing.Number(NewRow + " returning id", RowOf(outgoing, BodyOf(outgoing.Message), null));
        if (id is { } added && outgoing.Message.Card is { } card) session.Cards.Add(card.Id, added, outgoing.Draft);
        return id is not null;
    }

    /// <summary>The same where nobody asks whether it was there: PostgreSQL gets it together with what comes next.</summary>
    public void Put(NewOutgoing outgoing)
    {
        if (outgoing.Message.Card is null) session.Writing.Later(NewRow, RowOf(outgoing, BodyOf(outgoing.Message), null));
        else Add(outgoing);
    }

    /// <summary>Has a sent card show what became of it and lose its buttons; the first outcome stands.</summary>
    /// <param name="channel">Where the card was pressed; null where it was settled in another way.</param>
    /// <param name="replyHandle">What the platform gave with the press.</param>
    /// <returns>False where the card is unknown or has its outcome.</returns>
    public bool UpdateCard(string card, string outcome, string? channel = null, string? replyHandle = null)
    {
        if (session.Cards.Find(card) is not { Outcome: null } sent || !session.Cards.Close(card, outcome)) return false;
        var row = session.First<OutboxRow>($"select {OutboxRow.Columns} from outbox where id = @OutboxId", new { sent.OutboxId });
        if (row is null) return false;
        var update = new NewOutgoing(
            Recipient.Parse(row.Recipient)!, new OutgoingMessage(""), Purpose.Notice, "card:" + card, channel ?? row.Channel, null, replyHandle ?? row.ReplyHandle);
        return session.Writing.Execute(NewRow, RowOf(update, row.Body, outcome)) == 1;
    }

    /// <summary>
    /// Hands out what is due to this instance, oldest first. Nothing is handed out while an earlier one to the same recipient is being
    /// sent, is due, or waits for another try.
    /// </summary>
    /// <param name="lease">Longer than any send takes; see <see cref="RecoverExpired"/>.</param>
    public IReadOnlyList<OutboxItem> Claim(int most, string instance, TimeSpan lease)
    {
        var transaction = session.Writing;
        var until = transaction.LeaseNow() + lease;
        // As with the inbox: nothing in it leads PostgreSQL to read all that waits.
        return [.. transaction.Query<OutboxRow>($"""
            with picked as materialized (
                select o.id from outbox o
                where o.state = 'waiting' and o.not_before <= @Now and (
                    select e.id from outbox e
                    where e.lane = o.lane and e.id < o.id and e.state in ('waiting', 'sending')
                        and (e.state = 'sending' or e.not_before <= @Now or e.attempts > 0) limit 1) is null
                order by o.not_before, o.id limit @most {session.Database.SkipLocked})
            update outbox set state = 'sending', lease_until = @until, lease_by = @instance, attempts = attempts + 1
            where id in (select id from picked)
            returning {OutboxRow.Columns}
            """, new { session.Now, until, most = (long)most, instance })
            .OrderBy(row => row.Id).Select(ToClaimed)];
    }

    /// <param name="channel">What took it: the update of its card goes there too.</param>
    public void Sent(long id, string? handle, string? channel = null)
    {
        End(id, OutboxState.Sent, null, handle, channel);
        session.Cards.Delivered(id, handle);
    }

    /// <summary>The same for many at once, in one statement where the database has one.</summary>
    public void Sent(IReadOnlyList<SentMessage> messages)
    {
        if (messages.Count == 0) return;
        session.Writing.Batch.WakesOutbox = true;
        if (session.Database.IsPostgres) MarkAll(messages);
        else foreach (var message in messages) Sent(message.Id, message.Handle, message.Channel);
    }

    /// <summary>The platform certainly did not take it: try again after a time. What waits behind it waits as long, so that no claim passes by it.</summary>
    /// <param name="item">As it was claimed: what somebody claimed again since is left alone.</param>
    public void Later(OutboxItem item, TimeSpan after, string why) => Again(item, after, why, null, item.UnsureSince);

    /// <summary>The same where the platform may have taken it and drops a second one.</summary>
    /// <param name="channel">What the next try must take.</param>
    public void Unsure(OutboxItem item, TimeSpan after, string why, string? channel = null) => Again(item, after, why, channel, item.MayBeTakenSince);

    public void Refused(long id, string why) => End(id, OutboxState.Refused, why, null);

    public void Unknown(long id, string why) => End(id, OutboxState.Unknown, why, null);

    /// <summary>Somebody decided that a message is not sent, or not sent again.</summary>
    /// <param name="from">What it was when that was decided: what another decided to send in the same moment is waiting by then, and goes out.</param>
    /// <returns>False where it is something else by now: nothing happened.</returns>
    public bool Drop(long id, OutboxState from)
    {
        session.Writing.Batch.WakesOutbox = true;
        // What was put off with it by Later has nothing to wait for any more.
        if (from == OutboxState.Waiting)
        {
            session.Writing.Later("""
                update outbox set not_before = @Now
                where lane = (select lane from outbox where id = @id) and id > @id and state in ('waiting', 'sending') and state <> 'sending'
                    and not_before = (select not_before from outbox where id = @id and state = 'waiting' and attempts > 0)
                """, new { id, session.Now });
        }
        return session.Writing.Execute("update outbox set state = 'dropped' where id = @id and state = @from", new { id, from = Words.Of(from) }) == 1;
    }

    /// <summary>What waits to be pushed to somebody is not sent any more; answers are.</summary>
    /// <returns>How many of them were to tell what the person is paid: somebody has to hand that over.</returns>
    public int DropPushes(string person)
    {
        session.Writing.Batch.WakesOutbox = true;
        var dropped = new { to = Recipient.To(person).ToString(), reply = Words.Of(Purpose.Reply), session.Now };
        // Answers that were put off with one of them have nothing to wait for any more.
        session.Writing.Later("""
            update outbox set not_before = @Now
            where lane = @to and state in ('waiting', 'sending') and state <> 'sending' and purpose = @reply and not_before in (
                select e.not_before from outbox e
                where e.lane = @to and e.state in ('waiting', 'sending') and e.state <> 'sending' and e.attempts > 0 and e.purpose <> @reply)
            """, dropped);
        return session.Writing.Query<string>("""
            update outbox set state = 'dropped' where recipient = @to and state = 'waiting' and purpose <> @reply returning purpose
            """, dropped).Count(purpose => purpose == Words.Of(Purpose.Pay));
    }

    /// <summary>An admin decided that an unknown message is sent again.</summary>
    public bool Resend(long id)
    {
        session.Writing.Batch.WakesOutbox = true;
        return session.Writing.Execute(
            "update outbox set state = 'waiting', not_before = @Now, attempts = 0, unsure_since = null where id = @id and state in ('unknown', 'refused')", new { id, session.Now }) == 1;
    }

    /// <summary>
    /// Looks after messages whose sender died between sending and marking: they are sent again as long as the channel drops a second one,
    /// else they become unknown; pay is never sent again by itself.
    /// </summary>
    /// <param name="dropsSecond">For how long after the first send of a message a second one does no harm.</param>
    /// <returns>Ids of those that became unknown.</returns>
    public IReadOnlyList<long> RecoverExpired(Func<OutboxItem, TimeSpan> dropsSecond)
    {
        var transaction = session.Writing;
        var unknown = new List<long>();
        var expired = transaction.Query<OutboxRow>(
            $"select {OutboxRow.Columns} from outbox where state = 'sending' and lease_until < @now order by id {session.Database.SkipLocked}",
            new { now = transaction.LeaseNow() });
        foreach (var row in expired)
        {
            var item = row.ToItem(session);
            var again = MayGoAgain(item, dropsSecond(item));
            if (again) Unsure(item, TimeSpan.Zero, "The sender died.");
            else Unknown(row.Id, "The sender died between sending and marking.");
            if (!again) unknown.Add(row.Id);
        }
        return unknown;
    }

    /// <summary>True where a message that may have been taken can be sent again without somebody's word.</summary>
    /// <param name="dropsSecond">For how long after the first send a second one does no harm.</param>
    public bool MayGoAgain(OutboxItem item, TimeSpan dropsSecond) =>
        // By a slower clock than that of who sent it, it is not even due yet: the difference is negative, and less than no time.
        item.Purpose is not (Purpose.Pay or Purpose.Estimate) && dropsSecond > TimeSpan.Zero && session.Now - item.MayBeTakenSince < dropsSecond;

    /// <summary>True where <see cref="RecoverExpired"/> has something to do.</summary>
    public bool AnyExpired() => session.First<long>(
        "select case when exists (select 1 from outbox where state = 'sending' and lease_until < @now) then 1 else 0 end",
        new { now = session.LeaseNow() }) == 1;

    public OutboxItem? Find(long id) =>
        session.First<OutboxRow>($"select {OutboxRow.Columns} from outbox where id = @id", new { id })?.ToItem(session);

    /// <summary>All that somebody was sent, oldest first, without updates of cards.</summary>
    public IReadOnlyList<OutboxItem> Received(Recipient to, string? channel = null)
    {
        var byChannel = channel is null ? "" : " and channel = @channel";
        return Read($"recipient = @to and state = 'sent' and outcome is null{byChannel} order by sent_at, id", new { to = to.ToString(), channel });
    }

    /// <summary>The id of the latest message that each recipient was sent.</summary>
    public IReadOnlyDictionary<string, long> Latest() => session.Query<(string Recipient, long Id)>(
        "select recipient, max(id) from outbox where state = 'sent' and outcome is null group by recipient").ToDictionary(row => row.Recipient, row => row.Id);

    /// <summary>What a message caused, to anybody, in the order it was said.</summary>
    public IReadOnlyList<OutboxItem> CausedBy(long inboxId) => Read("in_reply_to = @inboxId order by id", new { inboxId });

    /// <summary>
    /// How many messages are due, and since when the oldest is that nothing holds up: what waits behind another try to the same recipient is
    /// the platform's delay and no sign that nobody sends.
    /// </summary>
    public (long Count, DateTimeOffset? Oldest) Due()
    {
        const string first = "not exists (select 1 from outbox e where e.lane = o.lane and e.id < o.id and e.state in ('waiting', 'sending') and (e.not_before <= @Now or e.attempts > 0))";
        var at = new { session.Now };
        var count = session.First<long>("""
            select (select count(*) from outbox where state = 'waiting' and not_before <= @Now) + (select count(*) from outbox where state = 'sending')
            """, at);
        return (count, session.First<DateTimeOffset?>($"""
            select since from (
                select * from (select o.not_before as since from outbox o where o.state = 'waiting' and o.not_before <= @Now and {first} order by o.not_before limit 1) w
                union all
                select o.not_before as since from outbox o where o.state = 'sending' and {first}) s
            order by since limit 1
            """, at));
    }

    /// <summary>When the next message becomes due that is not yet; null where none waits for its time.</summary>
    public DateTimeOffset? NextDue() =>
        session.First<DateTimeOffset?>("select not_before from outbox where state = 'waiting' and not_before > @Now order by not_before limit 1", new { session.Now });

    private void Again(OutboxItem item, TimeSpan after, string why, string? channel, DateTimeOffset? unsure)
    {
        session.Writing.Batch.WakesOutbox = true;
        var next = session.Now + after;
        session.Writing.Later("""
            update outbox set state = 'waiting', not_before = @next, lease_until = null, error = @why, channel = coalesce(channel, @channel), unsure_since = @unsure
            where id = @Id and state = 'sending' and lease_until = @LeaseUntil
            """, new { item.Id, item.LeaseUntil, next, why, channel, unsure });
        // By the lane's index: that of what is due would be read from its beginning for each.
        session.Writing.Later("""
            update outbox set not_before = @next
            where lane = (select lane from outbox where id = @Id) and id > @Id and state in ('waiting', 'sending') and state <> 'sending' and not_before < @next
            """, new { item.Id, next });
    }

    private string BodyOf(OutgoingMessage message) => StoredOutgoing.Write(message, session.Files.Link(message.File));

    private object RowOf(NewOutgoing outgoing, string body, string? outcome)
    {
        session.Writing.Batch.WakesOutbox = true;
        return new
        {
            to = outgoing.To.ToString(),
            outgoing.Channel,
            body,
            purpose = Words.Of(outgoing.Purpose),
            outgoing.DedupeKey,
            outgoing.InReplyTo,
            outgoing.ReplyHandle,
            outcome,
            notBefore = outgoing.NotBefore ?? session.Now,
            session.Now,
        };
    }

    private void End(long id, OutboxState state, string? error, string? handle, string? channel = null)
    {
        session.Writing.Batch.WakesOutbox = true;
        session.Writing.Later("""
            update outbox set state = @state, error = @error, handle = coalesce(@handle, handle), channel = coalesce(channel, @channel), sent_at = @sentAt, lease_until = null
            where id = @id and state <> 'sent'
            """, new { id, state = Words.Of(state), error, handle, channel, sentAt = state == OutboxState.Sent ? session.Now : (DateTimeOffset?)null });
    }

    private void MarkAll(IReadOnlyList<SentMessage> messages)
    {
        var ids = messages.Select(message => message.Id).ToArray();
        session.Writing.Later("""
            update outbox o set state = 'sent', error = null, handle = coalesce(m.handle, o.handle), channel = coalesce(o.channel, m.channel), sent_at = @Now, lease_until = null
            from unnest(@ids, @handles, @channels) as m (id, handle, channel) where o.id = m.id and o.state <> 'sent'
            """, new { ids, handles = messages.Select(message => message.Handle).ToArray(), channels = messages.Select(message => message.Channel).ToArray(), session.Now });
        foreach (var message in messages) session.Cards.Delivered(message.Id, message.Handle);
    }

    /// <summary>An update of a card goes by the handle that the card got when it was sent, which may be just now.</summary>
    private OutboxItem ToClaimed(OutboxRow row)
    {
        var item = row.ToItem(session);
        if (item is not { Outcome: not null, Message.Card: { } shown } || session.Cards.Find(shown.Id) is not { } card) return item;
        var channel = item.Channel ?? session.First<string>("select channel from outbox where id = @OutboxId", new { card.OutboxId });
        return item with { Handle = card.Handle, Channel = channel };
    }

    private List<OutboxItem> Read(string condition, object? parameters) =>
        [.. session.Query<OutboxRow>($"select {OutboxRow.Columns} from outbox where {condition}", parameters).Select(row => row.ToItem(session))];
}

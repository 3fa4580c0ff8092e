using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage;

public enum InboxState
{
    /// <summary>Waits for its answer, or is being worked on.</summary>
    New,

    /// <summary>Answered: what it caused was committed with this state.</summary>
    Done,

    /// <summary>Given up after faults; an admin sees it.</summary>
    Failed,
}

/// <summary>A stored message.</summary>
/// <param name="Attempts">How often it was handed out, this time included.</param>
public sealed record InboxItem(long Id, IncomingMessage Message, DateTimeOffset ReceivedAt, InboxState State, int Attempts, string? Error)
{
    /// <summary>Until when who works on it holds it; tells one claim from another.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }
}

/// <summary>Messages as they came in, each once. Two of the same sender in the same chat are worked on one after the other.</summary>
public sealed class Inbox
{
    /// <summary>Keys are kept at least this long, because a platform may send a message again.</summary>
    public static readonly TimeSpan KeyRetention = TimeSpan.FromDays(7);

    /// <summary>So many of what waits a claim looks at: where few people have said very much, nearly all of it waits for its turn anyway.</summary>
    private const long Ahead = 1024;

    private const string Columns = """
        id, channel, message_key, account, chat, payload, received_at, state, attempts, error, lease_until
        """;

    private const string Finished = "update inbox set state = @state, lease_until = null, error = @error where id = @id and state = 'new'";

    private readonly Session session;

    internal Inbox(Session session) => this.session = session;

    /// <summary>Hands out messages to this instance, oldest first, at most one of each sender and chat.</summary>
    /// <param name="lease">After this time without an end they are handed out again.</param>
    public IReadOnlyList<InboxItem> Claim(int most, string instance, TimeSpan lease)
    {
        var transaction = session.Writing;
        var now = transaction.LeaseNow();
        // The inner limit keeps PostgreSQL from making a join of it, which would read all that waits to hand out a few. What is picked is
        // locked, so its state need not be looked at again; a condition on it would have all that waits read once more.
        return [.. transaction.Query<Row>($"""
            with picked as materialized (
                select i.id from inbox i
                where i.state = 'new' and i.id <= (select max(f.id) from (select id from inbox where state = 'new' order by id limit @Ahead) f)
                    and (i.lease_until is null or i.lease_until < @now) and (
                    select e.id from inbox e
                    where e.state = 'new' and e.channel = i.channel and e.chat = i.chat and e.account = i.account and e.id < i.id limit 1) is null
                order by i.id limit @most {session.Database.SkipLocked})
            update inbox set lease_until = @until, lease_by = @instance, attempts = attempts + 1
            where id in (select id from picked)
            returning {Columns}
            """, new { now, until = now + lease, most = (long)most, Ahead, instance }).OrderBy(row => row.Id).Select(ToItem)];
    }

    /// <summary>The message is answered; belongs into the work that answers it.</summary>
    /// <returns>False where another instance finished it before: the work must be undone (throw).</returns>
    public bool Done(long id) => Finish(id, InboxState.Done, null);

    /// <summary>The same where the work fails by itself if another instance finished the message before.</summary>
    public void Done(long id, Func<Exception> otherwise)
    {
        session.Writing.Batch.WakesInbox = true;
        session.Writing.Later(Finished, FinishedAs(id, InboxState.Done, null), touched => touched == 0 ? otherwise() : null);
    }

    /// <summary>Gives a message up.</summary>
    public bool Failed(long id, string error) => Finish(id, InboxState.Failed, error);

    /// <summary>Lets a message be handed out again after a time; the later ones of the same chat wait with it. One that was claimed again since is left alone.</summary>
    /// <param name="counts">False where the attempt says nothing about the message, as on a full disk.</param>
    public void Later(InboxItem item, TimeSpan after, string error, bool counts = true) => session.Writing.Later(
        "update inbox set lease_until = @until, lease_by = null, error = @error, attempts = attempts - @spared where id = @Id and state = 'new' and lease_until = @LeaseUntil",
        new { item.Id, item.LeaseUntil, until = session.Writing.LeaseNow() + after, error, spared = counts ? 0L : 1L });

    public InboxItem? Find(long id) =>
        session.First<Row>($"select {Columns} from inbox where id = @id", new { id }) is { } row ? ToItem(row) : null;

    public InboxItem? Find(string channel, string key) =>
        session.First<Row>($"select {Columns} from inbox where channel = @channel and message_key = @key", new { channel, key }) is { } row
            ? ToItem(row) : null;

    /// <summary>The latest messages of a chat, oldest first.</summary>
    /// <param name="group">Null for the direct chat of <paramref name="account"/>, who does not matter in a group.</param>
    public IReadOnlyList<InboxItem> SaidIn(string channel, string? group, string account, int most)
    {
        var bySender = group is null ? " and account = @account" : "";
        return [.. session.Query<Row>($"select {Columns} from inbox where channel = @channel and chat = @chat{bySender} order by id desc limit @most",
            new { channel, chat = group ?? "", account, most = (long)most }).Select(ToItem).Reverse()];
    }

    /// <summary>How many messages wait, and since when the oldest does.</summary>
    public (long Count, DateTimeOffset? Oldest) Unfinished()
    {
        var count = session.First<long>("select count(*) from inbox where state = 'new'");
        return (count, session.First<DateTimeOffset?>("select received_at from inbox where state = 'new' order by id limit 1"));
    }

    /// <summary>Deletes finished messages that no record rests on, but none younger than <see cref="KeyRetention"/>.</summary>
    public int Purge(DateTimeOffset before)
    {
        var limit = before < session.Now - KeyRetention ? before : session.Now - KeyRetention;
        return session.Writing.Execute("""
            delete from inbox where state <> 'new' and received_at < @limit
                and not exists (select 1 from records r where r.message_id = inbox.id)
            """, new { limit });
    }

    private bool Finish(long id, InboxState state, string? error)
    {
        session.Writing.Batch.WakesInbox = true;
        return session.Writing.Execute(Finished, FinishedAs(id, state, error)) == 1;
    }

    private static object FinishedAs(long id, InboxState state, string? error) => new { id, state = Words.Of(state), error };

    private InboxItem ToItem(Row row)
    {
        var stored = StoredIncoming.Read(row.Payload);
        var message = new IncomingMessage(
            row.Channel, row.MessageKey, row.Account, row.Chat.Length == 0 ? Domain.Chat.Chat.Direct : new Domain.Chat.Chat(row.Chat), stored.Text,
            stored.Mentions, stored.SentAt, session.Files.Load(stored.File), stored.FileReference, stored.Press, stored.ReplyHandle);
        return new InboxItem(row.Id, message, row.ReceivedAt, Words.To<InboxState>(row.State), checked((int)row.Attempts), row.Error) { LeaseUntil = row.LeaseUntil };
    }

    private sealed class Row
    {
        public long Id { get; set; }

        public string Channel { get; set; } = "";

        public string MessageKey { get; set; } = "";

        public string Account { get; set; } = "";

        public string Chat { get; set; } = "";

        public string Payload { get; set; } = "";

        public DateTimeOffset ReceivedAt { get; set; }

        public string State { get; set; } = "";

        public long Attempts { get; set; }

        public string? Error { get; set; }

        public DateTimeOffset? LeaseUntil { get; set; }
    }
}

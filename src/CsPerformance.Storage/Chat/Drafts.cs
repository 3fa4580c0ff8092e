namespace CsPerformance.Storage;

/// <summary>Something that waits for its confirmation.</summary>
/// <param name="Id">1..64 characters [0-9A-Za-z_-], unique for ever; the card's id where there is one card.</param>
/// <param name="Chat">The chat that it was asked in, so that "1" there answers it.</param>
/// <param name="Kind">What is to be done; the conversation's own word.</param>
/// <param name="Payload">JSON, the conversation's own.</param>
public sealed record Draft(string Id, string Person, string Chat, string Kind, string Payload, DateTimeOffset ExpiresAt);

public enum DraftState
{
    Open,
    Done,
    Cancelled,
    Expired,
}

/// <summary>Drafts; each is done at most once.</summary>
public sealed class Drafts
{
    private const string Columns = "id, person, chat, kind, payload, expires_at";

    private readonly Session session;

    internal Drafts(Session session) => this.session = session;

    public void Add(Draft draft) => session.Writing.Later("""
        insert into drafts (id, person, chat, kind, payload, created_at, expires_at, state)
        values (@Id, @Person, @Chat, @Kind, @Payload, @Now, @ExpiresAt, 'open')
        """, new { draft.Id, draft.Person, draft.Chat, draft.Kind, draft.Payload, draft.ExpiresAt, session.Now });

    public Draft? Find(string id) => session.First<Row>($"select {Columns} from drafts where id = @id", new { id })?.ToDraft();

    /// <summary>What became of it; null where it is unknown. An open one whose time is over counts as expired.</summary>
    public DraftState? StateOf(string id)
    {
        var state = session.First<string>("select case when state = 'open' and expires_at <= @Now then 'expired' else state end from drafts where id = @id", new { id, session.Now });
        return state is null ? null : Words.To<DraftState>(state);
    }

    /// <summary>Marks an open draft as done; null where it is not open (any more) or its time is over. One caller gets it.</summary>
    /// <param name="by">Inbox id of the message that said so; see <see cref="TakenBy"/>.</param>
    public Draft? Take(string id, long? by = null) => session.Writing.First<Row>($"""
        update drafts set state = 'done', taken_by = @by where id = @id and state = 'open' and expires_at > @Now returning {Columns}
        """, new { id, by, session.Now })?.ToDraft();

    /// <summary>What waited for a message that confirmed or answered it; null where the message was said by itself.</summary>
    public Draft? TakenBy(long inboxId) => session.First<Row>($"select {Columns} from drafts where taken_by = @inboxId order by id limit 1", new { inboxId })?.ToDraft();

    /// <summary>Changes what an open draft is about; false where it is not open (any more) or its time is over.</summary>
    public bool Change(string id, string payload) => session.Writing.Execute(
        "update drafts set payload = @payload where id = @id and state = 'open' and expires_at > @Now", new { id, payload, session.Now }) == 1;

    public bool Cancel(string id) =>
        session.Writing.Execute("update drafts set state = 'cancelled' where id = @id and state = 'open'", new { id }) == 1;

    /// <summary>Open drafts of somebody in a chat, the latest first, of the same moment by id: a bare "1" answers the first one.</summary>
    public IReadOnlyList<Draft> OpenOf(string person, string chat) =>
        [.. session.Query<Row>($"""
            select {Columns} from drafts
            where person = @person and chat = @chat and state = 'open' and expires_at > @Now order by created_at desc, id desc
            """, new { person, chat, session.Now }).Select(row => row.ToDraft())];

    /// <summary>Marks those whose time is over and returns them.</summary>
    public IReadOnlyList<Draft> Expire() =>
        [.. session.Writing.Query<Row>($"""
            update drafts set state = 'expired' where state = 'open' and expires_at <= @Now returning {Columns}
            """, new { session.Now }).OrderBy(row => row.ExpiresAt).Select(row => row.ToDraft())];

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Person { get; set; } = "";

        public string Chat { get; set; } = "";

        public string Kind { get; set; } = "";

        public string Payload { get; set; } = "";

        public DateTimeOffset ExpiresAt { get; set; }

        public Draft ToDraft() => new(Id, Person, Chat, Kind, Payload, ExpiresAt);
    }
}

/// <summary>What follows when somebody says 下一页: one row for each person and chat.</summary>
public sealed class Pages
{
    private readonly Session session;

    internal Pages(Session session) => this.session = session;

    public string? Find(string person, string chat) =>
        session.First<string>("select payload from pages where person = @person and chat = @chat", new { person, chat });

    public void Put(string person, string chat, string payload) => session.Writing.Later("""
        insert into pages (person, chat, payload, at) values (@person, @chat, @payload, @Now)
        on conflict (person, chat) do update set payload = excluded.payload, at = excluded.at
        """, new { person, chat, payload, session.Now });

    public void Clear(string person, string chat) =>
        session.Writing.Later("delete from pages where person = @person and chat = @chat", new { person, chat });
}

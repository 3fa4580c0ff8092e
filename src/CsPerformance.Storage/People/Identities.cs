namespace CsPerformance.Storage;

/// <summary>A platform account of somebody on the roster.</summary>
public sealed class Identity
{
    public string Channel { get; set; } = "";

    public string Account { get; set; } = "";

    public string Person { get; set; } = "";

    public DateTimeOffset LastUsedAt { get; set; }
}

/// <summary>Which platform account belongs to whom.</summary>
public sealed class Identities
{
    private readonly Session session;

    internal Identities(Session session) => this.session = session;

    /// <summary>工号 behind an account, or null where it is not bound.</summary>
    public string? Find(string channel, string account) =>
        session.First<string>("select person from identities where channel = @channel and account = @account", new { channel, account });

    /// <summary>Accounts of somebody: the preferred channel first, then the latest used.</summary>
    public IReadOnlyList<Identity> AccountsOf(string number) => session.Query<Identity>("""
        select i.channel, i.account, i.person, i.last_used_at
        from identities i join people e on e.number = i.person
        where i.person = @number
        order by case when i.channel = e.preferred_channel then 0 else 1 end, i.last_used_at desc,
            case when i.channel = 'simulator' then 1 else 0 end, i.channel, i.account
        """, new { number });

    public string? PreferredChannel(string number) =>
        session.First<string>("select preferred_channel from people where number = @number", new { number });

    /// <summary>Binds an account; one that was bound to somebody else moves.</summary>
    /// <param name="by">工号 of who confirmed it, or a word for a match by the platform's mobile number.</param>
    public void Bind(string channel, string account, string number, string by) => session.Writing.Later("""
        insert into identities (channel, account, person, bound_by, bound_at, last_used_at)
        values (@channel, @account, @number, @by, @Now, @Now)
        on conflict (channel, account) do update set
            person = excluded.person, bound_by = excluded.bound_by, bound_at = excluded.bound_at, last_used_at = excluded.last_used_at
        """, new { channel, account, number, by, session.Now });

    public bool Unbind(string channel, string account) => session.Writing.Execute(
        "delete from identities where channel = @channel and account = @account", new { channel, account }) > 0;

    /// <summary>Notes that somebody spoke through this account just now: answers and pushes go there.</summary>
    public void Used(string channel, string account) => session.Writing.Later(
        "update identities set last_used_at = @Now where channel = @channel and account = @account", new { channel, account, session.Now });

    /// <param name="channel">Null goes back to the latest used.</param>
    public void Prefer(string number, string? channel) => session.Writing.Later(
        "update people set preferred_channel = @channel where number = @number", new { number, channel });
}

/// <summary>Which group of a platform is a team's group.</summary>
public sealed class GroupChats
{
    private readonly Session session;

    internal GroupChats(Session session) => this.session = session;

    /// <summary>The team whose group this is, or null.</summary>
    public string? TeamOf(string channel, string chat) =>
        session.First<string>("select team from group_chats where channel = @channel and chat = @chat", new { channel, chat });

    public IReadOnlyList<(string Channel, string Chat)> Of(string team) =>
        session.Query<(string, string)>("select channel, chat from group_chats where team = @team order by channel", new { team });

    public void Bind(string team, string channel, string chat)
    {
        session.Writing.Execute("delete from group_chats where channel = @channel and chat = @chat", new { channel, chat });
        session.Writing.Execute("""
            insert into group_chats (team, channel, chat) values (@team, @channel, @chat)
            on conflict (team, channel) do update set chat = excluded.chat
            """, new { team, channel, chat });
    }

    public bool Unbind(string channel, string chat) => session.Writing.Execute(
        "delete from group_chats where channel = @channel and chat = @chat", new { channel, chat }) > 0;
}

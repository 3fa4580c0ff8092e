namespace CsPerformance.Storage;

/// <summary>Small values that all instances share until they expire; each change is one atomic step.</summary>
/// <remarks>The caller tells the time: these values live on the real clock, also where the store's own one is simulated.</remarks>
public sealed class SharedValues
{
    private readonly Session session;

    internal SharedValues(Session session) => this.session = session;

    /// <summary>Null where there is none or it has expired.</summary>
    public string? Read(string name, DateTimeOffset now) => session.First<string>(
        "select value from shared_state where name = @name and expires_at > @now", new { name, now = Columns.Truncate(now) });

    /// <summary>Puts a value in the place of the expected one.</summary>
    /// <param name="expected">Null: none stands there, or an expired one.</param>
    /// <returns>False where something else stood there: nothing was written.</returns>
    public bool Replace(string name, string? expected, string value, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        var row = new { name, expected, value, expiresAt = Columns.Truncate(expiresAt), now = Columns.Truncate(now) };
        return session.Writing.Execute(expected is null ? Put : Exchange, row) == 1;
    }

    /// <summary>Removes what has expired.</summary>
    public int Purge(DateTimeOffset now) =>
        session.Writing.Execute("delete from shared_state where expires_at <= @now", new { now = Columns.Truncate(now) });

    private const string Put = """
        insert into shared_state (name, value, expires_at) values (@name, @value, @expiresAt)
        on conflict (name) do update set value = excluded.value, expires_at = excluded.expires_at where shared_state.expires_at <= @now
        """;

    private const string Exchange = """
        update shared_state set value = @value, expires_at = @expiresAt where name = @name and value = @expected and expires_at > @now
        """;
}

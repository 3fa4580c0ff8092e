using System.Globalization;

namespace CsPerformance.Storage;

/// <summary>What the users changed at run time, by name.</summary>
public sealed class Settings
{
    private readonly Session session;

    internal Settings(Session session) => this.session = session;

    public string? Get(string name) => session.First<string>("select value from settings where name = @name", new { name });

    public IReadOnlyDictionary<string, string> All() =>
        session.Query<(string Name, string Value)>("select name, value from settings").ToDictionary(row => row.Name, row => row.Value);

    public void Set(string name, string value) => session.Writing.Later("""
        insert into settings (name, value) values (@name, @value) on conflict (name) do update set value = excluded.value
        """, new { name, value });

    public void Clear(string name) => session.Writing.Later("delete from settings where name = @name", new { name });
}

/// <param name="Team">Null for every team without an entry of its own.</param>
public sealed record Broadcast(string? Team, DayOfWeek Day, TimeOnly Time);

/// <summary>When the weekly boards go out.</summary>
public sealed class Broadcasts
{
    private readonly Session session;

    internal Broadcasts(Session session) => this.session = session;

    public IReadOnlyList<Broadcast> All() =>
        [.. session.Query<(string Team, string Weekday, string Time)>("select team, weekday, time from broadcasts order by team")
            .Select(row => new Broadcast(
                row.Team.Length == 0 ? null : row.Team, Words.To<DayOfWeek>(row.Weekday),
                TimeOnly.ParseExact(row.Time, "HH:mm", CultureInfo.InvariantCulture)))];

    public void Set(Broadcast broadcast) => session.Writing.Later("""
        insert into broadcasts (team, weekday, time) values (@team, @weekday, @time)
        on conflict (team) do update set weekday = excluded.weekday, time = excluded.time
        """, new { team = broadcast.Team ?? "", weekday = Words.Of(broadcast.Day), time = broadcast.Time.ToString("HH:mm", CultureInfo.InvariantCulture) });
}

/// <summary>What is evaluated and is not a person: a shop, a centre.</summary>
public sealed class Subject
{
    public string Code { get; set; } = "";

    public string Name { get; set; } = "";

    public string Kind { get; set; } = "";

    public string? Team { get; set; }

    /// <summary>The first day on which it is not rated any more; null while it is.</summary>
    public DateOnly? ClosedFrom { get; set; }
}

public sealed class Subjects
{
    private readonly Session session;

    internal Subjects(Session session) => this.session = session;

    /// <summary>All that ever were, the closed ones too.</summary>
    public IReadOnlyList<Subject> All() => session.Query<Subject>("select code, name, kind, team, closed_from as ClosedFrom from subjects order by code");

    public Subject? Find(string code) => session.First<Subject>("select code, name, kind, team, closed_from as ClosedFrom from subjects where code = @code", new { code });

    /// <summary>Adds or changes one; whoever keeps the roster in memory is told to read it again.</summary>
    public void Save(Subject subject)
    {
        session.Writing.Later("""
            insert into subjects (code, name, kind, team, closed_from) values (@Code, @Name, @Kind, @Team, @ClosedFrom)
            on conflict (code) do update set name = excluded.name, kind = excluded.kind, team = excluded.team, closed_from = excluded.closed_from
            """, subject);
        session.People.Touch();
    }
}

using CsPerformance.Domain.Time;

namespace CsPerformance.Storage;

/// <summary>A scheme that a team, or the company, is paid by from a month on.</summary>
/// <param name="Team">Null for the whole company.</param>
/// <param name="Version">SHA-256 (hex) of its text.</param>
/// <param name="Remarks">JSON: the checks that the admin saw when putting it in force.</param>
public sealed record SchemeInForce(string? Team, Period FromMonth, string Scheme, string Version, string By, DateTimeOffset At, string Remarks);

/// <summary>Scheme texts by version, and which counts where and when.</summary>
public sealed class Schemes
{
    private const string Columns = "select team, from_day, scheme, version, by_person, at, remarks from schemes_in_force";

    private readonly Session session;
    private long? count;

    internal Schemes(Session session) => this.session = session;

    /// <summary>Keeps a text for ever, so that an old sheet can be computed again.</summary>
    public void Keep(string id, string version, string text) => session.Writing.Later("""
        insert into schemes (id, version, text, first_seen) values (@id, @version, @text, @Now) on conflict (id, version) do nothing
        """, new { id, version, text, session.Now });

    public string? Text(string id, string version) =>
        session.First<string>("select text from schemes where id = @id and version = @version", new { id, version });

    /// <summary>Adds an entry; the latest one for a team and month counts, earlier ones stay as history.</summary>
    public void PutInForce(string? team, Period fromMonth, string scheme, string version, string by, string remarks = "[]")
    {
        count = null;
        session.Writing.Later("""
            insert into schemes_in_force (team, from_day, scheme, version, by_person, at, remarks)
            values (@team, @from, @scheme, @version, @by, @Now, @remarks)
            """, new { team = team ?? "", from = fromMonth.First, scheme, version, by, session.Now, remarks });
    }

    /// <summary>What counts for a team in a month: its own latest entry up to then, else the company's; null where there is none.</summary>
    public SchemeInForce? InForce(string? team, Period month) => session.First<Row>(
        Columns + """
         where (team = @team or team = '') and from_day <= @day
        order by case when team = '' then 1 else 0 end, from_day desc, id desc limit 1
        """, new { team = team ?? "", day = month.First })?.ToEntry();

    /// <summary>How many entries there were at the first look. None is ever changed or removed, so what was read of as many is still so.</summary>
    public long Count => count ??= session.IsWriting ? session.First<long>("select count(*) from schemes_in_force") : session.Versions.Schemes;

    /// <summary>All entries, first to last.</summary>
    public IReadOnlyList<SchemeInForce> History() => [.. session.Query<Row>(Columns + " order by id").Select(row => row.ToEntry())];

    private sealed class Row
    {
        public string Team { get; set; } = "";

        public DateOnly FromDay { get; set; }

        public string Scheme { get; set; } = "";

        public string Version { get; set; } = "";

        public string ByPerson { get; set; } = "";

        public DateTimeOffset At { get; set; }

        public string Remarks { get; set; } = "";

        public SchemeInForce ToEntry() =>
            new(Team.Length == 0 ? null : Team, Period.Month(FromDay), Scheme, Version, ByPerson, At, Remarks);
    }
}

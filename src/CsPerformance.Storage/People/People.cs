using System.Globalization;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Storage;

/// <summary>Where somebody stands from the first day of a month on.</summary>
public sealed record Posting(Period FromMonth, string? Team, string? Position, string? Grade);

/// <summary>The roster. Team, position and grade are dated by month: a move in December leaves November as it was.</summary>
public sealed class People
{
    /// <summary>The posting in force on @day; before the first one, the first one.</summary>
    private const string InForce = """
        select p.person, p.team, p.position, p.grade from postings p
        where p.from_day = coalesce(
            (select max(q.from_day) from postings q where q.person = p.person and q.from_day <= @day),
            (select min(q.from_day) from postings q where q.person = p.person))
        """;

    private const string PeopleOn = $"""
        select e.number, e.name, e.mobile, e.active, e.forgotten, f.team, f.position, f.grade
        from people e left join ({InForce}) f on f.person = e.number
        """;

    private readonly Session session;

    internal People(Session session) => this.session = session;

    /// <summary>Counts every change of the roster, so that a reader can keep it in memory until then.</summary>
    public long Version => long.Parse(session.Settings.Get("people.version") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Everybody, also who has left (<see cref="Person.Active"/>), by number, as of a month (null: the current one).</summary>
    public IReadOnlyList<Person> All(Period? month = null)
    {
        var names = session.Query<(string Person, string Nickname)>("select person, nickname from nicknames order by person, place")
            .ToLookup(row => row.Person, row => row.Nickname);
        var roles = session.Query<(string Person, string Role)>("select person, role from roles").ToLookup(row => row.Person, row => row.Role);
        return [.. session.Query<Row>(PeopleOn + " order by e.number", new { day = session.DayOf(month) })
            .Select(row => ToPerson(row, names[row.Number], roles[row.Number]))];
    }

    public Person? Find(string number, Period? month = null)
    {
        var row = session.First<Row>(PeopleOn + " where e.number = @number", new { number, day = session.DayOf(month) });
        return row is null ? null : ToPerson(
            row,
            session.Query<string>("select nickname from nicknames where person = @number order by place", new { number }),
            session.Query<string>("select role from roles where person = @number", new { number }));
    }

    /// <summary>The teams that somebody active is in, in order of their name.</summary>
    public IReadOnlyList<string> Teams(Period? month = null) => session.Query<string>(
        $"select distinct f.team from ({PeopleOn}) f where f.active and f.team is not null order by f.team", new { day = session.DayOf(month) });

    public IReadOnlyList<Posting> Postings(string number) =>
        [.. session.Query<PostingRow>("select from_day, team, position, grade from postings where person = @number order by from_day", new { number })
            .Select(row => new Posting(Period.Month(row.FromDay), row.Team, row.Position, row.Grade))];

    /// <summary>
    /// Adds or changes somebody. Team, position and grade count from a month on and do not touch earlier months; a mobile number
    /// of null leaves the known one.
    /// </summary>
    public void Save(Person person, Period fromMonth)
    {
        var standing = session.First<Row>(InForce + " and p.person = @Number", new { person.Number, day = fromMonth.First });
        Put(person, fromMonth, standing is null ? null : (standing.Team, standing.Position, standing.Grade));
        Touch();
    }

    /// <summary>The same for a whole roster: where everybody stands is read once.</summary>
    public void SaveAll(IReadOnlyCollection<Person> people, Period fromMonth)
    {
        var standing = session.Query<(string Person, string? Team, string? Position, string? Grade)>(InForce, new { day = fromMonth.First })
            .ToDictionary(row => row.Person, row => (row.Team, row.Position, row.Grade));
        foreach (var person in people) Put(person, fromMonth, standing.TryGetValue(person.Number, out var known) ? known : null);
        Touch();
    }

    private void Put(Person person, Period fromMonth, (string? Team, string? Position, string? Grade)? standing)
    {
        var transaction = session.Writing;
        var number = person.Number;
        transaction.Later("""
            insert into people (number, name, mobile, active) values (@Number, @Name, @Mobile, @Active)
            on conflict (number) do update set
                name = excluded.name, mobile = coalesce(excluded.mobile, people.mobile), active = excluded.active
                where people.forgotten is null
            """, new { person.Number, person.Name, person.Mobile, person.Active });
        transaction.Later("delete from nicknames where person = @number", new { number });
        for (var place = 0; place < person.Nicknames.Count; place++)
        {
            transaction.Later(
                "insert into nicknames (person, place, nickname) values (@number, @place, @nickname)",
                new { number, place = (long)place, nickname = person.Nicknames[place] });
        }
        transaction.Later("delete from roles where person = @number", new { number });
        foreach (var role in person.Roles)
            transaction.Later("insert into roles (person, role) values (@number, @role)", new { number, role = Words.Of(role) });
        if (standing == (person.Team, person.Position, person.Grade)) return;
        transaction.Later("""
            insert into postings (person, from_day, team, position, grade) values (@Number, @from, @Team, @Position, @Grade)
            on conflict (person, from_day) do update set team = excluded.team, position = excluded.position, grade = excluded.grade
            """, new { person.Number, from = fromMonth.First, person.Team, person.Position, person.Grade });
    }

    /// <summary>Counts a change of the roster, or of what is rated beside the people.</summary>
    internal void Touch() => session.Settings.Set("people.version", (Version + 1).ToString(CultureInfo.InvariantCulture));

    private static Person ToPerson(Row row, IEnumerable<string> nicknames, IEnumerable<string> roles) => new(
        row.Number, row.Name, [.. nicknames], row.Team, roles.Select(Words.To<Role>).ToHashSet(), row.Position, row.Grade, row.Mobile, row.Active, row.Forgotten is not null);

    private sealed class Row
    {
        public string Number { get; set; } = "";

        public string Name { get; set; } = "";

        public string? Mobile { get; set; }

        public bool Active { get; set; }

        public long? Forgotten { get; set; }

        public string? Team { get; set; }

        public string? Position { get; set; }

        public string? Grade { get; set; }
    }

    private sealed class PostingRow
    {
        public DateOnly FromDay { get; set; }

        public string? Team { get; set; }

        public string? Position { get; set; }

        public string? Grade { get; set; }
    }
}

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
        select p.person, p.team, p.position, p.grade, p.rated from postings p
        where p.from_day = coalesce(
            (select max(q.from_day) from postings q where q.person = p.person and q.from_day <= @day),
            (select min(q.from_day) from postings q where q.person = p.person))
        """;

    private const string PeopleOn = $"""
        select e.number, e.name, e.mobile, e.active, e.joined_on, e.forgotten, f.team, f.position, f.grade, f.rated,
            (select count(*) from leavings l where l.person = e.number) as spells
        from people e left join ({InForce}) f on f.person = e.number
        """;

    /// <summary>Postings in force on @day, and whether the person was rated by them.</summary>
    private const string Standing = $"""
        select p.person as number, p.team, p.position, p.grade,
            coalesce(p.rated, exists (select 1 from roles o where o.person = p.person and o.role = 'agent')) as rated
        from ({InForce}) p
        """;

    internal const string VersionName = "people.version";

    private readonly Session session;

    internal People(Session session) => this.session = session;

    /// <summary>Counts every change of the roster, so that a reader can keep it in memory until then.</summary>
    public long Version => long.Parse((session.IsWriting ? session.Settings.Get(VersionName) : session.Versions.Roster) ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Everybody, also who has left (<see cref="Person.Active"/>) or is yet to come, by number, as of a month (null: the current one).</summary>
    public IReadOnlyList<Person> All(Period? month = null)
    {
        var names = session.Query<(string Person, string Nickname)>("select person, nickname from nicknames order by person, place")
            .ToLookup(row => row.Person, row => row.Nickname);
        var roles = session.Query<(string Person, string Role)>("select person, role from roles").ToLookup(row => row.Person, row => row.Role);
        var spells = session.Query<(string Person, DateOnly LeftOn, DateOnly? BackOn)>("select person, left_on, back_on from leavings order by person, left_on")
            .ToLookup(row => row.Person, row => new Leaving(row.LeftOn, row.BackOn));
        return [.. session.Query<Row>(PeopleOn + " order by e.number", new { day = session.DayOf(month) })
            .Select(row => ToPerson(row, names[row.Number], [.. roles[row.Number]], spells[row.Number]))];
    }

    /// <summary>
    /// Who was employed on at least one day of a period, by number, as they stood at its end; whether they are here today is no matter.
    /// Who joined later counts as soon as something is recorded of them in it, so that nothing recorded is left out of a sum.
    /// </summary>
    public IReadOnlyList<Person> Employed(Period period)
    {
        var all = All(period);
        var earlier = all.Any(person => person.JoinedOn > period.Last) ? RecordedBeforeJoining(period) : [];
        return [.. all.Where(person => person.WorkedIn(period.First, period.Last)
            || (earlier.Contains(person.Number) && !person.WasAway(period.First, period.Last)))];
    }

    private HashSet<string> RecordedBeforeJoining(Period period) => [.. session.Query<string>($"""
        select e.number from people e where e.joined_on > @Last and {Recorded("e.number")}
        """, new { period.First, period.Last })];

    /// <summary>A condition: something that counts, or may yet, was recorded of the person between @First and @Last.</summary>
    private static string Recorded(string person) => $"""
        exists (select 1 from records r join record_states s on s.number = r.number
            where r.subject = {person} and r.on_day >= @First and r.on_day <= @Last and s.state in ('active', 'pending'))
        """;

    public Person? Find(string number, Period? month = null)
    {
        var row = session.First<Row>(PeopleOn + " where e.number = @number", new { number, day = session.DayOf(month) });
        return row is null ? null : ToPerson(
            row,
            session.Query<string>("select nickname from nicknames where person = @number order by place", new { number }),
            session.Query<string>("select role from roles where person = @number", new { number }),
            row.Spells == 0 ? [] : session.Query<(DateOnly LeftOn, DateOnly? BackOn)>("select left_on, back_on from leavings where person = @number order by left_on", new { number })
                .Select(spell => new Leaving(spell.LeftOn, spell.BackOn)));
    }

    /// <summary>The teams that somebody is in today, in order of their name.</summary>
    public IReadOnlyList<string> Teams() => session.Query<string>(
        $"select distinct f.team from ({PeopleOn}) f where f.active and f.team is not null order by f.team", new { day = session.DayOf(null) });

    /// <summary>The teams of those who were employed in a period (<see cref="Employed"/>), also where all of them have left since.</summary>
    public IReadOnlyList<string> Teams(Period period) => session.Query<string>($"""
        select distinct f.team from ({PeopleOn}) f where f.team is not null
            and not exists (select 1 from leavings l where l.person = f.number and l.left_on < @First and (l.back_on is null or l.back_on > @Last))
            and (f.joined_on is null or f.joined_on <= @Last or {Recorded("f.number")})
        order by f.team
        """, new { day = period.Last, period.First, period.Last });

    /// <summary>The month from which the roster is known; null where it is empty.</summary>
    public Period? Beginning => session.First<DateOnly?>("select from_day from postings order by from_day limit 1") is { } day ? Period.Month(day) : null;

    public IReadOnlyList<Posting> Postings(string number) =>
        [.. session.Query<PostingRow>("select from_day, team, position, grade from postings where person = @number order by from_day", new { number })
            .Select(row => new Posting(Period.Month(row.FromDay), row.Team, row.Position, row.Grade))];

    /// <summary>
    /// Adds or changes somebody. Team, position and grade count from a month on and do not touch earlier months; a mobile number
    /// of null leaves the known one, and so does a first day of employment of null. Who is saved as not active leaves today where no
    /// other day is given, and comes back today where saved as active. Who becomes an agent is rated from this month on, who is none any
    /// more from the next month on not: one day of a month is enough, as with leaving.
    /// </summary>
    public void Save(Person person, Period fromMonth)
    {
        var standing = session.First<Row>(Standing + " where p.person = @Number", new { person.Number, day = fromMonth.First });
        Put(person, fromMonth, standing);
        Touch();
    }

    /// <summary>The same for a whole roster: where everybody stands is read once.</summary>
    public void SaveAll(IReadOnlyCollection<Person> people, Period fromMonth)
    {
        var standing = session.Query<Row>(Standing, new { day = fromMonth.First }).ToDictionary(row => row.Number);
        foreach (var person in people) Put(person, fromMonth, standing.GetValueOrDefault(person.Number));
        Touch();
    }

    /// <param name="standing">Where the person stood in that month until now; null for somebody new.</param>
    private void Put(Person given, Period fromMonth, Row? standing)
    {
        var person = given.Active == given.LeftOn is null ? given : given.Active ? given.BackFrom(session.Today) : given.LeavingOn(session.Today);
        var transaction = session.Writing;
        var number = person.Number;
        transaction.Later("""
            insert into people (number, name, mobile, active, joined_on) values (@Number, @Name, @Mobile, @Active, @JoinedOn)
            on conflict (number) do update set
                name = excluded.name, mobile = coalesce(excluded.mobile, people.mobile), active = excluded.active,
                joined_on = coalesce(excluded.joined_on, people.joined_on)
                where people.forgotten is null
            """, new { person.Number, person.Name, person.Mobile, person.Active, person.JoinedOn });
        transaction.Later("delete from leavings where person = @number", new { number });
        foreach (var (left, back) in person.Leavings)
            transaction.Later("insert into leavings (person, left_on, back_on) values (@number, @left, @back)", new { number, left, back });
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
        PutPosting(person, fromMonth, standing);
    }

    private void PutPosting(Person person, Period month, Row? standing)
    {
        var (was, becomes) = (standing?.Rated, person.Is(Role.Agent));
        // What was to follow in the next month is said anew.
        if (was == true) session.Writing.Later("delete from postings where person = @Number and from_day = @next and rated = @no", new { person.Number, next = month.Next.First, no = false });
        if (was == becomes && (standing!.Team, standing.Position, standing.Grade) == (person.Team, person.Position, person.Grade)) return;
        if (was is { } before && before != becomes)
            session.Writing.Later("update postings set rated = @before where person = @Number and from_day < @First and rated is null", new { person.Number, before, month.First });
        Post(person, month, becomes || was == true);
        if (was == true && !becomes) Post(person, month.Next, false);
    }

    private void Post(Person person, Period month, bool rated) => session.Writing.Later("""
        insert into postings (person, from_day, team, position, grade, rated) values (@Number, @First, @Team, @Position, @Grade, @rated)
        on conflict (person, from_day) do update set team = excluded.team, position = excluded.position, grade = excluded.grade, rated = excluded.rated
        """, new { person.Number, month.First, person.Team, person.Position, person.Grade, rated });

    /// <summary>Counts a change of the roster, or of what is rated beside the people.</summary>
    internal void Touch() => session.Settings.Set("people.version", (Version + 1).ToString(CultureInfo.InvariantCulture));

    private static Person ToPerson(Row row, IEnumerable<string> nicknames, IReadOnlyCollection<string> roles, IEnumerable<Leaving> leavings) => new(
        row.Number, row.Name, [.. nicknames], row.Team, roles.Select(Words.To<Role>).ToHashSet(), row.Position, row.Grade, row.Mobile, row.Active, row.Forgotten is not null)
    {
        RatedThen = row.Rated is { } rated && rated != roles.Contains("agent") ? rated : null,
        JoinedOn = row.JoinedOn,
        Leavings = row.Spells == 0 ? [] : [.. leavings],
    };

    private sealed class Row
    {
        public string Number { get; set; } = "";

        public string Name { get; set; } = "";

        public string? Mobile { get; set; }

        public bool Active { get; set; }

        public bool? Rated { get; set; }

        public DateOnly? JoinedOn { get; set; }

        public long Spells { get; set; }

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

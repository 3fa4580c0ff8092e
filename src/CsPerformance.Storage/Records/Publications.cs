using CsPerformance.Domain.Time;

namespace CsPerformance.Storage;

/// <summary>A month that is made official: what was known, by which rules, and what came out.</summary>
/// <param name="Team">Null for the whole company.</param>
/// <param name="Version">SHA-256 of the scheme text.</param>
/// <param name="Corrects">The publication that this one corrects; null for a first one.</param>
/// <param name="Differences">What a correction changes, to be paid next time; null for a first one.</param>
public sealed record NewPublication(
    Period Period, string? Team, string Scheme, string Version, string Facts, string Sheet, string By, long? Corrects = null, string? Differences = null);

/// <param name="ChainHead">The chain's head that it was published on: it vouches for every record until then.</param>
public sealed record Publication(
    long Id, Period Period, string? Team, string Scheme, string Version, string Facts, string Sheet, long? Corrects, string? Differences,
    string By, DateTimeOffset At, string ChainHead, string Hash);

/// <summary>That a period was published or corrected, without what was published.</summary>
/// <param name="Id">Whatever the clocks said: the greater one came later.</param>
/// <param name="Differences">What a correction changes, a line for each person; null for a first publication.</param>
public sealed record PublishedTerm(long Id, Period Period, string? Team, string? Differences)
{
    public bool IsCorrection => Differences is not null;
}

/// <summary>Published months and their corrections; append-only and links of the chain.</summary>
public sealed class Publications
{
    private const string Columns = """
        select id, period, team, scheme, version, facts, sheet, corrects, differences, by_person, at, prev_hash, hash from publications
        """;

    private readonly Session session;

    internal Publications(Session session) => this.session = session;

    /// <summary>Makes a period official, or corrects what is official now.</summary>
    /// <returns>Null where somebody was first: it is published already, or what is corrected is not the latest any more. Nothing happened then.</returns>
    public Publication? Add(NewPublication publication)
    {
        var transaction = session.Writing;
        transaction.LockHead();
        var latest = Latest(publication.Period, publication.Team) ?? (publication.Corrects is null ? null : Latest(publication.Period, null));
        if (latest?.Id != publication.Corrects) return null;
        var id = transaction.First<long?>("select max(id) from publications") + 1 ?? 1;
        transaction.AddLink(
            ChainTable.Publications, id, publication.Period.ToString(), publication.Team ?? "", publication.Scheme, publication.Version,
            Storage.Columns.Clean(publication.Facts), Storage.Columns.Clean(publication.Sheet), publication.Corrects,
            publication.Differences is null ? null : Storage.Columns.Clean(publication.Differences), publication.By, session.Now);
        return Find(id);
    }

    public Publication? Find(long id) => session.First<Row>(Columns + " where id = @id", new { id })?.ToPublication();

    /// <summary>The latest for a period and team, a correction before what it corrects.</summary>
    public Publication? Latest(Period period, string? team) => session.First<Row>(
        Columns + " where period = @period and team = @team order by id desc limit 1",
        new { period = period.ToString(), team = team ?? "" })?.ToPublication();

    /// <summary>True where the period is published for the team or for the whole company.</summary>
    public bool Holds(Period period, string? team) => session.First<long>(
        "select case when exists (select 1 from publications where period = @period and team in (@team, '')) then 1 else 0 end",
        new { period = period.ToString(), team = team ?? "" }) == 1;

    /// <summary>All of a period, first to last.</summary>
    public IReadOnlyList<Publication> Of(Period period) =>
        [.. session.Query<Row>(Columns + " where period = @period order by id", new { period = period.ToString() }).Select(row => row.ToPublication())];

    /// <summary>Those of a team and of the whole company, for the periods of one kind from one to another, first to last; corrections of all teams, because people change theirs.</summary>
    public IReadOnlyList<PublishedTerm> Terms(string? team, Period from, Period until) =>
        [.. session.Query<Row>(
            "select id, period, team, corrects, differences from publications where period >= @from and period <= @until and (team in (@team, '') or corrects is not null) order by id",
            new { from = from.ToString(), until = until.ToString(), team = team ?? "" })
            .Select(row => new PublishedTerm(row.Id, PeriodOf(row), row.Team.Length == 0 ? null : row.Team, row.Corrects is null ? null : row.Differences ?? ""))
            .Where(term => term.Period.Kind == until.Kind)];

    private static Period PeriodOf(Row row) =>
        Period.TryParse(row.Period, out var period) ? period : throw new FormatException($"Publication {row.Id} has no valid period.");

    private sealed class Row
    {
        public long Id { get; set; }

        public string Period { get; set; } = "";

        public string Team { get; set; } = "";

        public string Scheme { get; set; } = "";

        public string Version { get; set; } = "";

        public string Facts { get; set; } = "";

        public string Sheet { get; set; } = "";

        public long? Corrects { get; set; }

        public string? Differences { get; set; }

        public string ByPerson { get; set; } = "";

        public DateTimeOffset At { get; set; }

        public string PrevHash { get; set; } = "";

        public string Hash { get; set; } = "";

        public Publication ToPublication() => new(
            Id, PeriodOf(this),
            Team.Length == 0 ? null : Team, Scheme, Version, Facts, Sheet, Corrects, Differences, ByPerson, At, PrevHash, Hash);
    }
}

using System.Diagnostics;
using CsPerformance.Bot.Operation;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Scores;

/// <summary>What an evaluation shall tell besides the lines.</summary>
/// <param name="Explain">How each line came about, with the records behind it.</param>
/// <param name="AsOf">Only what was recorded and decided until this moment; null: until now.</param>
/// <param name="Numbered">The facts name the records that they come from, as an explanation always has it.</param>
internal sealed record Wish(bool Explain = false, DateTimeOffset? AsOf = null, bool Numbered = false)
{
    public static Wish Lines { get; } = new();

    public static Wish Explained { get; } = new(true);

    /// <summary>The lines alone, from facts that can explain them later: what a publication keeps.</summary>
    public static Wish ToKeep { get; } = new(Numbered: true);
}

/// <summary>An evaluated period with everything that it came from.</summary>
/// <param name="Problems">By subject: why its facts could not be evaluated, in Chinese.</param>
/// <param name="Published">The publication that it is frozen by; null while it is provisional.</param>
internal sealed record Scored(
    Scheme Scheme, Facts Facts, ScoreSheet Sheet, IReadOnlyList<Rated> Subjects, IReadOnlyDictionary<string, string> Problems, Publication? Published)
{
    public Period Period => Facts.Period;

    public SubjectSheet Of(string id) => Sheet.Subjects.FirstOrDefault(subject => subject.Id == id) ?? new(id, [], []);

    public string NameOf(string id) => Subjects.FirstOrDefault(subject => subject.Id == id)?.Name ?? id;

    /// <summary>The number that the board ranks by; null where it is missing or no number.</summary>
    public decimal? Board(string id) => Scheme.BoardLine is { } code && Of(id).Line(code)?.Value is LineValue.Number number ? number.Value : null;
}

/// <summary>Scores of people and teams, from what is stored to the sheet.</summary>
internal sealed class ScoreBook(SchemesInForce schemes, WorkingDays calendar)
{
    /// <summary>Everybody of a team in a period (null: the whole company), by the scheme in force then.</summary>
    /// <remarks>A published period comes from its publication, unless an earlier moment is asked for.</remarks>
    public Scored SheetOf(Session session, string? team, Period period, Wish? wish = null) =>
        Timed(() => Sheet(session, team, period, null, wish ?? Wish.Lines, new(session, schemes, calendar)));

    /// <summary>One person (or shop, centre) in a period; the rest of the team is evaluated only where the scheme compares.</summary>
    public Scored SheetOf(Session session, Rated rated, Period period, Wish? wish = null) =>
        Timed(() => Sheet(session, rated.Team, period, rated, wish ?? Wish.Lines, new(session, schemes, calendar)));

    /// <summary>The kind of period that the team's scheme is for, around a day: the month, or the quarter that it falls in.</summary>
    public Period PeriodOf(Session session, string? team, DateOnly day) => Fitting(schemes.InForce(session, team, Period.Month(day)), Period.Month(day));

    /// <summary>A team's month as if another scheme had always been in force; only what both schemes know goes in.</summary>
    public Scored Trial(Session session, Scheme scheme, string? team, Period asked)
    {
        var period = Fitting(scheme, asked);
        var subjects = Rated.Subjects(session, scheme, team, period);
        var facts = new FactsOfPeriod(session, scheme, period, calendar, Wish.Lines).Of(subjects, team);
        return Evaluated(scheme, new PastScores(session, schemes, calendar, scheme).AddTo(facts, scheme, subjects), subjects, false, null);
    }

    /// <summary>The same facts with something supposed, by the same scheme.</summary>
    public static Scored Suppose(Scored scored, Func<Facts, Facts> supposition) =>
        Evaluated(scored.Scheme, supposition(scored.Facts), scored.Subjects, false, null);

    private static Scored Timed(Func<Scored> sheet)
    {
        var started = Stopwatch.GetTimestamp();
        var scored = sheet();
        Meters.Evaluation.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        return scored;
    }

    private Scored Sheet(Session session, string? team, Period asked, Rated? only, Wish wish, PastScores past)
    {
        var scheme = schemes.InForce(session, team, Rated.MonthOf(asked));
        var period = Fitting(scheme, asked);
        if (wish.AsOf is null && Frozen(session, team, period, only, wish.Explain) is { } frozen) return frozen;
        var subjects = only is not null && !scheme.ComparesSubjects ? [only] : Rated.Subjects(session, scheme, team, period);
        if (only is not null && subjects.All(subject => subject.Id != only.Id)) subjects = [.. subjects, only];
        var gathered = new FactsOfPeriod(session, scheme, period, calendar, wish).Of(subjects, team);
        return Evaluated(scheme, past.AddTo(gathered, scheme, subjects), subjects, wish.Explain, null);
    }

    /// <summary>Evaluates; a subject whose own facts are wrong does not keep the others from their sheets.</summary>
    internal static Scored Evaluated(Scheme scheme, Facts facts, IReadOnlyList<Rated> subjects, bool explain, Publication? published)
    {
        var problems = new Dictionary<string, string>();
        if (scheme.Evaluate(facts, explain) is Evaluation.Sheet whole) return new(scheme, facts, whole.Result, subjects, problems, published);
        foreach (var subject in facts.Subjects)
        {
            if (scheme.Evaluate(facts with { Subjects = [subject] }) is Evaluation.Faulty { Faults: [var first, ..] })
                problems[subject.Id] = first.Problem;
        }
        var rest = facts with { Subjects = [.. facts.Subjects.Where(subject => !problems.ContainsKey(subject.Id))] };
        if (problems.Count == 0 || scheme.Evaluate(rest, explain) is not Evaluation.Sheet sound)
        {
            var why = scheme.Evaluate(rest) is Evaluation.Faulty { Faults: [var fault, ..] } ? fault.ToString() : "数据有误";
            foreach (var subject in facts.Subjects) problems.TryAdd(subject.Id, why);
            var empty = new ScoreSheet(scheme.Id, scheme.Version, facts.Period, [], new("", [], []));
            return new(scheme, facts, WithProblems(empty, scheme, problems), subjects, problems, published);
        }
        return new(scheme, facts, WithProblems(sound.Result, scheme, problems), subjects, problems, published);
    }

    private static ScoreSheet WithProblems(ScoreSheet sheet, Scheme scheme, Dictionary<string, string> problems) => sheet with
    {
        Subjects = [.. sheet.Subjects, .. problems.Select(problem => new SubjectSheet(
            problem.Key,
            [.. scheme.Lines.Select(line => new SheetLine(line.Code, line.Title, line.Money, new LineValue.Missing([problem.Value], [])))],
            []))],
    };

    private Scored? Frozen(Session session, string? team, Period period, Rated? only, bool explain)
    {
        var publication = session.Publications.Latest(period, team) ?? session.Publications.Latest(period, null);
        if (publication is null || schemes.ByVersion(session, publication.Scheme, publication.Version) is not { } scheme) return null;
        var facts = FactsText.Read(publication.Facts);
        if (only is not null && facts.Subjects.All(subject => subject.Id != only.Id)) return null;
        var month = Rated.MonthOf(period);
        IReadOnlyList<Rated> subjects = [.. facts.Subjects
            .Select(subject => Rated.Find(session, subject.Id, month) ?? new Rated(subject.Id, subject.Name ?? subject.Id, team, null, null))];
        return Evaluated(scheme, facts, subjects, explain, publication);
    }

    /// <summary>The period of a kind that the scheme is for: the month asked for, the quarter around it, or the last month that it has.</summary>
    internal static Period Fitting(Scheme scheme, Period asked)
    {
        var period = scheme.PeriodKinds.Contains(asked.Kind) || scheme.PeriodKinds.Count == 0 ? asked : Period.Of(scheme.PeriodKinds[0], asked.Last);
        if (period.Kind != PeriodKind.Month || scheme.Months.Count == 0) return period;
        while (!scheme.Months.Contains(period.Ordinal)) period = period.Previous;
        return period;
    }
}

using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Scores;

/// <summary>Results of earlier periods for schemes that read them, from publications where there are any. Good for one question.</summary>
/// <param name="tried">A scheme on trial: its own past is computed as if it had always been in force.</param>
internal sealed class PastScores(Session session, SchemesInForce schemes, WorkingDays calendar, Scheme? tried = null)
{
    /// <summary>No scheme looks back further than a year and its streaks.</summary>
    private const int MonthsBack = 12;

    private readonly Dictionary<(string Subject, string Scheme, Period Period), IReadOnlyDictionary<string, FactValue>> results = [];
    private readonly HashSet<(string? Team, string Scheme, Period Period)> known = [];

    public Facts AddTo(Facts facts, Scheme scheme, IReadOnlyList<Rated> subjects)
    {
        if (scheme.History.Count == 0) return facts;
        foreach (var (wanted, periods) in Wanted(scheme, facts.Period))
        {
            foreach (var period in periods)
            {
                foreach (var team in subjects.Select(subject => subject.Team).Distinct()) Evaluate(team, wanted, period, subjects);
            }
        }
        return facts with { Subjects = [.. facts.Subjects.Select(subject => subject with { History = HistoryOf(subject.Id, scheme, facts.Period) })] };
    }

    /// <summary>The periods, oldest first; a scheme for a quarter reads the months of its own quarter as well.</summary>
    private static IEnumerable<(string Scheme, IReadOnlyList<Period> Periods)> Wanted(Scheme scheme, Period period)
    {
        foreach (var group in scheme.History.GroupBy(definition => (definition.Scheme, definition.Each)))
        {
            var periods = new List<Period>();
            var earliest = period.First.AddMonths(-MonthsBack);
            for (var each = Period.Of(group.Key.Each, period.Last); each.First >= earliest; each = each.Previous)
            {
                if (each == period || each.Last > period.Last || (each.Kind == PeriodKind.Month && group.Key.Scheme == scheme.Id && scheme.Months.Count > 0 && !scheme.Months.Contains(each.Ordinal))) continue;
                periods.Add(each);
            }
            periods.Reverse();
            yield return (group.Key.Scheme, periods);
        }
    }

    private void Evaluate(string? team, string wanted, Period period, IReadOnlyList<Rated> subjects)
    {
        if (!known.Add((team, wanted, period))) return;
        var publication = wanted == tried?.Id ? null : session.Publications.Latest(period, team) ?? session.Publications.Latest(period, null);
        var scheme = wanted == tried?.Id ? tried : publication is not null && publication.Scheme == wanted
            ? schemes.ByVersion(session, publication.Scheme, publication.Version)
            : schemes.InForce(session, team, Rated.MonthOf(period));
        if (scheme is null || scheme.Id != wanted || !scheme.PeriodKinds.Contains(period.Kind)) return;
        Facts facts;
        if (publication is not null && publication.Scheme == wanted) facts = FactsText.Read(publication.Facts);
        else
        {
            var then = Rated.Subjects(session, scheme, team, period);
            facts = new FactsOfPeriod(session, scheme, period, calendar, Wish.Lines).Of(then, team);
            facts = facts with { Subjects = [.. facts.Subjects.Select(subject => subject with { History = HistoryOf(subject.Id, scheme, period) })] };
        }
        foreach (var sheet in ScoreBook.Evaluated(scheme, facts, subjects, false, null).Sheet.Subjects)
            results[(sheet.Id, wanted, period)] = sheet.Lines.Select(line => (line.Code, Fact: FactOf(line.Value))).Where(pair => pair.Fact is not null).ToDictionary(pair => pair.Code, pair => pair.Fact!.Value);
    }

    private List<HistoryFact> HistoryOf(string subject, Scheme scheme, Period period)
    {
        var facts = new List<HistoryFact>();
        foreach (var ((_, wanted, each), lines) in results.Where(result => result.Key.Subject == subject && result.Key.Period.Last <= period.Last && result.Key.Period != period).OrderBy(result => result.Key.Period))
        {
            var codes = scheme.History.Where(definition => definition.Scheme == wanted && definition.Each == each.Kind).Select(definition => definition.Code).ToHashSet();
            var taken = lines.Where(line => codes.Contains(line.Key)).ToDictionary();
            if (taken.Count > 0) facts.Add(new(each, taken));
        }
        return facts;
    }

    private static FactValue? FactOf(LineValue value) => value switch
    {
        LineValue.Number number => FactValue.Of(number.Value),
        LineValue.Label label => FactValue.Of(label.Text),
        LineValue.YesNo yesNo => FactValue.Of(yesNo.Value),
        LineValue.Void => FactValue.Of("void"),
        _ => null,
    };
}

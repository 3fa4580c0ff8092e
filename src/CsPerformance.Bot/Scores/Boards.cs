using CsPerformance.Bot.Hosting;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Scores;

/// <param name="Place">1-based; equal values share a place.</param>
/// <param name="Value">What is ranked by.</param>
/// <param name="Before">The place before; null where there was none.</param>
internal sealed record BoardRow(Rated Rated, int Place, decimal Value, int? Before);

/// <summary>What is known of somebody who lacks marks only.</summary>
/// <param name="Value">What is ranked by, with the least possible mark in place of each that is not given yet.</param>
/// <param name="Lacks">The titles of those marks.</param>
internal sealed record KnownPart(Rated Rated, decimal Value, string Lacks);

/// <summary>A ranking (排行榜).</summary>
/// <param name="By">What is ranked by, in Chinese.</param>
/// <param name="Rows">Highest first.</param>
/// <param name="Waiting">Who has no value yet.</param>
/// <param name="Labels">Where the board's line is a star, level or title: who has which, in the order of the scheme; else empty.</param>
/// <param name="Why">Why there is no board; null where there is one.</param>
internal sealed record Board(
    Scheme Scheme, string By, IReadOnlyList<BoardRow> Rows, IReadOnlyList<Rated> Waiting, IReadOnlyList<(string Label, IReadOnlyList<Rated> Who)> Labels, string? Why = null)
{
    public BoardRow? Of(string id) => Rows.FirstOrDefault(row => row.Rated.Id == id);

    /// <summary>Who waits for marks only, the highest known part first; they have no place yet.</summary>
    public IReadOnlyList<KnownPart> Partly { get; init; } = [];

    /// <summary>Nobody has anything yet: then there is no first place either.</summary>
    public bool IsBlank => Rows.All(row => row.Value == 0);
}

/// <summary>Ranks a team by the line that its scheme names, over a period or by what a week brought.</summary>
internal sealed class Boards(ScoreBook scores, SchemesInForce schemes, BusinessClock clock)
{
    /// <summary>The board of a period, as it is known now.</summary>
    public Board OfPeriod(Session session, string? team, Period period)
    {
        var scored = scores.SheetOf(session, team, period);
        if (Refusal(scored.Scheme) is { } why) return Empty(scored.Scheme, why);
        var line = scored.Scheme.Lines.First(line => line.Code == scored.Scheme.BoardLine);
        if (line.Kind != ValueKind.Number) return ByLabel(scored, line);
        var values = scored.Subjects.Select(subject => (subject, scored.Board(subject.Id))).ToList();
        return new(scored.Scheme, line.Title, Ranked(values, null), Without(values), []) { Partly = Sorted(Partly(scored)) };
    }

    /// <summary>
    /// The board of a week: how much the ranking line grew through what was recorded from Monday to Sunday, over the periods that the week touches.
    /// Its change of place is against the week before.
    /// </summary>
    public Board OfWeek(Session session, string? team, Week week)
    {
        var scheme = schemes.InForce(session, team, Period.Month(week.Sunday));
        if (Refusal(scheme) is { } why) return Empty(scheme, why);
        var line = scheme.Lines.First(line => line.Code == scheme.BoardLine);
        if (line.Kind != ValueKind.Number) return ByLabel(scores.SheetOf(session, team, Period.Month(week.Sunday), new(AsOf: EndOf(week))), line);
        var (values, partly) = Brought(session, team, week);
        var before = Ranked(Brought(session, team, week.Previous).Values, null).ToDictionary(row => row.Rated.Id, row => row.Place);
        return new(scheme, $"本周新增的{line.Title}", Ranked(values, before), Without(values), []) { Partly = Sorted(partly) };
    }

    /// <summary>Confirmed praise of a span of days in a team: who, item, and the words.</summary>
    public IReadOnlyList<Record> Praise(Session session, string team, DateOnly from, DateOnly until)
    {
        var items = schemes.InForce(session, team, Period.Month(until)).Items
            .Where(item => item.Use == ItemUse.Praise || (item.Direction == ItemDirection.Bonus && item.Use == ItemUse.None)).Select(item => item.Code).ToHashSet();
        return [.. session.Records.Query(new() { Team = team, From = from, Until = until, Kind = RecordKind.Item, State = RecordState.Active })
            .Where(record => record.Code is { } code && items.Contains(code))];
    }

    /// <summary>The instant at which a week is over.</summary>
    public DateTimeOffset EndOf(Week week) => clock.At(week.Sunday.AddDays(1), TimeOnly.MinValue);

    /// <summary>What a week brought. A start at which only marks were lacking is taken by its known part, so that a mark given later does not bring the whole month into its week.</summary>
    private (List<(Rated Rated, decimal? Value)> Values, List<KnownPart> Partly) Brought(Session session, string? team, Week week)
    {
        var sums = new Dictionary<string, (Rated Rated, decimal? Sum)>();
        var partly = new List<KnownPart>();
        var periods = new[] { week.Monday, week.Sunday }.Select(day => scores.PeriodOf(session, team, day)).Distinct();
        foreach (var period in periods)
        {
            var end = scores.SheetOf(session, team, period, new(AsOf: EndOf(week)));
            var start = scores.SheetOf(session, team, period, new(AsOf: EndOf(week.Previous)));
            var (knownAtEnd, knownAtStart) = (Partly(end), Partly(start).ToDictionary(part => part.Rated.Id, part => part.Value));
            // The month lists who left on its first days; a later week is not theirs.
            foreach (var subject in end.Subjects.Where(subject => !subject.Leavings.Any(leaving => leaving.Covers(week.Monday, week.Sunday))))
            {
                var sum = sums.TryGetValue(subject.Id, out var known) ? known.Sum : null;
                if (end.Board(subject.Id) is { } value) sum = (sum ?? 0) + value - AtStart(subject.Id);
                sums[subject.Id] = (subject, sum);
            }
            partly.AddRange(knownAtEnd.Where(part => sums.ContainsKey(part.Rated.Id)).Select(part => part with { Value = part.Value - AtStart(part.Rated.Id) }));

            decimal AtStart(string id) => start.Board(id) ?? (knownAtStart.TryGetValue(id, out var part) ? part : 0);
        }
        return ([.. sums.Values], [.. partly.Where(part => sums[part.Rated.Id].Sum is null).GroupBy(part => part.Rated.Id).Select(parts => parts.First() with { Value = parts.Sum(part => part.Value) })]);
    }

    /// <summary>Those whose board line lacks nothing but marks, with the least possible ones supposed.</summary>
    private static List<KnownPart> Partly(Scored scored)
    {
        var scheme = scored.Scheme;
        var lacking = scored.Subjects
            .Select(subject => (Rated: subject, Needs: scored.Of(subject.Id).Line(scheme.BoardLine!)?.Value is LineValue.Missing missing ? missing.Needs : []))
            .Where(pair => pair.Needs.Count > 0 && pair.Needs.All(need => scheme.Ratings.Any(rating => rating.Code == need && rating.Kind == ValueKind.Number))).ToList();
        if (lacking.Count == 0) return [];
        var supposed = ScoreBook.Suppose(scored, facts => lacking.Aggregate(facts, (sum, one) => one.Needs.Aggregate(sum, (filled, need) =>
            Supposed.With(scheme, filled, one.Rated.Id, new(InputKind.Rating, need), Supposed.Range(scheme, new(InputKind.Rating, need)).From ?? 0))));
        return [.. lacking.Select(one => (one.Rated, Value: supposed.Board(one.Rated.Id), one.Needs)).Where(one => one.Value is not null)
            .Select(one => new KnownPart(one.Rated, one.Value!.Value, string.Join("、", one.Needs.Select(need => scheme.Ratings.First(rating => rating.Code == need).Title))))];
    }

    private static List<KnownPart> Sorted(List<KnownPart> parts) => [.. parts.OrderByDescending(part => part.Value).ThenBy(part => part.Rated.Id, StringComparer.Ordinal)];

    private static List<BoardRow> Ranked(IEnumerable<(Rated Rated, decimal? Value)> values, Dictionary<string, int>? before)
    {
        var known = values.Where(pair => pair.Value is not null).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Rated.Id, StringComparer.Ordinal).ToList();
        return [.. known.Select(pair => new BoardRow(
            pair.Rated, 1 + known.Count(other => other.Value > pair.Value), pair.Value!.Value,
            before is not null && before.TryGetValue(pair.Rated.Id, out var place) ? place : null))];
    }

    private static List<Rated> Without(IEnumerable<(Rated Rated, decimal? Value)> values) =>
        [.. values.Where(pair => pair.Value is null).Select(pair => pair.Rated)];

    private static Board ByLabel(Scored scored, SchemeLine line)
    {
        var order = line.Bands.Select(band => band.Gives).Distinct().ToList();
        var groups = scored.Subjects
            .Select(subject => (subject, scored.Of(subject.Id).Line(line.Code)?.Value))
            .Where(pair => pair.Value is LineValue.Label { Text.Length: > 0 })
            .GroupBy(pair => ((LineValue.Label)pair.Value!).Text, pair => pair.subject)
            .OrderBy(group => order.IndexOf(group.Key)).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, (IReadOnlyList<Rated>)[.. group])).ToList();
        var placed = groups.SelectMany(group => group.Item2).Select(subject => subject.Id).ToHashSet();
        return new(scored.Scheme, line.Title, [], [.. scored.Subjects.Where(subject => !placed.Contains(subject.Id))], groups);
    }

    /// <summary>Pay is never ranked: a board is read by everybody.</summary>
    private static string? Refusal(Scheme scheme) =>
        scheme.Lines.FirstOrDefault(line => line.Code == scheme.BoardLine) is not { } line ? $"方案“{scheme.Title}”没有用来排名的行。"
        : line.Money || line.Confidential ? $"方案“{scheme.Title}”的结果是金额，不公开排名。"
        : null;

    private static Board Empty(Scheme scheme, string why) => new(scheme, "", [], [], [], why);
}

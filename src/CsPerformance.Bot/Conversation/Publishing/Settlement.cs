using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Publishing;

/// <summary>
/// What corrections of earlier periods leave to be paid with this one. A correction belongs to the first later period that was not
/// published when it was made, so each difference is told with one payment and with no other.
/// </summary>
internal sealed class Settlement
{
    /// <summary>Nobody corrects what is older.</summary>
    private const int PeriodsBack = 12;

    private readonly List<PublishedTerm> settled;
    private readonly DateOnly today;

    private Settlement(List<PublishedTerm> settled, DateOnly today) => (this.settled, this.today) = (settled, today);

    /// <summary>With the pay of a team's period.</summary>
    public static Settlement With(Session session, string? team, Period period, DateOnly today)
    {
        var earliest = period;
        for (var i = 0; i < PeriodsBack; i++) earliest = earliest.Previous;
        var terms = session.Publications.Terms(team, earliest, period);
        var published = terms.Where(term => !term.IsCorrection).GroupBy(term => term.Period).ToDictionary(group => group.Key, group => group.Min(term => term.Id));
        return new([.. terms.Where(term => term.IsCorrection && term.Period != period && PaidWith(term, period, published))], today);
    }

    /// <summary>For each correction what it changes for somebody: 10月 更正差额：…</summary>
    public IEnumerable<string> Of(string subject) =>
        settled.SelectMany(term => term.Differences!.Split('\n'), (term, line) => (term.Period, Changes: Differences.Of(subject, line)))
            .Where(pair => pair.Changes is not null).Select(pair => $"{SheetText.Of(pair.Period, today)}更正差额，随本期结清：{pair.Changes}");

    private static bool PaidWith(PublishedTerm correction, Period period, Dictionary<Period, long> published)
    {
        for (var between = period.Previous; between != correction.Period; between = between.Previous)
        {
            if (between.First < correction.Period.First || !(published.TryGetValue(between, out var id) && id < correction.Id)) return false;
        }
        return !published.TryGetValue(period, out var own) || own > correction.Id;
    }
}

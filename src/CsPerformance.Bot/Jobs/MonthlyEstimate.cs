using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Publishing;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Jobs;

/// <summary>The provisional estimate of the month before: with pay to each agent, without it to each lead, the pay list to hr. Source: chat.md, Pushes.</summary>
internal sealed class MonthlyEstimate(House house, Schedule schedule)
{
    private static readonly TimeOnly _time = new(8, 31);

    public IEnumerable<Errand> Due(Session session)
    {
        if (schedule.LastMonthly(_time) is not { } first) yield break;
        var month = Period.Month(first).Previous;
        var due = house.Clock.At(first, _time);
        foreach (var team in session.People.Teams(month))
            yield return new("monthly-estimate", month.ToString(), "team:" + team, due, reads => ForTeam(reads, team, month));
        yield return new("monthly-pay-list", month.ToString(), "all", due, reads => ForHr(reads, month));
    }

    private List<Push> ForTeam(Session session, string team, Period month)
    {
        var scored = house.Scores.SheetOf(session, team, month);
        if (!EndsWith(scored, month)) return [];
        var settlement = Settlement.With(session, team, scored.Period, schedule.Today);
        var pushes = new List<Push>();
        foreach (var person in session.People.All().Where(person => person.Active))
        {
            List<string> parts = [];
            if (scored.Subjects.FirstOrDefault(subject => subject.Id == person.Number) is { } subject) parts.Add(PayEstimate.Text(scored, subject, schedule.Today, settlement.Of(subject.Id)));
            if (person.Is(Role.Lead) && person.Team == team) parts.Add(TeamSheets.Text(scored, $"{team} {SheetText.Of(scored.Period, schedule.Today)}"));
            if (parts.Count > 0) pushes.Add(new(Recipient.To(person.Number), string.Join("\n\n", parts), Purpose.Estimate));
        }
        return pushes;
    }

    private List<Push> ForHr(Session session, Period month)
    {
        var sheets = session.People.Teams(month).Select(team => (team, Scored: house.Scores.SheetOf(session, team, month))).Where(pair => EndsWith(pair.Scored, month)).ToList();
        if (sheets.Count == 0) return [];
        var text = string.Join('\n', sheets.Select(pair => List(pair.team, pair.Scored, Settlement.With(session, pair.team, pair.Scored.Period, schedule.Today))).Prepend($"{SheetText.Of(month, schedule.Today)}工资清单(暂估)"));
        return [.. session.People.All().Where(person => person.Active && person.Is(Role.Hr)).Select(hr => new Push(
            Recipient.To(hr.Number), text, Purpose.Estimate, transaction => transaction.PayLooks.Add(hr.Number, "*", month.ToString(), "工资清单")))];
    }

    /// <summary>False for a quarter's scheme in the quarter's middle: its estimate comes with its last month.</summary>
    private static bool EndsWith(Scored scored, Period month) => scored.Period.Last == month.Last;

    private string List(string team, Scored scored, Settlement settlement)
    {
        var pay = scored.Scheme.Lines.Where(line => line.Money).ToList();
        var text = new List<string> { $"{team}({SheetText.State(scored)}){SheetText.Of(scored.Scheme)}" };
        foreach (var subject in scored.Subjects)
        {
            var sheet = scored.Of(subject.Id);
            var lines = pay.Select(line => sheet.Line(line.Code)).OfType<SheetLine>().ToList();
            text.Add(lines.Count == 0 ? $"{subject.Name}({subject.Id}) 方案没有工资行" : $"{subject.Name}({subject.Id}) {string.Join(" · ", lines.Select(SheetText.Line))}");
            text.AddRange(SheetText.Missing(scored.Scheme, lines).Select(missing => "  " + missing));
            if (SheetText.PartOf(subject, scored.Period, schedule.Today) is { } part) text.Add("  注：" + part);
            text.AddRange(settlement.Of(subject.Id).Select(difference => "  注：" + difference));
        }
        if (pay.Count > 0) text.Add("合计 " + string.Join(" · ", pay.Select(line => Total(scored, line))));
        return string.Join('\n', text);
    }

    /// <summary>A sum says for how many it is, as long as somebody's pay cannot be computed.</summary>
    private static string Total(Scored scored, SchemeLine line)
    {
        var known = scored.Subjects.Select(subject => scored.Of(subject.Id).Line(line.Code)?.Value).OfType<LineValue.Number>().ToList();
        if (known.Count == 0) return $"{line.Title} 暂缺";
        return $"{line.Title} {SheetText.Yuan(known.Sum(yuan => yuan.Value))}{(known.Count < scored.Subjects.Count ? $"(已算出{known.Count}人，共{scored.Subjects.Count}人)" : "")}";
    }
}

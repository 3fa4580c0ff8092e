using CsPerformance.Bot.Charts;
using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Jobs;

/// <summary>The board of the week before: to the team's group, to each agent and to each lead. Source: chat.md, Pushes.</summary>
internal sealed class WeeklyBoard(House house, Schedule schedule)
{
    private const string Board = "weekly-board";
    private const DayOfWeek Day = DayOfWeek.Monday;
    private const int MostPraise = 10;
    private const int MostRecords = 10;

    private static readonly TimeOnly _time = new(9, 7);

    // Later than this behind its words nobody knows what a picture belongs to.
    private static readonly TimeSpan _together = TimeSpan.FromHours(2);

    private readonly Boards boards = new(house.Scores, house.Schemes, house.Clock);

    public IEnumerable<Errand> Due(Session session)
    {
        foreach (var (team, week, at) in ToGroups(session))
            yield return new(Board, week.ToString(), "team:" + team, at, reads => [new(Recipient.ToGroup(team), ForGroup(reads, team, week), Purpose.Board)]);
        var own = schedule.LastWeekly(Day, _time);
        foreach (var team in session.People.Teams())
        {
            if (own is { } monday)
            {
                var week = Week.Of(monday).Previous;
                yield return new("weekly-own", week.ToString(), "team:" + team, house.Clock.At(monday, _time), reads => ForPeople(reads, team, week));
            }
        }
    }

    /// <summary>The pictures of the boards whose words are out. They go to the same groups and so behind the words.</summary>
    public IEnumerable<Errand> Pictures(Session session)
    {
        foreach (var (team, week, at) in ToGroups(session))
        {
            if (session.JobRuns.DoneAt(Board, week.ToString(), "team:" + team) is not { } said || session.Now - said > _together) continue;
            yield return new("weekly-picture", week.ToString(), "team:" + team, at, reads => Picture(reads, team, week));
        }
    }

    /// <summary>Which team's group gets the board of which week, and since when it is due.</summary>
    private IEnumerable<(string Team, Week Week, DateTimeOffset At)> ToGroups(Session session)
    {
        var broadcasts = session.Broadcasts.All();
        foreach (var team in session.People.Teams())
        {
            var set = broadcasts.FirstOrDefault(one => one.Team == team) ?? broadcasts.FirstOrDefault(one => one.Team is null);
            var time = set?.Time ?? _time;
            if (schedule.LastWeekly(set?.Day ?? Day, time) is { } day) yield return (team, Week.Of(day).Previous, house.Clock.At(day, time));
        }
    }

    private List<Push> Picture(Session session, string team, Week week) =>
        BoardChart.Of($"{team} 周榜", SheetText.Of(week), boards.OfWeek(session, team, week)) is { } chart
            ? [new(Recipient.ToGroup(team), $"{team}周榜.png", Purpose.Board, Chart: chart)]
            : [];

    /// <summary>Top, changes of place, the team's total and praise in words; no deduction, nobody's last place.</summary>
    private string ForGroup(Session session, string team, Week week)
    {
        var board = boards.OfWeek(session, team, week);
        var text = new List<string> { Ranking.Open($"📊 {team} {SheetText.Of(week)} 周榜", board) };
        if (Ranking.Total(board) is > 0 and var total) text.Add($"团队{board.By}合计 {Words.Of(total)}");
        var praise = boards.Praise(session, team, week.Monday, week.Sunday);
        if (praise.Count > 0) text.AddRange(["本周表扬：", .. praise.Take(MostPraise).Select(record => Praise(session, board, record))]);
        if (praise.Count > MostPraise) text.Add($"……共{praise.Count}条，都辛苦了！");
        text.Add(SheetText.Of(board.Scheme));
        return string.Join('\n', text);
    }

    private static string Praise(Session session, Board board, Record record)
    {
        var words = string.Join(" ", new[] { record.Reason, record.Reference }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return $"👏 {session.People.Find(record.Subject)?.Name ?? record.Subject} {RecordText.TitleOf(board.Scheme, record)}{(words.Length > 0 ? "：" + words : "")}";
    }

    private List<Push> ForPeople(Session session, string team, Week week)
    {
        var board = boards.OfWeek(session, team, week);
        var period = house.Scores.PeriodOf(session, team, week.Sunday);
        var end = house.Scores.SheetOf(session, team, period, new(true, boards.EndOf(week)));
        var start = house.Scores.SheetOf(session, team, period, new(AsOf: boards.EndOf(week.Previous)));
        var roster = new Roster(session.People.All());
        var pushes = new List<Push>();
        foreach (var person in session.People.All().Where(person => person.Active && person.Team == team))
        {
            List<string> parts = [];
            if (person.Is(Role.Agent) && end.Subjects.Any(subject => subject.Id == person.Number)) parts.Add(ForAgent(session, person, week, board, start, end));
            if (person.Is(Role.Lead)) parts.Add(ForLead(Turn.OfPush(house, session, roster, person), team, week, end));
            if (parts.Count > 0) pushes.Add(new(Recipient.To(person.Number), string.Join("\n\n", parts), Purpose.Board));
        }
        return pushes;
    }

    /// <summary>Own score, place, what changed and why.</summary>
    private string ForAgent(Session session, Person person, Week week, Board board, Scored start, Scored end)
    {
        var id = person.Number;
        var text = new List<string> { $"{Words.Of(person)} {SheetText.Of(week)} 个人周报" };
        var lines = SheetText.Visible(end, id, false).ToList();
        if (lines.FirstOrDefault(line => line.Code == end.Scheme.BoardLine) is { } main) text.Add($"{SheetText.Of(end.Period, schedule.Today)}{SheetText.Line(main)}");
        if (Ranking.Own("", board, person) is { } place) text.Add(place.TrimStart('\n') + (!board.IsBlank && board.Of(id) is { } row && Ranking.Change(row) is { Length: > 0 } moved ? $"({moved.Trim()})" : ""));
        var changes = lines.Select(line => (line, Change: SheetText.Change(line, start.Of(id).Line(line.Code)))).Where(pair => pair.Change is not null).ToList();
        text.AddRange(changes.Count == 0 ? ["各行与上周末相比没有可比的变化。"] : changes.Select(pair => $"• {SheetText.Line(pair.line)}(本周 {pair.Change})").Prepend("变化："));
        var records = session.Records.Of(id, week.Monday, week.Sunday).Where(record => record.Kind != RecordKind.Appeal && record.State != RecordState.Rejected && !Recorder.IsUntold(record)).ToList();
        if (records.Count > 0)
            text.AddRange(records.Take(MostRecords).Select(record => RecordText.Line(end.Scheme, record, schedule.Today, Recorder.ToSubject(session, record, number => session.People.Find(number)?.Name ?? number))).Prepend("原因，这一周的记录："));
        if (records.Count > MostRecords) text.Add($"还有{records.Count - MostRecords}条，回复“明细 上周”查看。");
        var missing = SheetText.Missing(end.Scheme, lines).ToList();
        if (missing.Count > 0) text.AddRange(["还缺：", .. missing]);
        text.Add(SheetText.Of(end.Scheme));
        return string.Join('\n', text);
    }

    /// <summary>Of what waits only what this lead may decide: a complaint about the lead is not even to be guessed.</summary>
    private string ForLead(Turn turn, string team, Week week, Scored end)
    {
        var open = Tasks.OpenFor(turn).Count;
        return TeamSheets.Text(end, $"{team} {SheetText.Of(week)} 周报，{SheetText.Of(end.Period, schedule.Today)}")
            + (open > 0 ? $"\n待办 {open} 项，回复“待办”处理。" : "\n没有待办。");
    }
}

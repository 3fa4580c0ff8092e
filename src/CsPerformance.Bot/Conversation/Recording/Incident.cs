using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>One occurrence of an item for one person, checked against the scheme in force for that person on that day.</summary>
internal sealed record Incident(Person Person, ItemDefinition Item, Scheme Scheme, DateOnly Day, decimal? Points, int Count, string Reason, string? Reference)
{
    public bool Costs => Item.Direction == ItemDirection.Deduction;

    /// <summary>What it does to the points: −2, +100, 1次.</summary>
    public string Effect => Item.FixedPoints is { } points ? $"{Words.Signed(points * Count)}分" + Times
        : Points is { } chosen ? $"{Words.Signed((Costs ? -chosen : chosen) * Count)}分" + Times
        : $"计{Count}次";

    private string Times => Count > 1 ? $"({Count}次)" : "";

    /// <summary>第6条 …, in the scheme's own words; empty where the item names no clause.</summary>
    public string Clause => ClauseOf(Scheme, Item);

    public static string ClauseOf(Scheme scheme, Definition item) =>
        item.Clause is { } number && scheme.Clauses.FirstOrDefault(clause => clause.Number == number) is { } clause
            ? $"第{number}条 {clause.Text}"
            : "";

    public NewRecord ToRecord(Turn turn, bool pending = false) => new(
        RecordKind.Item, Person.Number, Item.Code, Day, Day, turn.Sender.Number, turn.Message.Channel,
        Count: Count, Points: Points, Reason: Reason, Reference: Reference, Pending: pending, Attachment: turn.Attachment);

    /// <summary>The incidents, or why they cannot be recorded, ready to show.</summary>
    public static (IReadOnlyList<Incident> Incidents, string? Problem) Of(
        Turn turn, IReadOnlyList<string> people, string code, DateOnly day, decimal? points, int count, string reason, string? reference)
    {
        var incidents = new List<Incident>();
        foreach (var number in people.Distinct())
        {
            var person = turn.Person(number);
            var scheme = turn.SchemeFor(person, day);
            if (scheme.Items.FirstOrDefault(item => item.Code == code) is not { } item)
                return ([], $"{Words.Of(person)} 当月的方案“{scheme.Title}”没有这个项目({code})，没有记录。回复“方案”看有哪些项目。");
            if (Departed.Away(turn, person, day, day) is { } away) return ([], away + "，没有记录。");
            if (Problem(turn, item, day, points, count) is { } problem) return ([], problem);
            incidents.Add(new Incident(person, item, scheme, day, item.Chosen is null ? null : points, count, reason, reference));
        }
        return Differing(incidents) is { } differing ? ([], differing) : (incidents, null);
    }

    /// <summary>One word, two schemes: what it costs or brings must be the same for all who are named together.</summary>
    private static string? Differing(List<Incident> incidents)
    {
        var kinds = incidents.GroupBy(incident => (incident.Item.FixedPoints, incident.Item.Chosen, incident.Item.Direction, incident.Item.Title)).ToList();
        return kinds.Count < 2 ? null
            : $"这几个人的方案不同，没有记录，请分开说：{string.Join("；", kinds.Select(kind => $"{string.Join("、", kind.Select(incident => incident.Person.Name))} 的“{kind.Key.Title}” {kind.First().Effect}"))}";
    }

    private static string? Problem(Turn turn, ItemDefinition item, DateOnly day, decimal? points, int count) =>
        day > turn.Today ? $"{Words.Of(day, turn.Today)}还没有到，没有记录。"
        : count is < 1 or > 100 ? "次数应在 1 到 100 之间，没有记录。"
        : item.Chosen is { } range && points is not { } ? $"“{item.Title}”需要给出分值({range})。"
        : item.Chosen is { } allowed && !allowed.Contains(points!.Value) ? $"“{item.Title}”的分值应在 {allowed} 之内，没有记录。"
        : item.FixedPoints is { } set && points is { } said && Math.Abs(set) != said ? $"“{item.Title}”的分值是固定的 {Words.Signed(set)} 分，不能改为 {Words.Of(said)} 分，没有记录。"
        : null;
}

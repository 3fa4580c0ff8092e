using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Bot.Conversation.Publishing;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>记, 质检 and a lead's 表扬: items that count as soon as they are recorded.</summary>
internal static class RecordItems
{
    public static readonly TimeSpan UndoWindow = TimeSpan.FromMinutes(10);

    private const int UsualCount = 10;
    private const decimal UsualPoints = 1000;

    public static Effect Record(Turn turn, Command.RecordItem command, Consent consent) =>
        Take(turn, command, consent, command.People, command.Item, command.Day, command.Points, command.Count, command.Reason, command.Reference);

    public static Effect Flag(Turn turn, Command.QaFlag command, Consent consent) =>
        Take(turn, command, consent, command.People, command.Item, command.Day, command.Points, 1, command.Reason, command.Reference);

    /// <param name="command">What is confirmed again where a card is needed.</param>
    public static Effect Take(
        Turn turn, Command command, Consent consent, IReadOnlyList<string> people, string item, DateOnly day, decimal? points, int count, string reason, string? reference)
    {
        var (incidents, problem) = Incident.Of(turn, people, item, day, points, count, reason, reference);
        if (problem is not null) return (_, said) => said.Privately(problem);
        if (MayNotRecord(turn, incidents) is { } refusal) return (_, said) => said.Privately(refusal);
        if (consent != Consent.GivenAgain && incidents.SelectMany(incident => turn.Reads.Records.Twins(incident.ToRecord(turn))).ToList() is { Count: > 0 } twins) return (_, said) => AskAgain(turn, said, command, incidents, twins);
        if (consent == Consent.None && incidents.Any(incident => incident.Costs))
            return (_, said) => said.AskToConfirm(turn, command, "请确认：扣减绩效分", [.. incidents.SelectMany(incident => Lines(turn, incident))]);
        if (consent == Consent.None && incidents.Any(IsLarge))
            return (_, said) => said.AskToConfirm(turn, command, "请确认：数额比平常大的加分", [.. incidents.SelectMany(incident => Lines(turn, incident))]);
        var notes = Closed.Notes(turn, incidents.Where(incident => !incident.Costs).Select(incident => (incident.Person, incident.Day))).ToList();
        // Praise without a number is what most say, costs nobody anything and is given by many on one day: it need not wait for anybody.
        var doubtful = consent == Consent.GivenAgain ? [] : incidents.Where(incident => incident.Costs || incident.Reference is not null).ToList();
        return (transaction, said) =>
        {
            foreach (var incident in doubtful) transaction.Records.ExpectNoTwin(incident.ToRecord(turn));
            Keep(turn, transaction, said, incidents, notes);
        };
    }

    private static void AskAgain(Turn turn, Said said, Command command, IReadOnlyList<Incident> incidents, List<Record> twins) =>
        said.AskToConfirm(turn, command, "可能重复：已有相同的记录", Warning(turn, incidents, twins), Consent.GivenAgain);

    /// <summary>A bonus of a size that a slip of the finger makes: it is shown before it counts, though it costs nobody anything.</summary>
    private static bool IsLarge(Incident incident) =>
        incident.Count > UsualCount || (incident.Item.Chosen is { To: null } && incident.Points * incident.Count > UsualPoints);

    /// <summary>What is shown before an item is recorded: who, item, points, day, clause, reason, evidence.</summary>
    public static IEnumerable<string> Lines(Turn turn, Incident incident)
    {
        yield return $"人员：{Words.Of(incident.Person)}";
        yield return $"项目：{incident.Item.Title} {incident.Effect}";
        yield return $"日期：{Words.Of(incident.Day, turn.Today)}";
        if (incident.Clause.Length > 0) yield return $"依据：{incident.Clause}";
        if (incident.Reason.Length > 0) yield return $"原因：{incident.Reason}";
        if (incident.Reference is { } reference) yield return $"凭证：{reference}";
        if (turn.Attachment is not null) yield return "凭证：已附文件";
        if (Closed.Note(turn, incident.Person, incident.Day) is { } note) yield return note;
    }

    private static string? MayNotRecord(Turn turn, IReadOnlyList<Incident> incidents)
    {
        var item = incidents[0].Item;
        return item.RecordedBy.Count == 0 || item.RecordedBy.Any(turn.Sender.Is) ? null
            : $"“{item.Title}”由{string.Join("、", item.RecordedBy.Select(Words.Of))}记录。";
    }

    private static List<string> Warning(Turn turn, IReadOnlyList<Incident> incidents, List<Record> twins) =>
    [
        .. twins.Select(twin => $"{Words.Number(twin.Number)} {turn.NameOf(twin.Subject)} {Words.Of(twin.On, turn.Today)} 由 {turn.NameOf(twin.By)} 记录 {twin.Reference}"),
        "仍要再记一条：",
        .. incidents.SelectMany(incident => Lines(turn, incident)),
    ];

    private static void Keep(Turn turn, Transaction transaction, Said said, IReadOnlyList<Incident> incidents, IReadOnlyList<string> notes)
    {
        var lines = new List<string>();
        foreach (var incident in incidents)
        {
            var record = transaction.Records.Add(incident.ToRecord(turn), turn.InboxId);
            lines.Add($"已记 {Words.Number(record.Number)} {Words.Of(incident.Person)} {incident.Item.Title} {incident.Effect} {Words.Of(incident.Day, turn.Today)}"
                + (incident.Reference is { } reference ? " " + reference : ""));
            Tell(turn, said, incident, record);
        }
        lines.AddRange(notes);
        lines.Add("10分钟内可回复“撤销 编号”撤回，之后用“冲正 编号 原因”。");
        var open = incidents.All(incident => incident.Item.Direction == ItemDirection.Bonus);
        said.Answer(open ? Where.Open : Where.Private, string.Join('\n', lines));
    }

    /// <summary>Tells the person concerned, privately: about a deduction with clause, evidence, the way to appeal and its deadline.</summary>
    public static void Tell(Turn turn, Said said, Incident incident, Record record)
    {
        if (Roster.IsSubject(incident.Person)) return;
        if (incident.Item.Direction == ItemDirection.Bonus)
        {
            said.Notify(incident.Person.Number, $"您有一条加分 {Words.Number(record.Number)}：{incident.Item.Title} {incident.Effect}，{Words.Of(incident.Day, turn.Today)}，由 {turn.NameOf(record.By)} 记录。{incident.Reason}");
            return;
        }
        if (!incident.Costs) return;
        var deadline = Appeals.Deadline(turn, incident.Scheme, turn.Today);
        var card = said.Task(
            $"您有一条扣减绩效分 {Words.Number(record.Number)}",
            [.. Lines(turn, incident), $"记录人：{turn.NameOf(record.By)}", $"如有异议，可在 {Words.Of(deadline.Day, turn.Today)} 18:00 前申诉({deadline.WorkingDays}个工作日内)。"],
            new Button($"申诉 {record.Number}", "申诉"), new Button($"为什么 {record.Number}", "为什么"));
        said.Notify(incident.Person.Number, card);
    }
}

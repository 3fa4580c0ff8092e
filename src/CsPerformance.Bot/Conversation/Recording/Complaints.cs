using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>投诉: a report without an item, until a lead or QA confirms it and chooses item and points from the scheme in force.</summary>
internal static class Complaints
{
    public static Effect Report(Turn turn, Command.Complain command)
    {
        var twins = command.People
            .SelectMany(number => turn.Reads.Records.SameReport(number, command.Day, command.Reference))
            .Select(record => Words.Number(record.Number)).ToList();
        return (transaction, said) =>
        {
            var numbers = new List<string>();
            foreach (var person in command.People.Distinct().Select(turn.Person))
            {
                var record = transaction.Records.Add(
                    new NewRecord(
                        RecordKind.Complaint, person.Number, null, command.Day, command.Day, turn.Sender.Number, turn.Message.Channel,
                        Reason: command.Reason, Reference: command.Reference, Pending: true, Attachment: turn.Attachment),
                    turn.InboxId);
                numbers.Add($"{Words.Number(record.Number)} {person.Name}");
                foreach (var judge in Judges(turn, person)) said.Notify(judge.Number, Card(turn, said, person, record, twins));
            }
            said.Privately(
                $"已收到反馈 {string.Join("、", numbers)}，由组长或质检核实后才会计入。"
                + (twins.Count > 0 ? $"\n同一会话已有反馈 {string.Join("、", twins)}，核实时会一并提示。" : ""));
        };
    }

    /// <summary>Who may confirm it: leads of the team and QA, but neither the person nor the reporter.</summary>
    private static IEnumerable<Person> Judges(Turn turn, Person person) =>
        turn.LeadsOf(person).Concat(turn.With(Role.Qa)).Where(judge => judge.Number != person.Number && judge.Number != turn.Sender.Number).DistinctBy(judge => judge.Number);

    private static Card Card(Turn turn, Said said, Person person, Record record, List<string> twins) => said.Task(
        $"待核实的反馈 {Words.Number(record.Number)}",
        [
            $"人员：{Words.Of(person)}", $"日期：{Words.Of(record.On, turn.Today)}", $"内容：{record.Reason}",
            .. record.Reference is { } reference ? [$"凭证：{reference}"] : Array.Empty<string>(),
            .. twins.Count > 0 ? [$"可能重复：{string.Join("、", twins)}"] : Array.Empty<string>(), $"反馈人：{turn.NameOf(record.By)}",
        ],
        new Button($"同意 {record.Number}", "确认并选项目"), new Button($"驳回 {record.Number}", "驳回"));
}

using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>投诉: a report without an item, until a lead or QA (人事 where neither is left) confirms it and chooses item and points from the scheme in force.</summary>
internal static class Complaints
{
    public static Effect Report(Turn turn, Command.Complain command)
    {
        var twins = command.People
            .SelectMany(number => turn.Reads.Records.SameReport(number, command.Day, command.Reference))
            .Select(record => Words.Number(record.Number)).ToList();
        return (transaction, said) =>
        {
            var waiting = new List<(string Title, string Report)>();
            var left = new List<string>();
            foreach (var person in command.People.Distinct().Select(turn.Person))
            {
                var judges = Judges.OfComplaint(turn, person, turn.Sender.Number);
                if (judges.Missing)
                {
                    left.Add(person.Name);
                    continue;
                }
                var record = transaction.Records.Add(
                    new NewRecord(
                        RecordKind.Complaint, person.Number, null, command.Day, command.Day, turn.Sender.Number, turn.Message.Channel,
                        Reason: command.Reason, Reference: command.Reference, Pending: true, Attachment: turn.Attachment),
                    turn.InboxId);
                waiting.Add((judges.Title, $"{Words.Number(record.Number)} {person.Name}"));
                foreach (var judge in judges.People) said.Notify(judge.Number, Card(turn, said, person, record, twins));
            }
            var lines = waiting.GroupBy(report => report.Title).Select(some => $"已收到反馈 {string.Join("、", some.Select(report => report.Report))}，由{some.Key}核实后才会计入。").ToList();
            if (waiting.Count > 0 && twins.Count > 0) lines.Add($"同一会话已有反馈 {string.Join("、", twins)}，核实时会一并提示。");
            if (left.Count > 0) lines.Add($"没有记录关于 {string.Join("、", left)} 的反馈：除本人和您以外，没有质检、人事或管理员可以核实。");
            said.Privately(string.Join('\n', lines));
        };
    }

    private static Card Card(Turn turn, Said said, Person person, Record record, List<string> twins) => said.Task(
        $"待核实的反馈 {Words.Number(record.Number)}",
        [
            $"人员：{Words.Of(person)}", $"日期：{Words.Of(record.On, turn.Today)}", $"内容：{record.Reason}",
            .. record.Reference is { } reference ? [$"凭证：{reference}"] : Array.Empty<string>(),
            .. twins.Count > 0 ? [$"可能重复：{string.Join("、", twins)}"] : Array.Empty<string>(), $"反馈人：{turn.NameOf(record.By)}",
        ],
        new Button($"同意 {record.Number}", "确认并选项目"), new Button($"驳回 {record.Number}", "驳回"));
}

using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>表扬 by anybody for anybody; a lead's word on the own team counts at once, anybody else's waits for the lead, or for 人事 where there is none.</summary>
internal static class Praises
{
    public static Effect Record(Turn turn, Command.Praise command, Consent consent)
    {
        var mine = command.People.All(number => turn.Sender.Leads(turn.Person(number)));
        if (mine && command.Item is { } item)
            return RecordItems.Take(turn, command, consent, command.People, item, command.Day, command.Points, 1, command.Text, command.Reference);
        return (transaction, said) =>
        {
            var waiting = new List<(string Title, string Praise)>();
            var left = new List<string>();
            foreach (var person in command.People.Distinct().Select(turn.Person))
            {
                var judges = Judges.OfPraise(turn, person, turn.Sender.Number);
                if (judges.Missing)
                {
                    left.Add(person.Name);
                    continue;
                }
                var record = transaction.Records.Add(Report(turn, command, person), turn.InboxId);
                waiting.Add((judges.Title, $"{Words.Number(record.Number)} {person.Name}"));
                Tell(turn, said, person, record, judges);
            }
            var lines = waiting.GroupBy(praise => praise.Title).Select(some => $"谢谢，表扬已转给{some.Key}确认：{string.Join("、", some.Select(praise => praise.Praise))}。").ToList();
            if (left.Count > 0) lines.Add($"没有记录对 {string.Join("、", left)} 的表扬：除本人和您以外，没有组长、人事或管理员可以确认。");
            said.Openly(string.Join('\n', lines));
        };
    }

    private static NewRecord Report(Turn turn, Command.Praise command, Person person) => new(
        RecordKind.Item, person.Number, command.Item, command.Day, command.Day, turn.Sender.Number, turn.Message.Channel,
        Points: command.Points, Reason: command.Text, Reference: command.Reference, Pending: true, Attachment: turn.Attachment);

    private static void Tell(Turn turn, Said said, Person person, Record record, Judges judges)
    {
        var title = record.Code is { } code ? turn.SchemeFor(person, record.On).Items.FirstOrDefault(item => item.Code == code)?.Title : null;
        foreach (var judge in judges.People)
        {
            said.Notify(judge.Number, said.Task(
                $"待确认的表扬 {Words.Number(record.Number)}",
                [
                    $"人员：{Words.Of(person)}", $"项目：{title ?? "(由您选择)"}", $"日期：{Words.Of(record.On, turn.Today)}", $"内容：{record.Reason}",
                    .. record.Reference is { } reference ? [$"凭证：{reference}"] : Array.Empty<string>(), $"提交人：{turn.NameOf(record.By)}",
                ],
                new Button($"同意 {record.Number}", "同意"), new Button($"驳回 {record.Number}", "驳回")));
        }
    }
}

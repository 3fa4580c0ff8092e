using System.Security.Cryptography;
using System.Text;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>抽检: a random sample of session and order numbers that anybody can draw again with the same seed.</summary>
internal static class Sampling
{
    private const int Usual = 5;
    private const int Most = 50;

    public static Effect Draw(Turn turn, Command.Sample command)
    {
        var people = command.Person is { } number ? [turn.Person(number)]
            : turn.Roster.People.Where(person => person.Is(Role.Agent) && (turn.Sender.Team is null || person.Team == turn.Sender.Team)).ToList();
        var seed = $"{turn.InboxId}";
        var pool = people.SelectMany(person => turn.Reads.Records.Of(person.Number, turn.Month.First, turn.Month.Last))
            .Where(record => record.Reference is { Length: > 0 } && record.State != RecordState.Rejected)
            .Select(record => (record.Subject, record.Reference)).Distinct().ToList();
        var drawn = pool.OrderBy(one => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{one.Subject}|{one.Reference}"))), StringComparer.Ordinal)
            .Take(Math.Clamp(command.Count ?? Usual, 1, Most)).ToList();
        var title = $"抽检 {(command.Person is null ? turn.Sender.Team ?? "全公司" : turn.NameOf(command.Person))} {SheetText.Of(turn.Month, turn.Today)}：从{pool.Count}个编号中抽{drawn.Count}个(种子 {seed})";
        List<string> text = [title, .. drawn.Select(one => $"• {turn.NameOf(one.Subject)} {one.Reference}")];
        text.Add(pool.Count == 0 ? "本月的记录里还没有会话号或工单号。" : "抽取方法：SHA-256(种子|工号|编号) 由小到大，任何人可复算。");
        return (_, said) => said.Privately(string.Join('\n', text));
    }
}

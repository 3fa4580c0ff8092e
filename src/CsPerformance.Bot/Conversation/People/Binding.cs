using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.People;

/// <summary>绑定: an account of a platform becomes somebody of the roster, once the lead has said yes.</summary>
internal static class Binding
{
    private const string Welcome = "您好！这个账号还没有绑定工号。请回复“绑定 工号”，例如：绑定 10027。组长确认后即可使用。";

    /// <summary>Somebody without a binding gets 绑定 and help, nothing else.</summary>
    public static Effect OfStranger(Session session, Roster roster, IncomingMessage message, DateTimeOffset now, Domain.Time.WorkingDays calendar)
    {
        var nothing = new Vocabulary(roster, null, [], [], [], [], [], []);
        if (message.Chat.IsGroup) return (_, said) => said.Openly("这个账号还没有绑定工号，请先私信我“绑定 工号”。");
        if (Reader.Read(Utterance.Of(message.Text), nothing, now, calendar) is not Reading.Understood { Command: Command.Bind bind })
            return (_, said) => said.Privately(Welcome);
        if (roster.ByNumber(bind.Number) is not { } person || Roster.IsSubject(person)) return (_, said) => said.Privately($"花名册里没有工号 {bind.Number}，请核对后重试。");
        if (IsTaken(session, person.Number, message.Channel)) return (_, said) => said.Privately($"工号 {person.Number} 在本平台已绑定其他账号，请联系管理员处理。");
        return (transaction, said) =>
        {
            foreach (var judge in Judges(roster, person))
            {
                var card = said.AskToBind(judge.Number, new Waiting.ToBind(message.Channel, message.Account, person.Number),
                    $"绑定申请：{Words.Of(person)}", [$"平台账号：{message.Channel} {message.Account}", "确认是本人后再同意。"]);
                said.Notify(judge.Number, card);
            }
            said.Privately($"绑定 {Words.Of(person)} 的申请已发给 {string.Join("、", Judges(roster, person).Select(judge => judge.Name))}，确认后会通知您。");
        };
    }

    /// <summary>绑定 by somebody who is bound already.</summary>
    public static Effect OfKnown(Turn turn, Command.Bind command)
    {
        var text = command.Number == turn.Sender.Number ? $"这个账号已绑定 {Words.Of(turn.Sender)}。" : $"这个账号已绑定 {Words.Of(turn.Sender)}，更换请联系管理员。";
        return (_, said) => said.Privately(text);
    }

    public static Effect Confirmed(Turn turn, Waiting.ToBind bind)
    {
        if (turn.Reads.Identities.Find(bind.Channel, bind.Account) is { } other)
            return (_, said) => said.Privately($"这个账号已绑定 {turn.NameOf(other)}。");
        return (transaction, said) =>
        {
            // Two may have asked for the same number.
            if (IsTaken(transaction, bind.Number, bind.Channel))
            {
                said.Privately($"{turn.NameOf(bind.Number)} 在本平台已绑定其他账号，没有改变。");
                return;
            }
            transaction.Identities.Bind(bind.Channel, bind.Account, bind.Number, turn.Sender.Number);
            said.Privately($"已绑定：{turn.NameOf(bind.Number)}。");
            said.Notify(bind.Number, "绑定成功。回复“帮助”看看可以做什么。");
        };
    }

    /// <summary>A bound number is never taken over; app and robot of WeChat Work are one platform with the same accounts.</summary>
    private static bool IsTaken(Session session, string number, string channel) =>
        session.Identities.AccountsOf(number).Any(identity => identity.Channel.Split('-')[0] == channel.Split('-')[0]);

    /// <summary>The team's leads and the admins; the person's own word does not count.</summary>
    private static IEnumerable<Person> Judges(Roster roster, Person person) =>
        roster.People.Where(judge => judge.Leads(person) || (judge.Is(Role.Admin) && judge.Number != person.Number));
}

using System.Globalization;
using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>The welcome card: what somebody of this role does most, as buttons. Once a day for each person, however often the app is opened.</summary>
internal static class Greeting
{
    // Six lines and six buttons are what a card holds; the names are the commands themselves.
    private static readonly Dictionary<Role, (string Says, string Gives)[]> _first = new()
    {
        [Role.Agent] = [("我的分数", "本月每一行和总分"), ("还差多少", "离下一档差什么"), ("明细", "每条记录和依据"), ("工资预估", "本月工资的每一行"), ("我的请假", "申请和进度")],
        [Role.Lead] = [("待办", "等您处理的事"), ("团队", "全组的分数和缺项"), ("评分", "还有谁没有评分"), ("模板", "导入用的表格"), ("周榜", "本周的名次")],
        [Role.Qa] = [("待办", "等您处理的事"), ("抽检", "可复现的随机抽样"), ("方案", "质检项目和分值"), ("公示期", "结果什么时候公示")],
        [Role.Hr] = [("待办", "等您处理的事"), ("导出", "分数和工资的表格"), ("成员", "花名册"), ("公示期", "结果什么时候公示")],
        [Role.Admin] = [("待办", "等您处理的事，平台状态"), ("成员", "花名册"), ("方案", "现行的考核方案"), ("公示期", "结果什么时候公示")],
    };

    /// <returns>False where the sender is nobody of the roster: the conversation says how to bind the account.</returns>
    public static bool Greet(Transaction transaction, long inboxId, IncomingMessage message, DateOnly today)
    {
        if (transaction.Identities.Find(message.Channel, message.Account) is not { } number || transaction.People.Find(number) is not { Active: true } person) return false;
        if (!transaction.Inbox.Done(inboxId)) return true;
        if (!transaction.JobRuns.Once("greeting", today.ToString("O", CultureInfo.InvariantCulture), number)) return true;
        var card = CardFor(person, FormattableString.Invariant($"hello{inboxId}"));
        transaction.Outbox.Add(new NewOutgoing(
            Recipient.To(number), new OutgoingMessage(Said.Body(card), card), Purpose.Reply, FormattableString.Invariant($"hello:{inboxId}"), message.Channel, inboxId, message.ReplyHandle));
        return true;
    }

    private static Card CardFor(Person person, string id)
    {
        var first = _first[person.Roles.Max()];
        return new Card(id, $"{person.Name}，您好", [.. first.Select(one => $"{one.Says}：{one.Gives}")], [.. first.Select(one => new Button(one.Says, one.Says)), new Button("帮助", "帮助")]);
    }
}

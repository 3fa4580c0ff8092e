using System.Globalization;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>我的数据: what is stored about the sender, a copy of it, and a request to put it right.</summary>
internal static class MyData
{
    /// <summary>How a look at a whole list is noted.</summary>
    private const string Everybody = "*";

    public static Effect Show(Turn turn, Command.MyData command) => command.Wish switch
    {
        MyDataWish.Export => Copy(turn),
        MyDataWish.Correct => Correct(turn, command.Text),
        _ => Summary(turn),
    };

    private static Effect Summary(Turn turn)
    {
        var person = turn.Sender;
        // A list of everybody's pay shows this person's too; who makes it for the own work is no stranger to it.
        var looks = turn.Reads.PayLooks.Of(person.Number).Concat(turn.Reads.PayLooks.Of(Everybody)).Where(look => look.ByPerson != person.Number).OrderBy(look => look.At).ToList();
        var records = turn.Reads.Records.Query(new() { Person = person.Number });
        var text = new List<string>
        {
            $"{Words.Of(person)} 存储的数据",
            $"花名册：小组 {person.Team ?? "无"}，岗位 {(turn.PositionOf(person) is { Length: > 0 } position ? position : "无")}，等级 {person.Grade ?? "无"}，角色 {string.Join("、", person.Roles.Select(Words.Of))}{(person.Nicknames.Count > 0 ? "，花名 " + string.Join("、", person.Nicknames) : "")}",
            "平台账号：" + string.Join("、", turn.Reads.Identities.AccountsOf(person.Number).Select(account => $"{account.Channel} {account.Account}")),
            $"记录：{records.Count}条{(records.Count > 0 ? $"，{records.Min(record => record.On):yyyy-MM-dd} 至 {records.Max(record => record.On):yyyy-MM-dd}" : "")}",
            "用途：绩效计算、工资核算和申诉取证；不用于其他目的。",
        };
        text.Add(looks.Count == 0 ? "没有人查看过您的工资。" : $"查看过您工资的({looks.Count}次)：");
        text.AddRange(looks.TakeLast(10).Select(look => $"• {Words.Of(turn.Local(look.At))} {(look.ByPerson == "api" ? "只读接口" : turn.NameOf(look.ByPerson))} {look.Month} {(look.ByPerson == "api" ? "" : look.How)}{(look.Person == Everybody ? "(全员)" : "")}"));
        text.Add("回复“我的数据 导出”得到全部记录，“我的数据 更正 …”提出更正。");
        return (_, said) => said.Privately(string.Join('\n', text));
    }

    private static Effect Copy(Turn turn)
    {
        var scheme = turn.SchemeFor(turn.Sender.Team, turn.Month);
        var rows = turn.Reads.Records.Query(new() { Person = turn.Sender.Number }).Select(record => (IReadOnlyList<Cell>)
        [
            new(record.Number), new(record.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), new(RecordText.What(scheme, record)), new(Words.Of(record.State)),
            new(Recorder.Name(turn, record)), new(Recorder.IsUntold(record) ? "" : record.Reason), new(Recorder.IsUntold(record) ? "" : record.Reference), new(turn.Local(record.At).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
        ]);
        var file = Workbook.Write(new Sheet("记录", ["编号", "日期", "内容", "状态", "记录人", "理由", "凭据", "记录时间"], [.. rows]));
        var attachment = new Attachment($"我的数据-{turn.Sender.Number}-{turn.Today:yyyyMMdd}.xlsx", file, false);
        return (_, said) => said.Privately("这是您的全部记录。", null, attachment);
    }

    private static Effect Correct(Turn turn, string text) => (_, said) =>
    {
        if (text.Trim().Length == 0)
        {
            said.Privately("请写明要更正什么，例如：我的数据 更正 等级应为中级");
            return;
        }
        foreach (var hr in turn.With(Role.Hr)) said.Notify(hr.Number, $"{Words.Of(turn.Sender)} 请求更正个人数据：{text}");
        said.Privately($"已转给{string.Join("、", turn.With(Role.Hr).Select(Words.Of))}：{text}");
    };
}

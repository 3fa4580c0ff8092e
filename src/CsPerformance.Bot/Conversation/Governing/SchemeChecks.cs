using System.Globalization;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes.Checking;

namespace CsPerformance.Bot.Conversation.Governing;

/// <summary>方案 检查: every fault and remark of a scheme, each with where, why and what to do.</summary>
internal static class SchemeChecks
{
    public static Effect Show(Turn turn, Command.SchemeCheck command)
    {
        var id = command.Id ?? turn.SchemeFor(turn.Sender.Team, turn.Month).Id;
        if (Load(turn, id) is not { } found) return (_, said) => said.Privately(Unknown(turn, id));
        var faults = found.Faults;
        var text = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"方案 {found.Scheme?.Title ?? id}({id})：错误 {faults.Count} 处，提醒 {found.Remarks.Count - faults.Count} 条"),
        };
        text.AddRange(found.Remarks.SelectMany(Lines));
        text.Add(faults.Count > 0 ? "有错误的方案不能启用，请先改正。"
            : found.Remarks.Count > 0 ? $"可以启用：“方案 启用 {id} 从 {turn.Month.Next.Ordinal}月”，要再确认一次，提醒会留存。风险提醒不是法律意见。"
            : $"可以启用：“方案 启用 {id} 从 {turn.Month.Next.Ordinal}月”。");
        return (_, said) => said.Privately(string.Join('\n', text));
    }

    public static IEnumerable<string> Lines(Remark remark) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"• {(remark.Line > 0 ? $"第{remark.Line}行 " : "")}{remark.Place}：{remark.What}"),
        $"  为什么：{remark.Why}；怎么办：{remark.Todo}",
    ];

    public static string Unknown(Turn turn, string id) => $"没有方案 {id}，可用：{string.Join("、", turn.House.Schemes.FileIds)}。";

    /// <summary>The file as it lies there now; where none does, the text that the store kept last. Null where there is neither.</summary>
    public static CheckedScheme? Load(Turn turn, string id)
    {
        if (turn.House.Schemes.Check(id) is { } file) return file;
        var kept = turn.Reads.Schemes.History().LastOrDefault(entry => entry.Scheme == id);
        var text = kept is null ? null : turn.Reads.Schemes.Text(id, kept.Version);
        return text is null ? null : CheckedScheme.Of(id + ".yaml", System.Text.Encoding.UTF8.GetBytes(text));
    }
}

using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>Who is no agent and of whom nothing is recorded has no sheet: an empty one would only look like lacking data.</summary>
internal static class Unrated
{
    private static readonly RecordKind[] _rating = [RecordKind.Item, RecordKind.Complaint, RecordKind.Metric, RecordKind.Rating, RecordKind.Check];

    private static readonly Dictionary<Role, string[]> _asks = new()
    {
        [Role.Lead] = ["团队 本月", "分数 姓名", "待办"],
        [Role.Qa] = ["明细 姓名", "抽检 姓名 5", "待办"],
        [Role.Hr] = ["分数 姓名", "工资预估 姓名", "导出 上月"],
        [Role.Admin] = ["方案", "成员", "待办"],
    };

    /// <summary>What is answered in place of a sheet; null for who is rated, or was in a period that is published.</summary>
    public static string? Answer(Turn turn, Whom whom, Period period)
    {
        if (turn.Roster.Known(whom.Rated.Id) is not { } person || Roster.IsSubject(person) || turn.Reads.People.Find(person.Number, Period.Month(period.Last))?.IsRated != false) return null;
        if (turn.Reads.Records.Of(person.Number, period.First, period.Last, _rating).Any(record => record.State == RecordState.Active)) return null;
        if (turn.House.Scores.SheetOf(turn.Reads, whom.Rated, period).Published is not null) return null;
        var roles = string.Join("、", person.Roles.Order().Select(Words.Of));
        var text = $"{(whom.Own ? "您" : Words.Of(person))}是{roles}，不参加客服考核，{SheetText.Of(period, turn.Today)}没有分数和绩效工资。";
        return whom.Own ? $"{text}\n可以这样问：\n{string.Join('\n', _asks[turn.Sender.Roles.Max()].Select(ask => "· " + ask))}\n回复“菜单”看全部命令。" : text;
    }
}

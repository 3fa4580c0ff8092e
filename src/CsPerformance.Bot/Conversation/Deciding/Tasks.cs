using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>待办: what waits for the sender, oldest first.</summary>
internal static class Tasks
{
    /// <summary>Three tasks with two buttons each: what a card can hold.</summary>
    private const int WithButtons = 3;

    public static Effect Show(Turn turn)
    {
        var open = OpenFor(turn);
        var unknown = turn.Sender.Is(Role.Admin) ? turn.Reads.Outbox.AllUnknown() : [];
        List<string> troubles = turn.Sender.Is(Role.Admin)
            ? [.. turn.House.Platforms.Where(platform => platform.Trouble() is not null).Select(platform => $"{platform.Name}：{platform.Trouble()}")]
            : [];
        var count = open.Count + unknown.Count + troubles.Count;
        if (count == 0) return (_, said) => said.Privately("没有待办。");
        List<string> lines =
        [
            .. open.Select(record => $"{Words.Number(record.Number)} {Judgements.What(turn, record)} {Words.Of(turn.Local(record.At))} {record.Reason}".TrimEnd()),
            .. unknown.Select(message => $"推送 {message.Id} 给 {message.To}：发送结果未知，请核实后处理。"),
            .. troubles,
        ];
        if (open.Count > WithButtons) lines.Add($"其余请回复“同意 编号”或“驳回 编号 原因”。");
        IReadOnlyList<Button> buttons = [.. open.Take(WithButtons).SelectMany(record => new[]
        {
            new Button($"同意 {record.Number}", $"同意 {record.Number}"), new Button($"驳回 {record.Number}", $"驳回 {record.Number}"),
        })];
        return (_, said) =>
        {
            var card = said.Task($"待办 {count} 项", lines, buttons);
            said.Privately(Said.Body(card), card.Buttons.Count == 0 ? null : card);
        };
    }

    /// <summary>The pending records that the sender may decide on.</summary>
    public static IReadOnlyList<Record> OpenFor(Turn turn) =>
        [.. turn.Reads.Records.Query(new RecordFilter { State = RecordState.Pending }).Where(record => Judgements.MayNot(turn, record) is null)];
}

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

    private sealed record OpenTask(DateTimeOffset Since, string Line, IReadOnlyList<Button> Buttons);

    public static Effect Show(Turn turn)
    {
        var open = OpenFor(turn);
        var admin = turn.Sender.Is(Role.Admin);
        var pushes = admin ? UnknownPushes.Open(turn.Reads) : [];
        List<string> troubles = admin
            ? [.. turn.House.Platforms.Where(platform => platform.Trouble() is not null).Select(platform => $"{platform.Name}：{platform.Trouble()}")]
            : [];
        var waiting = open.Select(record => Of(turn, record)).Concat(pushes.Select(push => Of(turn, push))).OrderBy(task => task.Since).ToList();
        var count = waiting.Count + troubles.Count;
        if (count == 0) return (_, said) => said.Privately("没有待办。");
        List<string> lines = [.. HowToDecide(pushes, waiting.Count), .. waiting.Select(task => task.Line), .. troubles];
        if (waiting.Count > WithButtons && open.Count > 0) lines.Add("其余请回复“同意 编号”或“驳回 编号 原因”。");
        var buttons = waiting.Take(WithButtons).SelectMany(task => task.Buttons).ToList();
        return (_, said) =>
        {
            var card = said.Task($"待办 {count} 项", lines, buttons);
            var text = Said.Body(card);
            // The text turns its pages; a card cannot, so it carries what its buttons are about and nothing else.
            if (Paging.Split(text).Count > 1) card = card with { Lines = [.. waiting.Take(WithButtons).Select(task => task.Line)] };
            said.Privately(text, card.Buttons.Count == 0 ? null : card);
        };
    }

    /// <summary>The pending records that the sender may decide on.</summary>
    public static IReadOnlyList<Record> OpenFor(Turn turn) =>
        [.. turn.Reads.Records.Query(new RecordFilter { State = RecordState.Pending }).Where(record => Judgements.MayNot(turn, record) is null)];

    /// <summary>The task that one of these buttons is about: a record, or a push; null for any other button.</summary>
    public static (bool IsPush, long Number)? About(string key) => key.Split(' ') switch
    {
        ["同意" or "驳回", var text, ..] when long.TryParse(text, out var number) => (false, number),
        ["重发推送", var text] when long.TryParse(text, out var number) => (true, number),
        ["推送", var text, "已收到" or "不用发了"] when long.TryParse(text, out var number) => (true, number),
        _ => null,
    };

    private static OpenTask Of(Turn turn, Record record) => new(
        record.At,
        $"{Words.Number(record.Number)} {Judgements.What(turn, record)} {Words.Of(turn.Local(record.At))} {record.Reason}".TrimEnd(),
        [new($"同意 {record.Number}", $"同意 {record.Number}"), new($"驳回 {record.Number}", $"驳回 {record.Number}")]);

    /// <summary>What it says stays between the bot and who was to get it.</summary>
    private static OpenTask Of(Turn turn, Envelope push) => push.State == OutboxState.Refused ? new(
        push.NotBefore,
        $"推送 {push.Id} 没有送达：{UnknownPushes.What(turn, push)}，应发 {Words.Of(turn.Local(push.NotBefore))}，平台答复：{UnknownPushes.Reason(push)}",
        [new($"重发推送 {push.Id}", $"重发 {push.Id}"), new($"推送 {push.Id} 不用发了", $"不发 {push.Id}")]) : new(
        push.NotBefore,
        $"推送 {push.Id} 结果未知：{UnknownPushes.What(turn, push)}，应发 {Words.Of(turn.Local(push.NotBefore))}",
        [new($"重发推送 {push.Id}", $"重发 {push.Id}"), new($"推送 {push.Id} 已收到", $"收到 {push.Id}")]);

    private static IEnumerable<string> HowToDecide(IReadOnlyList<Envelope> pushes, int waiting)
    {
        if (pushes.FirstOrDefault(push => push.State == OutboxState.Unknown) is { } oldest)
        {
            yield return waiting <= WithButtons
                ? "推送请先向对方核实再决定。"
                : $"推送请先向对方核实：没收到回复“重发推送 {oldest.Id}”，收到了回复“推送 {oldest.Id} 已收到”；可以一次几条(“重发推送 12 13”“重发推送 12-20”)，也可以“重发全部未知推送”。";
        }
        if (pushes.FirstOrDefault(push => push.State == OutboxState.Refused) is { } refused)
        {
            yield return waiting <= WithButtons
                ? "没有送达的工资推送，解决原因后重发，已另行送达的不用发。"
                : $"没有送达的工资推送：解决原因后回复“重发推送 {refused.Id}”，已另行送达回复“推送 {refused.Id} 不用发了”。";
        }
    }
}

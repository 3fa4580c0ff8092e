using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>撤销导入: all that one file or list stored, by who imported it and within the time in which one record could be undone.</summary>
internal static class UndoneImports
{
    /// <summary>More than these would keep the writer from everybody else for seconds.</summary>
    private const int Most = 3000;

    public static Effect Undo(Turn turn, Command.UndoImport command, Consent consent)
    {
        var records = turn.Reads.Records.Query(new RecordFilter { By = turn.Sender.Number, NewestFirst = true, Limit = Most + 1 })
            .TakeWhile(record => turn.Now - record.At <= RecordItems.UndoWindow).Where(record => record.Kind is not (RecordKind.Leave or RecordKind.Appeal)).ToList();
        var message = command.Message ?? Latest(records);
        var stored = records.Where(record => record.MessageId == message && record.State == RecordState.Active).OrderBy(record => record.Number).ToList();
        if (message is null || stored.Count == 0)
            return (_, said) => said.Privately("10分钟内没有您导入的数据可以撤销；更早的请逐条用“冲正 编号 原因”，或者导入改好的文件，新数据会替换旧数据。花名册没有撤销，请导入改好的花名册。");
        if (stored.Count > Most)
            return (_, said) => said.Privately($"这次导入超过{Most}条，不能整批撤销；请导入改好的文件，新数据会替换旧数据。");
        if (consent == Consent.None)
            return (_, said) => said.AskToConfirm(turn, command with { Message = message }, "请确认撤销导入", [Summary(turn, stored), .. Replaced(turn.Reads, stored)]);
        return (transaction, said) =>
        {
            var undone = stored.FindAll(record => Judgements.Decide(turn, transaction, record, DecisionKind.Undo, "撤销导入"));
            var late = stored.Except(undone).Select(Judgements.Race);
            said.Privately(string.Join('\n', [.. undone.Count > 0 ? [$"已撤销导入：{Summary(turn, undone)}。"] : Array.Empty<string>(), .. late]));
            foreach (var person in undone.Where(record => record.Kind != RecordKind.Metric).Select(record => record.Subject).Distinct())
                if (turn.Roster.ByNumber(person) is { } told && !Roster.IsSubject(told)) said.Notify(person, $"刚才由 {Words.Of(turn.Sender)} 导入的关于您的记录已撤销，不再计入。回复“明细”可查看。");
        };
    }

    /// <summary>The message that stored several records at once, the newest first.</summary>
    private static long? Latest(List<Record> records) =>
        records.Where(record => record.State == RecordState.Active && record.MessageId is not null).GroupBy(record => record.MessageId).FirstOrDefault(group => group.Count() > 1)?.Key;

    private static string Summary(Turn turn, List<Record> stored) =>
        $"{stored.Count}条，编号 {Words.Number(stored[0].Number)}{(stored.Count > 1 ? $" 至 {Words.Number(stored[^1].Number)}" : "")}(例如 {Reversals.Describe(turn, stored[0])})";

    /// <summary>What stood there before does not come back by itself.</summary>
    private static IEnumerable<string> Replaced(Session reads, List<Record> stored)
    {
        var count = stored.Count(record => Reversals.Before(reads, record) is not null);
        if (count > 0) yield return $"其中{count}个当时替换了旧数据；旧数据不会自动恢复，撤销后请重新录入。";
    }
}

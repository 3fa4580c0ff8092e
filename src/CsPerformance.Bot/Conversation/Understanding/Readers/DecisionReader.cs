using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Commands about a number: 同意, 驳回, 撤销, 冲正, 申诉, 销假, 凭证.</summary>
internal static partial class DecisionReader
{
    public static Reading Read(Attempt attempt, Verb verb) => verb switch
    {
        Verb.Approve => Approve(attempt),
        Verb.Reject => WithReason(attempt, "驳回", (number, reason) => new Command.Reject(number, reason)),
        Verb.Reverse => WithReason(attempt, "冲正", (number, reason) => new Command.Reverse(number, reason)),
        Verb.Undo when attempt.Sentence.First(Importing()) is not null => UndoImport(attempt),
        Verb.Undo => Bare(attempt, "撤销", number => new Command.Undo(number)),
        Verb.Evidence => Evidence(attempt),
        Verb.CancelLeave => Bare(attempt, "销假", number => new Command.CancelLeave(number)),
        _ => Appeal(attempt),
    };

    /// <summary>撤销导入, 刚才导入的撤回</summary>
    public static Reading UndoImport(Attempt attempt)
    {
        attempt.NothingLeft("导入", "刚才", "刚刚", "那批", "这批", "这次", "上次", "那次", "数据", "文件", "全部", "撤销", "撤回", "撤掉", "表格", "表");
        return attempt.Conclude(() => new Command.UndoImport());
    }

    /// <summary>凭证 1024; without a number the picture is one of what was just recorded.</summary>
    private static Reading Evidence(Attempt attempt)
    {
        var numbers = attempt.TakeNumbers();
        if (numbers.Count > 1)
            attempt.Ask(Doubt.Number, "一份凭证只能放到一条记录，是哪一条？", numbers.Select(number => new Choice($"凭证 {number}", $"凭证 {number}")));
        attempt.NothingLeft("这个", "这张", "图片", "图", "截图", "照片", "文件", "是", "的", "给", "看", "查看", "补", "补充", "一下", "看看");
        return attempt.Conclude(() => new Command.Evidence(numbers.Count == 1 ? numbers[0] : null));
    }

    private static Reading Bare(Attempt attempt, string verb, Func<long, Command> command)
    {
        var number = attempt.TakeNumber(verb);
        return attempt.Conclude(() => command(number!.Value));
    }

    /// <summary>刚才那条记错了: the record that was just made is offered; nothing is undone without a number.</summary>
    public static Reading Mistake(Attempt attempt)
    {
        if (attempt.Vocabulary.LastTopic?.Value?.Record is { } last)
            attempt.AskAgain(Doubt.Number, "要撤销刚才那条吗？撤销后请整句重发正确的内容。", "撤销", [new($"撤销 #{last}", $"撤销 {last}")]);
        else
            attempt.AskAgain(Doubt.Number, "是哪一条？10分钟内记的用“撤销 编号”，更早的用“冲正 编号 原因”；发“明细”看编号。", "撤销", []);
        return attempt.Conclude(() => new Command.Help());
    }

    /// <summary>A reason that is missing is asked for later, once it is clear that there is something to decide.</summary>
    private static Reading WithReason(Attempt attempt, string verb, Func<long, string, Command> command)
    {
        var number = attempt.TakeNumber(verb);
        return attempt.Conclude(() => command(number!.Value, attempt.Reason()));
    }

    private static Reading Approve(Attempt attempt)
    {
        var numbers = attempt.TakeNumbers();
        if (numbers.Count == 0)
            attempt.Ask(Doubt.Number, "同意哪一条？请说编号，例如“同意 2031”；发“待办”可以看全部。",
                attempt.Vocabulary.LastTopic?.Value?.Record is { } last ? [attempt.Adding($"同意 {last}", $"#{last}")] : [new Choice("待办", "待办")]);
        var item = ItemSlot.Find(attempt, word => true);
        var words = PointWords.Find(attempt.Sentence);
        var points = item is not null || words.Count > 0 ? PointSlot.Take(attempt, item, 0, isRequired: true) : null;
        return attempt.Conclude(() => new Command.Approve(numbers, item?.Code, points, attempt.Reason()));
    }

    private static Reading Appeal(Attempt attempt)
    {
        var proposed = Proposed(attempt);
        var number = attempt.TakeNumber("申诉");
        return attempt.Conclude(() => new Command.Appeal(number!.Value, attempt.Reason(), proposed));
    }

    /// <summary>应为 -2, 应该扣2分, 改为0分.</summary>
    private static decimal? Proposed(Attempt attempt)
    {
        var matches = attempt.Sentence.Matches(Ought()).ToList();
        if (matches.Count == 0) return null;
        if (matches.Count > 1) attempt.Ask(Doubt.Points, "应为多少分？请只写一个分数。");
        attempt.Sentence.Take(matches[0]);
        if (!Numbers.TryParse(matches[0].Groups["n"].Value, out var points)) return null;
        return matches[0].Groups["sign"].Value is "-" or "扣" or "减" ? -points : points;
    }

    [GeneratedRegex(@"(?<!不)(?:应该是|应该为|应当为|应当是|应为|应是|改为|改成|调为|调整为|(?:应该|应当|应|只该|只应|该)(?=\s*[扣加减+-]))\s*(?<sign>扣|加|减|[-+])?\s*(?<n>" + Numbers.Pattern + @")\s*分?", RegexOptions.CultureInvariant)]
    private static partial Regex Ought();

    [GeneratedRegex("导入", RegexOptions.CultureInvariant)]
    private static partial Regex Importing();
}

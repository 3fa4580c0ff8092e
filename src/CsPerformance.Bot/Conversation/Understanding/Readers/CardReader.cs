using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Answers to the card that waits: 确认, 取消, 修改.</summary>
internal static partial class CardReader
{
    public static Reading Read(Attempt attempt, Verb verb)
    {
        if (verb is Verb.Modify) return attempt.Conclude(() => new Command.Modify(attempt.Reason()));
        var softly = !Firmly().IsMatch(attempt.Sentence.Text);
        var numbers = attempt.TakeNumbers();
        if (numbers.Count > 0)
            attempt.Ask(Doubt.Meaning, $"{QueryReader.Invariant(numbers[0])} 要怎么处理？", verb is Verb.Confirm
                ? [Of("同意", numbers[0])]
                : [Of("撤销", numbers[0]), Of("销假", numbers[0]), Of("驳回", numbers[0])]);
        attempt.NothingLeft("提交", "确认", "吧", "取消", "不要", "这条", "这个", "了");
        return attempt.Conclude(() => verb is Verb.Confirm ? new Command.Confirm(softly) : new Command.Cancel());
    }

    private static Choice Of(string verb, long number) => new($"{verb} {QueryReader.Invariant(number)}", $"{verb} {QueryReader.Invariant(number)}");

    [GeneratedRegex("确认|确定|提交", RegexOptions.CultureInvariant)]
    private static partial Regex Firmly();
}

using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>重发推送 12, 推送 12 已收到: what becomes of messages of which nobody knows whether they arrived.</summary>
/// <remarks>The number of a push is none of a record, so this is read before everything that takes a record's number.</remarks>
internal static partial class PushReader
{
    private static readonly string[] _around =
    [
        "推送", "消息", "结果", "结果未知", "未知", "编号", "第", "号", "条", "全部", "所有", "全都", "一律", "对方", "本人", "那条", "这条", "那几条", "这几条", "已经", "核实", "核实过", "确认", "确认过", "问过", "一遍", "一次", "发送", "发出", "处理",
        "撤回", "撤销", "撤消", "收回", "怎么办", "怎么", "还是", "说", "不", "没", "没有", "还", "未", "别", "勿", "停止", "暂停", "无法", "呗", "那边",
    ];

    private enum Verdict
    {
        /// <summary>Nothing is said of it.</summary>
        None,

        /// <summary>Something is said that decides nothing: denied, asked, or two things that do not go together.</summary>
        Open,

        Resend,
        Drop,
    }

    /// <summary>Null where the sentence is about something else.</summary>
    public static Reading? Read(Attempt attempt)
    {
        if (attempt.Sentence.First(About()) is null) return null;
        var sentence = attempt.Sentence.Copy();
        var numbers = TakeNumbers(sentence);
        var verdict = TakeVerdict(sentence);
        // Nobody else may decide on it: 推送 3 没收到 of an agent is no answer to a question that only an admin is asked.
        if (verdict is Verdict.None or Verdict.Open && attempt.Vocabulary.Sender?.Is(Role.Admin) != true) return null;
        if (Fillers.Meaningful(sentence, _around).Count > 0)
        {
            // Whoever records may well tell of a push in a reason; an admin alone has nothing else to say of one.
            if (verdict == Verdict.None || numbers.Count == 0 || attempt.Vocabulary.Sender is not { } sender || !sender.Is(Role.Admin) || sender.Is(Role.Lead) || sender.Is(Role.Qa)) return null;
            TakeNumbers(attempt.Sentence);
            TakeVerdict(attempt.Sentence);
            attempt.NothingLeft(_around);
        }
        var all = numbers.Count == 0 && All().IsMatch(sentence.Text);
        if (numbers.Count == 0 && !all) return WithoutNumber(attempt, verdict);
        if (verdict is Verdict.None or Verdict.Open) AskWhat(attempt, numbers);
        return attempt.Conclude(() => verdict == Verdict.Resend ? new Command.ResendPushes(numbers) : new Command.DropPushes(numbers));
    }

    private static Reading? WithoutNumber(Attempt attempt, Verdict verdict)
    {
        // 不要推送了 is what anybody may say who wants to be left alone.
        if (attempt.Vocabulary.Sender?.Is(Role.Admin) != true) return null;
        if (verdict is Verdict.None or Verdict.Open) return attempt.Sentence.Text.Contains("未知", StringComparison.Ordinal) ? new Reading.Understood(new Command.Tasks()) : null;
        attempt.Ask(Doubt.Number, "是哪一条推送？请说编号；发“待办”可以看结果未知的推送。", new Choice("待办", "待办"), Of(verdict, "全部未知"));
        return attempt.Conclude(() => new Command.Tasks());
    }

    private static void AskWhat(Attempt attempt, List<NumberRange> numbers)
    {
        var which = numbers.Count == 0 ? "全部未知" : string.Join(' ', numbers);
        attempt.Ask(Doubt.Meaning, $"{(numbers.Count == 0 ? "全部未知推送" : $"推送 {which} ")}要怎么处理？请先向对方核实收到没有。", Of(Verdict.Resend, which), Of(Verdict.Drop, which));
    }

    private static Choice Of(Verdict verdict, string which) => (verdict, which) switch
    {
        (Verdict.Resend, "全部未知") => new("重发全部", "重发全部未知推送"),
        (Verdict.Drop, "全部未知") => new("全部不用发了", "全部未知推送不用发了"),
        (Verdict.Resend, _) => new($"重发 {which}", $"重发推送 {which}"),
        _ => new($"收到 {which}", $"推送 {which} 已收到"),
    };

    private static List<NumberRange> TakeNumbers(Sentence sentence)
    {
        var numbers = new List<NumberRange>();
        foreach (var match in sentence.Matches(Number()).ToList())
        {
            var first = long.Parse(match.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
            var last = match.Groups["last"].Success ? long.Parse(match.Groups["last"].ValueSpan, CultureInfo.InvariantCulture) : first;
            var range = new NumberRange(Math.Min(first, last), Math.Max(first, last));
            if (!numbers.Contains(range)) numbers.Add(range);
            sentence.Take(match);
        }
        return numbers;
    }

    /// <summary>One number runs without a card, and what is dropped is final: whatever is denied or asked decides nothing.</summary>
    private static Verdict TakeVerdict(Sentence sentence)
    {
        var missing = Take(sentence, Missing());
        var drop = Take(sentence, Drop());
        var resend = Take(sentence, Resend());
        if (!missing && !drop && !resend) return Verdict.None;
        if (drop == resend || (drop && missing) || sentence.First(Denial()) is not null || Asking().IsMatch(sentence.Text)) return Verdict.Open;
        return drop ? Verdict.Drop : Verdict.Resend;
    }

    private static bool Take(Sentence sentence, Regex pattern)
    {
        var matches = sentence.Matches(pattern).ToList();
        matches.ForEach(sentence.Take);
        return matches.Count > 0;
    }

    [GeneratedRegex(@"推送(?![量率数到])|^\s*(?:请|帮我|麻烦)?\s*(?:重发|重新发送|补发|重推)\s*#?\s*\d", RegexOptions.CultureInvariant)]
    private static partial Regex About();

    /// <summary>12, #12, 12-20, 12到20; never the day of 11-25的推送, nor a count of pushes.</summary>
    [GeneratedRegex(@"(?<![\da-z.\-])#?\s*(?<first>\d{1,18})(?:\s*[-~到至]\s*#?\s*(?<last>\d{1,18}))?(?![\d.:%a-z]|\s*(?:[次个点月日分天人元条的/]|[-~到至]\s*#?\s*\d))", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex("全部|所有|都|一律", RegexOptions.CultureInvariant)]
    private static partial Regex All();

    [GeneratedRegex("(?:没有?|未)(?:收到|送达|送到|发出去|发出|发成功|发送成功|到)", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();

    /// <remarks>不能重发 and 不会重发 may as well tell what the bot fails to do: they decide nothing.</remarks>
    [GeneratedRegex(
        @"(?:不用|不必|不需要?|不要|无需|别|勿)(?:再|重新)?(?:重发|补发|发送?|推送?|重推|管)|不再?(?:重发|发送?)(?=了)|不再(?:重发|重新发送?|补发|发送?|推送?|重推)|(?:已经?|都|确认|对方)*(?:收到|送达)|(?<=\d\s*)(?:已经?|都)?到了|忽略|作废|了结|取消",
        RegexOptions.CultureInvariant)]
    private static partial Regex Drop();

    [GeneratedRegex("重发|重新发送?|再发送?|补发|重推|重新推送?|再推送?", RegexOptions.CultureInvariant)]
    private static partial Regex Resend();

    /// <summary>A 不 that nothing took, but for the 未 of 结果未知.</summary>
    [GeneratedRegex("[不没别勿]|未(?!知)|停止|暂停|无法", RegexOptions.CultureInvariant)]
    private static partial Regex Denial();

    /// <summary>吗, 怎么, and 要不要, 有没有, 是不是: what says one thing and its opposite.</summary>
    [GeneratedRegex(@"[吗?]|么\s*$|[什怎]么|如何|为何|是否|能否|(?<one>\p{L})[不没]\k<one>", RegexOptions.CultureInvariant)]
    private static partial Regex Asking();
}

using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>如果 接待量+200 错误工单-1: one or more suppositions about the sender's own month.</summary>
internal static partial class WhatIfReader
{
    public static Reading Read(Attempt attempt)
    {
        var terms = attempt.Terms().Select(word => word with { Candidates = Supposable(word.Candidates, attempt) }).Where(word => word.Candidates.Count > 0).ToList();
        if (terms.Count == 0)
            attempt.Ask(Doubt.Item, "如果什么变了？例如“如果 接待量+200 错误工单-1”。", Nearest(attempt));
        foreach (var word in terms) attempt.Sentence.Take(word.Start, word.Length);
        var changes = new List<Change>();
        for (var i = 0; i < terms.Count; i++)
            if (One(attempt, terms[i], i == 0 ? 0 : terms[i - 1].End, i + 1 < terms.Count ? terms[i + 1].Start : attempt.Sentence.Text.Length) is { } change) changes.Add(change);
        if (changes.Select(change => change.Term).Distinct().Count() < changes.Count) attempt.Ask(Doubt.Value, "同一项说了两次，请只说一次。");
        attempt.NothingLeft("会", "怎么样", "怎样", "多少", "分", "我", "这个月", "本月", "变", "变成", "再", "如果", "分数", "会是", "是多少", "结果", "会怎样", "会怎么样", "工资", "钱", "拿", "次", "条", "单", "通", "个", "量", "咋样", "绩效", "那么", "一些");
        return attempt.Conclude(() => new Command.WhatIf(changes));
    }

    /// <summary>Metrics, items and ratings that fit the sender; a line cannot be supposed.</summary>
    private static List<SchemeTerm> Supposable(IReadOnlyList<SchemeTerm> candidates, Attempt attempt)
    {
        var possible = candidates.Where(term => term is not LineWord).ToList();
        var fitting = possible.FindAll(term => term.Fits(attempt.Vocabulary.Sender));
        return fitting.Count > 0 ? fitting : possible;
    }

    private static IEnumerable<Choice> Nearest(Attempt attempt) =>
        TermWords.Nearest(attempt.Sentence, attempt.AllTerms.Where(term => term is not LineWord), 3).Select(hit => new Choice(hit.Term.Title, attempt.Sentence.With(hit.Start, hit.Length, hit.Term.Title)));

    private static Change? One(Attempt attempt, TermWord<SchemeTerm> word, int from, int to)
    {
        var sentence = attempt.Sentence;
        var said = sentence.Slice(word.Start, word.Length);
        if (word.Candidates.Count > 1)
            attempt.Ask(Doubt.Item, $"“{said}”是哪一个？", word.Candidates.Select(term => new Choice(term.Title, sentence.With(word.Start, word.Length, term.Title))));
        var amount = sentence.Matches(Amount()).FirstOrDefault(match => match.Index >= word.End && match.Index < to)
            ?? sentence.Matches(Amount()).LastOrDefault(match => match.Index >= from && match.Index + match.Length <= word.Start);
        if (amount is null || !Numbers.TryParse(amount.Groups["n"].Value, out var value))
        {
            attempt.Ask(Doubt.Value, $"“{said}”变多少？例如“{said}+1”。");
            return null;
        }
        sentence.Take(amount);
        if (amount.Groups["p"].Success) value /= 100;
        var sign = amount.Groups["op"].Value;
        if (sign.Length == 0 && word.Candidates[0] is not RatingWord)
            attempt.Ask(Doubt.Value, $"“{said}”是变成 {Numbers.Show(value)}，还是多 {Numbers.Show(value)}？",
                new Choice($"变成 {Numbers.Show(value)}", sentence.With(amount.Index, amount.Length, $"到{amount.Groups["n"].Value}{amount.Groups["p"].Value} ")),
                new Choice($"多 {Numbers.Show(value)}", sentence.With(amount.Index, amount.Length, $"+{amount.Groups["n"].Value}{amount.Groups["p"].Value} ")));
        var absolute = sign.Length == 0 || "=到为是至成:".Contains(sign[0], StringComparison.Ordinal);
        // 质检扣10分 is ten more of a deduction.
        var less = sign.Length > 0 && !(sign == "扣" && word.Candidates[0] is ItemWord { Deduction: true }) && "-减少降扣".Contains(sign[0], StringComparison.Ordinal);
        return new(QueryReader.Of(word.Candidates[0]), absolute || !less ? value : -value, absolute);
    }

    /// <summary>In 涨到5200 the 到 decides, in 涨200 the 涨.</summary>
    [GeneratedRegex(@"(?:(?:涨|提高|提升|提|降低|降|减少|减|增加|升|达|变)?(?<op>到|成|为|至)|(?<op>[-+=:]|加|多|增加|涨|提高|减少|减|少|降低|降|是|扣))?(?:上|了|个)?\s*(?<n>" + Numbers.Pattern + @")(?<p>%)?\s*(?:个|次|条|单|分|通|件|张|例|块|元)?", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();
}

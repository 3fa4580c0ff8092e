namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Which item of the scheme is meant.</summary>
internal static class ItemSlot
{
    /// <summary>The item that is named; null where none is, and then nothing has been asked yet.</summary>
    public static ItemWord? Find(Attempt attempt, Func<ItemWord, bool> fits)
    {
        var subjects = attempt.People.Where(word => word.Candidates.Count == 1).Select(word => word.Candidates[0]).ToList();
        var words = attempt.Terms()
            .Select(word => new TermWord<ItemWord>(word.Start, word.Length, Fitting([.. word.Candidates.OfType<ItemWord>()])))
            .Where(word => word.Candidates.Count > 0).ToList();
        if (words.Count == 0) return null;
        var first = words[0];
        if (words.Exists(word => !word.Candidates.SequenceEqual(first.Candidates)))
            attempt.Ask(Doubt.Item, "说到了几个项目，是哪一个？", words.Select(word => new Choice(Label(word.Candidates[0]), attempt.Sentence.With(
                words.Where(other => other != word).Select(other => (other.Start, other.Length, $"“{attempt.Sentence.Slice(other.Start, other.Length)}”"))))));
        else if (first.Candidates.Count > 1)
            attempt.Ask(Doubt.Item, $"“{attempt.Sentence.Slice(first.Start, first.Length)}”可能是几个项目，是哪一个？",
                first.Candidates.Select(item => new Choice(Label(item), attempt.Sentence.With(first.Start, first.Length, $" {item.Title} "))));
        else if (IsDenied(attempt.Sentence.Text, first.Start))
            attempt.Ask(Doubt.Meaning, $"是要记“{first.Candidates[0].Title}”吗？", new Choice("是", attempt.Sentence.With(DeniedFrom(attempt.Sentence.Text, first.Start), first.Start - DeniedFrom(attempt.Sentence.Text, first.Start), " ")));
        else if (!fits(first.Candidates[0]))
            attempt.Ask(Doubt.Item, $"“{first.Candidates[0].Title}”不能这样记。", new Choice($"记 {first.Candidates[0].Title}", $"记 {attempt.Sentence.Source.Trim()}"));
        foreach (var word in words.Where(word => word == first)) attempt.Sentence.Take(word.Start, word.Length);
        TakeNumberOf(attempt, first);
        return first.Candidates[0];

        List<ItemWord> Fitting(List<ItemWord> items) => items.Exists(item => subjects.TrueForAll(item.Fits)) ? items.FindAll(item => subjects.TrueForAll(item.Fits)) : items;
    }

    /// <summary>Asks which item, the mistyped ones first.</summary>
    public static ItemWord? AskWhich(Attempt attempt, IEnumerable<ItemWord> items)
    {
        var offered = items.ToList();
        var near = TermWords.Nearest(attempt.Sentence, offered, 4);
        if (near.Count > 0)
            attempt.Ask(Doubt.Item, "没有这个项目，是不是：", near.Select(hit => new Choice(Label(hit.Term), attempt.Sentence.With(hit.Start, hit.Length, $" {hit.Term.Title} "))));
        else if (offered.Count == 0)
            attempt.Ask(Doubt.Item, "现行方案里没有可以这样记的项目。发“方案”可以看全部项目。");
        else
            attempt.Ask(Doubt.Item, "记在哪个项目上？", offered.Take(10).Select(item => attempt.Adding(Label(item), item.Title)));
        return null;
    }

    public static string Label(ItemWord item) =>
        item.FixedPoints is { } points ? $"{item.Title}（{(item.Deduction ? "−" : "+")}{Numbers.Show(points)} 分）" : item.Title;

    /// <summary>没有延迟上号 is not 延迟上号.</summary>
    private static bool IsDenied(string text, int at) => DeniedFrom(text, at) < at;

    private static int DeniedFrom(string text, int at)
    {
        foreach (var word in new[] { "没有", "不是", "不算", "并非", "没", "未", "不", "非", "无" })
            if (at >= word.Length && string.CompareOrdinal(text, at - word.Length, word, 0, word.Length) == 0) return at - word.Length;
        return at;
    }

    /// <summary>错误工单88213: the number behind an item whose name ends with 工单 is the ticket's.</summary>
    private static void TakeNumberOf(Attempt attempt, TermWord<ItemWord> word)
    {
        var text = attempt.Sentence.Text;
        var end = word.End;
        while (end < text.Length && text[end] is ' ' or '#' or ':') end++;
        var digits = end;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        if (digits - end >= 5 && text[..word.End].EndsWith("工单", StringComparison.Ordinal) && attempt.Vocabulary.Roster.Known(text[end..digits]) is { } person)
            attempt.Ask(Doubt.Meaning, $"{text[end..digits]} 是工号还是工单号？", new Choice($"工号（{person.Name}）", attempt.Sentence.With(end, digits - end, $" @{person.Name} ")));
    }
}

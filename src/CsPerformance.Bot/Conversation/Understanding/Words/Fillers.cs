namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Words that carry nothing: politeness, hesitation, particles. What they leave must have been understood.</summary>
internal static class Fillers
{
    private static readonly string[] Words =
    [
        .. """
           嗯 呃 额 唔 哎 诶 喂 哈 哦 噢 啊 呀 呢 吧 吗 嘛 啦 了 的 地 得 么 就是 那个 这个 那 就 是 为 有 在 请 请问 帮我 帮忙 帮 麻烦 麻烦你 麻烦您 劳驾 拜托 给我 给 我 我的 我们 咱们 咱 自己 本人 你 您 他 她
           看 看看 看下 看一下 看一看 瞧瞧 查 查下 查查 查一下 查看 查询 问 问下 问一下 搜 打开 显示 列出 列一下 告诉我 说说 讲讲 说 想 想要 要 想看 想知道 需要 知道 能 可以 能不能 可不可以 能否 到底 现在 目前 一下 下 一 个 一个
           发 发我 发下 发一下 来 来个 来一个 来一份 一份 份 情况 怎么样 什么 多少 几 有多少 是多少 有没有 都 全部 所有 谢谢 多谢 谢了 辛苦 辛苦了 你好 您好 在吗 哈喽 hi hello 亲 老板 把 被 对 和 跟 与 及 从 到 至 起 由 以及 还有 也 又 再 按 按照 进行 做 一笔 一条 一次 吗? ok 好 好的 一波 快 快点 表 总 共 大概是 分别 分别是 其中 写 填 录 录入 登记 登 改 成 改成 更新
           """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    private static readonly Dictionary<char, string[]> ByFirst =
        Words.Distinct().GroupBy(word => word[0]).ToDictionary(group => group.Key, group => group.OrderByDescending(word => word.Length).ToArray());

    /// <summary>The length of the filler at a place; 0 where there is none.</summary>
    public static int LengthAt(string text, int at, int end)
    {
        if (!ByFirst.TryGetValue(text[at], out var words)) return 0;
        foreach (var word in words)
            if (at + word.Length <= end && string.CompareOrdinal(text, at, word, 0, word.Length) == 0) return word.Length;
        return 0;
    }

    /// <summary>The passages that are left over and carry something. A few more words may be named that carry nothing here.</summary>
    public static List<(int Start, int Length)> Meaningful(Sentence sentence, params IReadOnlyList<string> more)
    {
        var found = new List<(int, int)>();
        foreach (var (start, length) in sentence.LeftWords())
        {
            var end = start + length;
            for (var at = start; at < end;)
            {
                var skip = Skip(sentence, at, end, more);
                if (skip > 0)
                {
                    at += skip;
                    continue;
                }
                var from = at;
                while (at < end && Skip(sentence, at, end, more) == 0) at++;
                found.Add((from, at - from));
            }
        }
        return found;
    }

    /// <summary>True where a passage holds nothing else.</summary>
    public static bool Covers(string text, int start, int end, params IReadOnlyList<string> more)
    {
        while (start < end)
        {
            var length = " ,;:!?~.\n\t\"".Contains(text[start], StringComparison.Ordinal) ? 1 : LengthAt(text, start, end);
            foreach (var word in more)
                if (word.Length > length && start + word.Length <= end && string.CompareOrdinal(text, start, word, 0, word.Length) == 0) length = word.Length;
            if (length == 0) return false;
            start += length;
        }
        return true;
    }

    private static int Skip(Sentence sentence, int at, int end, IReadOnlyList<string> more)
    {
        var best = LengthAt(sentence.Text, at, end);
        if (sentence.Text[at] is '.' or '@' or '#' or '"') best = Math.Max(best, 1);
        foreach (var word in more)
            if (word.Length > best && at + word.Length <= end && string.CompareOrdinal(sentence.Text, at, word, 0, word.Length) == 0) best = word.Length;
        return best;
    }
}

using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>A passage that names a person.</summary>
/// <param name="Exact">By full name, 花名, 工号 or @; otherwise by a part of the name, as in 小王.</param>
/// <param name="Candidates">Empty where an @ names nobody on the roster.</param>
internal sealed record PersonWord(int Start, int Length, IReadOnlyList<Person> Candidates, bool Exact, bool At, bool Quoted)
{
    public int End => Start + Length;
}

/// <summary>Finds the people in a sentence. Source: chat.md, ground rule 10.</summary>
internal static class PeopleWords
{
    /// <summary>Words that look like 小王 and are none.</summary>
    private static readonly string[] Innocent =
        ["小程序", "小于", "小时", "小心", "小区", "小组", "小票", "小额", "小结", "小计", "小米", "小白", "小金额", "小文件", "小高峰", "小方面", "老师", "老板", "老客户", "老是", "老大", "小孩", "小伙"];

    private static readonly string[] Endings = ["姐", "哥", "老师", "经理", "组长", "主管"];
    private const string MayFollow = "的了被在又有是也都记扣加给和跟与及昨今明前上下早晚未没不迟漏错表投评申质打请说把对从";
    private const string MayPrecede = "给把对叫和跟与让是为替向帮记扣加夸赞被由请奖找问查看及的让因要对";

    /// <param name="mentions">工号 from the platform; each goes to the @ that it belongs to. Those without an @ in the text come first, with length 0.</param>
    /// <param name="isBlocked">Tells the places of numbers that cannot be a 工号.</param>
    public static List<PersonWord> Find(Sentence sentence, Roster roster, IReadOnlyList<string> mentions, IReadOnlyList<string> botNames, Func<int, bool> isBlocked)
    {
        var found = new List<PersonWord>();
        for (var i = 0; i < sentence.Text.Length; i++)
        {
            if (At(sentence, roster, botNames, i, isBlocked) is not { } word) continue;
            if (word.Candidates.Count > 0 || word.At) found.Add(word);
            i = word.End - 1;
        }
        return Mentioned(found, roster, mentions);
    }

    /// <summary>Bot names after an @ are taken out of the sentence.</summary>
    private static PersonWord? At(Sentence sentence, Roster roster, IReadOnlyList<string> botNames, int at, Func<int, bool> isBlocked)
    {
        var text = sentence.Text;
        var quoted = sentence.Quoted(at);
        if (text[at] == '@')
        {
            var start = at + 1;
            while (start < text.Length && text[start] == ' ' && start < at + 2) start++;
            if (start < text.Length && Named(sentence, roster, start, isBlocked, afterAt: true) is { } named)
                return named with { Start = at, Length = named.End - at, At = true, Quoted = quoted };
            var end = start;
            while (end < text.Length && !sentence.Boundary(end) && text[end] != '@' && end - start < 24) end++;
            if (end == start) return null;
            if (IsBot(text[start..end], botNames))
            {
                sentence.Take(at, end - at);
                return new(at, end - at, [], true, false, quoted);
            }
            return new(at, end - at, [], true, true, quoted);
        }
        return sentence.Free(at, 1) || quoted ? Named(sentence, roster, at, isBlocked, afterAt: false) is { } bare ? bare with { Quoted = quoted } : null : null;
    }

    private static bool IsBot(string name, IReadOnlyList<string> botNames) =>
        botNames.Any(bot => Sentence.Fold(bot) == name) || name.EndsWith("机器人", StringComparison.Ordinal) || name.EndsWith("助手", StringComparison.Ordinal) || name.EndsWith("bot", StringComparison.Ordinal);

    private static PersonWord? Named(Sentence sentence, Roster roster, int at, Func<int, bool> isBlocked, bool afterAt)
    {
        var text = sentence.Text;
        if (char.IsAsciiLetterOrDigit(text[at]))
        {
            if (at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '#' or '-' or '_' or '.' or '+')) return null;
            var end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || (text[end] is '_' or '-' && end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1])))) end++;
            if (roster.Known(text[at..end]) is { } numbered && !isBlocked(at)) return new(at, end - at, [numbered], true, false, false);
        }
        var (length, people) = roster.LongestAt(text, at);
        if (length > 0 && WordOfItsOwn(sentence, at, length, afterAt)) return new(at, length + Courtesy(text, at + length), people, true, false, false);
        return ByPart(sentence, roster, at, afterAt);
    }

    /// <summary>The 姐 of 王芳姐 belongs to the name.</summary>
    private static int Courtesy(string text, int at) =>
        Endings.FirstOrDefault(ending => string.CompareOrdinal(text, at, ending, 0, ending.Length) == 0)?.Length ?? 0;

    private static PersonWord? ByPart(Sentence sentence, Roster roster, int at, bool afterAt)
    {
        var text = sentence.Text;
        if (at + 2 > text.Length || Innocent.Any(word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0)) return null;
        if (text[at] is '小' or '老' or '阿')
            for (var length = Math.Min(3, text.Length - at); length >= 2; length--)
                if (roster.ByPart(text.Substring(at + 1, length - 1)) is { Count: > 0 } people && WordOfItsOwn(sentence, at, length, afterAt))
                    return new(at, length, people, false, false, false);
        foreach (var ending in Endings)
            if (string.CompareOrdinal(text, at + 1, ending, 0, ending.Length) == 0 && roster.ByPart(text.Substring(at, 1)) is { Count: > 0 } people)
                return new(at, 1 + ending.Length, people, false, false, false);
        if (at + 2 <= text.Length && roster.ByPart(text.Substring(at, 2)) is { Count: > 0 } given && (afterAt || (sentence.Boundary(at - 1) && sentence.Boundary(at + 2))))
            return new(at, 2, given, false, false, false);
        return null;
    }

    /// <summary>王芳 in 王芳华 is somebody else: a single character beside a name, before the next gap, is taken as part of an unknown name.</summary>
    private static bool WordOfItsOwn(Sentence sentence, int at, int length, bool afterAt)
    {
        var text = sentence.Text;
        var end = at + length;
        if (length == 1 && !(sentence.Boundary(end) && (afterAt || sentence.Boundary(at - 1)))) return false;
        if (char.IsAsciiLetterOrDigit(text[at]) && at > 0 && char.IsAsciiLetterOrDigit(text[at - 1])) return false;
        if (char.IsAsciiLetterOrDigit(text[end - 1]) && end < text.Length && char.IsAsciiLetterOrDigit(text[end])) return false;
        if (end < text.Length && IsHan(text[end]) && Gap(end + 1) && !MayFollow.Contains(text[end], StringComparison.Ordinal)) return false;
        return afterAt || at == 0 || !IsHan(text[at - 1]) || !Gap(at - 2) || MayPrecede.Contains(text[at - 1], StringComparison.Ordinal);

        bool Gap(int place) => sentence.Boundary(place) || text[place] == '@';
    }

    internal static bool IsHan(char character) => character is >= '\u4e00' and <= '\u9fff';

    private static List<PersonWord> Mentioned(List<PersonWord> found, Roster roster, IReadOnlyList<string> mentions)
    {
        var left = mentions.Select(roster.Known).OfType<Person>().Distinct().ToList();
        for (var i = 0; i < found.Count; i++)
        {
            if (!found[i].At || found[i].Candidates.Where(left.Contains).ToList() is not [var person]) continue;
            found[i] = found[i] with { Candidates = [person], Exact = true };
            left.Remove(person);
        }
        var unknown = Enumerable.Range(0, found.Count).Where(i => found[i].At && (found[i].Candidates.Count == 0 || !found[i].Exact)).ToList();
        if (unknown.Count > 0 && unknown.Count == left.Count)
        {
            for (var i = 0; i < unknown.Count; i++) found[unknown[i]] = found[unknown[i]] with { Candidates = [left[i]], Exact = true };
            left.Clear();
        }
        left.RemoveAll(person => found.Any(word => word.Candidates is [var only] && only == person));
        found.InsertRange(0, left.Select(person => new PersonWord(0, 0, [person], true, true, false)));
        return found;
    }
}

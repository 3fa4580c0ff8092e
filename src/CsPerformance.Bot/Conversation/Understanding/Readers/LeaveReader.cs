using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>请假: type, from, until, reason, in any order.</summary>
internal static partial class LeaveReader
{
    /// <summary>Kinds of leave that no scheme knows; 产假 is not found in 陪产假.</summary>
    private static readonly string[] Unknown = ["陪产假", "护理假", "陪护假", "育儿假", "哺乳假", "产检假", "探亲假", "无薪假", "寒假", "暑假", "例假", "停薪留职"];

    public static bool NamesType(Attempt attempt) => attempt.Sentence.First(AskingLeave()) is not null || Find(attempt).Count > 0 || Unknown.Any(word => attempt.Sentence.Text.Contains(word, StringComparison.Ordinal));

    public static Reading Read(Attempt attempt)
    {
        var sentence = attempt.Sentence;
        if (attempt.People.Any(word => !word.Quoted && !(word.Candidates is [var only] && only == attempt.Vocabulary.Sender)))
            attempt.Ask(Doubt.Person, "请假只能自己提。是您自己请假吗？", new Choice("是我自己", sentence.With(attempt.People.Where(word => word.Length > 0).Select(word => (word.Start, word.Length, $"“{sentence.Slice(word.Start, word.Length)}”")))));
        if (sentence.First(Denied()) is not null)
            attempt.Ask(Doubt.Meaning, "是要取消请假吗？", new Choice("看我的请假", "我的请假"));
        var type = TakeType(attempt);
        var time = new LeaveSpan(attempt).Take();
        foreach (var match in sentence.Matches(AskingWords()).ToList())
            if (match.Index + match.Length is var end && (sentence.Boundary(end) || !sentence.Free(end, 1))) sentence.Take(match);
        var days = time?.Days(attempt.WorkingDays) ?? 0;
        if (time is not null && days <= 0)
            attempt.Ask(Doubt.Day, $"{DayWords.Show(time.From)}不是工作日，不用请假。");
        if (time is not null && time.Until.DayNumber - time.From.DayNumber > 366)
            attempt.Ask(Doubt.Day, "请假不能超过一年。");
        return attempt.Conclude(() => new Command.RequestLeave(type!.Code, time!.From, time.Until, time.FromNoon, time.UntilNoon, days, attempt.Reason()));
    }

    private static List<(LeaveWord Type, int Start, int Length)> Find(Attempt attempt)
    {
        var text = attempt.Sentence.Text;
        var found = new List<(LeaveWord, int, int)>();
        foreach (var (type, name) in attempt.Vocabulary.LeaveTypes.SelectMany(type => type.Aliases.Prepend(type.Title).Select(name => (type, name))).OrderByDescending(pair => pair.name.Length))
            for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
                if (attempt.Sentence.Free(at, name.Length) && !IsInside(text, at, name.Length) && !found.Exists(other => other.Item2 < at + name.Length && at < other.Item2 + other.Item3))
                    found.Add((type, at, name.Length));
        return found;
    }

    private static bool IsInside(string text, int start, int length) => Unknown.Any(word =>
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            if (at < start + length && start < at + word.Length) return true;
        return false;
    });

    private static LeaveWord? TakeType(Attempt attempt)
    {
        var found = Find(attempt);
        foreach (var (_, start, length) in found.DistinctBy(hit => hit.Type)) attempt.Sentence.Take(start, length);
        var types = found.Select(hit => hit.Type).Distinct().ToList();
        if (types.Count == 1) return types[0];
        if (types.Count > 1)
            attempt.Ask(Doubt.LeaveType, "说到了几种假，是哪一种？", found.Select(hit => new Choice(hit.Type.Title, attempt.Sentence.With(
                found.Where(other => other.Type != hit.Type).Select(other => (other.Start, other.Length, $"“{attempt.Sentence.Slice(other.Start, other.Length)}”"))))));
        else
            attempt.Ask(Doubt.LeaveType, "请什么假？", attempt.Vocabulary.LeaveTypes.Select(type => attempt.Adding(type.Title, type.Title)));
        return null;
    }

    [GeneratedRegex(@"请[^,;\n]{0,6}假|想休|要休|调休", RegexOptions.CultureInvariant)]
    private static partial Regex AskingLeave();

    [GeneratedRegex(@"不请|不休|取消|不用请|别请|没请", RegexOptions.CultureInvariant)]
    private static partial Regex Denied();

    /// <summary>What is left of 请…假 when type and days are taken out.</summary>
    [GeneratedRegex(@"我?(?:想要|想|要|需要|得)?(?:请假|请个|请一个|请|休)(?:假)?|(?<=^|\s)假", RegexOptions.CultureInvariant)]
    private static partial Regex AskingWords();
}

using System.Text.RegularExpressions;
using CsPerformance.Bot.Conversation.Subjects;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>登记 门店 东门店 [编号 D01] [小组 门店组], and 对象.</summary>
internal static partial class SubjectReader
{
    /// <summary>The next word is a kind of subject: 登记 is then no record.</summary>
    public static bool NamesKind(Attempt attempt, VerbWord verb) => KindAfter(attempt, verb) is not null;

    public static Reading Register(Attempt attempt, VerbWord verb)
    {
        var kind = Kinds.Words.FirstOrDefault(pair => verb.Phrase.EndsWith(pair.Word, StringComparison.Ordinal)).Kind;
        if (KindAfter(attempt, verb) is var (word, start, named) && kind is null)
        {
            attempt.Sentence.Take(start, word.Length);
            kind = named;
        }
        var code = attempt.Sentence.TakeFirst(Code());
        var team = attempt.Sentence.TakeFirst(Team());
        var inTeam = team is not null ? attempt.Sentence.Slice(team.Groups["t"].Index, team.Groups["t"].Length) : TakeKnownTeam(attempt);
        if (kind is null) attempt.Ask(Doubt.Meaning, "登记什么？", attempt.Adding("门店", "门店"), attempt.Adding("客服中心", "客服中心"), attempt.Adding("客户", "客户"));
        var names = attempt.Sentence.LeftWords().ToList();
        if (names.Count != 1) attempt.Ask(Doubt.Meaning, names.Count == 0 ? $"登记的{Kinds.Title(kind ?? "")}叫什么名称？" : "一次登记一个，名称里不要有空格；小组写成“小组 名称”，编号写成“编号 D01”。");
        return attempt.Conclude(() => new Command.RegisterSubject(
            kind!, attempt.Sentence.Slice(names[0].Start, names[0].Length),
            code is null ? null : attempt.Sentence.Cased.Substring(code.Groups["c"].Index, code.Groups["c"].Length), inTeam));
    }

    /// <summary>改名 东门店 为 西门店, 停用 东门店</summary>
    public static Reading Change(Attempt attempt, VerbWord verb)
    {
        var words = attempt.People.Where(word => !word.Quoted && word.Candidates.Any(Roster.IsSubject)).ToList();
        var subject = words is [{ Candidates: [var one] }, ..] ? one : null;
        foreach (var word in words.Take(1)) attempt.Sentence.Take(word.Start, word.Length);
        if (subject is null || attempt.People.Exists(word => !words.Contains(word)))
            attempt.Ask(Doubt.Person, "是哪个门店、客服中心或客户？发“对象”看名单；人员的姓名和在职在花名册里改。");
        if (verb.Verb is Verb.CloseSubject)
        {
            attempt.NothingLeft("考核", "评", "不再", "对象", "门店", "客户", "中心");
            return attempt.Conclude(() => new Command.ChangeSubject(subject!.Number));
        }
        var joint = verb.Start + verb.Length;
        if (joint < attempt.Sentence.Text.Length && (attempt.Sentence.Text[joint] is '为' or '成' or '叫')) attempt.Sentence.Take(joint, 1);
        var names = attempt.Sentence.LeftWords().Select(word => (word.Start, word.Length, Text: attempt.Sentence.Slice(word.Start, word.Length))).Where(word => word.Text is not ("为" or "成" or "叫" or "改" or "改为" or "改成" or "把" or "到")).ToList();
        if (names.Count != 1) attempt.Ask(Doubt.Meaning, names.Count == 0 ? "改成什么名称？例如：改名 东门店 西门店" : "名称里不要有空格，例如：改名 东门店 西门店");
        return attempt.Conclude(() => new Command.ChangeSubject(subject!.Number, names[0].Text));
    }

    public static Reading Show(Attempt attempt, string phrase)
    {
        var kind = Kinds.Words.FirstOrDefault(pair => phrase.StartsWith(pair.Word, StringComparison.Ordinal)).Kind;
        if (KindOf(attempt) is var (word, start, named))
        {
            attempt.Sentence.Take(start, word.Length);
            kind = named;
        }
        attempt.NothingLeft("列表", "名单", "登记", "有哪些", "全部", "所有");
        return attempt.Conclude(() => new Command.ShowSubjects(kind));
    }

    /// <summary>The kind that stands next to the verb; a subject of that name may be known already, whose kind has been taken with it.</summary>
    private static (string Word, int Start, string Kind)? KindAfter(Attempt attempt, VerbWord verb)
    {
        var (text, at) = (attempt.Sentence.Text, verb.Start + verb.Length);
        while (at < text.Length && attempt.Sentence.Boundary(at)) at++;
        foreach (var (word, kind) in Kinds.Words)
            if (string.CompareOrdinal(text, at, word, 0, word.Length) == 0 && attempt.Sentence.Boundary(at + word.Length)) return (word, at, kind);
        return null;
    }

    /// <summary>A word of its own that is a kind.</summary>
    private static (string Word, int Start, string Kind)? KindOf(Attempt attempt)
    {
        foreach (var (start, length) in attempt.Sentence.LeftWords())
            foreach (var (word, kind) in Kinds.Words)
                if (attempt.Sentence.Text.AsSpan(start, length).SequenceEqual(word)) return (word, start, kind);
        return null;
    }

    /// <summary>Only where the team's name stands alone: 客服一组门店 is a name.</summary>
    private static string? TakeKnownTeam(Attempt attempt)
    {
        foreach (var (start, length) in attempt.Sentence.LeftWords().ToList())
            if (attempt.Vocabulary.Teams.FirstOrDefault(team => Sentence.Fold(team) == attempt.Sentence.Text.Substring(start, length)) is { } team)
            {
                attempt.Sentence.Take(start, length);
                return team;
            }
        return null;
    }

    [GeneratedRegex(@"编号\s*[:=]?\s*(?<c>[a-z0-9][a-z0-9_-]{0,31})(?![a-z0-9_-])", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<=^|\s)(?:小组|归入|归属|属于)\s*[:=]?\s*(?<t>[^\s,;:]{1,30})", RegexOptions.CultureInvariant)]
    private static partial Regex Team();
}

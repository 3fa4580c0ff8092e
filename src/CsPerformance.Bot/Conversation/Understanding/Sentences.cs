using System.Text.RegularExpressions;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Finds the verb of one sentence and gives it to the reader of its command.</summary>
internal sealed partial class Sentences(Utterance utterance, Vocabulary vocabulary, DateTimeOffset now, WorkingDays workingDays)
{
    private readonly Attempt attempt = new(utterance, utterance.Text, vocabulary, now, workingDays);

    public Reading Read()
    {
        var sentence = attempt.Sentence;
        if (attempt.People.All(word => word.Length == 0) && Reader.Short(sentence.Text.Trim(' ', '\n', '\t', '!', '.', '~')) is { } answer) return answer;
        if (CourtesyReader.Read(attempt) is { } courtesy) return courtesy;
        if (PushReader.Read(attempt) is { } push) return push;
        if (CourtesyReader.IsMistake(attempt)) return DecisionReader.Mistake(attempt);
        if (OwnDeductions().Match(sentence.Text) is { Success: true } own && attempt.People.Count == 0)
        {
            // When it was is said between the two, and read like any other time.
            foreach (var part in new[] { own.Groups["own"], own.Groups["cost"] }) sentence.Take(part.Index, part.Length);
            return QueryReader.Read(attempt, new(Verb.Details, "扣分明细", own.Index, true, false, false));
        }
        if (Verbs.MendOpening(sentence, attempt.People) is var (right, corrected)) return AskWhether(right, corrected);
        var terms = Named();
        var verbs = Verbs.Find(sentence, attempt.People, [.. Times()], terms);
        var verb = Choose(verbs, out var several);
        if (verb?.Head != true && Verbs.Forbids(sentence, attempt.People)) return new Reading.Courtesy(CourtesyKind.Nothing);
        if (verb is null && several.Count > 0) return AskMeaning(several);
        if (verb is null) return WithoutVerb();
        if (verb is { Negated: true, Verb: Verb.Leave }) return Dispatch(verb with { Verb = Verb.CancelLeave, Negated = false });
        if (verb is { Negated: true, Verb: not Verb.Rating }) return new Reading.Courtesy(CourtesyKind.Nothing);
        return Dispatch(verb);
    }

    /// <summary>It opens as a command does; with <paramref name="wholly"/>, as one that stands for itself: whom it is about is said, or it asks for leave.</summary>
    /// <param name="numbered">What was asked about has the number of a ticket or session: a sentence that names somebody, an item and such a number is about another one.</param>
    public bool IsNew(bool wholly, bool numbered)
    {
        if (attempt.Sentence.Text.Length > 2_000) return false;
        var (names, named) = (attempt.People.Exists(word => !word.Quoted), Named());
        var opening = Verbs.Find(attempt.Sentence, attempt.People, [.. Times()], named).Find(verb => verb.Head);
        if (opening is not null && (!wholly || opening.Verb is Verb.Leave || names)) return true;
        return numbered && names && named.Exists(term => term.IsItem) && References.Take(attempt.Sentence.Copy()) is not null;
    }

    /// <summary>The opening verb rules; a later one only where all of them mean the same. 为什么 turns any query into the question why.</summary>
    private VerbWord? Choose(List<VerbWord> verbs, out List<Verb> several)
    {
        several = [];
        if (verbs.FirstOrDefault(word => word.Verb is Verb.Why) is { } why && verbs.All(word => word == why || word.Verb is Verb.Score or Verb.Pay or Verb.Ranking or Verb.Details or Verb.Record or Verb.Why))
            return verbs.Any(word => word.Head && word.Verb is Verb.Record) ? verbs[0] : why;
        if (verbs.FirstOrDefault(word => word.Verb is Verb.WhatIf) is { } whatIf && !verbs.Exists(word => word.Head && word != whatIf)) return whatIf;
        if (verbs.FirstOrDefault(word => word.Verb is Verb.Details) is { } details && attempt.People.Count == 0 && verbs[0].Verb is Verb.Qa or Verb.Praise or Verb.Complain) return details;
        if (verbs.FirstOrDefault(word => word.Head) is { } head)
        {
            if (head.Verb is Verb.Record && verbs.FirstOrDefault(word => word.Verb is Verb.MyLeave or Verb.CancelLeave) is not null) several = [Verb.Record, Verb.MyLeave];
            return several.Count > 0 ? null : head;
        }
        var kinds = verbs.Select(word => word.Verb).Distinct().ToList();
        if (Verbs.HasRecordMark(attempt.Sentence) && !NamesFigure() && !kinds.Contains(Verb.Record) && !kinds.Contains(Verb.Appeal)) kinds.Add(Verb.Record);
        if (kinds.Contains(Verb.Qa) && kinds.All(kind => kind is Verb.Qa or Verb.Record)) kinds = [Verb.Qa];
        if (kinds.Contains(Verb.Leave) && kinds.All(kind => kind is Verb.Leave or Verb.Tasks)) kinds = [Verb.Leave];
        if (kinds.Count > 1) several = kinds;
        return kinds is [var only] ? verbs.FirstOrDefault(word => word.Verb == only) ?? new(only, "", 0, false, false, attempt.People.Count > 0) : null;
    }

    private Reading Dispatch(VerbWord verb)
    {
        if (verb.Length > 0 && !(verb.Verb is Verb.Record && PointWords.Find(attempt.Sentence).Any(points => points.Start < verb.Start + verb.Length && verb.Start < points.Start + points.Length)))
            attempt.Sentence.Take(verb.Start, verb.Length);
        if (verb.Phrase == "登记" && SubjectReader.NamesKind(attempt, verb)) return SubjectReader.Register(attempt, verb);
        return verb.Verb switch
        {
            Verb.Record or Verb.Qa or Verb.Praise or Verb.Complain => RecordReader.Read(attempt, verb),
            Verb.Leave => LeaveReader.Read(attempt),
            Verb.Rating => FigureReader.ReadRating(attempt),
            Verb.WhatIf => WhatIfReader.Read(attempt),
            Verb.Approve or Verb.Reject or Verb.Undo or Verb.Reverse or Verb.Evidence or Verb.Appeal or Verb.CancelLeave => DecisionReader.Read(attempt, verb.Verb),
            Verb.Scheme or Verb.Broadcast or Verb.SetRole or Verb.Members or Verb.Publish or Verb.Correct => AdministrationReader.Read(attempt, verb.Verb),
            Verb.Register => SubjectReader.Register(attempt, verb),
            Verb.RenameSubject or Verb.CloseSubject => SubjectReader.Change(attempt, verb),
            Verb.Subjects => SubjectReader.Show(attempt, verb.Phrase),
            Verb.Attribute or Verb.Check => FactReader.Read(attempt),
            Verb.Confirm or Verb.Cancel or Verb.Modify => CardReader.Read(attempt, verb.Verb),
            _ => QueryReader.Read(attempt, verb),
        };
    }

    /// <summary>A metric or rating is named and no item: then -5 is no deduction but a wrong figure.</summary>
    private bool NamesFigure()
    {
        var named = attempt.Terms().SelectMany(term => term.Candidates).ToList();
        return named.Exists(term => term is MetricWord or RatingWord) && !named.Exists(term => term is ItemWord);
    }

    /// <summary>Without a verb: figures, an item with points, leave by its type, or only a name.</summary>
    private Reading WithoutVerb()
    {
        var terms = attempt.Terms();
        var named = terms.SelectMany(term => term.Candidates).ToList();
        var people = attempt.People.Any(word => !word.Quoted);
        if (people && named.Count == 0 && FactReader.Names(attempt)) return FactReader.Read(attempt);
        if (NamesFigure() && (people || FigureReader.HasValue(attempt)))
            return FigureReader.Read(attempt);
        if (named.Exists(term => term is ItemWord) && people) return AskMeaning([Verb.Record, Verb.Details]);
        if (LeaveReader.NamesType(attempt) && !people) return LeaveReader.Read(attempt);
        if (named.Count > 0 && !people && Fillers.Meaningful(attempt.Sentence).Count == terms.Count(term => term.Length > 0)) return AskMeaning([Verb.Why, Verb.Details]);
        if (attempt.Sentence.First(References.HashNumber()) is not null || attempt.Sentence.Text.Trim().All(char.IsAsciiDigit))
            return AskMeaning(utterance.HasImage ? [Verb.Evidence, Verb.Why] : [Verb.Why, Verb.Undo, Verb.Appeal]);
        if (Verbs.Mend(attempt.Sentence) is var (phrase, mended)) return AskWhether(phrase, mended);
        return people && Fillers.Meaningful(attempt.Sentence).All(span => attempt.People.Exists(word => word.Start <= span.Start && span.Start + span.Length <= word.End))
            ? AskMeaning([Verb.Score, Verb.Details])
            : new Reading.NotUnderstood(Hints.For(vocabulary));
    }

    private Reading AskWhether(string phrase, string mended)
    {
        attempt.Ask(Doubt.Meaning, $"没看懂，是不是“{phrase}”？", new Choice(mended.Trim(), mended.Trim()));
        return attempt.Conclude(() => new Command.Help());
    }

    private Reading AskMeaning(List<Verb> verbs)
    {
        var text = attempt.Sentence.Source.Trim().TrimEnd('?', '？', '吗').Trim();
        attempt.Ask(Doubt.Meaning, "是想做什么？", verbs.Select(verb => Opening(verb)).OfType<string>().Distinct().Select(opening => new Choice(opening, $"{opening} {text}")));
        return attempt.Conclude(() => new Command.Help());
    }

    private static string? Opening(Verb verb) => verb switch
    {
        Verb.Record => "记",
        Verb.Details => "明细",
        Verb.Why => "为什么",
        Verb.Undo => "撤销",
        Verb.Evidence => "凭证",
        Verb.Appeal => "申诉",
        Verb.Praise => "表扬",
        Verb.Complain => "投诉",
        Verb.Qa => "质检",
        Verb.Leave => "请假",
        Verb.Score => "我的分数",
        Verb.Pay => "工资预估",
        Verb.Ranking => "排行榜",
        Verb.Approve => "同意",
        Verb.Reject => "驳回",
        Verb.Reverse => "冲正",
        Verb.Rating => "评分",
        Verb.Team => "团队",
        Verb.MyLeave => "我的请假",
        Verb.CancelLeave => "销假",
        Verb.Tasks => "待办",
        Verb.Export => "导出",
        Verb.Sample => "抽检",
        Verb.HowFar => "还差多少",
        Verb.MyData => "我的数据",
        Verb.Help => "帮助",
        _ => null,
    };

    private List<(int Start, int Length, bool IsItem)> Named() => [.. attempt.Terms().Select(term => (term.Start, term.Length, term.Candidates.Any(candidate => candidate is ItemWord))), .. FactReader.Spans(attempt)];

    private IEnumerable<(int, int)> Times() =>
        new DayWords(attempt.Today, coming: true, workingDays).Find(attempt.Sentence).Select(word => (word.Start, word.Length))
            .Concat(attempt.TeamSpans())
            .Concat(new StretchWords(attempt.Today, coming: false).Find(attempt.Sentence).Select(word => (word.Start, word.Length)));

    /// <summary>What did it cost me? Asked about oneself, with or without a time.</summary>
    [GeneratedRegex("(?<own>我)(?:[^,;]{0,5}?(?:[月周天日号]|周[一二三四五六]))?(?<cost>(?:又|都|总共|一共|共|总计)*(?:被?扣了?我?(?:多少|几)(?:绩效)?(?:分|次|条|回)?|(?:被|(?<=[月周天日号]))扣了?(?:哪些|哪几|什么|啥)(?:分|项)?))|(?<cost>扣了?我(?:多少|几)(?:分|次|条|回)?)", RegexOptions.CultureInvariant)]
    private static partial Regex OwnDeductions();
}

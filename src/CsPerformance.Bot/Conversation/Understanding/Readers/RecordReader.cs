using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>记, 扣分, 加分, 质检, 表扬, 投诉: something that happened is recorded.</summary>
internal static partial class RecordReader
{
    public static Reading Read(Attempt attempt, VerbWord verb)
    {
        if (AsQuestion().Match(attempt.Sentence.Text) is { Success: true } asking)
        {
            var statement = attempt.Sentence.With(asking.Index, asking.Length, "");
            attempt.Ask(Doubt.Meaning, "是要记下来吗？", new Choice("是，记下来", $"{Openings[verb.Verb]} {statement}"));
        }
        return verb.Verb switch
        {
            Verb.Praise => Praise(attempt),
            Verb.Complain => Complain(attempt, verb),
            Verb.Qa => Qa(attempt),
            _ when !Names(attempt) && attempt.Sentence.First(PraiseWord()) is not null => Praise(attempt),
            _ => Item(attempt, verb),
        };
    }

    private static readonly Dictionary<Verb, string> Openings = new() { [Verb.Praise] = "表扬", [Verb.Complain] = "投诉", [Verb.Qa] = "质检", [Verb.Record] = "记" };

    private static bool Names(Attempt attempt) => attempt.Terms().Any(word => word.Candidates.Any(term => term is ItemWord));

    private static Reading Item(Attempt attempt, VerbWord verb)
    {
        var sign = verb.Phrase.StartsWith('扣') || verb.Phrase.StartsWith('减') ? -1 : verb.Phrase.StartsWith('加') || verb.Phrase.StartsWith('奖') ? 1 : 0;
        var named = ItemSlot.Find(attempt, item => true);
        var costing = named?.Deduction ?? sign <= 0;
        var reference = References.Take(attempt.Sentence);
        var people = attempt.Subjects(costing);
        var item = named ?? ItemSlot.AskWhich(attempt, attempt.Vocabulary.Items.Where(word => sign == 0 || word.Deduction == sign < 0));
        var day = attempt.TakeDay();
        var points = PointSlot.Take(attempt, item, sign, isRequired: true);
        var count = PointSlot.TakeCount(attempt, item);
        return attempt.Conclude(() => new Command.RecordItem(people, item!.Code, day, points, count, attempt.Reason(), reference));
    }

    private static Reading Qa(Attempt attempt)
    {
        var item = ItemSlot.Find(attempt, word => word.Deduction || word.Use is ItemUse.Qa);
        var reference = References.Take(attempt.Sentence);
        var people = attempt.Subjects(costing: true);
        if (item is null)
        {
            var fitting = attempt.Vocabulary.Items.Where(word => word.Use is ItemUse.Qa).ToList();
            item = fitting is [var only] ? only : ItemSlot.AskWhich(attempt, fitting.Count > 0 ? fitting : attempt.Vocabulary.Items.Where(word => word.Deduction));
        }
        var day = attempt.TakeDay();
        var points = PointSlot.Take(attempt, item, -1, isRequired: true);
        var reason = attempt.Reason();
        if (reason.Length == 0) attempt.Ask(Doubt.Reason, "有什么问题？请写一句说明。");
        return attempt.Conclude(() => new Command.QaFlag(people, item!.Code, reason, day, points, reference));
    }

    private static Reading Praise(Attempt attempt)
    {
        var item = ItemSlot.Find(attempt, word => !word.Deduction);
        var reference = References.Take(attempt.Sentence);
        var people = attempt.Subjects(costing: false);
        // Nobody praises oneself: that is answered before anything is asked.
        var oneself = people is [var named] && named == attempt.Vocabulary.Sender?.Number;
        if (item is null && !oneself)
        {
            var fitting = attempt.Vocabulary.Items.Where(word => word is { Use: ItemUse.Praise, Deduction: false }).ToList();
            item = fitting is [var only] ? only : fitting.Count == 0 ? null : ItemSlot.AskWhich(attempt, fitting);
        }
        var day = attempt.TakeDay();
        var points = PointSlot.Take(attempt, item, 1, isRequired: !oneself && attempt.Vocabulary.Sender?.Is(Domain.People.Role.Lead) == true);
        return attempt.Conclude(() => new Command.Praise(people, attempt.Reason(), reference, day, item?.Code, points));
    }

    private static Reading Complain(Attempt attempt, VerbWord verb)
    {
        var text = attempt.Sentence.Text;
        var suffered = text.Contains('被', StringComparison.Ordinal) || (verb.Start >= 2 && text[(verb.Start - 2)..verb.Start] is "客户" or "顾客" or "用户");
        if (verb.AfterPerson && !suffered && attempt.People.All(word => word.End <= verb.Start))
        {
            var statement = attempt.Sentence.With(verb.Start, verb.Length, " ").Trim();
            attempt.Ask(Doubt.Meaning, "是要投诉谁？", attempt.People.Where(word => word.Candidates.Count == 1).Select(word => new Choice($"投诉 {word.Candidates[0].Name}", $"投诉 {statement}")));
        }
        var reference = References.Take(attempt.Sentence);
        var people = attempt.Subjects(costing: true);
        var day = attempt.TakeDay();
        var reason = attempt.Reason();
        if (reason.Length == 0 || reason is "客户" or "被客户" or "顾客") attempt.Ask(Doubt.Reason, "是什么事？请写一句说明，有会话或工单号请一起写上。");
        return attempt.Conclude(() => new Command.Complain(people, reason, reference, day));
    }

    [GeneratedRegex(@"(?:了)?(?:吗|么|没有)?\s*\?+\s*$|了?吗\s*[.!~]*\s*$|是不是|有没有", RegexOptions.CultureInvariant)]
    private static partial Regex AsQuestion();

    [GeneratedRegex("表扬|点赞|夸奖", RegexOptions.CultureInvariant)]
    private static partial Regex PraiseWord();
}

using System.Text.RegularExpressions;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Metrics and ratings in one sentence: 接待量 @小王 5200, 小王执行力280.</summary>
internal static partial class FigureReader
{
    public static bool HasValue(Attempt attempt) => attempt.Sentence.First(FigureLine.Value()) is not null;

    /// <summary>评分 alone lists who is open; with a person it is a rating.</summary>
    public static Reading ReadRating(Attempt attempt)
    {
        if (attempt.People.Any(word => !word.Quoted) || attempt.Terms().Any(word => word.Candidates.Any(term => term is RatingWord))) return Read(attempt);
        var month = attempt.TakeMonth() ?? Period.Month(attempt.Today);
        attempt.NothingLeft("没", "没有", "谁", "还没", "未", "待", "人", "完成", "名单", "没打", "没评");
        return attempt.Conclude(() => new Command.RatingsOpen(month));
    }

    public static Reading Read(Attempt attempt)
    {
        var month = attempt.TakeMonth() ?? Period.Month(attempt.Today);
        var line = new FigureLine(attempt, 1);
        line.ReadSentence();
        return attempt.Conclude(() => line.IsRating ? new Command.Rate(month, line.Figures, []) : new Command.EnterMetrics(month, line.Figures, []));
    }
}

/// <summary>One line with people, words of the scheme and values in any order.</summary>
internal sealed partial class FigureLine(Attempt attempt, int number)
{
    private static readonly string[] Units = ["条", "个", "单", "通", "次", "分", "元", "人", "件", "张", "打", "给", "打分", "评分", "评", "到", "满意度", "是", "：", "本月", "数据", "指标", "-", "="];

    private readonly Sentence sentence = attempt.Sentence;

    public List<Figure> Figures { get; } = [];

    public bool IsRating { get; private set; }

    public int Number => number;

    /// <summary>Pairs every value with the person and the word that stand before it; with one of each the order is free.</summary>
    public void ReadSentence()
    {
        var people = attempt.People.Where(word => !word.Quoted).ToList();
        var terms = Terms();
        foreach (var word in people) sentence.Take(word.Start, word.Length);
        foreach (var word in terms) sentence.Take(word.Start, word.Length);
        var values = Values();
        Resolve(people);
        if (people.Count == 0) attempt.Subjects(costing: true);
        foreach (var term in terms) AskReference(term);
        if (terms.Count == 0) terms = Implied();
        if (terms.Count == 0 || people.Count == 0) return;
        if (values.Count == 0) attempt.Ask(Doubt.Value, $"“{sentence.Slice(terms[0].Start, terms[0].Length)}”是多少？");
        else if (terms.Count == 1 && people.Count == 1 && values.Count == 1) Add(people[0], terms[0], values[0]);
        else Pair(people, terms, values);
        attempt.NothingLeft(Units);
        SameKind();
    }

    /// <summary>王芳 会话5531: the number of a session, or how many?</summary>
    private void AskReference(TermWord<SchemeTerm> term)
    {
        var digits = term.End;
        while (digits < sentence.Text.Length && char.IsAsciiDigit(sentence.Text[digits])) digits++;
        if (digits == term.End || !References.IsNumberAt(sentence, term.End)) return;
        var said = sentence.Text[term.End..digits];
        attempt.Ask(Doubt.Meaning, $"“{sentence.Slice(term.Start, digits - term.Start)}”是编号，还是数量？", new Choice($"数量 {said}", sentence.With(term.End, said.Length, $" = {said} ")));
    }

    /// <summary>A row under a header: one person, and as many values as the header has words.</summary>
    public void ReadRow(IReadOnlyList<TermWord<SchemeTerm>> header)
    {
        if (Terms().Count > 0)
        {
            ReadSentence();
            return;
        }
        var people = attempt.People.Where(word => !word.Quoted).ToList();
        var first = people.Count > 0 ? people[0] : null;
        var values = sentence.Matches(Value()).Count(match => !people.Exists(word => word.Start < match.Index + match.Length && match.Index < word.End));
        for (var i = people.Count - 1; i >= 1 && values < header.Count && char.IsAsciiDigit(sentence.Text[people[i].Start]); i--, values++) people.RemoveAt(i);
        people.RemoveAll(word => word != first && !(first!.Candidates is [var one] && word.Candidates.Contains(one)));
        if (first is null)
        {
            attempt.Ask(Doubt.Person, "没找到名单里的人");
            return;
        }
        foreach (var word in people) sentence.Take(word.Start, word.Length);
        var figures = Values();
        var named = people.Find(word => word is { Candidates.Count: 1, Exact: true }) ?? first;
        Resolve([named]);
        if (figures.Count != header.Count)
            attempt.Ask(Doubt.Value, figures.Count == 0 ? "没有数" : header.Count == 1 ? "多出了数" : $"应有 {header.Count} 个数，有 {figures.Count} 个");
        else
            for (var i = 0; i < figures.Count; i++) Add(named, header[i], figures[i]);
        attempt.NothingLeft(Units);
        SameKind();
    }

    /// <summary>Words for metrics and ratings; an item's longer name hides a metric's.</summary>
    public List<TermWord<SchemeTerm>> Terms() =>
        [.. attempt.Terms().Select(word => word with { Candidates = [.. word.Candidates.Where(term => term is MetricWord or RatingWord)] }).Where(word => word.Candidates.Count > 0)];

    private void Resolve(List<PersonWord> people)
    {
        foreach (var word in people)
            if (word.Candidates.Count != 1 || !word.Exact)
            {
                attempt.Subjects(costing: true);
                return;
            }
    }

    /// <summary>评分 小王 280: where the scheme has one rating, it is that one.</summary>
    private List<TermWord<SchemeTerm>> Implied()
    {
        if (attempt.Vocabulary.Ratings is [var only]) return [new(0, 0, [only])];
        attempt.Ask(Doubt.Item, "是哪一项评分？", attempt.Vocabulary.Ratings.Select(rating => attempt.Adding(rating.Title, rating.Title)));
        return [];
    }

    private List<(int Start, int Length, string Text, decimal? Value, bool Percent, bool Negative)> Values()
    {
        var found = new List<(int, int, string, decimal?, bool, bool)>();
        foreach (var label in attempt.Vocabulary.Ratings.SelectMany(rating => rating.Labels).Distinct().OrderByDescending(label => label.Length))
            if (sentence.Text.IndexOf(Sentence.Fold(label), StringComparison.Ordinal) is >= 0 and var at && sentence.Free(at, label.Length))
            {
                sentence.Take(at, label.Length);
                found.Add((at, label.Length, label, null, false, false));
            }
        foreach (var match in sentence.Matches(Value()).ToList())
        {
            sentence.Take(match);
            if (Numbers.TryParse(match.Groups["n"].Value, out var value))
                found.Add((match.Index, match.Length, match.Value.Trim(), value, match.Groups["p"].Success, match.Groups["minus"].Success));
        }
        found.Sort((a, b) => a.Item1.CompareTo(b.Item1));
        return found;
    }

    private void Pair(List<PersonWord> people, List<TermWord<SchemeTerm>> terms, List<(int Start, int Length, string Text, decimal? Value, bool Percent, bool Negative)> values)
    {
        PersonWord? person = null;
        TermWord<SchemeTerm>? term = null;
        var (waiting, faulty) = (false, false);
        var words = people.Select(word => (word.Start, Word: (object)word)).Concat(terms.Select(word => (word.Start, (object)word))).Concat(values.Select(value => (value.Start, (object)value))).OrderBy(pair => pair.Item1);
        foreach (var (_, word) in words)
        {
            if (word is PersonWord next)
            {
                faulty |= waiting && person is not null;
                (person, waiting) = (next, true);
            }
            else if (word is TermWord<SchemeTerm> named) (term, waiting) = (named, true);
            else if (person is null || term is null || !waiting) faulty = true;
            else
            {
                Add(person, term, ((int, int, string, decimal?, bool, bool))word);
                waiting = false;
            }
        }
        if (waiting || faulty) attempt.Ask(Doubt.Value, "人和数对不上。请一人一个数，例如“接待量 小王 5200”，几个人请分行写。");
    }

    private void Add(PersonWord word, TermWord<SchemeTerm> said, (int Start, int Length, string Text, decimal? Value, bool Percent, bool Negative) value)
    {
        if (word.Candidates is not [var person]) return;
        var fitting = said.Candidates.Where(term => term.Fits(person)).ToList();
        var name = said.Length > 0 ? said.Candidates[0].Title : "评分";
        if (fitting.Count != 1)
        {
            attempt.Ask(Doubt.Item, fitting.Count == 0 ? $"{person.Name}的岗位没有“{name}”" : $"“{name}”对{person.Name}是哪一个？",
                fitting.Select(term => new Choice(term.Title, sentence.With(said.Start, said.Length, term.Title))));
            return;
        }
        if (value.Negative) AskValue($"“{value.Text}”不能小于 0", value.Start, value.Length);
        if (fitting[0] is RatingWord rating) AddMark(person.Number, rating, value);
        else AddMetric(person.Number, (MetricWord)fitting[0], value);
    }

    private void AddMark(string person, RatingWord rating, (int Start, int Length, string Text, decimal? Value, bool Percent, bool Negative) value)
    {
        IsRating = true;
        var assessor = Assessor(rating);
        if (value.Value is null ? !rating.Labels.Contains(value.Text) : rating.Labels.Count > 0 || value.Percent)
            AskValue($"“{rating.Title}”应是" + (rating.Labels.Count > 0 ? string.Join('、', rating.Labels) : PointSlot.Show(rating.Range)), value.Start, value.Length);
        else if (value.Value is { } mark && !rating.Range.Contains(mark))
            AskValue($"“{rating.Title}”只能是{PointSlot.Show(rating.Range)}，不是 {Numbers.Show(mark)}", value.Start, value.Length);
        Figures.Add(new(person, rating.Code, value.Value, number, value.Value is null ? value.Text : null, assessor));
    }

    private void AskValue(string text, int start, int length) => attempt.AskAgain(Doubt.Value, text, sentence.With(start, length, " "), []);

    private string? Assessor(RatingWord rating)
    {
        if (rating.Assessors.Count == 0) return null;
        var said = rating.Assessors.Where(word => sentence.Text.IndexOf(Sentence.Fold(word.Title), StringComparison.Ordinal) is >= 0 and var at && Taken(at, word.Title.Length)).ToList();
        if (said is [var one]) return one.Code;
        attempt.Ask(Doubt.Assessor, "是谁的评分？", rating.Assessors.Select(word => attempt.Adding(word.Title, word.Title)));
        return null;

        bool Taken(int at, int length)
        {
            sentence.Take(at, length);
            return true;
        }
    }

    private void AddMetric(string person, MetricWord metric, (int Start, int Length, string Text, decimal? Value, bool Percent, bool Negative) value)
    {
        if (value.Value is not { } figure)
        {
            attempt.Ask(Doubt.Value, $"“{value.Text}”不是数");
            return;
        }
        if (value.Percent && !metric.Ratio) AskValue($"“{metric.Title}”不是百分数", value.Start, value.Length);
        if (metric.Ratio && !value.Percent && figure > 1)
            attempt.Ask(Doubt.Value, $"“{metric.Title}”是百分数，是 {Numbers.Show(figure)}% 吗？", new Choice($"{Numbers.Show(figure)}%", sentence.With(value.Start, value.Length, $" {Numbers.Show(figure)}% ")));
        Figures.Add(new(person, metric.Code, value.Percent ? figure / 100 : figure, number));
    }

    private void SameKind()
    {
        if (IsRating && Figures.Exists(figure => attempt.Vocabulary.Metrics.Any(metric => metric.Code == figure.Code) && attempt.Vocabulary.Ratings.All(rating => rating.Code != figure.Code)))
            attempt.Ask(Doubt.Value, "指标和评分请分开发");
    }

    [GeneratedRegex(@"(?<![\d.a-z#第])(?<minus>(?<=^|[\s,:;|])-)?(?<n>" + Numbers.Pattern + @")\s*(?<p>%)?(?![\d]|[一二三四五六七八九十]|个人|下|起|共|直|般|些|定|样|点[^零一二三四五六七八九])", RegexOptions.CultureInvariant)]
    public static partial Regex Value();
}

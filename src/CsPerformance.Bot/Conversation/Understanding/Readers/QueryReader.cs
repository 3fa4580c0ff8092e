using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Questions that change nothing. Words that were not understood are asked about all the same: an answer to another question is a wrong answer.</summary>
internal static partial class QueryReader
{
    private static readonly string[] ScoreWords = ["分数", "得分", "绩效", "成绩", "多少分", "分", "考核", "多少", "怎么", "目前为止", "我看看", "给我看看", "是啥", "咋样", "如何", "单", "总"];
    private static readonly string[] PayWords = ["工资", "薪资", "多少", "大概", "预估", "预计", "能", "发", "拿", "钱", "到手", "大约", "块", "元", "估计", "算"];

    public static Reading Read(Attempt attempt, VerbWord verb) => verb.Verb switch
    {
        Verb.Score => Score(attempt),
        Verb.Details => Details(attempt, verb.Phrase),
        Verb.Why => Why(attempt),
        Verb.Pay => Pay(attempt),
        Verb.HowFar => HowFar(attempt),
        Verb.Ranking => Ranking(attempt, verb.Phrase),
        Verb.Team => Team(attempt),
        Verb.Sample => Sample(attempt),
        Verb.Export => Export(attempt),
        Verb.MyData => MyData(attempt, verb.Phrase),
        Verb.Bind => Bind(attempt),
        Verb.MyLeave => Plain(attempt, new Command.MyLeave(), "请假", "记录", "进度", "状态", "情况", "批", "批了", "条"),
        Verb.Notice => Plain(attempt, new Command.NoticePeriod(), "期", "结束", "哪天", "时候", "截止"),
        Verb.Tasks => Plain(attempt, new Command.Tasks(), "事项", "审批", "待办", "东西", "需要", "要", "处理"),
        Verb.Template => Plain(attempt, new Command.Template(), "导入", "下载", "excel", "表格", "本月", "这个月"),
        Verb.Import => Import(attempt),
        Verb.Menu => Plain(attempt, new Command.Menu()),
        _ => new Reading.Understood(new Command.Help()),
    };

    private static Reading Plain(Attempt attempt, Command command, params string[] fillers)
    {
        attempt.NothingLeft(fillers);
        return attempt.Conclude(() => command);
    }

    private static Reading Import(Attempt attempt)
    {
        if (attempt.Sentence.First(TakingBack()) is not null) return DecisionReader.UndoImport(attempt);
        var month = attempt.TakeMonth();
        attempt.NothingLeft("确认", "其余", "剩下", "这些", "文件", "数据", "花名册", "名单", "绩效", "指标", "评分", "表格", "表", "记录", "月份");
        return attempt.Conclude(() => new Command.Import(month));
    }

    private static Reading Score(Attempt attempt)
    {
        var person = attempt.OnePerson();
        var when = attempt.TakeStretchOrMonth();
        attempt.NothingLeft(ScoreWords);
        return attempt.Conclude(() => new Command.MyScore(when, person));
    }

    private static Reading Pay(Attempt attempt)
    {
        var person = attempt.OnePerson();
        var month = attempt.TakeMonth() ?? Period.Month(attempt.Today);
        attempt.NothingLeft(PayWords);
        return attempt.Conclude(() => new Command.PayEstimate(month, person));
    }

    private static Reading Details(Attempt attempt, string phrase)
    {
        if (phrase == "记录" && attempt.People.Count > 0 && (attempt.Terms().Exists(word => word.Candidates.Any(term => term is ItemWord)) || PointWords.Find(attempt.Sentence).Count > 0))
            attempt.Ask(Doubt.Meaning, "是要记一笔，还是看记录？", Reworded("记"), Reworded("明细"));
        bool? deductions = phrase.StartsWith("扣分", StringComparison.Ordinal) ? true : phrase.StartsWith("加分", StringComparison.Ordinal) ? false : null;
        var person = attempt.OnePerson();
        var term = TakeTerm(attempt, lineFirst: false);
        if (deductions is null && attempt.Sentence.TakeFirst(Sign()) is { } sign) deductions = sign.Value is "扣分" or "扣" or "扣减";
        var when = attempt.TakeStretchOrMonth(days: true);
        attempt.NothingLeft("明细", "记录", "项目", "详细", "详情", "列表", "情况", "看", "的", "分数", "绩效");
        return attempt.Conclude(() => new Command.Details(term, when, deductions, person));

        Choice Reworded(string verb) => new(verb, $"{verb} {Rest(attempt.Sentence.Source, phrase)}");
    }

    private static string Rest(string source, string phrase) =>
        source.IndexOf(phrase, StringComparison.Ordinal) is >= 0 and var at ? source.Remove(at, phrase.Length).Trim() : source.Trim();

    private static Reading Why(Attempt attempt)
    {
        if (attempt.Sentence.First(References.HashNumber()) is null && attempt.People.Count == 0 && attempt.TakeTeam() is not null) attempt.Ask(Doubt.Meaning, "为什么后面说一行的名字，或一条记录的编号。");
        var numbers = attempt.People.Any(word => !word.At && char.IsAsciiDigit(attempt.Sentence.Text[Math.Min(word.Start, attempt.Sentence.Text.Length - 1)])) ? [] : attempt.TakeNumbers();
        var person = attempt.OnePerson();
        var when = attempt.TakeStretch();
        var term = TakeTerm(attempt, lineFirst: true);
        if (numbers.Count > 1) attempt.Ask(Doubt.Number, "是哪一条？", numbers.Select(number => new Choice($"为什么 {number}", $"为什么 {number}")));
        var left = Fillers.Meaningful(attempt.Sentence, "这么低", "这么高", "这么少", "这么多", "那么低", "低", "高", "少", "只有", "才", "会", "只", "被", "我", "怎么", "扣", "扣了", "扣我", "扣分", "加", "分", "不对", "变", "变了", "掉", "降", "降了", "涨", "算", "得", "来", "行", "这行", "这条", "条", "记录", "没有", "没", "没了", "不见");
        if (left.Count > 0 && numbers.Count == 0)
        {
            var near = TermWords.Nearest(new Sentence(attempt.Sentence.Source), attempt.AllTerms, 3).Where(hit => !hit.Term.Names.Contains(attempt.Sentence.Text.Substring(hit.Start, hit.Length))).ToList();
            attempt.Ask(Doubt.Item, "是问哪一行？", near.Count > 0
                ? near.Select(hit => new Choice(hit.Term.Title, attempt.Sentence.With(hit.Start, hit.Length, hit.Term.Title)))
                : attempt.Vocabulary.Lines.Take(8).Select(line => new Choice(line.Title, $"为什么 {line.Title}")));
        }
        return attempt.Conclude(() => new Command.Why(term, numbers.Count > 0 ? numbers[0] : null, when, person));
    }

    /// <summary>A word of the scheme. Where a line and an item have one name, 为什么 means the line and 明细 the item.</summary>
    private static Term? TakeTerm(Attempt attempt, bool lineFirst)
    {
        var words = attempt.Terms();
        if (words.Count == 0) return null;
        var terms = words.Select(word => (Word: word, Term: Preferred(word.Candidates, attempt, lineFirst))).ToList();
        if (terms.Select(pair => pair.Term).Distinct().Count() > 1)
            attempt.Ask(Doubt.Item, "是哪一个？", terms.Select(pair => new Choice(Title(attempt, pair.Word), attempt.Sentence.With(
                terms.Where(other => other.Word != pair.Word).Select(other => (other.Word.Start, other.Word.Length, " "))))));
        foreach (var word in words) attempt.Sentence.Take(word.Start, word.Length);
        return terms[0].Term;
    }

    private static string Title(Attempt attempt, TermWord<SchemeTerm> word) => attempt.Sentence.Slice(word.Start, word.Length);

    private static Term Preferred(IReadOnlyList<SchemeTerm> candidates, Attempt attempt, bool lineFirst)
    {
        var fitting = candidates.Where(term => term.Fits(attempt.Vocabulary.Sender)).DefaultIfEmpty(candidates[0]).ToList();
        return Of(fitting.Find(term => term is LineWord == lineFirst) ?? fitting[0]);
    }

    public static Term Of(SchemeTerm term) => new(term switch { ItemWord => TermKind.Item, MetricWord => TermKind.Metric, RatingWord => TermKind.Rating, _ => TermKind.Line }, term.Code);

    private static Reading HowFar(Attempt attempt)
    {
        var person = attempt.OnePerson();
        if (attempt.TakeStretch() is { } when && !when.Equals(new Stretch.OfPeriod(Period.Month(attempt.Today)))) attempt.Ask(Doubt.Period, "只能看本月还差多少。", new Choice("还差多少", "还差多少"));
        attempt.NothingLeft("分", "多少分", "多少", "还差", "差", "几分", "离", "距离", "下一档", "下一级", "下一个", "档", "级", "星", "达标", "上", "升");
        return attempt.Conclude(() => new Command.HowFar(person));
    }

    private static Reading Ranking(Attempt attempt, string phrase)
    {
        var team = attempt.TakeTeam() ?? (phrase == "本组榜" ? attempt.Vocabulary.Sender?.Team : null);
        var when = attempt.TakeStretch();
        var week = Week.Of(attempt.Today);
        when ??= phrase switch
        {
            "周榜" or "本周榜" => new Stretch.OfWeek(week),
            "上周榜" => new Stretch.OfWeek(week.Previous),
            "上月榜" => new Stretch.OfPeriod(Period.Month(attempt.Today).Previous),
            _ => new Stretch.OfPeriod(Period.Month(attempt.Today)),
        };
        attempt.NothingLeft("榜", "排名", "排第几", "第几", "名", "排行", "组");
        return attempt.Conclude(() => new Command.Ranking(when, team));
    }

    private static Reading Team(Attempt attempt)
    {
        var team = attempt.TakeTeam();
        var when = attempt.TakeStretchOrMonth();
        attempt.NothingLeft("分数", "绩效", "组", "团队", "得分", "成绩", "数据");
        return attempt.Conclude(() => new Command.TeamSheet(when, team));
    }

    private static Reading Sample(Attempt attempt)
    {
        var person = attempt.OnePerson();
        var counts = attempt.Sentence.Matches(SampleCount()).ToList();
        foreach (var match in counts) attempt.Sentence.Take(match);
        int? count = counts.Count > 0 && Numbers.TryParse(counts[0].Groups["n"].Value, out var value) && value is >= 1 and <= 200 && decimal.Truncate(value) == value ? (int)value : null;
        if (counts.Count > 1 || (counts.Count == 1 && count is null)) attempt.Ask(Doubt.Count, "抽几条？请说 1 到 200 的整数。");
        attempt.NothingLeft("会话", "条", "通", "录音", "随机");
        return attempt.Conclude(() => new Command.Sample(person, count));
    }

    private static Reading Export(Attempt attempt)
    {
        if (attempt.Sentence.Text.Contains("我的", StringComparison.Ordinal) && attempt.Sentence.Text.Contains("数据", StringComparison.Ordinal))
            return new Reading.Understood(new Command.MyData(MyDataWish.Export));
        var month = attempt.TakeMonth() ?? Period.Month(attempt.Today);
        attempt.NothingLeft("excel", "表格", "报表", "绩效", "分数", "工资", "数据", "文件", "表", "工资表", "成");
        return attempt.Conclude(() => new Command.Export(month));
    }

    private static Reading MyData(Attempt attempt, string phrase)
    {
        var text = attempt.Sentence.Text;
        var wish = phrase.StartsWith("导出", StringComparison.Ordinal) || text.Contains("导出", StringComparison.Ordinal) ? MyDataWish.Export
            : phrase.StartsWith("更正", StringComparison.Ordinal) || text.Contains("更正", StringComparison.Ordinal) || text.Contains('改', StringComparison.Ordinal) || text.Contains('错', StringComparison.Ordinal) ? MyDataWish.Correct
            : MyDataWish.Show;
        if (wish is not MyDataWish.Correct) attempt.NothingLeft("导出", "数据", "下载", "存", "存了", "哪些", "信息", "有哪些");
        return attempt.Conclude(() => new Command.MyData(wish, wish is MyDataWish.Correct ? attempt.Reason() : ""));
    }

    private static Reading Bind(Attempt attempt)
    {
        var person = attempt.People.FirstOrDefault(word => word is { Exact: true, Candidates.Count: 1 });
        var number = person?.Candidates[0].Number;
        if (person is not null) attempt.Sentence.Take(person.Start, person.Length);
        else if (attempt.Sentence.TakeFirst(EmployeeNumber()) is { } match) number = attempt.Sentence.Cased.Substring(match.Index, match.Length);
        if (number is null) attempt.Ask(Doubt.Number, "请说您的工号，例如“绑定 10027”。");
        attempt.NothingLeft("工号", "账号", "号", "微信", "钉钉");
        return attempt.Conclude(() => new Command.Bind(number!));
    }

    internal static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("扣减|扣分|加分|扣", RegexOptions.CultureInvariant)]
    private static partial Regex Sign();

    [GeneratedRegex(@"(?<![\d.])(?<n>" + Numbers.Pattern + @")\s*(?:条|个|通|次|单|份|遍)?(?:会话|录音)?", RegexOptions.CultureInvariant)]
    private static partial Regex SampleCount();

    [GeneratedRegex(@"(?<![a-z0-9])(?=[a-z_-]*\d)[a-z0-9][a-z0-9_-]{1,31}(?![a-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex EmployeeNumber();

    [GeneratedRegex("撤销|撤回|撤掉", RegexOptions.CultureInvariant)]
    private static partial Regex TakingBack();
}

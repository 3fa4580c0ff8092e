using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>方案, 发布, 更正, 播报, 成员, 角色.</summary>
internal static partial class AdministrationReader
{
    private static readonly (string Word, Role Role)[] Roles =
        [("管理员", Role.Admin), ("组长", Role.Lead), ("主管", Role.Lead), ("班长", Role.Lead), ("质检员", Role.Qa), ("质检", Role.Qa), ("人事", Role.Hr), ("hr", Role.Hr), ("客服", Role.Agent), ("坐席", Role.Agent)];

    public static Reading Read(Attempt attempt, Verb verb) => verb switch
    {
        Verb.Publish => OfMonth(attempt, "发布哪个月？", month => new Command.Publish(month)),
        Verb.Correct => OfMonth(attempt, "看哪个月的更正？", month => new Command.Correct(month)),
        Verb.Broadcast => Broadcast(attempt),
        Verb.Members => Members(attempt),
        Verb.SetRole => SetRole(attempt),
        _ => Scheme(attempt),
    };

    private static Reading OfMonth(Attempt attempt, string question, Func<Period, Command> command)
    {
        var month = attempt.TakeMonth();
        var last = Period.Month(attempt.Today).Previous;
        if (month is null) attempt.Ask(Doubt.Period, question, attempt.Adding(StretchWords.Show(last), last.ToString()), attempt.Adding(StretchWords.Show(last.Next), last.Next.ToString()));
        attempt.NothingLeft("绩效", "结果", "成绩", "分数", "工资", "月份", "数据", "差异");
        return attempt.Conclude(() => command(month!.Value));
    }

    private static Reading Members(Attempt attempt)
    {
        var team = attempt.TakeTeam();
        attempt.NothingLeft("名单", "列表", "人员", "成员", "团队", "小组");
        return attempt.Conclude(() => new Command.Members(team));
    }

    private static Reading SetRole(Attempt attempt)
    {
        var person = attempt.TheOne(costing: true);
        var found = Roles.Where(pair => attempt.Sentence.Text.IndexOf(pair.Word, StringComparison.Ordinal) is >= 0 and var at && attempt.Sentence.Free(at, pair.Word.Length)).ToList();
        var roles = found.Select(pair => pair.Role).Distinct().ToList();
        foreach (var (word, _) in found)
            if (attempt.Sentence.Text.IndexOf(word, StringComparison.Ordinal) is var at && attempt.Sentence.Free(at, word.Length)) attempt.Sentence.Take(at, word.Length);
        if (roles.Count != 1) attempt.Ask(Doubt.Role, "设为什么角色？", roles.Count > 1 ? [] : Roles.DistinctBy(pair => pair.Role).Select(pair => attempt.Adding(pair.Word, pair.Word)));
        attempt.NothingLeft("角色", "设", "设置", "任命", "当", "为", "改为", "员");
        return attempt.Conclude(() => new Command.SetRole(person, roles[0]));
    }

    private static Reading Broadcast(Attempt attempt)
    {
        var team = attempt.TakeTeam();
        var day = attempt.Sentence.TakeFirst(Weekday());
        var time = attempt.Sentence.TakeFirst(Clock());
        if (day is null) attempt.Ask(Doubt.Day, "周几播报？", "一二三四五".Select(name => attempt.Adding($"周{name}", $"周{name}")));
        TimeOnly? at = time is null ? null : At(time);
        if (at is null) attempt.Ask(Doubt.Time, "几点几分播报？例如 9:07。");
        attempt.NothingLeft("每", "每周", "早上", "播报", "时间", "改到", "定在", "设在", "周榜");
        return attempt.Conclude(() => new Command.Broadcast((DayOfWeek)(("一二三四五六日天".IndexOf(day!.Groups["w"].Value, StringComparison.Ordinal) is >= 0 and var n ? Math.Min(n, 6) + 1 : day.Groups["w"].Value[0] - '0') % 7), at!.Value, team));
    }

    private static TimeOnly? At(Match match)
    {
        var minutes = match.Groups["m"].Value switch { "" => 0, "半" => 30, "一刻" => 15, "三刻" => 45, var text => Numbers.TryParse(text, out var number) ? number : -1 };
        if (!Numbers.TryParse(match.Groups["h"].Value, out var hour)) return null;
        if (match.Groups["half"].Value is "下午" or "晚上" && hour < 12) hour += 12;
        return hour is >= 0 and <= 23 && minutes is >= 0 and <= 59 ? new TimeOnly((int)hour, (int)minutes) : null;
    }

    private static Reading Scheme(Attempt attempt)
    {
        var sentence = attempt.Sentence;
        var id = TakeId(attempt);
        var act = sentence.TakeFirst(Act())?.Value;
        switch (act)
        {
            case "启用" or "生效" or "切换到" or "换成" or "上线":
                return PutInForce(attempt, id);
            case "试算" or "测算" or "试跑" or "试一下":
                return Trial(attempt, id);
            case "检查" or "校验" or "体检":
                attempt.NothingLeft("现行", "当前", "方案");
                return attempt.Conclude(() => new Command.SchemeCheck(id));
            default:
                return Show(attempt, id);
        }
    }

    private static Reading Show(Attempt attempt, string? id)
    {
        if (id is not null) attempt.Ask(Doubt.Meaning, $"对 {id} 做什么？", attempt.Adding("检查", "检查"), attempt.Adding("试算上月", "试算 上月"), attempt.Adding("下月启用", "启用 下月"));
        var match = attempt.Sentence.TakeFirst(Clause());
        string? clause = match is null ? null : match.Groups["n"].Value;
        if (clause is not null && Numbers.TryParse(clause, out var number) && PeopleWords.IsHan(clause[0])) clause = Numbers.Show(number);
        if (clause is not null && attempt.Vocabulary.Clauses.Count > 0 && !attempt.Vocabulary.Clauses.Contains(clause))
            attempt.Ask(Doubt.Clause, $"方案里没有第{clause}条，共有：{string.Join('、', attempt.Vocabulary.Clauses.Take(40))}。");
        attempt.NothingLeft("现行", "当前", "条款", "内容", "规则", "考核", "绩效", "全文", "条", "是什么", "什么样", "制度");
        return attempt.Conclude(() => new Command.ShowScheme(clause));
    }

    private static Reading PutInForce(Attempt attempt, string? id)
    {
        var team = attempt.TakeTeam();
        var month = attempt.TakeMonth(coming: true);
        AskScheme(attempt, id);
        var next = Period.Month(attempt.Today).Next;
        if (month is null) attempt.Ask(Doubt.Period, "从哪个月开始？", attempt.Adding(StretchWords.Show(next), next.ToString()), attempt.Adding(StretchWords.Show(next.Previous), next.Previous.ToString()));
        attempt.NothingLeft("开始", "起", "方案", "生效", "用", "使用");
        return attempt.Conclude(() => new Command.SchemePutInForce(id!, month!.Value, team));
    }

    private static Reading Trial(Attempt attempt, string? id)
    {
        var words = new StretchWords(attempt.Today, coming: false).Find(attempt.Sentence);
        foreach (var word in words) attempt.Sentence.Take(word.Start, word.Length);
        AskScheme(attempt, id);
        var periods = words.Select(word => word.Certain).OfType<Stretch.OfPeriod>().Select(of => of.Period).ToList();
        var last = Period.Month(attempt.Today).Previous;
        if (periods.Count == 0 || periods.Count != words.Count || periods.Count > 2 || periods[^1] < periods[0] || periods.Exists(period => period.Kind is not PeriodKind.Month && periods.Count > 1))
            attempt.Ask(Doubt.Period, "试算哪个月？例如“9月”或“7月到9月”。", words.Count == 0 ? [attempt.Adding(StretchWords.Show(last), last.ToString())] : []);
        attempt.NothingLeft("方案", "用", "按");
        return attempt.Conclude(() => new Command.SchemeTrial(id!, periods[0].Months.First(), periods[^1].Months.Last()));
    }

    private static void AskScheme(Attempt attempt, string? id)
    {
        if (id is not null) return;
        var left = Fillers.Meaningful(attempt.Sentence, "开始", "起", "方案").Select(span => (span.Start, span.Length, Text: attempt.Sentence.Text.Substring(span.Start, span.Length))).ToList();
        var near = left.SelectMany(span => attempt.Vocabulary.Schemes.Select(scheme => (scheme, span, distance: Likeness.Distance(Sentence.Fold(scheme.Id), span.Text))))
            .Where(pair => pair.distance <= 3).OrderBy(pair => pair.distance).Take(4).ToList();
        attempt.Ask(Doubt.Scheme, "哪个方案？", near.Count > 0
            ? near.Select(pair => new Choice($"{pair.scheme.Id} {pair.scheme.Title}", attempt.Sentence.With(pair.span.Start, pair.span.Length, $" {pair.scheme.Id} ")))
            : left.Count > 0 || attempt.Vocabulary.Schemes.Count > 10 ? [] : attempt.Vocabulary.Schemes.Select(scheme => attempt.Adding($"{scheme.Id} {scheme.Title}", scheme.Id)));
    }

    /// <summary>The id as written, or the full title; never a part of either.</summary>
    private static string? TakeId(Attempt attempt)
    {
        foreach (var (name, id) in attempt.Vocabulary.Schemes.SelectMany(scheme => new (string Name, string Id)[] { (Sentence.Fold(scheme.Id), scheme.Id), (Sentence.Fold(scheme.Title), scheme.Id) }).OrderByDescending(pair => pair.Name.Length))
            for (var at = attempt.Sentence.Text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = attempt.Sentence.Text.IndexOf(name, at + 1, StringComparison.Ordinal))
            {
                if (!attempt.Sentence.Free(at, name.Length) || InWord(attempt.Sentence.Text, at, name.Length)) continue;
                attempt.Sentence.Take(at, name.Length);
                return id;
            }
        return null;
    }

    private static bool InWord(string text, int at, int length) =>
        (char.IsAsciiLetterOrDigit(text[at]) && at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '-')) ||
        (char.IsAsciiLetterOrDigit(text[at + length - 1]) && at + length < text.Length && (char.IsAsciiLetterOrDigit(text[at + length]) || text[at + length] == '-'));

    internal static string Show(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?:每)?(?:周|星期|礼拜)(?<w>[一二三四五六日天1-7])", RegexOptions.CultureInvariant)]
    private static partial Regex Weekday();

    [GeneratedRegex(@"(?<half>上午|早上|下午|晚上)?\s*(?<![\d.])(?<h>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点|时|:)(?:(?<m>半|一刻|三刻|零?\d{1,2}|[零一二三四五]?十?[一二三四五六七八九]?(?=分|\s|$))分?)?", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    [GeneratedRegex("启用|生效|切换到|换成|上线|试算|测算|试跑|试一下|检查|校验|体检", RegexOptions.CultureInvariant)]
    private static partial Regex Act();

    [GeneratedRegex(@"第?\s*(?<n>\d{1,3}(?:\.\d{1,3})*|[一二三四五六七八九十百]{1,5})\s*(?:条|款|章|项)?", RegexOptions.CultureInvariant)]
    private static partial Regex Clause();
}

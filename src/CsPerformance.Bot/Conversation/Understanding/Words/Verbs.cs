using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

internal enum Verb
{
    Score, Details, Why, Pay, HowFar, WhatIf, Ranking, Leave, MyLeave, CancelLeave, Praise, Complain, Appeal, Notice, Scheme, Bind, MyData, Help, Menu,
    Record, Qa, Rating, Tasks, Approve, Reject, Undo, Reverse, Evidence, Team, Sample, Export, Template, Import,
    Publish, Correct, Broadcast, Members, SetRole, Confirm, Cancel, Modify,
    Register, RenameSubject, CloseSubject, Subjects, Attribute, Check,
}

/// <param name="Head">It opens the sentence, but for people, days and words that carry nothing.</param>
/// <param name="AfterPerson">A person stands before it.</param>
internal sealed record VerbWord(Verb Verb, string Phrase, int Start, bool Head, bool Negated, bool AfterPerson)
{
    public int Length => Phrase.Length;
}

/// <summary>The verbs of the chat with their synonyms. Source: chat.md, Commands.</summary>
internal static partial class Verbs
{
    private static readonly (Verb Verb, string Phrases)[] Table =
    [
        (Verb.Score, "我的分数 查分 我的绩效 我的得分 我的积分 我的分 我的总分 绩效分 绩效分数 查绩效 查分数 看分 看分数 看绩效 多少分 几分 得了多少分 我的成绩 成绩单 分数单 分数 绩效 得分 总分 绩效得分 绩效成绩 成绩 考核分 考核结果 我的考核"),
        (Verb.Details, "明细 记录 我的明细 我的记录 扣分明细 扣分记录 加分明细 加分记录 分数明细 绩效明细 得分明细 流水 详情 清单 扣分情况 加分情况"),
        (Verb.Why, "为什么 为啥 凭什么 怎么来的 怎么算的 怎么算出来的 怎么算 怎么计算的 怎么计算 咋算的 咋来的 为何 啥原因 什么原因"),
        (Verb.Pay, "工资预估 我的工资 工资多少 预估工资 工资 薪资 薪水 我的薪资 薪资预估 绩效工资 工资条 预估薪资 拿多少钱 能拿多少钱 发多少钱 多少钱 多少工资 到手多少 工资单"),
        (Verb.HowFar, "还差多少 差多少 还差多少分 差多少分 还差几分 差几分 还差 离下一档 下一档 还要多少分"),
        (Verb.WhatIf, "如果 假如 要是 假设 假若 若是 倘若"),
        (Verb.Ranking, "排行榜 周榜 月榜 排行 排名 榜单 本周榜 本月榜 本组榜 上周榜 上月榜 龙虎榜 我的排名 排第几 第几名 排多少名 名次"),
        (Verb.Leave, "请假 我要请假 请个假 请一下假 休假 想休 要休 告假"),
        (Verb.MyLeave, "我的请假 请假记录 我的假 我的假条 请假进度 请假状态 查假 我的假期 请假情况 假批了 请假明细"),
        (Verb.CancelLeave, "销假 取消请假 撤销请假 不请假 收回请假"),
        (Verb.Praise, "表扬 点赞 夸 夸奖 夸夸 表彰 赞一下 表扬一下 点个赞"),
        (Verb.Complain, "投诉 举报 反映问题 上报投诉"),
        (Verb.Appeal, "申诉 我要申诉 复议 不服 提申诉"),
        (Verb.Notice, "公示期 公示"),
        (Verb.Scheme, "方案 考核方案 绩效方案 看方案 考核规则 考核制度 考核办法"),
        (Verb.Bind, "绑定 绑定工号 绑定账号 工号绑定"),
        (Verb.MyData, "我的数据 个人数据 我的信息 个人信息 我的资料 导出我的数据 更正我的数据"),
        (Verb.Help, "帮助 help 怎么用 怎么使用 使用说明 你会什么 能干什么 你能做什么 会做什么 说明书 指令 命令"),
        (Verb.Menu, "菜单 menu 目录"),
        (Verb.Record, "记 记一笔 记一下 记一个 记个 记一次 记上 记下 登记 扣分 加分 扣 加 减分 奖分 给分 录一笔 录一个 加个 加一个 扣绩效分 扣减绩效分 加绩效分"),
        (Verb.Qa, "质检 质检扣分 质检记录"),
        (Verb.Rating, "评分 打分 评个分 打个分 评一下 待评分 谁没评分 还没评分 打"),
        (Verb.Tasks, "待办 待审批 待审 我的待办 待办事项 待处理 要审批的 待我审批 要批的 审批"),
        (Verb.Approve, "同意 批准 通过 准了 准许 审批通过"),
        (Verb.Reject, "驳回 拒绝 不同意 不批 不通过 不批准 退回 不准"),
        (Verb.Undo, "撤销 撤回 撤消"),
        (Verb.Reverse, "冲正 冲销 冲红"),
        (Verb.Evidence, "凭证 证据 补凭证 补充凭证 附凭证 看凭证 查看凭证 附图 补图"),
        (Verb.Team, "团队 我的团队 团队分数 团队绩效 本组分数 本组绩效 组绩效 本组情况 团队情况 组里情况 全组 全组分数 小组分数 小组绩效 我们组的分数"),
        (Verb.Sample, "抽检 抽查 抽样 随机抽 随机抽检 随机抽查"),
        (Verb.Export, "导出 导出报表 下载报表 导出绩效 导出分数 导出工资 导出excel 导出表格"),
        (Verb.Template, "模板 导入模板 下载模板 模板下载 excel模板 表格模板"),
        (Verb.Import, "导入 确认导入"),
        (Verb.Publish, "发布 公布 发布绩效 公布绩效"),
        (Verb.Correct, "更正 更正差异 补差"),
        (Verb.Broadcast, "播报 定时播报 设置播报 播报时间"),
        (Verb.Members, "成员 花名册 人员名单 成员名单 团队成员 人员 员工名单 组员"),
        (Verb.SetRole, "角色 设置角色 改角色 设角色 角色改为 设为 任命"),
        (Verb.Register, "登记门店 登记店铺 登记客户 登记中心 登记客服中心 登记对象 新增门店 新增店铺 新增客户 新增客服中心"),
        (Verb.RenameSubject, "改名 重命名 更名 改名称"),
        (Verb.CloseSubject, "停用 注销 撤店 停评 不再考核"),
        (Verb.Subjects, "对象 考核对象 对象列表 对象名单 登记册 门店列表 门店名单 客户列表 客户名单 客服中心列表"),
        (Verb.Attribute, "属性 设置属性 录入属性"),
        (Verb.Check, "达标 达标项 勾选"),
        (Verb.Confirm, "确认 确定 是 是的 对 对的 没错 好 好的 可以 行 ok yes 嗯 没问题 确认提交"),
        (Verb.Cancel, "取消 算了 不要了 不用了 否 不 不是 不对 别记了 不记了 no"),
        (Verb.Modify, "修改 改一下 改"),
    ];

    /// <summary>Common typing errors; they are never taken silently.</summary>
    private static readonly (string Wrong, string Right)[] Misspelt =
    [
        ("申述", "申诉"), ("名细", "明细"), ("绩校", "绩效"), ("绩孝", "绩效"), ("请架", "请假"), ("请加", "请假"), ("薪假", "销假"), ("带办", "待办"), ("代办", "待办"), ("冲证", "冲正"),
        ("撒销", "撤销"), ("徘行榜", "排行榜"), ("排行傍", "排行榜"), ("工资预故", "工资预估"), ("工子", "工资"), ("表杨", "表扬"), ("质捡", "质检"), ("抽捡", "抽检"), ("驳会", "驳回"),
        ("为甚么", "为什么"), ("投拆", "投诉"), ("同义", "同意"), ("榜定", "绑定"), ("公式期", "公示期"), ("分熟", "分数"), ("份数", "分数"), ("扣份", "扣分"), ("加份", "加分"), ("打份", "打分"),
    ];

    /// <summary>Verbs that are too common inside other talk to be looked for behind the opening.</summary>
    private static readonly HashSet<string> HeadOnly =
    [
        "记", "扣", "加", "夸", "记录", "清单", "详情", "还差", "几分", "公示", "公布", "发布", "通过", "更正", "修改", "改", "改一下", "取消", "确认", "确定", "是", "对", "好", "行", "不", "否", "可以", "嗯", "成绩",
        "流水", "说明书", "指令", "命令", "目录", "人员", "角色", "设为", "拒绝", "退回", "不是", "不对", "是的", "对的", "好的", "没错", "ok", "no", "yes", "不用了", "不要了", "算了", "没问题", "方案", "不服", "团队", "导入", "下一档",
        "举报", "多少钱", "绩效", "人员名单", "登记", "组员", "成员", "给分", "评一下", "不准", "准了", "待处理", "审批", "menu", "help", "要休", "名次", "薪水", "个人信息", "播报", "排行", "说明", "对象", "属性", "达标", "达标项", "勾选", "打", "停用", "注销", "改名", "凭证", "证据", "补凭证", "补充凭证", "附凭证", "看凭证", "查看凭证", "附图", "补图",
    ];

    private static readonly Dictionary<char, (string Phrase, Verb Verb)[]> ByFirst = Table
        .SelectMany(row => row.Phrases.Split(' ').Select(phrase => (Phrase: phrase, row.Verb)))
        .GroupBy(pair => pair.Phrase[0])
        .ToDictionary(group => group.Key, group => group.OrderByDescending(pair => pair.Phrase.Length).ToArray());

    /// <summary>All verbs in what is free, left to right; the one that opens the sentence is marked.</summary>
    /// <param name="skips">Passages that are people, days or periods.</param>
    /// <param name="terms">Passages that name something of the scheme; a verb inside a longer one is none, and an item called 投诉 is no 投诉 but at the opening.</param>
    public static List<VerbWord> Find(Sentence sentence, IReadOnlyList<PersonWord> people, IReadOnlyList<(int Start, int Length)> skips, IReadOnlyList<(int Start, int Length, bool IsItem)> terms)
    {
        var found = new List<VerbWord>();
        var text = sentence.Text;
        var opening = true;
        for (var at = 0; at < text.Length;)
        {
            var term = terms.FirstOrDefault(span => span.Start == at);
            if (At(sentence, at) is { } hit && (term.Length < hit.Phrase.Length || ((opening || !term.IsItem || hit.Verb is Verb.Qa or Verb.Record) && term.Length == hit.Phrase.Length)) && !Inside(people, at, hit.Phrase.Length))
            {
                if (opening || !HeadOnly.Contains(hit.Phrase))
                    found.Add(new(hit.Verb, hit.Phrase, at, opening, IsNegated(text, at, people), people.Any(person => person.Length > 0 && person.Start < at)));
                opening = false;
                at += hit.Phrase.Length;
                continue;
            }
            var person = people.FirstOrDefault(word => word.Start == at && word.Length > 0);
            var skip = person?.Length ?? Math.Max(skips.Where(span => span.Start == at).Select(span => span.Length).DefaultIfEmpty().Max(),
                sentence.Boundary(at) || !sentence.Free(at, 1) ? 1 : term.Length > 0 ? 0 : Fillers.LengthAt(text, at, text.Length));
            if (skip == 0) opening = false;
            at += Math.Max(skip, Math.Max(term.Length, 1));
        }
        return found;
    }

    /// <summary>A mark in the midst of a sentence that something is to be recorded: 扣1分, +3, 加个, 记一次.</summary>
    public static bool HasRecordMark(Sentence sentence) =>
        PointWords.Find(sentence).Any(points => points.Sign != 0) || sentence.First(RecordMark()) is not null;

    /// <summary>The sentence with a well-known typing error in its opening mended; null where there is none.</summary>
    public static (string Phrase, string Mended)? MendOpening(Sentence sentence, IReadOnlyList<PersonWord> people)
    {
        foreach (var (wrong, right) in Misspelt)
            if (sentence.Text.IndexOf(wrong, StringComparison.Ordinal) is >= 0 and var at && sentence.Free(at, wrong.Length) && Opens(at)) return (right, sentence.With(at, wrong.Length, right));
        return null;

        bool Opens(int at)
        {
            var start = people.Where(person => person.End <= at).Select(person => person.End).DefaultIfEmpty().Max();
            return Fillers.Covers(sentence.Text, start, at, "，", "/", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "#");
        }
    }

    /// <summary>The sentence with a likely typing error in its verb mended; null where there is none.</summary>
    public static (string Phrase, string Mended)? Mend(Sentence sentence)
    {
        var words = sentence.LeftWords().ToList();
        foreach (var phrase in ByFirst.Values.SelectMany(pairs => pairs).Select(pair => pair.Phrase).Where(phrase => phrase.Length >= 3).OrderByDescending(phrase => phrase.Length))
            foreach (var (start, length) in words.Take(3))
            {
                var best = Likeness.Best(sentence.Text.Substring(start, Math.Min(length, 12)), phrase);
                if (best.Length > 0 && best.Start == 0 && Likeness.Near(phrase, best.Distance)) return (phrase, sentence.With(start + best.Start, best.Length, phrase));
            }
        return null;
    }

    private static (string Phrase, Verb Verb)? At(Sentence sentence, int at)
    {
        if (!ByFirst.TryGetValue(sentence.Text[at], out var phrases)) return null;
        foreach (var pair in phrases)
            if (string.CompareOrdinal(sentence.Text, at, pair.Phrase, 0, pair.Phrase.Length) == 0 && sentence.Free(at, pair.Phrase.Length) && IsWhole(sentence, at, pair.Phrase)) return pair;
        return null;
    }

    /// <summary>记得 is not 记, 加班 is not 加; a short yes or no stands alone.</summary>
    private static bool IsWhole(Sentence sentence, int at, string phrase)
    {
        var end = at + phrase.Length;
        var next = end < sentence.Text.Length ? sentence.Text[end] : ' ';
        if (char.IsAsciiLetter(phrase[0])) return sentence.Boundary(at - 1) && (sentence.Boundary(end) || !char.IsAsciiLetterOrDigit(next));
        return phrase switch
        {
            "记" => !"得者忆住性仇事错".Contains(next, StringComparison.Ordinal),
            "加" => !"班油急入强我微好工".Contains(next, StringComparison.Ordinal),
            "扣" => !"子款留钱工".Contains(next, StringComparison.Ordinal),
            "夸" => next != '张',
            "打" => ScoreBehind().IsMatch(sentence.Text[end..]),
            "改" => !"进善变".Contains(next, StringComparison.Ordinal),
            "是" or "对" or "好" or "行" or "嗯" or "不" or "否" or "可以" or "是的" or "好的" or "对的" or "不是" or "不对" => sentence.Boundary(at - 1) && sentence.Boundary(end),
            _ => true,
        };
    }

    private static bool IsNegated(string text, int at, IReadOnlyList<PersonWord> people) =>
        (at > 0 && (text[at - 1] is '不' or '别' or '没' or '未' or '甭' || (at > 1 && text[(at - 2)..at] is "不要" or "不用" or "没有" or "不想" or "无需" or "不能" or "不该"))) || IsForbidden(text, at, people);

    /// <summary>别给王芳记: between the no and the verb stand only people and words that carry nothing.</summary>
    private static bool IsForbidden(string text, int at, IReadOnlyList<PersonWord> people)
    {
        if (Forbidding().Matches(text[..at]) is not [.., var no]) return false;
        for (var place = no.Index + no.Length; place < at;)
        {
            var person = people.FirstOrDefault(word => word.Start == place && word.Length > 0);
            var length = person?.Length ?? (text[place] is ' ' or ',' ? 1 : Fillers.LengthAt(text, place, at));
            if (length == 0) return false;
            place += length;
        }
        return true;
    }

    /// <summary>It opens with a no (别给王芳记): whatever follows is not to be done.</summary>
    public static bool Forbids(Sentence sentence, IReadOnlyList<PersonWord> people)
    {
        foreach (var no in sentence.Matches(Forbidding()))
        {
            var at = 0;
            while (at < no.Index && (people.FirstOrDefault(word => word.Start == at && word.Length > 0)?.Length ?? (sentence.Boundary(at) ? 1 : sentence.Text[at] == '先' ? 1 : Fillers.LengthAt(sentence.Text, at, no.Index))) is > 0 and var step) at += step;
            if (at >= no.Index && Stopped().IsMatch(sentence.Text[(no.Index + no.Length)..])) return true;
        }
        return false;
    }

    private static bool Inside(IReadOnlyList<PersonWord> people, int at, int length) => people.Any(word => word.Start < at + length && at < word.End);

    [GeneratedRegex(@"记(?:一个|一笔|一次|一下|一条|个|上|1个)|加(?:一个|个|上一个|1个)", RegexOptions.CultureInvariant)]
    private static partial Regex RecordMark();

    [GeneratedRegex(@"(?<![特级区分个差])别(?![人忘的处墅致])|不要|不用|不必|甭", RegexOptions.CultureInvariant)]
    private static partial Regex Forbidding();

    /// <summary>What is said not to be done must be something that the bot does.</summary>
    [GeneratedRegex("记|扣|加|录|算|评|打分|批|同意|驳回|撤|冲正|申诉|表扬|投诉|质检|发布|导", RegexOptions.CultureInvariant)]
    private static partial Regex Stopped();

    [GeneratedRegex(@"^\s*(?:了|个|上)?\s*(?:\d|[一二两三四五六七八九十])", RegexOptions.CultureInvariant)]
    private static partial Regex ScoreBehind();
}

using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using static CsPerformance.Bot.Conversation.Rights.Where;

namespace CsPerformance.Bot.Conversation.Rights;

/// <summary>Who may do what. The check and the help text read this table and nothing else. Source: chat.md, Roles.</summary>
internal static class RightsTable
{
    /// <summary>绑定本群 and 解绑本群, answered where the platforms' messages come in.</summary>
    public const string BindGroup = "Here.BindGroup";

    /// <summary>The action of importing the roster; 导入 itself is open to whoever may import anything.</summary>
    public const string RosterImport = "Import.Roster";

    /// <summary>The action of deciding on praise, a complaint or leave where nobody nearer is left, as where a lead, QA or 人事 is concerned.</summary>
    public const string DecidingInstead = "Decide.Instead";

    private const string FeedSubject = "Subject.Feed";
    private const string LookAtSubject = "Subject.Look";

    private static readonly Grant[] _everybody = [.. Enum.GetValues<Role>().Select(role => new Grant(role, Reach.Self))];
    private static readonly Grant[] _everybodyForAnybody = [.. Enum.GetValues<Role>().Select(role => new Grant(role, Reach.Anybody))];
    private static readonly Grant _lead = new(Role.Lead, Reach.OwnTeam);
    private static readonly Grant _qa = new(Role.Qa, Reach.Anybody);
    private static readonly Grant _hr = new(Role.Hr, Reach.Anybody);
    private static readonly Grant _admin = new(Role.Admin, Reach.Anybody);

    public static IReadOnlyList<Right> All { get; } =
    [
        // Everybody
        new(nameof(Command.MyScore), "我的分数", "我的分数 本月", Private, false, [.. _everybody, _lead, _hr]),
        new(nameof(Command.Details), "明细", "明细 本月", Private, false, [.. _everybody, _lead, _qa, _hr]),
        new(nameof(Command.Why), "为什么", "为什么 总绩效分", Private, false, [.. _everybody, _lead, _qa, _hr]),
        new(nameof(Command.PayEstimate), "工资预估", "工资预估", Private, false, [.. _everybody, _hr]),
        new(nameof(Command.HowFar), "还差多少", "还差多少", Private, false, [.. _everybody, _lead, _hr]),
        new(nameof(Command.WhatIf), "如果", "如果 接待量+200 错误工单-1", Private, false, _everybody),
        new(nameof(Command.Ranking), "排行榜", "排行榜 本周", Open, false, _everybodyForAnybody),
        new(nameof(Command.RequestLeave), "请假", "请假 明天下午 事假 半天 搬家", Private, false, _everybody),
        new(nameof(Command.MyLeave), "我的请假", "我的请假", Private, false, _everybody),
        new(nameof(Command.CancelLeave), "销假", "销假 2031", Private, false, _everybody),
        new(nameof(Command.Praise), "表扬", "表扬 @小王 客户书面表扬 工单88213", Open, true, _everybodyForAnybody),
        new(nameof(Command.Complain), "投诉", "投诉 @小李 回复慢 会话5531", Private, false, _everybodyForAnybody),
        new(nameof(Command.Appeal), "申诉", "申诉 1024 当时系统故障", Private, false, _everybody),
        new(nameof(Command.NoticePeriod), "公示期", "公示期", Open, false, _everybodyForAnybody),
        new(nameof(Command.ShowScheme), "方案", "方案 第6条", Open, false, _everybodyForAnybody),
        new(nameof(Command.Bind), "绑定", "绑定 10027", Private, false, _everybodyForAnybody),
        new("Here.PreferPlatform", "播报到", "播报到 钉钉", Open, false, _everybody),
        new(nameof(Command.MyData), "我的数据", "我的数据", Private, false, _everybody),
        new(nameof(Command.Help), "帮助", "帮助", Open, false, _everybodyForAnybody),
        new(nameof(Command.Menu), "菜单", "菜单", Open, false, _everybodyForAnybody),
        new(nameof(Command.Confirm), "确认", "确认", Private, false, _everybodyForAnybody),
        new(nameof(Command.Cancel), "取消", "取消", Private, false, _everybodyForAnybody),
        new(nameof(Command.Modify), "修改", "修改", Private, false, _everybodyForAnybody),

        // Leads and QA
        new(nameof(Command.RecordItem), "记", "记 @小李 昨天 延迟上号", Private, true, [_lead]),
        new(nameof(Command.QaFlag), "质检", "质检 @小李 会话5531 未及时回复 扣5分", Private, true, [_qa, _lead]),
        new(nameof(Command.Rate), "评分", "执行力 @小王 280", Private, true, [_lead]),
        new(nameof(Command.RatingsOpen), "评分", "评分", Private, false, [_lead]),
        new(nameof(Command.EnterMetrics), "录入指标", "接待量 @小王 5200", Private, true, [_lead]),
        new(nameof(Command.Tasks), "待办", "待办", Private, false, _everybodyForAnybody),
        new(nameof(Command.Approve), "同意", "同意 2031", Private, false, [_lead, _qa, _hr, _admin]),
        new(nameof(Command.Reject), "驳回", "驳回 2031 理由", Private, false, [_lead, _qa, _hr, _admin]),
        new(Deciding(RecordKind.Item), "确认表扬", "同意 2031", Private, true, [_lead]),
        new(Deciding(RecordKind.Complaint), "确认投诉", "同意 2031 延迟上号", Private, true, [_lead, _qa]),
        new(Deciding(RecordKind.Leave), "审批请假", "同意 2031", Private, true, [_lead, _hr]),
        new(Deciding(RecordKind.Appeal), "审理申诉", "同意 2031", Private, true, [_lead, _hr]),
        new(DecidingInstead, "审批", "同意 2031", Private, true, [_hr, _admin]),
        new(nameof(Command.Undo), "撤销", "撤销 1024", Private, false, _everybodyForAnybody),
        new(nameof(Command.Evidence), "凭证", "凭证 1024", Private, false, _everybodyForAnybody),
        new(nameof(Command.UndoImport), "撤销导入", "撤销导入", Private, false, [_lead, _qa, _hr, _admin]),
        new(nameof(Command.Reverse), "冲正", "冲正 1024 记错人了", Private, true, [_lead, _qa]),
        new(nameof(Command.TeamSheet), "团队", "团队 本月", Private, false, [_lead, _hr]),
        new(nameof(Command.Sample), "抽检", "抽检 @小王 5", Private, false, [_lead, _qa]),
        new(nameof(Command.Export), "导出", "导出 10月", Private, false, [_lead, _hr]),
        new(nameof(Command.Template), "模板", "模板", Private, false, [_lead]),
        new(BindGroup, "绑定本群", "绑定本群 客服一组", Open, false, [_lead, _admin]),
        new(nameof(Command.Import), "导入(连同 Excel 或 CSV 文件)", "导入", Private, false, [_lead, _qa, _hr, _admin]),
        new(RosterImport, "导入花名册", "导入", Private, false, [_admin]),
        new(nameof(Command.SetAttributes), "属性", "属性 @小王 学历 本科", Private, true, [_lead, _hr, _admin]),
        new(nameof(Command.TickChecks), "达标", "达标 @小王 提名 是", Private, true, [_lead, _hr]),
        new(nameof(Command.RegisterSubject), "登记", "登记 门店 东门店", Private, false, [_lead, _admin]),
        new(nameof(Command.ChangeSubject), "改名、停用", "改名 东门店 西门店", Private, false, [_lead, _admin]),
        new(nameof(Command.ShowSubjects), "对象", "对象", Private, false, [_lead, _qa, _hr, _admin]),
        new(FeedSubject, "录入对象数据", "投诉率 东门店 2%", Private, false, [_lead, _qa, _hr, _admin]),
        new(LookAtSubject, "查看对象", "我的分数 东门店", Private, false, [_lead, _qa, _hr, _admin]),

        // HR and admin
        new(nameof(Command.Publish), "发布", "发布 10月", Private, false, [_hr]),
        new(nameof(Command.Correct), "更正", "更正 10月", Private, false, [_hr]),
        new(nameof(Command.Broadcast), "播报", "播报 周一 9:07 客服一组", Private, false, [_admin]),
        new(nameof(Command.SchemePutInForce), "方案 启用", "方案 启用 kf-2017 从 12月", Private, false, [_admin]),
        new(nameof(Command.SchemeTrial), "方案 试算", "方案 试算 kpi-pool 9月", Private, false, [_hr, _admin]),
        new(nameof(Command.SchemeCheck), "方案 检查", "方案 检查 kpi-pool", Private, false, [_admin]),
        new(nameof(Command.Members), "成员", "成员", Private, false, [_hr, _admin]),
        new(nameof(Command.SetRole), "角色", "角色 @小王 组长", Private, true, [_admin]),
        new(nameof(Command.ResendPushes), "重发推送", "重发推送 12", Private, false, [_admin]),
        new(nameof(Command.DropPushes), "推送 已收到", "推送 12 已收到", Private, false, [_admin]),
    ];

    /// <summary>Actions on shops, centres and customers: whoever feeds them also gives their marks, whatever the role.</summary>
    private static readonly HashSet<string> _feeding =
        [nameof(Command.EnterMetrics), nameof(Command.Rate), nameof(Command.RecordItem), nameof(Command.QaFlag), nameof(Command.SetAttributes), nameof(Command.TickChecks), nameof(Command.Reverse)];

    private static readonly HashSet<string> _looking = [nameof(Command.MyScore), nameof(Command.Details), nameof(Command.Why), nameof(Command.HowFar)];

    private static readonly HashSet<string> _onlyForPeople = [nameof(Command.SetRole), nameof(Command.Praise), nameof(Command.Complain), nameof(Command.PayEstimate), nameof(Command.Sample)];

    private static readonly Dictionary<string, Right> _byAction = All.ToDictionary(right => right.Action);

    /// <summary>The action of deciding on a record of a kind.</summary>
    public static string Deciding(RecordKind kind) => "Decide." + kind;

    /// <summary>The row of an action; every command has one, or the matrix test fails.</summary>
    public static Right Of(string action) => _byAction[action];

    /// <summary>The action of entering a figure, mark, check or attribute.</summary>
    public static string Entering(RecordKind kind) => kind switch
    {
        RecordKind.Metric => nameof(Command.EnterMetrics),
        RecordKind.Rating => nameof(Command.Rate),
        RecordKind.Check => nameof(Command.TickChecks),
        _ => nameof(Command.SetAttributes),
    };

    /// <summary>Null where the sender may do it to this person, or to this shop, centre or customer; else who may, ready to show.</summary>
    public static string? Refuses(Person sender, string action, Person? concerned)
    {
        if (concerned is null || !Roster.IsSubject(concerned)) return Of(action).Refuses(sender, concerned);
        if (_onlyForPeople.Contains(action)) return $"{concerned.Name} 是登记的对象，不是人员，不能“{Of(action).Title}”。";
        return Of(_feeding.Contains(action) ? FeedSubject : _looking.Contains(action) ? LookAtSubject : action).Refuses(sender, concerned);
    }

    /// <summary>The team that a command asks about by name; null where it is the sender's own or no matter.</summary>
    public static string? TeamOf(Command command) => command switch
    {
        Command.TeamSheet sheet => sheet.Team,
        Command.RegisterSubject register => register.Team,
        _ => null,
    };

    /// <summary>The people whose records a command touches or shows, as far as the command itself names them.</summary>
    public static IReadOnlyList<string> Concerned(Command command) => command switch
    {
        Command.MyScore { Person: { } person } => [person],
        Command.Details { Person: { } person } => [person],
        Command.Why { Person: { } person } => [person],
        Command.PayEstimate { Person: { } person } => [person],
        Command.HowFar { Person: { } person } => [person],
        Command.Praise praise => praise.People,
        Command.Complain complaint => complaint.People,
        Command.RecordItem record => record.People,
        Command.QaFlag flag => flag.People,
        Command.Rate rate => [.. rate.Marks.Select(mark => mark.Person).Distinct()],
        Command.EnterMetrics metrics => [.. metrics.Figures.Select(figure => figure.Person).Distinct()],
        Command.SetAttributes attributes => [.. attributes.Facts.Select(fact => fact.Person).Distinct()],
        Command.TickChecks checks => [.. checks.Ticks.Select(tick => tick.Person).Distinct()],
        Command.Sample { Person: { } person } => [person],
        Command.SetRole role => [role.Person],
        Command.ChangeSubject change => [change.Subject],
        _ => [],
    };
}

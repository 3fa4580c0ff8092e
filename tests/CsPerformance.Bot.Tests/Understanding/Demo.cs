using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Tests.Understanding;

/// <summary>The demo company with the words of kf-2017 and kpi-pool, on Friday, 20 November 2026.</summary>
internal static class Demo
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.FromHours(8));

    public static readonly WorkingDays Calendar = Calendars.Read(Path.Combine(AppContext.BaseDirectory, "Schemes", "calendars")).Days;

    public static readonly Roster Roster = new(
    [
        Somebody("10001", "陈静", "客服一组", Role.Lead, null), Somebody("10002", "王芳", "客服一组", Role.Agent, "basic", "小芳"), Somebody("10003", "李强", "客服一组", Role.Agent, "basic"),
        Somebody("10004", "王磊", "客服一组", Role.Agent, "vip"), Somebody("10005", "赵敏", "客服一组", Role.Agent, "phone"), Somebody("10006", "刘洋", "客服二组", Role.Lead, null),
        Somebody("10007", "孙丽", "客服二组", Role.Agent, "basic"), Somebody("10008", "周涛", "客服二组", Role.Agent, "vip"), Somebody("10009", "吴霞", "客服二组", Role.Agent, "phone"),
        Somebody("10010", "郑凯", null, Role.Qa, null), Somebody("10011", "冯雪", null, Role.Hr, null), Somebody("10012", "何军", null, Role.Admin, null),
    ]);

    private static readonly ItemWord[] KfItems =
    [
        new("qa", "质检扣分", ["质检"], null, new(1, 100), true, ItemUse.Qa),
        new("efficiency", "效能指标扣分", ["效能扣分", "效能"], null, new(1, 100), true),
        new("excellent_case", "优秀案例", ["好案例"], 100, null, false, ItemUse.Praise),
        new("wrong_ticket", "错误工单", ["错单"], 10, null, true, ItemUse.Complaint),
        new("late_login", "延迟上号", ["迟到", "晚上号"], null, null, true),
        new("extra", "额外加分", ["额外"], null, new(0, null), false, ItemUse.Praise),
    ];

    private static readonly ItemWord[] PoolItems =
    [
        new("missed_punch", "漏打卡", ["忘打卡"], 1, null, true), new("late", "迟到", [], 2, null, true), new("complaint", "投诉", ["客诉"], 5, null, true, ItemUse.Complaint),
        new("complaint_withdrawn", "投诉撤回", [], 3, null, false), new("praise_oral", "口头表扬", [], 1, null, false, ItemUse.Praise),
        new("praise_written", "书面表扬", [], 3, null, false, ItemUse.Praise), new("no_greeting", "未使用问候语", [], 1, null, true),
    ];

    private static readonly MetricWord[] Metrics =
    [
        new("conversations", "智齿会话", ["接待量"], Only: new("position", ["basic"])), new("vip_conversations", "独立QQ", ["接待量"], Only: new("position", ["vip"])),
        new("calls", "话务", ["接待量", "话务量"], Only: new("position", ["phone"])), new("tickets", "工单", ["工单量"]), new("csat", "满意度", [], Ratio: true),
    ];

    private static readonly LineWord[] Lines =
    [
        new("volume", "接待量分值", []), new("contacts", "会话量", []), new("coefficient", "系数", ["绩效系数"]), new("full_attendance", "全勤", ["全勤分"]), new("total", "总分", []),
        new("performance_pay", "绩效工资", []), new("base_pay", "底薪", []), new("pay", "应发工资", []),
    ];

    public static Vocabulary For(string sender)
    {
        var role = sender.Split('@')[0];
        var pool = sender.EndsWith("@kpi", StringComparison.Ordinal);
        var number = role switch { "lead" => "10001", "agent" => "10002", "vip" => "10004", "qa" => "10010", "hr" => "10011", "admin" => "10012", _ => null };
        return new(Roster, number is null ? null : Roster.ByNumber(number), pool ? PoolItems : KfItems, pool ? [] : Metrics,
            pool ? [] : [new("execution", "执行力", [], new(0, 300), [], [])], pool ? [] : Lines, ["1", "2", "3", "4", "5", "6", "7"], ["客服一组", "客服二组"],
            [new("kf-2017", "2017客服薪资构成及绩效考核"), new("kpi-pool", "客服部员工考核制度KPI"), new("weighted-4", "客服人员绩效考核管理制度")]);
    }

    public static Reading Read(string text, string sender = "lead", params string[] mentions) => Reader.Read(new(text, mentions), For(sender), Now, Calendar);

    private static Person Somebody(string number, string name, string? team, Role role, string? position, params string[] nicknames) =>
        new(number, name, nicknames, team, role is Role.Lead ? new HashSet<Role> { Role.Agent, role } : new HashSet<Role> { role }, position, "初级");
}

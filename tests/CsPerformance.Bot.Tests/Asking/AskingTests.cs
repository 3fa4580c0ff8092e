using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Tests.Scores;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Asking;

public class AskingTests
{
    private static readonly Stretch _november = new Stretch.OfPeriod(Period.Month(2026, 11));

    [StoreFact]
    public async Task My_score_shows_every_line_the_change_since_last_week_and_the_records_behind()
    {
        await using var office = await Office.OpenAsync("2026-11-20T10:00");
        await office.FillFangAsync();
        office.MoveTo("2026-11-23T10:00");
        await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-23");
        var text = await office.AnswerAsync(Office.Fang, new Command.MyScore(_november));
        foreach (var line in new[] { "接待量分值：5200 · 1条记录", "会话量：5200", "质检扣分：0", "系数：1.2", "全勤分：600", "总绩效分数：7530(较上周 +100)", "绩效工资：3765元", "基本工资：3000元", "工资：6765元" })
            Assert.Contains(line, text, StringComparison.Ordinal);
        Assert.Contains("1条记录", text, StringComparison.Ordinal);
        Assert.Contains("等级加分表未设置，按0计", text, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Missing_lines_come_with_their_reason()
    {
        await using var office = await Office.OpenAsync();
        var text = await office.AnswerAsync(Office.Fang, new Command.MyScore(_november));
        Assert.Contains("还缺", text, StringComparison.Ordinal);
        Assert.Contains("conversations", text, StringComparison.Ordinal);
        Assert.DoesNotContain("总绩效分数：0", text, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_lead_sees_scores_and_no_pay_whatever_is_asked()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        Command[] questions =
        [
            new Command.MyScore(_november, Office.Fang), new Command.Details(null, _november, null, Office.Fang), new Command.Why(new Term(TermKind.Line, "total"), null, null, Office.Fang),
            new Command.Why(new Term(TermKind.Line, "pay"), null, null, Office.Fang), new Command.Why(new Term(TermKind.Line, "performance_pay"), null, null, Office.Fang),
            new Command.HowFar(Office.Fang), new Command.TeamSheet(_november), new Command.PayEstimate(Period.Month(2026, 11), Office.Fang), new Command.Ranking(_november, null),
        ];
        foreach (var question in questions)
        {
            var text = await office.AnswerAsync(Office.Lead, question);
            foreach (var secret in new[] { "3715", "6715", "元" }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
        Assert.Contains("7430", await office.AnswerAsync(Office.Lead, questions[0]), StringComparison.Ordinal);
        Assert.Contains("7430", await office.AnswerAsync(Office.Lead, questions[6]), StringComparison.Ordinal);
        Assert.Empty(await office.Store.ReadAsync(session => session.PayLooks.Of(Office.Fang)));
    }

    [StoreFact]
    public async Task Hr_sees_pay_and_every_look_is_logged()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        Assert.Contains("6715元", await office.AnswerAsync(Office.Hr, new Command.PayEstimate(Period.Month(2026, 11), Office.Fang)), StringComparison.Ordinal);
        await office.AnswerAsync(Office.Hr, new Command.Why(new Term(TermKind.Line, "pay"), null, null, Office.Fang));
        await office.AnswerAsync(Office.Fang, new Command.PayEstimate(Period.Month(2026, 11)));
        var looks = await office.Store.ReadAsync(session => session.PayLooks.Of(Office.Fang));
        Assert.Equal([(Office.Hr, "2026-11", "工资预估"), (Office.Hr, "2026-11", "为什么 工资")], looks.Select(look => (look.ByPerson, look.Month, look.How)));
    }

    [StoreFact]
    public async Task In_a_group_only_the_top_is_open_and_everything_else_is_said_privately()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 12.5m, reason: "未及时回复");
        Command[] questions =
        [
            new Command.MyScore(_november), new Command.Details(null, _november), new Command.Why(new Term(TermKind.Line, "total"), null), new Command.PayEstimate(Period.Month(2026, 11)),
            new Command.HowFar(), new Command.WhatIf([new Change(new Term(TermKind.Metric, "conversations"), 200, false)]), new Command.MyData(MyDataWish.Show),
        ];
        foreach (var question in questions)
        {
            var said = await office.AskAsync(Office.Fang, question, inGroup: true);
            Assert.Equal("已私信您。", Assert.Single(said, item => item.To.Group is not null).Message.Text);
            Assert.Equal(Office.Fang, Assert.Single(said, item => item.To.Person is not null).To.Person);
        }
        var board = await office.AskAsync(Office.Qiang, new Command.Ranking(_november, null), inGroup: true);
        var open = string.Join('\n', board.Where(item => item.To.Group is not null).Select(item => item.Message.Text));
        Assert.Contains("王芳 7430", open, StringComparison.Ordinal);
        foreach (var secret in new[] { "李强", "未及时回复", "质检", "元" }) Assert.DoesNotContain(secret, open, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Why_of_a_line_gives_formula_numbers_clause_and_records()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        var flag = await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 25, reason: "未及时回复", by: Office.Qa);
        var coefficient = await office.AnswerAsync(Office.Fang, new Command.Why(new Term(TermKind.Line, "coefficient"), null));
        foreach (var fact in new[] { "系数 = 1", "(20,30]", "绩效考核系数:基础客服", $"#{flag.Number}", "未及时回复", "郑凯(10010)" }) Assert.Contains(fact, coefficient, StringComparison.Ordinal);
        var volume = await office.AnswerAsync(Office.Fang, new Command.Why(new Term(TermKind.Line, "volume"), null));
        Assert.Contains("#1002", volume, StringComparison.Ordinal);
        Assert.DoesNotContain("#1003", volume, StringComparison.Ordinal);
        var total = await office.AnswerAsync(Office.Fang, new Command.Why(null, null));
        foreach (var fact in new[] { "总绩效分数 = 6390", "5200", "280", "310", "kf-2017" }) Assert.Contains(fact, total, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task The_story_of_a_record_is_for_its_owner_the_own_lead_qa_and_hr()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        var flag = await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 25, reason: "未及时回复", by: Office.Qa);
        var praise = await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-05", reason: "客户来信");
        var why = new Command.Why(null, flag.Number);
        var own = await office.AnswerAsync(Office.Fang, why);
        foreach (var fact in new[] { "质检扣分 -25分", "未及时回复", "郑凯(10010)", "系数：没有这条为1.2，有这条为1", "工资" }) Assert.Contains(fact, own, StringComparison.Ordinal);
        Assert.DoesNotContain("工资", await office.AnswerAsync(Office.Lead, why), StringComparison.Ordinal);
        Assert.Contains("未及时回复", await office.AnswerAsync(Office.Qa, why), StringComparison.Ordinal);
        Assert.DoesNotContain("客户来信", await office.AnswerAsync(Office.Qa, new Command.Why(null, praise.Number)), StringComparison.Ordinal);
        foreach (var stranger in new[] { Office.Qiang, Office.OtherLead, Office.Sun })
            Assert.DoesNotContain("未及时回复", await office.AnswerAsync(stranger, why), StringComparison.Ordinal);
        await office.DecideAsync(flag, DecisionKind.Reverse, RecordState.Active);
        Assert.Contains("不计入任何一行", await office.AnswerAsync(Office.Fang, why), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task How_far_names_the_smallest_change_of_each_input_in_points_and_yuan()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 25);
        var text = await office.AnswerAsync(Office.Fang, new Command.HowFar());
        Assert.Contains("质检扣分 25→20(-5分)：1→1.2，总绩效分数 +1040，工资 +520元", text, StringComparison.Ordinal);
        Assert.DoesNotContain("工资 +", await office.AnswerAsync(Office.Lead, new Command.HowFar(Office.Fang)), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task What_if_shows_the_sheet_as_it_would_be_and_stores_nothing()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "wrong_ticket", "2026-11-05", count: 2);
        var text = await office.AnswerAsync(Office.Fang, new Command.WhatIf([new(new Term(TermKind.Metric, "conversations"), 200, false), new(new Term(TermKind.Item, "wrong_ticket"), -1, false)]));
        Assert.Contains("总绩效分数：7410 → 7660(+250)", text, StringComparison.Ordinal);
        Assert.Equal("7410", await office.LineAsync(Office.Fang, "total"));
        Assert.Contains("不能再少", await office.AnswerAsync(Office.Fang, new Command.WhatIf([new(new Term(TermKind.Item, "wrong_ticket"), -3, false)])), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task The_week_ranks_by_what_the_week_brought()
    {
        await using var office = await Office.OpenAsync("2026-11-20T10:00");
        await office.FillFangAsync();
        await office.MetricAsync(Office.Qiang, "conversations", 100);
        await office.RateAsync(Office.Qiang, 100);
        office.MoveTo("2026-11-24T10:00");
        await office.ItemAsync(Office.Qiang, "excellent_case", "2026-11-24", count: 2);
        await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-24");
        var text = await office.AnswerAsync(Office.Fang, new Command.Ranking(new Stretch.OfWeek(Week.Of(new(2026, 11, 24))), null));
        Assert.Contains("本周新增的总绩效分数", text, StringComparison.Ordinal);
        Assert.Contains("🥇 李强 200", text, StringComparison.Ordinal);
        Assert.Contains("您的名次：第2名", text, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Details_list_number_day_item_points_who_and_reason()
    {
        await using var office = await Office.OpenAsync();
        var praise = await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-20", reason: "客户书面表扬");
        var flag = await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 12.5m);
        var all = await office.AnswerAsync(Office.Fang, new Command.Details(null, _november));
        Assert.Contains($"#{praise.Number} 11月20日(周五) 优秀案例 +100分 · 陈静(10001) · 客户书面表扬", all, StringComparison.Ordinal);
        var deductions = await office.AnswerAsync(Office.Fang, new Command.Details(null, _november, true));
        Assert.Contains($"#{flag.Number}", deductions, StringComparison.Ordinal);
        Assert.DoesNotContain($"#{praise.Number}", deductions, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task The_team_sheet_names_who_lacks_data_and_who_is_near_a_boundary()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 18);
        var text = await office.AnswerAsync(Office.Lead, new Command.TeamSheet(_november));
        foreach (var fact in new[] { "王芳(10002)", "还缺数据(2人)", "李强", "临近边界", "王芳 系数" }) Assert.Contains(fact, text, StringComparison.Ordinal);
        Assert.DoesNotContain("孙丽", text, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task The_scheme_shows_items_with_points_and_a_clause_in_its_own_words()
    {
        await using var office = await Office.OpenAsync();
        var whole = await office.AnswerAsync(Office.Fang, new Command.ShowScheme());
        foreach (var fact in new[] { "优秀案例 每次+100分", "次月21日至22日" }) Assert.Contains(fact, whole, StringComparison.Ordinal);
        Assert.Contains("系数由客服系数考核条例评定", await office.AnswerAsync(Office.Fang, new Command.ShowScheme("6")), StringComparison.Ordinal);
        Assert.Contains("没有第99条", await office.AnswerAsync(Office.Fang, new Command.ShowScheme("99")), StringComparison.Ordinal);
        Assert.Contains("12月21日", await office.AnswerAsync(Office.Fang, new Command.NoticePeriod()), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Every_answer_fits_the_platforms_limit()
    {
        await using var office = await Office.OpenAsync();
        for (var i = 0; i < 60; i++) await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-20", reason: "客户书面表扬，对话有亮点");
        foreach (var command in new Command[] { new Command.Details(null, _november), new Command.ShowScheme(), new Command.Why(null, null) })
            Assert.All(await office.AskAsync(Office.Fang, command), item => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(item.Message.Text), 1, 2048));
    }
}

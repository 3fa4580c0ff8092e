using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Tests.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Jobs;

public class DueTests
{
    [StoreFact]
    public async Task The_weekly_board_goes_out_on_monday_at_9_07_and_not_before()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-25", reason: "客户书面表扬");
        await office.ItemAsync(Office.Fang, "wrong_ticket", "2026-11-25", reason: "漏填单号");
        office.MoveTo("2026-11-30T09:06:59");
        await office.RunDueAsync();
        Assert.Empty(await office.PushedAsync());
        office.MoveTo("2026-11-30T09:07:00");
        await office.RunDueAsync();
        var pushed = await office.PushedAsync();
        Assert.Equal(
            ["group:客服一组", "group:客服二组", "person:10001", "person:10002", "person:10003", "person:10004", "person:10006", "person:10007"],
            pushed.Select(item => item.To.ToString()).Order(StringComparer.Ordinal));
        var group = pushed.Single(item => item.To.Group == Office.One).Message.Text;
        foreach (var fact in new[] { "🥇 王芳 7520", "客户书面表扬", "团队" }) Assert.Contains(fact, group, StringComparison.Ordinal);
        foreach (var secret in new[] { "漏填单号", "错误工单", "元", "李强" }) Assert.DoesNotContain(secret, group, StringComparison.Ordinal);
        var own = pushed.Single(item => item.To.Person == Office.Fang).Message.Text;
        foreach (var fact in new[] { "总绩效分数：7520", "第1名", "漏填单号" }) Assert.Contains(fact, own, StringComparison.Ordinal);
        var lead = pushed.Single(item => item.To.Person == Office.Lead).Message.Text;
        foreach (var fact in new[] { "王芳(10002)", "还缺数据", "待办" }) Assert.Contains(fact, lead, StringComparison.Ordinal);
        Assert.DoesNotContain("元", lead, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Run_again_and_again_and_after_a_restart_nothing_goes_out_twice()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        office.MoveTo("2026-11-30T09:07:00");
        for (var i = 0; i < 3; i++) await office.RunDueAsync();
        await Task.WhenAll(office.RunDueAsync(), office.RunDueAsync());
        await office.ReopenAsync();
        office.MoveTo("2026-12-01T08:40:00");
        for (var i = 0; i < 2; i++) await office.RunDueAsync();
        var pushed = await office.PushedAsync();
        Assert.Equal(pushed.Count, pushed.Select(item => item.DedupeKey).Distinct().Count());
        Assert.Equal(2, pushed.Count(item => item.To.Person == Office.Fang));
        Assert.Single(pushed, item => item.To.Group == Office.One);
    }

    [StoreFact]
    public async Task A_process_that_died_halfway_sends_only_what_is_missing()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        office.MoveTo("2026-11-30T09:07:00");
        await office.Store.WriteAsync(transaction =>
        {
            Assert.True(transaction.JobRuns.Once("weekly-own", "2026-W48", "person:" + Office.Fang));
            transaction.Outbox.Add(new(Recipient.To(Office.Fang), new("sent before the end"), Purpose.Board, "before"));
        });
        await office.ReopenAsync();
        await office.RunDueAsync();
        var pushed = await office.PushedAsync();
        Assert.Equal("sent before the end", Assert.Single(pushed, item => item.To.Person == Office.Fang).Message.Text);
        Assert.Single(pushed, item => item.To.Person == Office.Qiang);
    }

    [StoreFact]
    public async Task On_the_first_the_agent_gets_pay_the_lead_none_and_hr_the_list()
    {
        await using var office = await Office.OpenAsync("2026-11-30T10:00");
        await office.FillFangAsync();
        office.MoveTo("2026-12-01T08:29:00");
        await office.RunDueAsync();
        Assert.Empty(await office.PushedAsync());
        office.MoveTo("2026-12-01T08:31:00");
        await office.RunDueAsync();
        var pushed = await office.PushedAsync();
        var own = Assert.Single(pushed, item => item.To.Person == Office.Fang);
        Assert.Contains("6715元", own.Message.Text, StringComparison.Ordinal);
        Assert.Contains("kf-2017 版本", own.Message.Text, StringComparison.Ordinal);
        Assert.Equal(Purpose.Estimate, own.Purpose);
        Assert.DoesNotContain("元", Assert.Single(pushed, item => item.To.Person == Office.Lead).Message.Text, StringComparison.Ordinal);
        Assert.Contains("王芳(10002)", Assert.Single(pushed, item => item.To.Person == Office.Hr).Message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(pushed, item => item.To.Group is not null);
        Assert.Equal("工资清单", Assert.Single(await office.Store.ReadAsync(session => session.PayLooks.Of("*"))).How);
    }

    [StoreFact]
    public async Task What_was_due_before_the_first_start_is_nobodys_to_send()
    {
        await using var office = await Office.OpenAsync("2026-11-23T10:00");
        await office.RunDueAsync();
        Assert.Empty(await office.PushedAsync());
    }

    [StoreFact]
    public async Task After_a_long_pause_only_the_latest_week_and_month_are_caught_up_and_quiet_hours_hold()
    {
        await using var office = await Office.OpenAsync();
        office.MoveTo("2027-02-02T23:30:00");
        await office.RunDueAsync();
        var pushed = await office.PushedAsync();
        Assert.Single(pushed, item => item.To.Group == Office.One);
        Assert.Contains("1月25日至1月31日", pushed.Single(item => item.To.Group == Office.One).Message.Text, StringComparison.Ordinal);
        Assert.All(pushed, item => Assert.Equal(Office.At("2027-02-03T08:30"), item.NotBefore));
    }

    [StoreFact]
    public async Task A_team_gets_its_board_when_the_admin_said_so()
    {
        await using var office = await Office.OpenAsync();
        Assert.Contains("周二 10:11", await office.AnswerAsync(Office.Admin, new Command.Broadcast(DayOfWeek.Tuesday, new TimeOnly(10, 11), Office.One)), StringComparison.Ordinal);
        office.MoveTo("2026-11-24T10:11:00");
        await office.RunDueAsync();
        Assert.Contains("11月16日至11月22日", Assert.Single(await office.PushedAsync()).Message.Text, StringComparison.Ordinal);
        Assert.Contains("免打扰", await office.AnswerAsync(Office.Admin, new Command.Broadcast(DayOfWeek.Monday, new TimeOnly(22, 0))), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Three_working_days_before_publication_hr_and_leads_learn_what_is_missing()
    {
        await using var office = await Office.OpenAsync("2026-12-14T10:00");
        // Published on 21 December, a Monday; three working days before it is Wednesday the 16th.
        office.MoveTo("2026-12-16T09:13:00");
        await office.RunDueAsync();
        var pushed = await office.PushedAsync();
        Assert.Contains("还有3个工作日", Assert.Single(pushed, item => item.To.Person == Office.Lead).Message.Text, StringComparison.Ordinal);
        Assert.Equal(2, pushed.Count(item => item.To.Person == Office.Hr));
    }
}

using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Leads, QA, 人事 and admins are praised, complained of and on leave too: it goes to somebody who exists.</summary>
public sealed class JudgesTests
{
    private const string Lead = "10001", Fang = "10002", OtherLead = "10006", Qa = "10010", Hr = "10011", Admin = "10012", OtherHr = "10013";

    [StoreTheory]
    [InlineData("陈静", Lead)]
    [InlineData("郑凯", Qa)]
    public async Task Praise_of_who_has_no_lead_goes_to_hr_and_counts_when_hr_agrees(string name, string number)
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.SayAsync(Fang, $"表扬 {name} 优秀案例 客户书面表扬 工单88213");
        var praise = (await world.RecordsAsync(number)).Single();
        Assert.Contains($"表扬已转给人事确认：#{praise.Number}", heard.To(Fang), StringComparison.Ordinal);
        Assert.Contains($"待确认的表扬 #{praise.Number}", heard.To(Hr), StringComparison.Ordinal);
        Assert.Contains($"#{praise.Number}", (await world.SayAsync(Hr, "待办")).To(Hr), StringComparison.Ordinal);
        Assert.Contains("人事、管理员可以办理", (await world.SayAsync(OtherLead, $"同意 {praise.Number}")).To(OtherLead), StringComparison.Ordinal);
        await world.SayAsync(Hr, $"同意 {praise.Number}");
        Assert.Equal(RecordState.Active, (await world.RecordAsync(praise.Number))!.State);
    }

    [StoreFact]
    public async Task Praise_of_an_agent_is_still_the_leads_and_not_hrs()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.SayAsync("10003", "表扬 王芳 优秀案例 客户书面表扬 工单88213");
        var praise = (await world.RecordsAsync(Fang)).Single().Number;
        Assert.Contains($"表扬已转给组长确认：#{praise}", heard.To("10003"), StringComparison.Ordinal);
        Assert.Contains("客服一组的组长可以办理", (await world.SayAsync(Hr, $"同意 {praise}")).To(Hr), StringComparison.Ordinal);
        Assert.DoesNotContain($"#{praise}", (await world.SayAsync(Hr, "待办")).To(Hr), StringComparison.Ordinal);
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(praise))!.State);
    }

    [StoreTheory]
    [InlineData(Fang, Hr, "人事")]
    [InlineData(Hr, Admin, "管理员")]
    public async Task A_complaint_of_the_only_qa_goes_to_hr_and_hrs_own_to_an_admin(string reporter, string judge, string title)
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.SayAsync(reporter, "投诉 郑凯 质检标准不一致 会话5531");
        var complaint = (await world.RecordsAsync(Qa)).Single().Number;
        Assert.Contains($"由{title}核实后才会计入", heard.To(reporter), StringComparison.Ordinal);
        Assert.Contains($"待核实的反馈 #{complaint}", heard.To(judge), StringComparison.Ordinal);
        Assert.Equal("", heard.To(Qa));
        await world.SayAsync(judge, $"驳回 {complaint} 已核对标准");
        Assert.Equal(RecordState.Rejected, (await world.RecordAsync(complaint))!.State);
    }

    [StoreFact]
    public async Task The_leave_of_hr_goes_to_an_admin_and_taking_it_back_too()
    {
        await using var world = await ChatWorld.OpenAsync();
        Assert.Contains("提交后由 何军(10012) 审批", (await world.SayAsync(Hr, "请假 后天 年假 一天")).To(Hr), StringComparison.Ordinal);
        var heard = await world.SayAsync(Hr, "确认");
        var leave = (await world.RecordsAsync(Hr)).Single().Number;
        Assert.Contains("等待 何军(10012) 审批", heard.To(Hr), StringComparison.Ordinal);
        Assert.Contains($"#{leave}", heard.To(Admin), StringComparison.Ordinal);
        await world.SayAsync(Admin, $"同意 {leave}");
        Assert.Equal(RecordState.Active, (await world.RecordAsync(leave))!.State);
        Assert.Contains("等待 何军(10012) 审批", (await world.SayAsync(Hr, $"销假 {leave}")).To(Hr), StringComparison.Ordinal);
        await world.SayAsync(Admin, $"同意 {(await world.RecordsAsync(Hr))[^1].Number}");
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(leave))!.State);
    }

    [StoreFact]
    public async Task Where_there_are_two_of_hr_the_other_decides_on_leave_and_no_admin()
    {
        await using var world = await ChatWorld.OpenAsync();
        await JoinAsync(world, OtherHr, "秦岚", Role.Hr);
        var heard = await world.ConfirmAsync(Hr, "请假 后天 年假 一天");
        var leave = (await world.RecordsAsync(Hr)).Single().Number;
        Assert.Contains($"#{leave}", heard.To(OtherHr), StringComparison.Ordinal);
        Assert.Equal("", heard.To(Admin));
        Assert.Contains("秦岚(10013)", (await world.SayAsync(Admin, $"同意 {leave}")).To(Admin), StringComparison.Ordinal);
        await world.SayAsync(OtherHr, $"同意 {leave}");
        Assert.Equal(RecordState.Active, (await world.RecordAsync(leave))!.State);
    }

    [StoreFact]
    public async Task Where_nobody_is_left_to_decide_nothing_is_stored_and_it_is_said()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.SayAsync(Hr, "表扬 何军 优秀案例 系统升级很顺利");
        Assert.Contains("没有记录对 何军 的表扬", heard.To(Hr), StringComparison.Ordinal);
        Assert.DoesNotContain("已转给", heard.To(Hr), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync(Admin));
    }

    [StoreFact]
    public async Task What_waited_for_a_lead_who_left_the_role_goes_to_hr()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync(Fang, "请假 后天 年假 一天");
        var leave = (await world.RecordsAsync(Fang)).Single().Number;
        await JoinAsync(world, Lead, "陈静", Role.Agent, "客服一组");
        await world.SayAsync(Hr, $"同意 {leave}");
        Assert.Equal(RecordState.Active, (await world.RecordAsync(leave))!.State);
    }

    private static Task JoinAsync(ChatWorld world, string number, string name, Role role, string? team = null) => world.Store.WriteAsync(transaction =>
    {
        transaction.People.Save(new Person(number, name, [], team, new HashSet<Role> { role }, null, null), Period.Month(2026, 1));
        transaction.Identities.Bind("simulator", number, number, "test");
    });
}

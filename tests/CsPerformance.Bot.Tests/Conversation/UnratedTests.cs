using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>QA, hr, admins and leads who are no agents ask for what they do not have.</summary>
public class UnratedTests
{
    [StoreTheory]
    [InlineData("10010", "质检", "抽检 姓名 5")]
    [InlineData("10011", "人事", "导出 上月")]
    [InlineData("10012", "管理员", "成员")]
    [InlineData("10001", "组长", "团队 本月")]
    public async Task Who_is_not_rated_hears_what_to_ask_instead_of_an_empty_sheet(string number, string role, string ask)
    {
        await using var world = await ChatWorld.OpenAsync();
        foreach (var asks in (string[])["我的分数", "我的绩效 上月", "我的分数 本周", "工资预估", "还差多少", "如果 错误工单+1"])
        {
            var heard = (await world.SayAsync(number, asks)).To(number);
            Assert.StartsWith($"您是{role}，不参加客服考核", heard, StringComparison.Ordinal);
            Assert.Contains("· " + ask, heard, StringComparison.Ordinal);
            Assert.DoesNotContain("还缺", heard, StringComparison.Ordinal);
        }
        Assert.Empty(await world.Store.ReadAsync(session => session.PayLooks.Of(number)));
    }

    [StoreFact]
    public async Task A_lead_who_is_rated_too_or_of_whom_something_is_recorded_keeps_the_sheet()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.Store.WriteAsync(transaction => transaction.Records.Add(new(
            Domain.Records.RecordKind.Item, "10006", "excellent_case", new(2026, 11, 20), new(2026, 11, 20), "10011", "simulator")));
        Assert.Contains("绩效(暂估", (await world.SayAsync("10006", "我的分数")).To("10006"), StringComparison.Ordinal);
        Assert.StartsWith("您是组长", (await world.SayAsync("10006", "我的分数 10月")).To("10006"), StringComparison.Ordinal);

        await world.Store.WriteAsync(transaction => transaction.People.Save(
            transaction.People.Find("10001")! with { Roles = new HashSet<Domain.People.Role> { Domain.People.Role.Lead, Domain.People.Role.Agent } }, Domain.Time.Period.Month(2026, 11)));
        Assert.Contains("绩效(暂估", (await world.SayAsync("10001", "我的分数")).To("10001"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Hr_hears_of_somebody_else_that_there_is_no_sheet()
    {
        await using var world = await ChatWorld.OpenAsync();
        Assert.Equal("郑凯(10010)是质检，不参加客服考核，11月没有分数和绩效工资。", (await world.SayAsync("10011", "工资预估 郑凯")).To("10011"));
    }
}

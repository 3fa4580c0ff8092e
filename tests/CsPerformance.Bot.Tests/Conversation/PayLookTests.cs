using CsPerformance.Domain.Time;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Whoever asks 我的数据 reads who looked at the own pay.</summary>
public class PayLookTests
{
    [StoreFact]
    public async Task A_list_of_everybodys_pay_is_a_look_at_the_own_pay_as_well()
    {
        await using var world = await ChatWorld.OpenAsync();
        Assert.Contains("没有人查看过您的工资", (await world.SayAsync("10002", "我的数据")).To("10002"), StringComparison.Ordinal);
        await world.SayAsync("10011", "工资预估 王芳");
        world.Move(TimeSpan.FromMinutes(1));
        await world.SayAsync("10011", "导出 11月");
        world.Move(TimeSpan.FromMinutes(1));
        await world.Store.WriteAsync(transaction => transaction.PayLooks.Add("api", "*", Period.Month(2026, 11).ToString(), "api"));

        var told = (await world.SayAsync("10002", "我的数据")).To("10002");
        Assert.Contains("查看过您工资的(3次)：\n• 11-25 10:00 冯雪(10011) 2026-11 工资预估\n• 11-25 10:01 冯雪(10011) 2026-11 导出(全员)\n• 11-25 10:02 只读接口 2026-11 (全员)", told, StringComparison.Ordinal);
        Assert.Contains("查看过您工资的(2次)", (await world.SayAsync("10003", "我的数据")).To("10003"), StringComparison.Ordinal);
        Assert.Contains("查看过您工资的(1次)", (await world.SayAsync("10011", "我的数据")).To("10011"), StringComparison.Ordinal);
    }
}

using CsPerformance.Domain.Records;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Who complains of a colleague is known to those who judge it and to nobody else.</summary>
public class ReporterTests
{
    private const string Subject = "10003";
    private const string Reporter = "10008";

    [StoreTheory]
    [InlineData("明细")]
    [InlineData("明细 本周")]
    [InlineData("为什么 {0}")]
    [InlineData("撤销 {0}")]
    [InlineData("销假 {0}")]
    [InlineData("申诉 {0} 不是我")]
    [InlineData("同意 {0}")]
    [InlineData("我的数据")]
    [InlineData("为什么 系数")]
    public async Task The_person_concerned_never_reads_who_complained(string asks)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Reporter, "投诉 李强 客户说他态度差 会话7001");
        var number = (await world.RecordsAsync(Subject)).Single().Number;
        var text = asks.Replace("{0}", $"{number}", StringComparison.Ordinal);
        var pending = (await world.SayAsync(Subject, text)).To(Subject);
        Assert.DoesNotContain("周涛", pending, StringComparison.Ordinal);
        Assert.DoesNotContain("态度差", pending, StringComparison.Ordinal);
        await world.ConfirmAsync("10001", $"同意 {number} 质检扣分 5分");
        Assert.DoesNotContain("周涛", (await world.SayAsync(Subject, text)).To(Subject), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task After_its_confirmation_the_person_reads_who_confirmed_it()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Reporter, "投诉 李强 客户说他态度差 会话7001");
        var number = (await world.RecordsAsync(Subject)).Single().Number;
        await world.ConfirmAsync("10001", $"同意 {number} 质检扣分 5分");
        Assert.Contains("陈静(10001)核实", (await world.SayAsync(Subject, "明细")).To(Subject), StringComparison.Ordinal);
        Assert.Contains("陈静(10001)核实", (await world.SayAsync(Subject, $"为什么 {number}")).To(Subject), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task The_lead_and_qa_read_who_complained_and_the_reporter_reads_no_points()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Reporter, "投诉 李强 客户说他态度差 会话7001");
        var number = (await world.RecordsAsync(Subject)).Single().Number;
        await world.ConfirmAsync("10001", $"同意 {number} 质检扣分 5分");
        foreach (var judge in new[] { "10001", "10010", "10011" })
            Assert.Contains("周涛", (await world.SayAsync(judge, $"为什么 {number}")).To(judge), StringComparison.Ordinal);
        var told = (await world.SayAsync(Reporter, $"为什么 {number}")).To(Reporter);
        Assert.Contains("有效", told, StringComparison.Ordinal);
        Assert.DoesNotContain("质检扣分", told, StringComparison.Ordinal);
    }
}

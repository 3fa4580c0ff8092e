using CsPerformance.Domain.Records;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

public class LeaveTests
{
    [StoreFact]
    public async Task Leave_shows_what_it_costs_and_goes_to_the_lead()
    {
        await using var world = await ChatWorld.OpenAsync();
        var asked = await world.SayAsync("10002", "请假 明天下午 事假 半天 搬家");
        Assert.Contains("600 将失去", asked.To("10002"), StringComparison.Ordinal);
        var heard = await world.SayAsync("10002", "确认");
        var record = Assert.Single(await world.RecordsAsync("10002"));
        Assert.Equal((RecordKind.Leave, "personal", 0.5m, "下午", RecordState.Pending), (record.Kind, record.Code, record.Value, record.Part, record.State));
        Assert.Contains($"#{record.Number}", heard.To("10001"), StringComparison.Ordinal);
        await world.SayAsync("10001", $"同意 {record.Number}");
        Assert.Equal(RecordState.Active, (await world.RecordAsync(record.Number))!.State);
    }

    [StoreFact]
    public async Task A_leads_own_leave_goes_to_hr_and_not_to_themselves()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.ConfirmAsync("10001", "请假 后天 年假 一天");
        var number = (await world.RecordsAsync("10001")).Single().Number;
        Assert.Contains($"#{number}", heard.To("10011"), StringComparison.Ordinal);
        await world.SayAsync("10001", $"同意 {number}");
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(number))!.State);
        await world.SayAsync("10011", $"同意 {number}");
        Assert.Equal(RecordState.Active, (await world.RecordAsync(number))!.State);
    }

    [StoreFact]
    public async Task A_lead_of_another_team_cannot_approve()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10002", "请假 明天 事假 一天");
        var number = (await world.RecordsAsync("10002")).Single().Number;
        var heard = await world.SayAsync("10006", $"同意 {number}");
        Assert.Contains("客服一组的组长", heard.To("10006"), StringComparison.Ordinal);
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(number))!.State);
    }

    [StoreFact]
    public async Task Pending_leave_is_withdrawn_at_once_and_approved_leave_needs_the_lead()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10002", "请假 明天 事假 一天");
        var first = (await world.RecordsAsync("10002")).Single().Number;
        await world.SayAsync("10002", $"销假 {first}");
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(first))!.State);

        await world.ConfirmAsync("10002", "请假 明天 事假 一天");
        var second = (await world.RecordsAsync("10002"))[^1].Number;
        await world.SayAsync("10001", $"同意 {second}");
        await world.SayAsync("10002", $"销假 {second}");
        Assert.Equal(RecordState.Active, (await world.RecordAsync(second))!.State);
        var request = (await world.RecordsAsync("10002"))[^1].Number;
        await world.SayAsync("10001", $"同意 {request}");
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(second))!.State);
        Assert.DoesNotContain(await world.RecordsAsync("10002"), record => record.State == RecordState.Active);
    }

    [StoreFact]
    public async Task Overlapping_leave_is_refused()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10002", "请假 明天上午 事假 半天");
        await world.ConfirmAsync("10002", "请假 明天下午 病假 半天");
        var heard = await world.SayAsync("10002", "请假 明天 事假 一天");
        Assert.Contains("重叠", heard.To("10002"), StringComparison.Ordinal);
        Assert.Equal(2, (await world.RecordsAsync("10002")).Count);
    }
}

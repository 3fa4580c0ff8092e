using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

public class AppealTests
{
    [StoreFact]
    public async Task An_appeal_against_a_flag_is_judged_by_the_lead_and_records_the_proposed_points()
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        await world.SayAsync("10003", $"申诉 {flag} 当时系统故障 应为 -2");
        var appeal = (await world.RecordsAsync("10003"))[^1];
        Assert.Equal((RecordKind.Appeal, RecordState.Pending, flag), (appeal.Kind, appeal.State, appeal.About));
        await world.SayAsync("10010", $"同意 {appeal.Number}");
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(appeal.Number))!.State);
        await world.SayAsync("10001", $"同意 {appeal.Number}");
        var records = await world.RecordsAsync("10003");
        Assert.Equal(RecordState.Reversed, records[0].State);
        Assert.Equal((RecordState.Active, 2m, "qa"), (records[^1].State, records[^1].Points, records[^1].Code));
    }

    [StoreFact]
    public async Task Who_recorded_it_does_not_judge_and_hr_does()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10001", "扣分 @李强 昨天 延迟上号", "10003");
        var record = (await world.RecordsAsync("10003")).Single().Number;
        var heard = await world.SayAsync("10003", $"申诉 {record} 打卡机坏了");
        var appeal = (await world.RecordsAsync("10003"))[^1].Number;
        Assert.Contains($"#{appeal}", heard.To("10011"), StringComparison.Ordinal);
        await world.SayAsync("10001", $"同意 {appeal}");
        Assert.Equal(RecordState.Active, (await world.RecordAsync(record))!.State);
        await world.SayAsync("10011", $"同意 {appeal}");
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(record))!.State);
    }

    [StoreFact]
    public async Task A_confirmed_complaint_can_be_appealed_and_who_confirmed_it_does_not_judge()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10008", "投诉 李强 客户说他态度差 会话7001");
        var complaint = (await world.RecordsAsync("10003")).Single().Number;
        world.Move(TimeSpan.FromDays(5));
        await world.ConfirmAsync("10001", $"同意 {complaint} 质检扣分 5分");
        var heard = await world.SayAsync("10003", $"申诉 {complaint} 客户先骂人 应为 -2");
        var appeal = (await world.RecordsAsync("10003"))[^1].Number;
        Assert.Equal("", heard.To("10001"));
        Assert.Contains($"#{appeal}", heard.To("10011"), StringComparison.Ordinal);
        await world.SayAsync("10001", $"同意 {appeal}");
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(appeal))!.State);
        var judged = await world.SayAsync("10011", $"同意 {appeal}");
        Assert.Equal("", judged.To("10008"));
        var records = await world.RecordsAsync("10003");
        Assert.Equal(RecordState.Reversed, records[0].State);
        Assert.Equal((RecordKind.Item, RecordState.Active, 2m), (records[^1].Kind, records[^1].State, records[^1].Points));
    }

    [StoreFact]
    public async Task After_three_working_days_it_is_too_late()
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        world.Move(TimeSpan.FromDays(6));
        var heard = await world.SayAsync("10003", $"申诉 {flag} 当时系统故障");
        Assert.Contains("截止", heard.To("10003"), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync("10003"));
    }

    [StoreFact]
    public async Task A_rejected_appeal_goes_to_hr_once_more_and_is_final_then()
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        await world.SayAsync("10003", $"申诉 {flag} 理由一");
        var first = (await world.RecordsAsync("10003"))[^1].Number;
        await world.SayAsync("10001", $"驳回 {first} 录音清楚");
        await world.SayAsync("10003", $"申诉 {flag} 理由二");
        var second = (await world.RecordsAsync("10003"))[^1].Number;
        await world.SayAsync("10001", $"同意 {second}");
        Assert.Equal(RecordState.Pending, (await world.RecordAsync(second))!.State);
        await world.SayAsync("10011", $"驳回 {second} 维持");
        var heard = await world.SayAsync("10003", $"申诉 {flag} 理由三");
        Assert.Contains("最终", heard.To("10003"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Who_rejected_an_appeal_does_not_review_it_and_where_nobody_else_is_left_it_is_said_to_be_final()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync("10001", "扣分 @李强 昨天 延迟上号", "10003");
        var record = (await world.RecordsAsync("10003")).Single().Number;
        await world.SayAsync("10003", $"申诉 {record} 打卡机坏了");
        var appeal = (await world.RecordsAsync("10003"))[^1].Number;
        var rejected = await world.SayAsync("10011", $"驳回 {appeal} 打卡正常");
        Assert.Contains("没有其他人可以复核，这是最终结果", rejected.To("10003"), StringComparison.Ordinal);
        Assert.DoesNotContain("再申诉一次", rejected.To("10003"), StringComparison.Ordinal);
        var again = await world.SayAsync("10003", $"申诉 {record} 有照片");
        Assert.Contains("最终结果", again.To("10003"), StringComparison.Ordinal);
        Assert.Equal("", again.To("10011"));
        Assert.Equal(2, (await world.RecordsAsync("10003")).Count);
    }

    [StoreFact]
    public async Task The_review_goes_to_another_of_hr_than_who_rejected_the_appeal()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.Store.WriteAsync(transaction =>
        {
            transaction.People.Save(new Person("10013", "秦岚", [], null, new HashSet<Role> { Role.Hr }, null, null), Period.Month(2026, 1));
            transaction.Identities.Bind("simulator", "10013", "10013", "test");
        });
        await world.ConfirmAsync("10001", "扣分 @李强 昨天 延迟上号", "10003");
        var record = (await world.RecordsAsync("10003")).Single().Number;
        await world.SayAsync("10003", $"申诉 {record} 打卡机坏了");
        var rejected = await world.SayAsync("10011", $"驳回 {(await world.RecordsAsync("10003"))[^1].Number} 打卡正常");
        Assert.Contains("由 秦岚(10013) 复核", rejected.To("10003"), StringComparison.Ordinal);
        var asked = await world.SayAsync("10003", $"申诉 {record} 有照片");
        var second = (await world.RecordsAsync("10003"))[^1].Number;
        Assert.Contains($"#{second}", asked.To("10013"), StringComparison.Ordinal);
        Assert.Equal("", asked.To("10011"));
        Assert.Contains("您已驳回过", (await world.SayAsync("10011", $"驳回 {second} 维持")).To("10011"), StringComparison.Ordinal);
        await world.SayAsync("10013", $"同意 {second}");
        Assert.Equal(RecordState.Reversed, (await world.RecordAsync(record))!.State);
    }

    [StoreFact]
    public async Task The_time_for_a_second_appeal_runs_from_the_rejection()
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        await world.SayAsync("10003", $"申诉 {flag} 理由一");
        world.Move(TimeSpan.FromDays(6));
        var rejected = await world.SayAsync("10001", $"驳回 {(await world.RecordsAsync("10003"))[^1].Number} 录音清楚");
        Assert.Contains("12月4日(周五) 18:00 前", rejected.To("10003"), StringComparison.Ordinal);
        world.Move(TimeSpan.FromDays(2));
        await world.SayAsync("10003", $"申诉 {flag} 理由二");
        Assert.Equal(RecordState.Pending, (await world.RecordsAsync("10003"))[^1].State);
    }

    [StoreFact]
    public async Task The_story_of_a_record_says_that_its_appeal_was_upheld()
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        await world.SayAsync("10003", $"申诉 {flag} 当时系统故障 应为 -2");
        var appeal = (await world.RecordsAsync("10003"))[^1].Number;
        Assert.Contains($"申诉：#{appeal} 待审批", (await world.SayAsync("10003", $"为什么 {flag}")).To("10003"), StringComparison.Ordinal);
        await world.SayAsync("10001", $"同意 {appeal}");
        Assert.Contains($"申诉：#{appeal} 成立", (await world.SayAsync("10003", $"为什么 {flag}")).To("10003"), StringComparison.Ordinal);
        Assert.Contains("(成立)", (await world.SayAsync("10003", $"为什么 {appeal}")).To("10003"), StringComparison.Ordinal);
        Assert.Contains("现在：成立，", (await world.SayAsync("10001", $"同意 {appeal}")).To("10001"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Nobody_appeals_against_somebody_elses_record()
    {
        await using var world = await ChatWorld.OpenAsync();
        var flag = await FlagAsync(world);
        await world.SayAsync("10002", $"申诉 {flag} 帮他说话");
        Assert.Empty(await world.RecordsAsync("10002"));
    }

    private static async Task<long> FlagAsync(ChatWorld world)
    {
        await world.ConfirmAsync("10010", "质检 @李强 会话5531 未及时回复 扣5分", "10003");
        return (await world.RecordsAsync("10003")).Single().Number;
    }
}

using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Tests.Scores;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Two who act on the same matter in the same moment: each prepared an answer before the other's was kept.</summary>
public sealed class SameMomentTests
{
    private static readonly DateOnly _day = new(2026, 11, 24);

    [Fact]
    public async Task Leave_is_asked_back_once_however_often_it_is_said()
    {
        await using var office = await Office.OpenAsync();
        var leave = await GrantedAsync(office);
        var (first, second) = (await office.PrepareAsync(Office.Fang, new Command.CancelLeave(leave.Number)), await office.PrepareAsync(Office.Fang, new Command.CancelLeave(leave.Number)));

        Assert.Contains("已提交", (await first()).To(Office.Fang), StringComparison.Ordinal);
        var late = await second();

        Assert.Contains("正在等待审批", late.To(Office.Fang), StringComparison.Ordinal);
        Assert.Equal("", late.To(Office.Lead));
        Assert.Equal(2, (await RecordsAsync(office)).Count);
    }

    [Fact]
    public async Task Leave_that_is_reversed_meanwhile_is_not_asked_back()
    {
        await using var office = await Office.OpenAsync();
        var leave = await GrantedAsync(office);
        var cancel = await office.PrepareAsync(Office.Fang, new Command.CancelLeave(leave.Number));
        await office.DecideAsync(leave, DecisionKind.Reverse, RecordState.Active);

        Assert.Contains("无需销假", (await cancel()).To(Office.Fang), StringComparison.Ordinal);
        Assert.Single(await RecordsAsync(office));
    }

    [Fact]
    public async Task Leave_that_is_granted_meanwhile_is_asked_back_instead_of_withdrawn()
    {
        await using var office = await Office.OpenAsync();
        var leave = await office.LeaveAsync(Office.Fang, "personal", "2026-11-24", "2026-11-24", 1);
        var cancel = await office.PrepareAsync(Office.Fang, new Command.CancelLeave(leave.Number));
        await office.DecideAsync(leave, DecisionKind.Approve, RecordState.Pending);

        Assert.Contains("需审批人同意才能收回", (await cancel()).To(Office.Fang), StringComparison.Ordinal);
        Assert.Equal([(null, RecordState.Active), (leave.Number, RecordState.Pending)], (await RecordsAsync(office)).Select(record => (record.About, record.State)));
    }

    [Fact]
    public async Task A_request_for_leave_that_counts_no_more_ends_and_says_so()
    {
        await using var office = await Office.OpenAsync();
        var leave = await GrantedAsync(office);
        await office.AskAsync(Office.Fang, new Command.CancelLeave(leave.Number));
        var request = (await RecordsAsync(office))[^1];
        var approve = await office.PrepareAsync(Office.Lead, new Command.Approve([request.Number]));
        await office.DecideAsync(leave, DecisionKind.Reverse, RecordState.Active);

        var said = await approve();

        Assert.Contains("原请假已不再计入，销假申请结束。", said.To(Office.Lead), StringComparison.Ordinal);
        Assert.Contains("原请假已不再计入，销假申请结束。", said.To(Office.Fang), StringComparison.Ordinal);
        Assert.DoesNotContain(await RecordsAsync(office), record => record.State is RecordState.Active or RecordState.Pending);
    }

    [Fact]
    public async Task The_same_days_off_are_stored_once()
    {
        await using var office = await Office.OpenAsync();
        var wish = new Command.RequestLeave("personal", _day, _day, false, false, 1, "搬家");
        var (first, second) = (await office.PrepareAsync(Office.Fang, wish, consent: Consent.Given), await office.PrepareAsync(Office.Fang, wish, consent: Consent.Given));

        await first();

        Assert.Contains("重叠，没有提交", (await second()).To(Office.Fang), StringComparison.Ordinal);
        Assert.Single(await RecordsAsync(office));
    }

    [Fact]
    public async Task A_record_has_one_appeal_at_a_time()
    {
        await using var office = await Office.OpenAsync();
        var record = await office.ItemAsync(Office.Fang, "qa", "2026-11-20", 5, by: Office.Qa);
        var appeal = new Command.Appeal(record.Number, "系统故障");
        var (first, second) = (await office.PrepareAsync(Office.Fang, appeal), await office.PrepareAsync(Office.Fang, appeal));

        await first();

        Assert.Contains("正在审理中", (await second()).To(Office.Fang), StringComparison.Ordinal);
        Assert.Equal(2, (await RecordsAsync(office)).Count);
    }

    [Fact]
    public async Task Who_agrees_after_it_was_refused_learns_so()
    {
        await using var office = await Office.OpenAsync();
        var leave = await office.LeaveAsync(Office.Fang, "personal", "2026-11-24", "2026-11-24", 1);
        var approve = await office.PrepareAsync(Office.Lead, new Command.Approve([leave.Number]));
        await office.DecideAsync(leave, DecisionKind.Reject, RecordState.Pending);

        Assert.Contains("刚刚已被处理", (await approve()).To(Office.Lead), StringComparison.Ordinal);
        Assert.Equal(RecordState.Rejected, Assert.Single(await RecordsAsync(office)).State);
    }

    private static async Task<Domain.Records.Record> GrantedAsync(Office office)
    {
        var leave = await office.LeaveAsync(Office.Fang, "personal", "2026-11-24", "2026-11-24", 1);
        await office.DecideAsync(leave, DecisionKind.Approve, RecordState.Pending);
        return leave with { State = RecordState.Active };
    }

    private static Task<IReadOnlyList<Domain.Records.Record>> RecordsAsync(Office office) =>
        office.Store.ReadAsync(session => session.Records.Query(new RecordFilter { Person = Office.Fang }));
}

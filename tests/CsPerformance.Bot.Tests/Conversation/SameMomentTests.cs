using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Tests.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Two who act on the same matter in the same moment: each prepared an answer before the other's was kept.</summary>
public class SameMomentTests
{
    private static readonly DateOnly _day = new(2026, 11, 24), _past = new(2026, 11, 20);

    [StoreFact]
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

    [StoreFact]
    public async Task Leave_that_is_reversed_meanwhile_is_not_asked_back()
    {
        await using var office = await Office.OpenAsync();
        var leave = await GrantedAsync(office);
        var cancel = await office.PrepareAsync(Office.Fang, new Command.CancelLeave(leave.Number));
        await office.DecideAsync(leave, DecisionKind.Reverse, RecordState.Active);

        Assert.Contains("无需销假", (await cancel()).To(Office.Fang), StringComparison.Ordinal);
        Assert.Single(await RecordsAsync(office));
    }

    [StoreFact]
    public async Task Leave_that_is_granted_meanwhile_is_asked_back_instead_of_withdrawn()
    {
        await using var office = await Office.OpenAsync();
        var leave = await office.LeaveAsync(Office.Fang, "personal", "2026-11-24", "2026-11-24", 1);
        var cancel = await office.PrepareAsync(Office.Fang, new Command.CancelLeave(leave.Number));
        await office.DecideAsync(leave, DecisionKind.Approve, RecordState.Pending);

        Assert.Contains("需审批人同意才能收回", (await cancel()).To(Office.Fang), StringComparison.Ordinal);
        Assert.Equal([(null, RecordState.Active), (leave.Number, RecordState.Pending)], (await RecordsAsync(office)).Select(record => (record.About, record.State)));
    }

    [StoreFact]
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

    [StoreFact]
    public async Task The_same_days_off_are_stored_once()
    {
        await using var office = await Office.OpenAsync();
        var wish = new Command.RequestLeave("personal", _day, _day, false, false, 1, "搬家");
        var (first, second) = (await office.PrepareAsync(Office.Fang, wish, consent: Consent.Given), await office.PrepareAsync(Office.Fang, wish, consent: Consent.Given));

        await first();

        Assert.Contains("重叠，没有提交", (await second()).To(Office.Fang), StringComparison.Ordinal);
        Assert.Single(await RecordsAsync(office));
    }

    [StoreFact]
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

    [StoreFact]
    public async Task Who_agrees_after_it_was_refused_learns_so()
    {
        await using var office = await Office.OpenAsync();
        var leave = await office.LeaveAsync(Office.Fang, "personal", "2026-11-24", "2026-11-24", 1);
        var approve = await office.PrepareAsync(Office.Lead, new Command.Approve([leave.Number]));
        await office.DecideAsync(leave, DecisionKind.Reject, RecordState.Pending);

        Assert.Contains("刚刚已被处理", (await approve()).To(Office.Lead), StringComparison.Ordinal);
        Assert.Equal(RecordState.Rejected, Assert.Single(await RecordsAsync(office)).State);
    }

    [StoreTheory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Of_two_last_judges_who_decide_in_the_same_moment_one_is_taken(bool agrees, bool otherAgrees)
    {
        const string other = "10021";
        await using var office = await Office.OpenAsync();
        await office.Store.WriteAsync(transaction => transaction.People.Save(new Person(other, "林一", [], Office.One, new HashSet<Role> { Role.Lead }, null, null), Period.Month(2026, 1)));
        var leave = await office.LeaveAsync(Office.Fang, "personal", "2026-11-24", "2026-11-24", 1);
        Command Word(bool yes) => yes ? new Command.Approve([leave.Number]) : new Command.Reject(leave.Number, "人手不够");
        var (mine, theirs) = (await office.PrepareAsync(Office.Lead, Word(agrees)), await office.PrepareAsync(other, Word(otherAgrees)));

        var said = await Task.WhenAll(mine(), theirs());

        var decision = Assert.Single(await office.Store.ReadAsync(session => session.Decisions.Of(leave.Number)));
        var won = decision.By == Office.Lead;
        Assert.Contains("刚刚已被处理", won ? said[1].To(other) : said[0].To(Office.Lead), StringComparison.Ordinal);
        Assert.DoesNotContain("刚刚已被处理", won ? said[0].To(Office.Lead) : said[1].To(other), StringComparison.Ordinal);
        Assert.Equal((won ? agrees : otherAgrees) ? RecordState.Active : RecordState.Rejected, Assert.Single(await RecordsAsync(office)).State);
        Assert.Null((await office.Store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task An_appeal_that_is_refused_while_its_record_is_found_gone_is_not_closed_once_more()
    {
        await using var office = await Office.OpenAsync();
        var record = await office.ItemAsync(Office.Fang, "qa", "2026-11-20", 5, by: Office.Qa);
        await office.AskAsync(Office.Fang, new Command.Appeal(record.Number, "系统故障"));
        var appeal = (await RecordsAsync(office))[^1];
        await office.DecideAsync(record, DecisionKind.Reverse, RecordState.Active);
        var approve = await office.PrepareAsync(Office.Lead, new Command.Approve([appeal.Number]));
        await office.DecideAsync(appeal, DecisionKind.Reject, RecordState.Pending);

        var said = await approve();

        Assert.Contains("刚刚已被处理", said.To(Office.Lead), StringComparison.Ordinal);
        Assert.Equal("", said.To(Office.Fang));
    }

    [StoreFact]
    public async Task A_deduction_that_two_agree_to_in_the_same_moment_is_recorded_once_and_the_other_is_asked_again()
    {
        await using var office = await Office.OpenAsync();
        var flag = new Command.QaFlag([Office.Qiang], "qa", "未及时回复", _past, 5, "会话5531");
        var seen = new Command.RecordItem([Office.Qiang], "qa", _past, 5, 1, "没回复", "会话5531");
        var (first, second) = (await office.PrepareAsync(Office.Qa, flag, consent: Consent.Given), await office.PrepareAsync(Office.Lead, seen, consent: Consent.Given));

        var said = await Task.WhenAll(first(), second());

        var record = Assert.Single(await RecordsAsync(office, Office.Qiang));
        var (late, heard) = record.By == Office.Qa ? (Office.Lead, said[1]) : (Office.Qa, said[0]);
        Assert.StartsWith($"可能重复：已有相同的记录\n#{record.Number} 李强(10003)", heard.To(late), StringComparison.Ordinal);
        Assert.Equal(["确认", "修改", "取消"], heard.Single(item => item.To.Person == late).Message.Card!.Buttons.Select(button => button.Label));
        Assert.Equal("", heard.To(Office.Qiang));
    }

    [StoreFact]
    public async Task A_deduction_without_a_number_is_asked_again_where_another_records_it_meanwhile_and_praise_is_not()
    {
        await using var office = await Office.OpenAsync();
        const string other = "10021";
        await office.Store.WriteAsync(transaction => transaction.People.Save(new Person(other, "林一", [], Office.One, new HashSet<Role> { Role.Lead }, null, null), Period.Month(2026, 1)));
        foreach (var (item, times) in new[] { ("late_login", 1), ("excellent_case", 2) })
        {
            var record = new Command.RecordItem([Office.Qiang], item, _past);
            var (first, second) = (await office.PrepareAsync(Office.Lead, record, consent: Consent.Given), await office.PrepareAsync(other, record, consent: Consent.Given));
            await first();
            Assert.Equal(times == 1, (await second()).To(other).Contains("可能重复", StringComparison.Ordinal));
            Assert.Equal(times, (await RecordsAsync(office, Office.Qiang)).Count(one => one.Code == item));
        }
    }

    private static async Task<Domain.Records.Record> GrantedAsync(Office office)
    {
        var leave = await office.LeaveAsync(Office.Fang, "personal", "2026-11-24", "2026-11-24", 1);
        await office.DecideAsync(leave, DecisionKind.Approve, RecordState.Pending);
        return leave with { State = RecordState.Active };
    }

    private static Task<IReadOnlyList<Domain.Records.Record>> RecordsAsync(Office office, string person = Office.Fang) =>
        office.Store.ReadAsync(session => session.Records.Query(new RecordFilter { Person = person }));
}

using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;

namespace CsPerformance.Storage.Tests;

public abstract class RecordsTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task A_period_is_published_once_and_only_its_latest_publication_is_corrected()
    {
        Task<Publication?> AddAsync(string? team, long? corrects) => Store.WriteAsync(tx => tx.Publications.Add(new NewPublication(November, team, "kf-2017", "v", "{}", "{}", "10011", corrects)));
        var first = await AddAsync("客服一组", null);
        Assert.NotNull(first);
        Assert.Null(await AddAsync("客服一组", null));
        Assert.NotNull(await AddAsync("客服二组", null));
        var second = await AddAsync("客服一组", first.Id);
        Assert.NotNull(second);
        Assert.Null(await AddAsync("客服一组", first.Id));
        Assert.Equal(second.Id, (await Read(s => s.Publications.Latest(November, "客服一组")))!.Id);
        Assert.Equal(3, (await Read(s => s.Publications.Of(November))).Count);
        Assert.Null((await Store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task A_record_comes_back_as_it_went_in_under_the_number_1001()
    {
        var leave = new NewRecord(
            RecordKind.Leave, "10002", "personal", Day, Day.AddDays(2), "10002", "simulator", Value: 2.50m, Label: "事假", Assessor: "10001",
            Reason: "搬家 😀", Reference: "会话5531", About: 7, Pending: true, Part: "下午", Attachment: "ab12");

        var added = await AddAsync(leave);

        Assert.Equal(1001, added.Number);
        Assert.Equal(added, await Read(s => s.Records.Find(1001)));
        Assert.Equal(RecordState.Pending, added.State);
        Assert.Equal("2.5", added.Value?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Clock.GetUtcNow(), added.At);
    }

    [StoreFact]
    public async Task What_no_database_can_hold_is_taken_out_of_a_text()
    {
        var added = await AddAsync(Some.Item() with { Reason = "a\0b\ud800c" });

        Assert.Equal("ab\ufffdc", added.Reason);
        Assert.Equal(added, await Read(s => s.Records.Find(added.Number)));
    }

    [StoreFact]
    public async Task A_work_that_fails_leaves_no_gap_in_the_numbers()
    {
        await AddAsync(Some.Item());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync<long>(tx =>
        {
            tx.Records.Add(Some.Item());
            throw new InvalidOperationException("no");
        }));

        Assert.Equal(1002, (await AddAsync(Some.Item())).Number);
    }

    [StoreFact]
    public async Task Two_instances_share_one_series_of_numbers()
    {
        var other = await OpenAsync();

        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            (i % 2 == 0 ? Store : other).WriteAsync(tx => tx.Records.Add(Some.Item()).Number)));

        Assert.Equal(Enumerable.Range(1001, 100).Select(n => (long)n), numbers.Order());
    }

    [StoreFact]
    public async Task The_database_itself_refuses_to_change_or_delete()
    {
        await Store.WriteAsync(tx =>
        {
            var record = tx.Records.Add(Some.Item());
            tx.Decisions.Add(Some.Decision(record.Number, DecisionKind.Reverse), RecordState.Active);
            tx.Publications.Add(new NewPublication(November, null, "kf-2017", "v", "{}", "{}", "10011"));
            tx.PayLooks.Add("10011", "10002", "2026-11", "导出");
            tx.Refusals.Add("10002", "pay", "agent");
        });

        foreach (var (table, column) in (IEnumerable<(string, string)>)[("records", "reason"), ("decisions", "reason"), ("publications", "facts"), ("pay_looks", "how"), ("refusals", "why")])
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Store.WriteAsync(tx => tx.Execute($"update {table} set {column} = 'x'")));
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Store.WriteAsync(tx => tx.Execute($"delete from {table}")));
        }
    }

    [StoreFact]
    public async Task A_span_finds_what_begins_in_it_and_leave_that_reaches_into_it()
    {
        var leave = Some.Item() with { Kind = RecordKind.Leave, Code = "sick", On = new(2026, 10, 28), Until = new(2026, 11, 3), Value = 5 };
        await AddAsync(Some.Item(on: new(2026, 10, 31)));
        await AddAsync(leave);
        await AddAsync(Some.Item(on: new(2026, 11, 1)));
        await AddAsync(Some.Item(on: new(2026, 11, 30)));
        await AddAsync(Some.Item(on: new(2026, 12, 1)));
        await AddAsync(Some.Item("10003", on: new(2026, 11, 5)));

        Assert.Equal([1002, 1003, 1004], (await Read(s => s.Records.Of("10002", November.First, November.Last))).Select(r => r.Number));
        Assert.Equal([1002], (await Read(s => s.Records.Of("10002", November.First, November.Last, RecordKind.Leave))).Select(r => r.Number));
        Assert.Empty(await Read(s => s.Records.Of("10002", new(2026, 11, 4), new(2026, 11, 29))));
    }

    [StoreFact]
    public async Task A_filter_takes_team_state_and_kind_together()
    {
        await Store.WriteAsync(tx =>
        {
            tx.People.Save(Some.Person("10002", team: "客服一组"), Period.Month(2026, 10));
            tx.People.Save(Some.Person("10002", team: "客服二组"), Period.Month(2026, 12));
            tx.Records.Add(Some.Item(on: new(2026, 9, 30)));
            tx.Records.Add(Some.Item(on: new(2026, 11, 30)));
            tx.Records.Add(Some.Item(on: new(2026, 12, 1)));
            tx.Records.Add(Some.Item(on: new(2026, 12, 2)) with { Pending = true, Reference = "工单9" });
        });

        Assert.Equal([1001, 1002], await Numbers(new() { Team = "客服一组" }));
        Assert.Equal([1003, 1004], await Numbers(new() { Team = "客服二组" }));
        Assert.Equal([1004], await Numbers(new() { Team = "客服二组", State = RecordState.Pending, Kind = RecordKind.Item }));
        Assert.Equal([1004, 1003], await Numbers(new() { From = new(2026, 12, 1), Until = new(2026, 12, 31), NewestFirst = true }));
        Assert.Equal([1001], await Numbers(new() { Person = "10002", By = "10001", Code = "excellent_case", Limit = 1 }));
        Assert.Equal([1004], await Numbers(new() { Reference = "工单9" }));
        Assert.Empty(await Numbers(new() { Person = "10003" }));
    }

    [StoreFact]
    public async Task The_same_incident_is_same_person_item_day_and_order_and_still_standing()
    {
        var first = await AddAsync(Some.Item() with { Reference = "工单1" });
        var complaint = await AddAsync(Some.Item() with { Kind = RecordKind.Complaint, Code = null, Reference = "工单1", Pending = true });
        await AddAsync(Some.Item() with { Reference = null });
        await AddAsync(Some.Item(on: Day.AddDays(1)) with { Reference = "工单1" });

        Assert.Equal([first.Number], await TwinsAsync("工单1"));
        Assert.Empty(await TwinsAsync("工单2"));
        Assert.Equal([complaint.Number], (await Read(s => s.Records.SameReport("10002", Day, "工单1"))).Select(r => r.Number));
        Assert.Empty(await Read(s => s.Records.SameReport("10002", Day, null)));

        await Store.WriteAsync(tx => tx.Decisions.Add(Some.Decision(first.Number, DecisionKind.Undo), RecordState.Active));
        Assert.Empty(await TwinsAsync("工单1"));
    }

    [StoreFact]
    public async Task Without_an_order_the_same_item_of_the_day_is_the_same_incident_where_somebody_else_recorded_it()
    {
        await AddAsync(Some.Item());
        var other = await AddAsync(Some.Item() with { By = "10010" });
        Assert.Equal([other.Number], await TwinsAsync(null));
    }

    [StoreFact]
    public async Task A_record_that_expects_no_twin_is_undone_with_its_work_where_one_came_first()
    {
        var twin = Some.Item() with { Reference = "工单1" };
        Assert.Equal(1001, await Store.WriteAsync(Add));
        await Assert.ThrowsAsync<RecordedMeanwhileException>(() => Store.WriteAsync(Add));
        await Store.WriteAsync(tx => tx.Decisions.Add(Some.Decision(1001, DecisionKind.Undo), RecordState.Active));
        Assert.Equal(1002, await Store.WriteAsync(Add));
        Assert.Null((await Store.VerifyAsync()).Bad);

        long Add(Transaction tx)
        {
            tx.Records.ExpectNoTwin(twin);
            return tx.Records.Add(twin).Number;
        }
    }

    private Task<List<long>> TwinsAsync(string? reference) =>
        Read(s => s.Records.Twins(Some.Item() with { Reference = reference }).Select(record => record.Number).ToList());

    [StoreFact]
    public async Task A_second_figure_replaces_the_first_which_stands_as_reversed()
    {
        var (first, none) = await Store.WriteAsync(tx => tx.Records.AddReplacing(Some.Metric(5200)));
        var (second, previous) = await Store.WriteAsync(tx => tx.Records.AddReplacing(Some.Metric(5300)));
        var (_, otherAssessor) = await Store.WriteAsync(tx => tx.Records.AddReplacing(Some.Metric(1) with { Assessor = "10001" }));

        Assert.Null(none);
        Assert.Equal(first, previous);
        Assert.Null(otherAssessor);
        Assert.Equal(RecordState.Reversed, (await Read(s => s.Records.Find(first.Number)))!.State);
        Assert.Equal(RecordState.Active, (await Read(s => s.Records.Find(second.Number)))!.State);
        Assert.Equal("#1002", Assert.Single(await Read(s => s.Decisions.Of(first.Number))).Reason);
    }

    [StoreFact]
    public async Task A_file_of_figures_replaces_what_stands_at_each_place_once()
    {
        var (first, _) = await Store.WriteAsync(tx => tx.Records.AddReplacing(Some.Metric(5200)));
        var (marked, _) = await Store.WriteAsync(tx => tx.Records.AddReplacing(Some.Metric(1) with { Assessor = "10001" }));

        var stored = await Store.WriteAsync(tx => tx.Records.AddReplacing(
            [Some.Metric(5300), Some.Metric(7) with { Subject = "10003" }, Some.Metric(5400), Some.Metric(2) with { Assessor = "10001" }]));

        Assert.Equal([first.Number, null, stored[0].Added.Number, marked.Number], stored.Select(pair => pair.Previous?.Number));
        Assert.Equal([5400m, 7m, 2m], (await Read(s => s.Records.Query(new() { State = RecordState.Active }))).OrderByDescending(record => record.Value).Select(record => record.Value!.Value));
        Assert.Equal(RecordState.Reversed, (await Read(s => s.Records.Find(stored[0].Added.Number)))!.State);
    }

    [StoreFact]
    public async Task Figures_from_two_instances_at_once_leave_one_that_counts()
    {
        var other = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? Store : other).WriteAsync(tx => tx.Records.AddReplacing(Some.Metric(i)))));

        Assert.Single(await Read(s => s.Records.Query(new() { State = RecordState.Active })));
        Assert.Equal(39, (await Read(s => s.Records.Query(new() { State = RecordState.Reversed }))).Count);
    }

    [StoreFact]
    public async Task A_confirmed_complaint_takes_the_item_and_points_of_the_decision()
    {
        var complaint = await AddAsync(Some.Item() with { Kind = RecordKind.Complaint, Code = null, Pending = true });

        Assert.True(await Store.WriteAsync(tx => tx.Decisions.Add(
            Some.Decision(complaint.Number, DecisionKind.Approve, 2.50m, "slow_reply"), RecordState.Pending)));

        var now = (await Read(s => s.Records.Find(complaint.Number)))!;
        Assert.Equal(complaint with { State = RecordState.Active, Code = "slow_reply", Points = 2.5m }, now);
        var decision = Assert.Single(await Read(s => s.Decisions.Of(complaint.Number)));
        Assert.Equal(Some.Decision(complaint.Number, DecisionKind.Approve, 2.5m, "slow_reply") with { At = decision.At }, decision);
    }

    [StoreFact]
    public async Task Of_many_decisions_at_once_over_two_instances_one_is_taken()
    {
        var leave = await AddAsync(Some.Item() with { Pending = true });
        var other = await OpenAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? Store : other).WriteAsync(tx =>
            tx.Decisions.Add(Some.Decision(leave.Number, i % 3 == 0 ? DecisionKind.Approve : DecisionKind.Reject), RecordState.Pending))));

        Assert.Single(taken, yes => yes);
        Assert.Single(await Read(s => s.Decisions.Of(leave.Number)));
    }

    [StoreFact]
    public async Task What_is_looked_up_behind_the_lock_still_stands_when_it_is_added_to()
    {
        var record = await AddAsync(Some.Item());
        var other = await OpenAsync();

        var asked = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? Store : other).WriteAsync(tx =>
        {
            tx.Records.Hold();
            if (tx.Records.Query(new() { About = record.Number }).Count > 0) return false;
            tx.Records.Add(Some.Item() with { Kind = RecordKind.Appeal, About = record.Number, Pending = true });
            return true;
        })));

        Assert.Single(asked, yes => yes);
        Assert.Single(await Read(s => s.Records.Query(new() { About = record.Number })));
        Assert.Null((await Store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task A_forwarded_appeal_stays_pending_until_the_second_judge()
    {
        var appeal = await AddAsync(Some.Item() with { Kind = RecordKind.Appeal, About = 1000, Pending = true });

        await Store.WriteAsync(tx => tx.Decisions.Add(Some.Decision(appeal.Number, DecisionKind.Forward), RecordState.Pending));
        Assert.Equal(RecordState.Pending, Assert.Single(await Read(s => s.Records.Query(new() { About = 1000 }))).State);
        await Store.WriteAsync(tx => tx.Decisions.Add(Some.Decision(appeal.Number, DecisionKind.Reject), RecordState.Pending));
        Assert.Equal(RecordState.Rejected, (await Read(s => s.Records.Find(appeal.Number)))!.State);
        Assert.False(await Store.WriteAsync(tx => tx.Decisions.Add(Some.Decision(999, DecisionKind.Approve), RecordState.Pending)));
    }

    private async Task<IEnumerable<long>> Numbers(RecordFilter filter) => (await Read(s => s.Records.Query(filter))).Select(r => r.Number);
}

public sealed class Records_on_Sqlite() : RecordsTests(new SqlitePlace());

public sealed class Records_on_Postgres() : RecordsTests(new PostgresPlace());

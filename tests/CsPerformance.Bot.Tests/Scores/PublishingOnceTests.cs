using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Scores;

/// <summary>A period becomes official once, and not before it is over.</summary>
public class PublishingOnceTests
{
    private static readonly Period _november = Period.Month(2026, 11);

    [StoreFact]
    public async Task Two_who_publish_and_correct_at_the_same_time_do_it_once_and_nobody_is_told_twice()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        office.MoveTo("2026-12-03T10:00");
        Func<Task<IReadOnlyList<OutboxItem>>>[] both = [
            await office.PrepareAsync(Office.Hr, new Command.Publish(_november), consent: Consent.Given), await office.PrepareAsync(Office.Hr, new Command.Publish(_november), consent: Consent.Given)];
        var (first, second) = (await both[0](), await both[1]());
        Assert.Single(first, item => item.To.Person == Office.Fang);
        Assert.Equal("2026-11 刚刚已由他人办理，没有重复执行。", Assert.Single(second).Message.Text);

        await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-20");
        both = [await office.PrepareAsync(Office.Hr, new Command.Correct(_november), consent: Consent.Given), await office.PrepareAsync(Office.Hr, new Command.Correct(_november), consent: Consent.Given)];
        (first, second) = (await both[0](), await both[1]());
        Assert.Single(first, item => item.To.Person == Office.Fang);
        Assert.Equal("2026-11 刚刚已由他人办理，没有重复执行。", Assert.Single(second).Message.Text);
        Assert.Equal(3, (await office.Store.ReadAsync(session => session.Publications.Of(_november))).Count);
    }

    [StoreFact]
    public async Task An_appeal_against_what_was_taken_back_meanwhile_ends_and_nothing_is_recorded_instead()
    {
        await using var office = await Office.OpenAsync();
        var record = await office.ItemAsync(Office.Fang, "qa", "2026-11-20", 5);
        var appeal = await office.AddAsync(new NewRecord(
            RecordKind.Appeal, Office.Fang, null, new(2026, 11, 23), new(2026, 11, 23), Office.Fang, "simulator", Points: -2, Reason: "系统故障", About: record.Number, Pending: true));
        var approve = await office.PrepareAsync(Office.Hr, new Command.Approve([appeal.Number]));
        await office.DecideAsync(record, DecisionKind.Reverse, RecordState.Active);

        var said = await approve();

        Assert.Contains("原记录已不再计入，申诉结束", string.Join('\n', said.Select(item => item.Message.Text)), StringComparison.Ordinal);
        Assert.Equal(2, (await office.Store.ReadAsync(session => session.Records.Query(new()))).Count);
    }

    [StoreFact]
    public async Task A_quarter_is_not_published_with_its_first_months()
    {
        await using var office = await Office.OpenAsync("2026-12-03T10:00");
        await office.Store.WriteAsync(transaction => SchemesInForce.PutInForce(
            transaction, Office.Two, Period.Month(2026, 1), office.Schemes.Installed(transaction).First(scheme => scheme.Id == "quarterly-review"), Office.Admin));

        Assert.Contains("客服二组 按 2026-Q4 考核，还没有结束，这次不发布。", await office.AnswerAsync(Office.Hr, new Command.Publish(_november)), StringComparison.Ordinal);
        var said = await office.AskAsync(Office.Hr, new Command.Publish(_november), consent: Consent.Given);
        Assert.Contains("已发布 2026-11：客服一组(3人)", said.Single(item => item.To.Person == Office.Hr).Message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(said, item => item.To.Person == Office.Sun);
        Assert.Contains("还没有结束", await office.AnswerAsync(Office.Hr, new Command.Publish(_november)), StringComparison.Ordinal);

        office.MoveTo("2027-01-05T10:00");
        Assert.Contains("客服二组", await office.AnswerAsync(Office.Hr, new Command.Publish(Period.Month(2026, 12))), StringComparison.Ordinal);
        await office.AskAsync(Office.Hr, new Command.Publish(Period.Month(2026, 12)), consent: Consent.Given);
        Assert.NotNull(await office.Store.ReadAsync(session => session.Publications.Latest(new Period(PeriodKind.Quarter, 2026, 4), Office.Two)));
    }
}

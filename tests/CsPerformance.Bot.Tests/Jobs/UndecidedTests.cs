using CsPerformance.Bot.Tests.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Jobs;

public class UndecidedTests
{
    [StoreFact]
    public async Task Admins_hear_once_on_each_working_day_that_pushes_wait_for_a_decision_and_not_what_they_say()
    {
        await using var office = await Office.OpenAsync();
        var push = await UnknownAsync(office);
        office.MoveTo("2026-11-24T09:16:59");
        Assert.Empty(await ToldAsync(office));
        office.MoveTo("2026-11-24T09:17:00");
        await office.RunDueAsync();
        Assert.Equal("有 1 条推送发送结果未知，不会自动重发。请回复“待办”，向对方核实后决定。", Assert.Single(await ToldAsync(office)));
        office.MoveTo("2026-11-25T10:00:00");
        Assert.Equal(2, (await ToldAsync(office)).Count);
        office.MoveTo("2026-11-28T10:00:00");
        Assert.Equal(2, (await ToldAsync(office)).Count);
        await office.Store.WriteAsync(transaction => transaction.Outbox.Drop(push, OutboxState.Unknown));
        office.MoveTo("2026-12-02T10:00:00");
        Assert.Equal(2, (await ToldAsync(office)).Count);
    }

    [StoreFact]
    public async Task Pay_that_no_platform_took_is_told_beside_them_with_what_the_platforms_said()
    {
        await using var office = await Office.OpenAsync();
        await UnknownAsync(office);
        foreach (var (person, why) in new[] { (Office.Fang, "没有可用的账号或群。"), (Office.Qiang, "81013"), (Office.Lei, "81013") }) await RefusedAsync(office, person, why);
        office.MoveTo("2026-11-24T09:17:00");
        Assert.Equal(
            "有 1 条推送发送结果未知，不会自动重发。请回复“待办”，向对方核实后决定。\n有 3 条工资推送没有送达，不会自动重发，平台答复：81013(2 条)；没有可用的账号或群(1 条)。请回复“待办”，决定重发还是另行送达。",
            Assert.Single(await ToldAsync(office)));
    }

    [StoreFact]
    public async Task A_push_that_becomes_unknown_after_the_time_of_the_day_is_told_on_the_next_and_makes_nothing_late()
    {
        await using var office = await Office.OpenAsync();
        office.MoveTo("2026-11-24T09:17:00");
        await office.RunDueAsync();
        Assert.True(await office.Store.ReadAsync(session => session.JobRuns.Done("undecided-pushes", "2026-11-24", "all")));
        office.MoveTo("2026-11-24T15:00:00");
        await UnknownAsync(office);
        Assert.Empty(await ToldAsync(office));
        office.MoveTo("2026-11-25T09:17:00");
        Assert.Single(await ToldAsync(office));
    }

    private static async Task<List<string>> ToldAsync(Office office)
    {
        await office.RunDueAsync();
        return [.. (await office.PushedAsync()).Where(item => item.To.Person == Office.Admin).Select(item => item.Message.Text)];
    }

    private static Task RefusedAsync(Office office, string person, string why) => office.Store.WriteAsync(transaction =>
    {
        transaction.Outbox.Add(new NewOutgoing(Recipient.To(person), new OutgoingMessage("实发 8848.31 元"), Purpose.Pay, "refused" + person));
        transaction.Outbox.Refused(transaction.Outbox.Claim(1, "there", TimeSpan.FromMinutes(2))[0].Id, why);
    });

    private static Task<long> UnknownAsync(Office office) => office.Store.WriteAsync(transaction =>
    {
        transaction.Outbox.Add(new NewOutgoing(Recipient.To(Office.Fang), new OutgoingMessage("实发 8848.31 元"), Purpose.Pay, "lost"));
        var push = transaction.Outbox.Claim(1, "there", TimeSpan.FromMinutes(2))[0].Id;
        transaction.Outbox.Unknown(push, "The sender died.");
        return push;
    });
}

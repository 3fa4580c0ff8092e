using CsPerformance.Bot.Tests.Chaos;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using Npgsql;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Two instances on one PostgreSQL: what one does while another is about to keep the opposite.</summary>
public sealed class TwoInstancesTests : IAsyncLifetime
{
    private const string Lead = "10001", Fang = "10002", Qiang = "10003", OtherLead = "10006", Qa = "10010", Hr = "10011", Second = "10021";

    private readonly string schema = "two" + Guid.NewGuid().ToString("N");
    private ChatWorld here = null!, there = null!;
    private Store third = null!;

    private static string Server => Environment.GetEnvironmentVariable("CSP_TEST_POSTGRES")!;

    public async Task InitializeAsync()
    {
        if (!PostgresFactAttribute.IsThere) return;
        await RunAsync($"create schema {schema}");
        var options = new StoreOptions(
            StoreProvider.Postgres, new NpgsqlConnectionStringBuilder(Server) { SearchPath = schema, ApplicationName = schema, MaxPoolSize = 10 }.ConnectionString);
        (here, there) = (await ChatWorld.OpenAsync(options, "here"), await ChatWorld.OpenAsync(options, "there"));
        third = await Store.OpenAsync(options, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        if (!PostgresFactAttribute.IsThere) return;
        await third.DisposeAsync();
        await here.DisposeAsync();
        await there.DisposeAsync();
        await RunAsync($"drop schema {schema} cascade");
    }

    [PostgresFact]
    public async Task An_appeal_is_not_accepted_against_what_another_is_just_reversing()
    {
        await here.ConfirmAsync(Qa, "质检 @李强 会话5531 未及时回复 扣5分", Qiang);
        var record = Assert.Single(await here.RecordsAsync(Qiang));
        await here.SayAsync(Qiang, $"申诉 {record.Number} 系统故障");
        var appeal = (await here.RecordsAsync(Qiang))[^1];

        var heard = (await WhileOneKeepsAsync(
            transaction => Assert.True(transaction.Decisions.Add(new Decision(record.Number, DecisionKind.Reverse, Qa, transaction.Now, "录错"), RecordState.Active)),
            () => here.SayAsync(Lead, $"同意 {appeal.Number}")))[0];

        Assert.Contains("原记录已不再计入，申诉结束。", heard.To(Lead), StringComparison.Ordinal);
        Assert.Contains("原记录已不再计入，申诉结束。", heard.To(Qiang), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_card_tells_whose_decision_it_was_where_another_just_took_it()
    {
        var asked = await here.SayAsync(Fang, "请假 明天 事假 搬家");
        var confirm = asked.FirstOrDefault(item => item.To.Person == Fang && item.Message.Card is not null);
        if (confirm is not null) asked = await here.PressAsync(Fang, confirm.Message.Card!.Id, "1");
        var card = asked.Single(item => item.To.Person == Lead && item.Message.Card is not null).Message.Card!;
        var leave = Assert.Single(await here.RecordsAsync(Fang));

        var heard = (await WhileOneKeepsAsync(
            transaction => Assert.True(transaction.Decisions.Add(new Decision(leave.Number, DecisionKind.Approve, OtherLead, transaction.Now, ""), RecordState.Pending)),
            () => here.PressAsync(Lead, card.Id, $"同意 {leave.Number}")))[0];

        Assert.Contains("刚刚已被处理", heard.To(Lead), StringComparison.Ordinal);
        Assert.StartsWith("已处理 ", await here.Store.ReadAsync(session => session.Cards.Find(card.Id)!.Outcome!), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_deduction_agreed_to_on_both_is_recorded_once()
    {
        var mine = Card(await here.SayAsync(Qa, "质检 @李强 会话5531 未及时回复 扣5分", null, Qiang));
        var theirs = Card(await there.SayAsync(Lead, "质检 @李强 会话5531 没回复 扣5分", null, Qiang));

        var heard = await WhileOneKeepsAsync(transaction => transaction.Records.Hold(), () => here.PressAsync(Qa, mine, "1"), () => there.PressAsync(Lead, theirs, "1"));

        var record = Assert.Single(await here.RecordsAsync(Qiang));
        Assert.Contains("可能重复", record.By == Qa ? heard[1].To(Lead) : heard[0].To(Qa), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Of_two_last_judges_of_leave_in_the_same_moment_one_decides()
    {
        await WithSecondJudgeAsync("客服一组", Role.Lead);
        foreach (var (day, mine, theirs) in new[] { (1, "同意", "驳回"), (2, "同意", "同意"), (3, "驳回", "驳回") })
        {
            await here.ConfirmAsync(Fang, $"请假 12月{day}日 事假 搬家");
            await AssertOneDecidesAsync((await here.RecordsAsync(Fang))[^1].Number, Lead, mine, theirs);
        }
    }

    [PostgresFact]
    public async Task Of_two_last_judges_of_an_appeal_in_the_same_moment_one_decides_and_the_record_follows_once()
    {
        await WithSecondJudgeAsync(null, Role.Hr);
        foreach (var (talk, mine, theirs) in new[] { (5531, "同意", "驳回"), (5532, "同意", "同意") })
        {
            await here.ConfirmAsync(Qa, $"质检 @李强 会话{talk} 未及时回复 扣5分", Qiang);
            var record = (await here.RecordsAsync(Qiang))[^1];
            await here.SayAsync(Qiang, $"申诉 {record.Number} 系统故障");
            await here.SayAsync(Lead, $"驳回 {(await here.RecordsAsync(Qiang))[^1].Number} 没有故障");
            await here.SayAsync(Qiang, $"申诉 {record.Number} 有截图");

            var approved = await AssertOneDecidesAsync((await here.RecordsAsync(Qiang))[^1].Number, Hr, mine, theirs);

            Assert.Equal(approved ? RecordState.Reversed : RecordState.Active, (await here.RecordAsync(record.Number))!.State);
            Assert.Equal(approved ? 1 : 0, (await here.Store.ReadAsync(session => session.Decisions.Of(record.Number))).Count);
        }
    }

    private async Task WithSecondJudgeAsync(string? team, Role role) => await third.WriteAsync(transaction =>
    {
        transaction.People.Save(new Person(Second, "林一", [], team, new HashSet<Role> { role }, null, null), Period.Month(2026, 1));
        transaction.Identities.Bind("simulator", Second, Second, "test");
    });

    /// <summary>Two judges on two instances, each of whom saw it waiting for a decision, and no third who could put it right.</summary>
    /// <returns>True where it was approved.</returns>
    private async Task<bool> AssertOneDecidesAsync(long number, string first, string mine, string theirs)
    {
        Assert.Equal(RecordState.Pending, (await there.RecordAsync(number))!.State);
        var heard = await WhileOneKeepsAsync(
            transaction => transaction.Records.Hold(),
            () => here.SayAsync(first, $"{mine} {number} 人手"), () => there.SayAsync(Second, $"{theirs} {number} 人手"));

        var decision = Assert.Single(await here.Store.ReadAsync(session => session.Decisions.Of(number)));
        var won = decision.By == first;
        var (winner, loser) = won ? (heard[0].To(first), heard[1].To(Second)) : (heard[1].To(Second), heard[0].To(first));
        Assert.DoesNotContain("刚刚已被处理", winner, StringComparison.Ordinal);
        Assert.Contains("刚刚已被处理，没有重复执行", loser, StringComparison.Ordinal);
        var approved = (won ? mine : theirs) == "同意";
        Assert.Equal(approved ? DecisionKind.Approve : DecisionKind.Reject, decision.Kind);
        Assert.Equal(approved ? RecordState.Active : RecordState.Rejected, (await there.RecordAsync(number))!.State);
        Assert.Null((await third.VerifyAsync()).Bad);
        return approved;
    }

    private static string Card(IReadOnlyList<OutboxItem> heard) => heard.Single(item => item.Message.Card is not null).Message.Card!.Id;

    /// <summary>Says things while a third instance has done something that it keeps only when all of them wait for it.</summary>
    private async Task<IReadOnlyList<OutboxItem>[]> WhileOneKeepsAsync(Action<Transaction> work, params Func<Task<IReadOnlyList<OutboxItem>>>[] say)
    {
        using var done = new ManualResetEventSlim();
        using var keep = new ManualResetEventSlim();
        var kept = third.WriteAsync(transaction =>
        {
            work(transaction);
            done.Set();
            keep.Wait();
        });
        try
        {
            done.Wait();
            var said = Task.WhenAll(say.Select(one => Task.Run(one)));
            for (var tries = 0; tries < 600 && await WaitingAsync() < say.Length; tries++) await Task.Delay(50);
            Assert.Equal(say.Length, await WaitingAsync());
            keep.Set();
            return await said;
        }
        finally
        {
            keep.Set();
            await kept;
        }
    }

    private async Task<long> WaitingAsync()
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select count(*) from pg_stat_activity where application_name = '{schema}' and wait_event_type = 'Lock'", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

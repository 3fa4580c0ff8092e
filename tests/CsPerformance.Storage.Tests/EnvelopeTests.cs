using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage.Tests;

public abstract class EnvelopeTests(Place place) : StoreTests(place)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [StoreFact]
    public async Task What_is_unknown_is_listed_in_its_order_between_two_numbers()
    {
        var due = Clock.GetUtcNow();
        var ids = await UnknownAsync(("k0", "10001", Purpose.Pay), ("k1", "10002", Purpose.Board), ("k2", "10003", Purpose.Estimate));
        await Store.WriteAsync(tx => tx.Outbox.Add(Some.Outgoing("waiting")));

        var all = await Read(s => s.Envelopes.Unknown());
        Assert.Equal(ids, all.Select(push => push.Id));
        Assert.Equal(new Envelope(ids[0], Recipient.To("10001"), Purpose.Pay, false, due, OutboxState.Unknown, null), all[0]);
        Assert.Equal(ids[1..], (await Read(s => s.Envelopes.Unknown(ids[1], ids[2]))).Select(push => push.Id));
        Assert.Equal(3, await Read(s => s.Envelopes.CountUnknown()));
        Assert.Null(await Read(s => s.Envelopes.Find(ids[^1] + 1000)));
    }

    [StoreFact]
    public async Task Pay_that_was_refused_is_listed_with_the_reason_until_somebody_decides()
    {
        var due = Clock.GetUtcNow();
        var ids = await UnknownAsync(("k0", "10001", Purpose.Pay), ("k1", "10002", Purpose.Notice), ("k2", "10003", Purpose.Estimate), ("k3", "10004", Purpose.Pay));
        await Store.WriteAsync(tx => ids.Take(3).ToList().ForEach(id => tx.Outbox.Refused(id, "81013")));

        var refused = await Read(s => s.Envelopes.RefusedPay());
        Assert.Equal(new Envelope(ids[0], Recipient.To("10001"), Purpose.Pay, false, due, OutboxState.Refused, null, "81013"), refused[0]);
        Assert.Equal([ids[0], ids[2]], refused.Select(push => push.Id));
        Assert.Equal([ids[2]], (await Read(s => s.Envelopes.RefusedPay(ids[1], ids[2]))).Select(push => push.Id));
        Assert.Null((await Read(s => s.Envelopes.Find(ids[3])))!.Refusal);

        Assert.True(await Store.WriteAsync(tx => tx.Outbox.Drop(ids[0], OutboxState.Refused) && tx.Outbox.Resend(ids[2])));
        Assert.Empty(await Read(s => s.Envelopes.RefusedPay()));
    }

    [StoreFact]
    public async Task The_update_of_a_card_is_told_from_a_message()
    {
        await Store.WriteAsync(tx => tx.Outbox.Add(Some.Outgoing("k1") with { Message = new OutgoingMessage("", new Card("c1", "请假", [], [new Button("ok", "同意")])) }));
        await Store.WriteAsync(tx => tx.Outbox.Sent(tx.Outbox.Claim(1, "bot", Lease)[0].Id, "h"));
        await Store.WriteAsync(tx => tx.Outbox.UpdateCard("c1", "已同意"));
        var id = await Store.WriteAsync(tx => tx.Outbox.Claim(1, "bot", Lease)[0].Id);

        Assert.True((await Read(s => s.Envelopes.Find(id)))!.IsUpdate);
    }

    [StoreFact]
    public async Task Two_instances_that_decide_at_one_moment_decide_once()
    {
        var other = await OpenAsync();
        var ids = await UnknownAsync([.. Enumerable.Range(0, 20).Select(i => ("k" + i, "p" + i, Purpose.Pay))]);

        var decided = await Task.WhenAll(ids.SelectMany(id => new[]
        {
            Store.WriteAsync(tx => tx.Outbox.Resend(id)), other.WriteAsync(tx => tx.Outbox.Resend(id)),
        }));

        Assert.Equal(ids.Count, decided.Count(done => done));
        Assert.Equal(ids.Count, (await Store.WriteAsync(tx => tx.Outbox.Claim(100, "bot", Lease))).Count);
    }

    [StoreFact]
    public async Task Two_instances_that_decide_otherwise_at_one_moment_do_what_the_first_decided()
    {
        var other = await OpenAsync();
        var ids = await UnknownAsync([.. Enumerable.Range(0, 20).Select(i => ("k" + i, "p" + i, Purpose.Pay))]);

        var decided = await Task.WhenAll(ids.Select(async id =>
        {
            var (resent, dropped) = (Store.WriteAsync(tx => tx.Outbox.Resend(id)), other.WriteAsync(tx => tx.Outbox.Drop(id, OutboxState.Unknown)));
            return (Id: id, Resent: await resent, Dropped: await dropped);
        }));

        foreach (var (id, resent, dropped) in decided)
        {
            Assert.NotEqual(resent, dropped);
            Assert.Equal(resent ? OutboxState.Waiting : OutboxState.Dropped, (await Read(s => s.Envelopes.Find(id)))!.State);
        }
    }

    [StoreFact]
    public async Task What_somebody_decides_to_send_while_another_looks_is_not_dropped()
    {
        var other = await OpenAsync();
        var id = (await UnknownAsync(("k", "10002", Purpose.Pay)))[0];
        using var resent = new ManualResetEventSlim();
        using var looked = new ManualResetEventSlim();

        var first = Store.WriteAsync(tx =>
        {
            var done = tx.Outbox.Resend(id);
            resent.Set();
            // Kept only when the other has begun, which waits for it on PostgreSQL and starts after it on SQLite.
            looked.Wait();
            return done;
        });
        resent.Wait();
        Assert.Equal(OutboxState.Unknown, (await other.ReadAsync(s => s.Envelopes.Find(id)))!.State);
        var second = other.WriteAsync(tx => tx.Outbox.Drop(id, OutboxState.Unknown));
        looked.Set();

        Assert.Equal((true, false), (await first, await second));
        Assert.Equal("k", Assert.Single(await Store.WriteAsync(tx => tx.Outbox.Claim(1, "bot", Lease))).DedupeKey);
    }

    [StoreFact]
    public async Task What_is_dropped_is_what_it_was_taken_for()
    {
        var unknown = (await UnknownAsync(("lost", "10002", Purpose.Notice)))[0];
        await Store.WriteAsync(tx => tx.Outbox.Add(Some.Outgoing("waiting", "10003")));

        Assert.False(await Store.WriteAsync(tx => tx.Outbox.Drop(unknown, OutboxState.Waiting)));
        Assert.False(await Store.WriteAsync(tx => tx.Outbox.Drop(unknown + 1, OutboxState.Unknown)));
        Assert.Equal("waiting", Assert.Single(await Store.WriteAsync(tx => tx.Outbox.Claim(10, "bot", Lease))).DedupeKey);
        Assert.True(await Store.WriteAsync(tx => tx.Outbox.Drop(unknown, OutboxState.Unknown)));
    }

    [StoreFact]
    public async Task What_is_put_off_after_several_tries_holds_up_nothing_behind_it()
    {
        var id = (await UnknownAsync(("lost", "10002", Purpose.Notice)))[0];
        var morning = Clock.GetUtcNow().AddHours(10);
        await Store.WriteAsync(tx =>
        {
            tx.Outbox.Resend(id);
            tx.Envelopes.Postpone(id, morning);
            tx.Outbox.Add(Some.Outgoing("answer", "10002", Purpose.Reply));
        });

        Assert.Equal("answer", Assert.Single(await Store.WriteAsync(tx => tx.Outbox.Claim(10, "bot", Lease))).DedupeKey);
        Assert.Equal((OutboxState.Waiting, morning), await Read(s => (s.Envelopes.Find(id)!.State, s.Envelopes.Find(id)!.NotBefore)));
    }

    [StoreFact]
    public async Task What_a_job_did_for_a_period_is_listed_first_to_last()
    {
        await Store.WriteAsync(tx => tx.JobRuns.Once("push-decision", "12", "002 Drop 10011"));
        Clock.Move(TimeSpan.FromMinutes(-1));
        await Store.WriteAsync(tx => tx.JobRuns.Once("push-decision", "12", "001 Resend 10012"));
        await Store.WriteAsync(tx => tx.JobRuns.Once("push-decision", "13", "001 Drop 10012"));

        var runs = await Read(s => s.JobRuns.Of("push-decision", "12"));
        Assert.Equal(["001 Resend 10012", "002 Drop 10011"], runs.Select(run => run.Target));
        Assert.Equal(Clock.GetUtcNow(), runs[0].DoneAt);
    }

    private Task<List<long>> UnknownAsync(params (string Key, string To, Purpose Purpose)[] messages) => Store.WriteAsync(tx =>
    {
        foreach (var (key, to, purpose) in messages) tx.Outbox.Add(Some.Outgoing(key, to, purpose));
        var ids = tx.Outbox.Claim(100, "there", Lease).Select(item => item.Id).ToList();
        ids.ForEach(id => tx.Outbox.Unknown(id, "The sender died."));
        return ids;
    });
}

public sealed class Envelopes_on_Sqlite() : EnvelopeTests(new SqlitePlace());

public sealed class Envelopes_on_Postgres() : EnvelopeTests(new PostgresPlace());

using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage.Tests;

public abstract class WriterTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task A_work_that_fails_undoes_itself_alone()
    {
        using var gate = new ManualResetEventSlim();
        var first = Store.WriteAsync(_ => gate.Wait());
        var works = Enumerable.Range(0, 100).Select(i => Store.WriteAsync(tx =>
        {
            tx.Settings.Set("k" + i, "x");
            if (i % 3 == 0) throw new InvalidOperationException("no");
            if (i % 3 == 1) tx.Records.Add(Some.Item());
        })).ToList();
        gate.Set();
        await first;

        foreach (var (i, work) in works.Index())
        {
            if (i % 3 == 0) await Assert.ThrowsAsync<InvalidOperationException>(() => work);
            else await work;
        }
        Assert.Equal(66, (await Read(s => s.Settings.All())).Count);
        Assert.Equal(33, (await Read(s => s.Records.Query(new()))).Count);
    }

    [StoreFact]
    public async Task A_statement_that_the_database_refuses_undoes_its_work_alone()
    {
        using var gate = new ManualResetEventSlim();
        var first = Store.WriteAsync(_ => gate.Wait());
        var good = Store.WriteAsync(tx => tx.Records.Add(Some.Item()).Number);
        var bad = Store.WriteAsync(tx =>
        {
            tx.Records.Add(Some.Item());
            tx.Execute("select nonsense from nowhere");
        });
        var after = Store.WriteAsync(tx => tx.Records.Add(Some.Item()).Number);
        gate.Set();
        await first;

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => bad);
        Assert.Equal((1001, 1002), (await good, await after));
    }

    [StoreFact]
    public async Task A_statement_that_never_gets_as_far_as_the_database_undoes_nothing_but_its_work()
    {
        using var gate = new ManualResetEventSlim();
        var first = Store.WriteAsync(_ => gate.Wait());
        var good = Store.WriteAsync(tx => tx.Records.Add(Some.Item()).Number);
        var bad = Store.WriteAsync(tx => tx.Execute("update settings set value = @unknown", new { unknown = new Version(1, 2) }));
        var after = Store.WriteAsync(tx => tx.Records.Add(Some.Item()).Number);
        gate.Set();
        await first;

        await Assert.ThrowsAnyAsync<Exception>(() => bad);
        Assert.Equal((1001, 1002), (await good, await after));
        Assert.Equal([1001, 1002], (await Read(s => s.Records.Query(new()))).Select(record => record.Number));
        Assert.Null((await Store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task Whatever_a_work_had_sent_when_it_failed_goes_and_its_neighbours_stay()
    {
        using var gate = new ManualResetEventSlim();
        var first = Store.WriteAsync(_ => gate.Wait());
        // Nothing gathered, gathered and not sent, sent by a read, sent and then refused at the end.
        Action<Transaction>[] ways =
        [
            _ => { },
            tx => tx.Settings.Set("gathered", "x"),
            tx =>
            {
                tx.Settings.Set("read", "x");
                Assert.Equal("x", tx.Settings.Get("read"));
            },
            tx =>
            {
                tx.Settings.Set("late", "x");
                tx.Inbox.Done(404, () => new UndoneException());
            },
        ];
        var works = Enumerable.Range(0, 40).Select(i => Store.WriteAsync(tx =>
        {
            if (i % 2 == 0)
            {
                tx.Settings.Set("k" + i, "x");
                if (i % 4 == 0) Assert.NotNull(tx.Settings.Get("k" + i));
                return;
            }
            ways[i / 2 % ways.Length](tx);
            throw new UndoneException();
        })).ToList();
        var marked = Store.WriteAsync(tx =>
        {
            tx.Settings.Set("elsewhere", "x");
            tx.Inbox.Done(404, () => new UndoneException());
        });
        var last = Store.WriteAsync(tx => tx.Settings.Set("last", "x"));
        gate.Set();
        await first;

        foreach (var (i, work) in works.Index())
        {
            if (i % 2 == 0) await work;
            else await Assert.ThrowsAsync<UndoneException>(() => work);
        }
        await Assert.ThrowsAsync<UndoneException>(() => marked);
        await last;
        Assert.Equal(
            [.. Enumerable.Range(0, 20).Select(i => $"k{2 * i}").Append("last").Order(StringComparer.Ordinal)],
            (await Read(s => s.Settings.All())).Keys.Order(StringComparer.Ordinal));
    }

    [StoreFact]
    public async Task Whatever_works_stand_beside_each_other_each_keeps_its_own_end()
    {
        // What the good ones do, and then the ways to fail: by itself before and after a read, and by what the database finds, read at once or never.
        Action<Transaction, string>[] ways =
        [
            (tx, key) => tx.Settings.Set(key, "x"),
            (tx, key) =>
            {
                tx.Settings.Set(key, "x");
                Assert.Equal("x", tx.Settings.Get(key));
            },
            (tx, key) => tx.Records.Add(Some.Item(code: key)),
            (_, _) => throw new UndoneException(),
            (tx, key) =>
            {
                Assert.Null(tx.Settings.Get(key));
                tx.Settings.Set(key, "x");
                throw new UndoneException();
            },
            (tx, key) =>
            {
                tx.Records.Add(Some.Item(code: key));
                tx.Inbox.Done(404, () => new UndoneException());
            },
            (tx, key) =>
            {
                tx.Inbox.Done(404, () => new UndoneException());
                tx.Settings.Get(key);
            },
            (tx, key) =>
            {
                tx.Later("insert into settings (name, value) values (@key, 'x')", new { key });
                tx.Later("insert into settings (name, value) values (@key, 'y')", new { key });
            },
        ];
        const int good = 3;
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            using var gate = new ManualResetEventSlim();
            var first = Store.WriteAsync(_ => gate.Wait());
            // Few failures among many, then many: what a failure does to its neighbours shows in the one, to other failures in the other.
            var works = Enumerable.Range(0, 30).Select(i => random.Next(6) > seed % 6 ? random.Next(good) : random.Next(ways.Length))
                .Select((way, i) => (Way: way, Task: Store.WriteAsync(tx => ways[way](tx, $"{seed}-{i}")))).ToList();
            gate.Set();
            await first;
            foreach (var (way, task) in works)
            {
                if (way < good) await task;
                else if (way < ways.Length - 1) await Assert.ThrowsAsync<UndoneException>(() => task);
                else await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => task);
            }
            var kept = (await Read(s => s.Settings.All())).Keys.Concat((await Read(s => s.Records.Query(new()))).Select(record => record.Code!));
            Assert.Equal(
                works.Index().Where(work => work.Item.Way < good).Select(work => $"{seed}-{work.Index}").Order(StringComparer.Ordinal),
                kept.Where(key => key.StartsWith($"{seed}-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }
        Assert.Null((await Store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task More_than_goes_at_once_goes_in_portions_and_all_of_it()
    {
        await Store.WriteAsync(tx =>
        {
            for (var i = 0; i < 1700; i++) tx.Settings.Set("k" + i, "x");
        });
        Assert.Equal(1700, (await Read(s => s.Settings.All())).Count);
    }

    [StoreFact]
    public async Task A_full_queue_refuses_at_once_and_takes_again_later()
    {
        var small = await Store.OpenAsync(Place.Options with { QueueLength = 2 }, Clock);
        using var gate = new ManualResetEventSlim();
        using var running = new ManualResetEventSlim();
        var first = small.WriteAsync(_ =>
        {
            running.Set();
            gate.Wait();
        });
        running.Wait();
        var waiting = Enumerable.Range(0, 2).Select(i => small.WriteAsync(tx => tx.Settings.Set("k" + i, "x"))).ToList();

        Assert.Throws<StoreBusyException>(() => { _ = small.WriteAsync(tx => tx.Settings.Set("k", "x")); });
        // Arrivals queue apart; on SQLite they wait for the same writer.
        var arriving = Enumerable.Range(0, 2).Select(i => small.AcceptAsync(Some.Message("a" + i))).ToList();
        if (small.Provider == StoreProvider.Sqlite) Assert.Equal(Acceptance.Busy, await small.AcceptAsync(Some.Message("m1")));
        gate.Set();
        await Task.WhenAll([first, .. waiting]);
        Assert.All(await Task.WhenAll(arriving), acceptance => Assert.Equal(Acceptance.Stored, acceptance));
        Assert.Equal(Acceptance.Stored, await small.AcceptAsync(Some.Message("m1")));
        await small.DisposeAsync();
    }

    [StoreFact]
    public async Task Too_many_reads_are_refused_at_once_and_taken_again_later()
    {
        await using var small = await Store.OpenAsync(Place.Options with { QueueLength = 2, Readers = 1 }, Clock);
        using var gate = new ManualResetEventSlim();
        using var running = new ManualResetEventSlim();
        var first = small.ReadAsync(_ =>
        {
            running.Set();
            gate.Wait();
            return 1;
        });
        running.Wait();
        var waiting = Enumerable.Range(0, 2).Select(i => small.ReadAsync(_ => i)).ToList();
        await Assert.ThrowsAsync<StoreBusyException>(() => small.ReadAsync(_ => 3));
        gate.Set();
        Assert.Equal((1, 0, 1), (await first, await waiting[0], await waiting[1]));
        Assert.Equal(3, await small.ReadAsync(_ => 3));
    }

    [StoreFact]
    public async Task Closing_finishes_what_was_taken()
    {
        var other = await Store.OpenAsync(Place.Options, Clock);
        var works = Enumerable.Range(0, 500).Select(i => other.WriteAsync(tx => tx.Settings.Set("k" + i, "x"))).ToList();
        await other.DisposeAsync();

        await Task.WhenAll(works);
        Assert.Equal(500, (await Read(s => s.Settings.All())).Count);
        Assert.Throws<ObjectDisposedException>(() => { _ = other.WriteAsync(tx => tx.Settings.Set("k", "x")); });
    }

    [StoreFact]
    public async Task A_cancelled_work_is_not_run()
    {
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var first = Store.WriteAsync(_ => gate.Wait(), CancellationToken.None);
        var second = Store.WriteAsync(tx => tx.Settings.Set("k", "x"), cancel.Token);
        await cancel.CancelAsync();
        gate.Set();
        await first;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Empty(await Read(s => s.Settings.All()));
    }

    [StoreFact]
    public async Task A_read_sees_one_moment_and_does_not_hold_up_the_writer()
    {
        using var wrote = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        var read = Read(s =>
        {
            var before = s.Settings.Get("k");
            started.Set();
            wrote.Wait();
            return (before, s.Settings.Get("k"));
        });
        started.Wait();
        await Store.WriteAsync(tx => tx.Settings.Set("k", "x"));
        wrote.Set();

        Assert.Equal((null, null), await read);
        Assert.Equal("x", await Read(s => s.Settings.Get("k")));
    }

    [StoreFact]
    public async Task A_read_session_refuses_to_write()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Read(s =>
        {
            s.Settings.Set("k", "x");
            return 0;
        }));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Read(s => s.First<long>("insert into settings (name, value) values ('k', 'x') returning 1")));
    }

    [StoreFact]
    public async Task Everything_that_a_message_causes_is_there_together_or_not_at_all()
    {
        await Store.AcceptAsync(Some.Message("m1"));
        var item = (await Store.WriteAsync(tx => tx.Inbox.Claim(1, "one", TimeSpan.FromMinutes(1)))).Single();

        void Answer(Transaction tx, bool dies)
        {
            tx.Records.Add(Some.Item(), item.Id);
            tx.Outbox.Add(Some.Outgoing("reply:" + item.Id, cause: item.Id));
            tx.Drafts.Add(new Draft("d1", "10001", "", "record", "{}", tx.Now.AddMinutes(10)));
            tx.Inbox.Done(item.Id);
            if (dies) throw new InvalidOperationException("no");
        }
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(tx => Answer(tx, dies: true)));
        Assert.Equal((0, 0, 1, null), await Read(s => (s.Records.CausedBy(item.Id).Count, s.Outbox.CausedBy(item.Id).Count, (int)s.Inbox.Unfinished().Count, s.Drafts.Find("d1"))));
        await Store.WriteAsync(tx => Answer(tx, dies: false));
        Assert.Equal((1, 1, 0), await Read(s => (s.Records.CausedBy(item.Id).Count, s.Outbox.CausedBy(item.Id).Count, (int)s.Inbox.Unfinished().Count)));
    }

    [StoreFact]
    public async Task A_commit_wakes_who_waits_for_messages()
    {
        await Store.InboxSignal.WaitAsync(TimeSpan.Zero, CancellationToken.None);
        var waiting = Store.InboxSignal.WaitAsync(TimeSpan.FromMinutes(5), CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await Store.AcceptAsync(Some.Message("m1"));
        await waiting;

        await Store.WriteAsync(tx => tx.Outbox.Add(Some.Outgoing("k1")));
        await Store.OutboxSignal.WaitAsync(TimeSpan.FromMinutes(5), CancellationToken.None);
    }

    [StoreFact]
    public async Task Opening_again_keeps_everything()
    {
        await AddAsync(Some.Item());
        var again = await OpenAsync();

        Assert.Equal(1001, (await again.ReadAsync(s => s.Records.Query(new()))).Single().Number);
        Assert.True(await again.TakesWritesAsync());
    }
}

public sealed class Writer_on_Sqlite() : WriterTests(new SqlitePlace());

public sealed class Writer_on_Postgres() : WriterTests(new PostgresPlace());

using Npgsql;

namespace CsPerformance.Storage.Tests;

public abstract class PresenceTests(Place place) : StoreTests(place)
{
    protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [StoreFact]
    public async Task What_the_dead_held_is_handed_out_at_once_and_what_the_living_hold_is_not()
    {
        await Store.AppearAsync("one");
        foreach (var key in (string[])["m1", "m2", "m3"]) await Store.AcceptAsync(Some.Message(key, key));
        await Store.WriteAsync(tx =>
        {
            foreach (var key in (string[])["k1", "k2"]) tx.Outbox.Add(Some.Outgoing(key, key));
            tx.Inbox.Claim(1, "one", Lease);
            tx.Inbox.Claim(1, "gone", Lease);
            tx.Outbox.Claim(1, "one", Lease);
            tx.Outbox.Claim(1, "gone", Lease);
        });

        Assert.True(await Read(s => s.Leases.AnyOfDead("one")));
        await Store.WriteAsync(tx => tx.Leases.ReleaseOfDead("one"));

        Assert.False(await Read(s => s.Leases.AnyOfDead("one")));
        Assert.Equal(["m2", "m3"], (await Store.WriteAsync(tx => tx.Inbox.Claim(9, "one", Lease))).Select(item => item.Message.Key));
        Assert.True(await Read(s => s.Outbox.AnyExpired()));
        Assert.Equal(["k2"], (await UnknownAsync()).Select(push => push.To.Person));
        Assert.False(await Read(s => s.Outbox.AnyExpired()));
    }

    [StoreFact]
    public async Task What_a_claim_of_unknown_outcome_took_is_given_back_unless_it_was_claimed_again()
    {
        foreach (var key in (string[])["m1", "m2"]) await Store.AcceptAsync(Some.Message(key, key));
        foreach (var key in (string[])["k1", "k2"]) await Store.WriteAsync(tx => tx.Outbox.Add(Some.Outgoing(key, key)));
        var messages = await Store.WriteAsync(tx => tx.Inbox.Claim(9, "one", Lease));
        var pushes = await Store.WriteAsync(tx => tx.Outbox.Claim(9, "one", Lease));
        await Store.WriteAsync(tx => tx.Outbox.Later(pushes[0], TimeSpan.Zero, "busy"));
        var again = Assert.Single(await Store.WriteAsync(tx => tx.Outbox.Claim(1, "one", Lease + Lease)));

        await Store.WriteAsync(tx =>
        {
            tx.Leases.GiveBack(messages);
            tx.Leases.GiveBack(pushes);
        });

        Assert.Equal([("m1", 1), ("m2", 1)], (await Store.WriteAsync(tx => tx.Inbox.Claim(9, "two", Lease))).Select(item => (item.Message.Key, item.Attempts)));
        Assert.Equal([("k2", 1)], (await Store.WriteAsync(tx => tx.Outbox.Claim(9, "two", Lease))).Select(item => (item.DedupeKey, item.Attempts)));
        Assert.Equal("k1", again.DedupeKey);
    }

    [StoreFact]
    public async Task A_message_that_waits_for_another_try_is_nobodys()
    {
        await Store.AppearAsync("one");
        await Store.AcceptAsync(Some.Message("m1"));
        await Store.WriteAsync(tx => tx.Inbox.Later(Assert.Single(tx.Inbox.Claim(1, "gone", Lease)), TimeSpan.FromSeconds(5), "away"));

        Assert.False(await Read(s => s.Leases.AnyOfDead("one")));
    }

    protected async Task<IReadOnlyList<Envelope>> UnknownAsync()
    {
        await Store.WriteAsync(tx => tx.Outbox.RecoverExpired(_ => TimeSpan.Zero));
        return await Read(s => s.Envelopes.Unknown());
    }
}

public sealed class Presence_on_Sqlite() : PresenceTests(new SqlitePlace())
{
    [StoreFact]
    public async Task A_second_instance_is_kept_out_until_the_first_is_closed_and_a_reader_is_not()
    {
        await Store.AppearAsync("one");
        var second = await OpenAsync();

        await Assert.ThrowsAsync<StoreInUseException>(() => second.AppearAsync("two"));
        Assert.Null((await second.VerifyAsync()).Bad);
        await Store.DisposeAsync();
        await second.AppearAsync("two");

        Assert.True(second is { IsPresent: true, MayTakeOver: true });
    }
}

public sealed class Presence_on_Postgres() : PresenceTests(new PostgresPlace())
{
    [StoreFact]
    public async Task What_an_instance_held_is_free_when_it_is_closed_and_not_before()
    {
        await Store.AppearAsync("one");
        var second = await OpenAsync();
        await second.AppearAsync("two");
        await Store.AcceptAsync(Some.Message("m1"));
        await Store.WriteAsync(tx => tx.Inbox.Claim(1, "one", Lease));

        Assert.False(await second.ReadAsync(s => s.Leases.AnyOfDead("two")));
        await Store.DisposeAsync();

        // The server frees the lock when it has seen the end of the connection.
        await UntilAsync(() => second.ReadAsync(s => s.Leases.AnyOfDead("two")));
    }

    [StoreFact]
    public async Task A_connection_that_breaks_is_made_again_and_nobody_is_judged_meanwhile()
    {
        var name = "one-" + Guid.NewGuid().ToString("n");
        await Store.AppearAsync(name);
        await using var server = NpgsqlDataSource.Create(Place.Options.ConnectionString);
        await using var kill = server.CreateCommand("""
            select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0)
            """);
        kill.Parameters.AddWithValue(name);

        Assert.Equal(true, await kill.ExecuteScalarAsync());
        await UntilAsync(() => Task.FromResult(!Store.MayTakeOver));
        await UntilAsync(() => Task.FromResult(Store.IsPresent));

        Assert.False(Store.MayTakeOver);
    }

    private static async Task UntilAsync(Func<Task<bool>> look)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await look()) await Task.Delay(20, limit.Token);
    }
}

using System.Collections.Concurrent;
using CsPerformance.Domain.Chat;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Storage.Tests;

public abstract class RefusedWritesTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task A_series_of_refused_messages_is_one_line_of_the_log_without_a_word_of_them_and_its_end_another()
    {
        var log = new Heard();
        await using var store = await Store.OpenAsync(Place.Options, Clock, log);
        Assert.Equal(Acceptance.Stored, await store.AcceptAsync(Some.Message("m1")));
        Assert.Null(store.WritesFailSince);

        await RefuseAsync("inbox");
        for (var i = 0; i < 3; i++) Assert.Equal(Acceptance.Busy, await store.AcceptAsync(Some.Message("m2")));
        Assert.Equal(Clock.GetUtcNow(), store.WritesFailSince);
        Assert.Contains("does not take writes", Assert.Single(log.Lines), StringComparison.Ordinal);

        await AllowAsync("inbox");
        Assert.Equal(Acceptance.Stored, await store.AcceptAsync(Some.Message("m2")));
        Assert.Null(store.WritesFailSince);
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains("after 3 failures", log.Lines.Last(), StringComparison.Ordinal);
        Assert.All(log.Lines, line => Assert.DoesNotContain("机密", line, StringComparison.Ordinal));
    }

    [StoreFact]
    public async Task A_claim_that_finds_nothing_is_no_sign_that_the_disk_takes_writes_again_and_a_small_write_is()
    {
        await RefuseAsync("inbox");
        await RefuseAsync("shared_state");
        Assert.Equal(Acceptance.Busy, await Store.AcceptAsync(Some.Message("m1")));

        Assert.Empty(await Store.WriteAsync(tx => tx.Inbox.Claim(5, "bot-1", TimeSpan.FromMinutes(1))));
        Assert.NotNull(Store.WritesFailSince);
        Assert.False(await Store.TakesWritesAsync());

        await AllowAsync("shared_state");
        Assert.True(await Store.TakesWritesAsync());
        Assert.Null(Store.WritesFailSince);
        await AllowAsync("inbox");
    }

    [StoreFact]
    public async Task A_work_that_is_wrong_by_itself_is_no_trouble_of_the_store()
    {
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Store.WriteAsync(tx => tx.Execute("select nonsense from nowhere")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(_ => throw new InvalidOperationException()));

        Assert.Null(Store.WritesFailSince);
    }

    /// <summary>As a full disk would, with a text that a log must not repeat.</summary>
    private Task RefuseAsync(string table) => Place.ForceAsync(Place is PostgresPlace
        ? $"""
          create function refuse_{table}() returns trigger language plpgsql as $$ begin raise exception '机密' using errcode = '53100'; end $$;
          create trigger refuse_{table} before insert on {table} for each row execute function refuse_{table}()
          """
        : $"create trigger refuse_{table} before insert on {table} begin select raise(abort, '机密'); end");

    private Task AllowAsync(string table) => Place.ForceAsync(Place is PostgresPlace ? $"drop function refuse_{table} cascade" : $"drop trigger refuse_{table}");

    private sealed class Heard : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);
    }
}

public sealed class Refused_writes_on_Sqlite() : RefusedWritesTests(new SqlitePlace());

public sealed class Refused_writes_on_Postgres() : RefusedWritesTests(new PostgresPlace());

using System.Globalization;
using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Jobs;
using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Bot.Tests.Jobs;

public class NightlyTests : IAsyncLifetime
{
    private static readonly DateOnly _old = new(2025, 3, 31), _today = new(2026, 11, 24);

    private readonly Heard log = new();
    private StorePlace place = null!;
    private Store store = null!;

    public async Task InitializeAsync()
    {
        place = await StorePlace.PrepareAsync();
        store = await Store.OpenAsync(place.Options, new SimulatedClock(TimeProvider.System, Night("2026-11-24T03:00")));
        await store.WriteAsync(transaction =>
        {
            foreach (var day in (DateOnly[])[_old, _old.AddDays(1), _today])
                transaction.Records.Add(new NewRecord(RecordKind.Item, "10002", "excellent_case", day, day, "10001", "simulator", 2));
        });
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        await place.DisposeAsync();
    }

    [StoreFact]
    public async Task A_difference_in_an_old_month_is_found_repaired_and_reported_with_its_day()
    {
        await place.ForceAsync("update tallies set count = 7 where day = '2025-03-31'");

        await RunAsync("2026-11-24T03:00");

        Assert.Equal(2, await CountAsync(_old));
        Assert.Equal("1 tallies of 2025-03-31 did not agree with the records and were put right.", Assert.Single(log.Errors));
        Assert.Null((await store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task It_is_done_once_a_night_and_not_before_three()
    {
        await place.ForceAsync("update tallies set count = 7 where day = '2025-03-31'");
        await RunAsync("2026-11-24T02:59");
        Assert.Equal(7, await CountAsync(_old));
        await RunAsync("2026-11-24T03:00");
        await place.ForceAsync("update tallies set count = 8 where day = '2025-03-31'");
        await RunAsync("2026-11-24T23:59");
        Assert.Equal(8, await CountAsync(_old));
        await RunAsync("2026-11-25T03:00");
        Assert.Equal(2, await CountAsync(_old));
    }

    [StoreFact]
    public async Task A_day_that_cannot_be_read_is_reported_and_holds_up_neither_the_others_nor_the_end_of_the_night()
    {
        var unreadable = place.IsPostgres ? "NaN" : "not a number";
        await place.ForceAsync(
            $"update tallies set points = '{unreadable}' where day = '2025-03-31'; update tallies set count = 7 where day in ('2025-04-01', '2026-11-24')");

        await RunAsync("2026-11-24T03:00");

        Assert.Equal((2, 2), (await CountAsync(_old.AddDays(1)), await CountAsync(_today)));
        Assert.Equal(3, log.Errors.Count);
        Assert.StartsWith("The tallies of 2025-03-31 could not be compared", log.Errors[0], StringComparison.Ordinal);
        Assert.True(await store.ReadAsync(session => session.JobRuns.Done("nightly", "2026-11-24", "all")));
    }

    private Task RunAsync(string at) => new Nightly(store, log).RunAsync(Night(at), CancellationToken.None);

    private static DateTimeOffset Night(string at) => DateTimeOffset.Parse(at + ":00+08:00", CultureInfo.InvariantCulture);

    private Task<long> CountAsync(DateOnly day) => store.ReadAsync(session => Assert.Single(session.Tallies.Of("10002", day, day)).Count);

    private sealed class Heard : ILogger<Nightly>
    {
        public List<string> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error) Errors.Add(formatter(state, exception));
        }
    }
}

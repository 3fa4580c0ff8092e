using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CsPerformance.Bot.Delivery;
using CsPerformance.Bot.Demo;
using CsPerformance.Bot.Hosting;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Record = CsPerformance.Domain.Records.Record;

namespace CsPerformance.Bot.Tests.Platforms;

/// <summary>The real host with the demo company, reached through platforms alone; its own clock stands on Tuesday 2026-11-24, 09:00.</summary>
internal sealed class PlatformHost : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("csp-platform-").FullName;
    private readonly KeptLog _log = new();
    private WebApplication _app = null!;

    public Uri Address { get; private init; } = null!;

    /// <summary>The file of the store.</summary>
    public string Database => Path.Combine(_folder, "bot.db");

    /// <summary>Every line that the host logged, the framework included, down to the finest level.</summary>
    public string Log => string.Join('\n', _log.Lines);

    public Store Store => _app.Services.GetRequiredService<Store>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public SimulatedClock Clock => _app.Services.GetRequiredService<SimulatedClock>();

    public RunDue RunDue => _app.Services.GetRequiredService<RunDue>();

    /// <summary>Sends what is due by the clock now, beside the bot's own pumps, which look at a moved clock only once a second.</summary>
    public Task<int> SendDueAsync() => _app.Services.GetRequiredService<OutboxPump>().RunOnceAsync(CancellationToken.None);

    /// <param name="stayOnSimulator">工号 of those who keep their account of the simulator; nobody else has any account before the platforms bind one.</param>
    public static async Task<PlatformHost> StartAsync(int port, string[] settings, params string[] stayOnSimulator)
    {
        var host = new PlatformHost { Address = new Uri($"http://127.0.0.1:{port}") };
        host._app = await BotHost.BuildAsync(
        [
            $"--Urls={host.Address}", "--Simulator:Enabled=true", "--Simulator:StartAt=2026-11-24T09:00:00+08:00", "--Logging:Kept:LogLevel:Default=Trace",
            $"--Storage:ConnectionString=Data Source={Path.Combine(host._folder, "bot.db")}", .. settings,
        ]);
        host._app.Services.GetRequiredService<ILoggerFactory>().AddProvider(host._log);
        await host.Store.WriteAsync(transaction =>
        {
            foreach (var person in DemoCompany.People.Where(person => !stayOnSimulator.Contains(person.Number))) transaction.Identities.Unbind("simulator", person.Number);
        });
        await host._app.StartAsync();
        return host;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The bot's own count of what it sent in this minute starts anew, as it does when the minute is over.</summary>
    public async Task ForgetSpentRatesAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "delete from shared_state where name like 'rate:%'";
        await command.ExecuteNonQueryAsync();
    }

    public Task<IReadOnlyList<Record>> RecordsAsync(string person) => Store.ReadAsync(session => session.Records.Query(new RecordFilter { Person = person }));

    public Task<IReadOnlyList<Record>> RecordsAsync(string person, Func<IReadOnlyList<Record>, bool> come, string what) =>
        UntilAsync(async () => await RecordsAsync(person) is var records && come(records) ? records : null, what);

    public Task<T> UntilAsync<T>(Func<T?> look, string what)
        where T : class => UntilAsync(() => Task.FromResult(look()), what);

    /// <summary>Waits for something that must come; the log helps where it does not.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T?>> lookAsync, string what)
        where T : class
    {
        var since = Stopwatch.GetTimestamp();
        for (var looks = 1; Stopwatch.GetElapsedTime(since) < _patience; looks++)
        {
            if (await lookAsync() is { } found) return found;
            await Task.Delay(20);
            if (looks % 25 == 0) await ComeToDeferredAsync();
        }
        throw new TimeoutException($"{what} did not come.\n{Log}");
    }

    // The bot's clock stands still; what was put off by seconds for the platform's rate would wait for ever.
    private async Task ComeToDeferredAsync()
    {
        if (await Store.ReadAsync(session => session.Outbox.NextDue() is { } next && next <= session.Now + TimeSpan.FromMinutes(1) ? next : default(DateTimeOffset?)) is { } next)
            Clock.MoveTo(next);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [ProviderAlias("Kept")]
    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

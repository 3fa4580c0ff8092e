using System.Globalization;
using CsPerformance.Channels.Simulator;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using Npgsql;

namespace CsPerformance.Chaos;

/// <summary>A store of a trial's own: a SQLite file in a temporary folder, or a database that is dropped at the end.</summary>
internal sealed class Ground : IAsyncDisposable
{
    /// <summary>The simulated clock of a trial starts here, a Tuesday.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly string? database;
    private readonly string? server;

    private Ground(string folder, StoreOptions options, OwnPostgres? own, Proxy? proxy, string? server, string? database)
    {
        Folder = folder;
        Options = options;
        Own = own;
        Proxy = proxy;
        this.server = server;
        this.database = database;
    }

    public string Folder { get; }

    public StoreOptions Options { get; }

    /// <summary>The server, where it is the trial's own.</summary>
    public OwnPostgres? Own { get; }

    /// <summary>Stands between the bot and the server, where that was asked for.</summary>
    public Proxy? Proxy { get; }

    /// <param name="own">True for a server that may be stopped.</param>
    /// <param name="proxied">True for a connection that may be slow or break.</param>
    /// <param name="data">Where the data shall lie; null for a temporary folder.</param>
    public static async Task<Ground> OpenAsync(StoreProvider provider, bool own = false, bool proxied = false, string? data = null)
    {
        var folder = Directory.CreateTempSubdirectory("csp-chaos-").FullName;
        if (provider == StoreProvider.Sqlite)
            return new Ground(folder, new StoreOptions(provider, $"Data Source={Path.Combine(data ?? folder, "bot.db")}"), null, null, null, null);
        var named = Environment.GetEnvironmentVariable("CSP_TEST_POSTGRES");
        var started = own || string.IsNullOrEmpty(named) ? await OwnPostgres.StartAsync(data) : null;
        var server = started?.ConnectionString ?? named!;
        var database = "chaos_" + Guid.NewGuid().ToString("n");
        await RunAsync(server, $"create database {database}");
        var place = new NpgsqlConnectionStringBuilder(server) { Database = database, MaxPoolSize = 20, Timeout = 5 };
        var proxy = proxied ? new Proxy(place.Port) : null;
        if (proxy is not null) (place.Host, place.Port) = ("127.0.0.1", proxy.Port);
        return new Ground(folder, new StoreOptions(provider, place.ConnectionString), started, proxy, server, database);
    }

    /// <summary>By which the store is read: the bot's, where it runs by a clock that goes on.</summary>
    public TimeProvider Clock { get; private set; } = TimeProvider.System;

    public Task<Store> OpenStoreAsync() => Store.OpenAsync(Options, Clock);

    /// <summary>Puts a company into the store that the bot finds when it starts, and onto a platform of its own.</summary>
    public async Task<Platform> SettleOnPlatformAsync(IReadOnlyList<Person> people)
    {
        var clock = DayClock.New();
        Clock = clock;
        await SettleAsync(people);
        await using var store = await OpenStoreAsync();
        await store.WriteAsync(transaction =>
        {
            // As if somebody had moved the bot's clock: it goes on from there, over restarts.
            transaction.Settings.Set("simulator.ahead", clock.Ahead.Ticks.ToString(CultureInfo.InvariantCulture));
            foreach (var person in people) transaction.Identities.Bind(Platform.Channel, person.Number, person.Number, "trial");
        });
        return await Platform.StartAsync(people);
    }

    /// <summary>Puts a company into the store that the bot finds when it starts.</summary>
    public async Task SettleAsync(IReadOnlyList<Person> people)
    {
        await using var store = await OpenStoreAsync();
        await store.WriteAsync(transaction =>
        {
            foreach (var person in people)
            {
                transaction.People.Save(person, Period.Month(2026, 1));
                transaction.Identities.Bind(SimulatorChannel.ChannelName, person.Number, person.Number, SimulatorChannel.ChannelName);
            }
            foreach (var team in people.Select(person => person.Team!).Distinct()) transaction.GroupChats.Bind(team, SimulatorChannel.ChannelName, team);
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            NpgsqlConnection.ClearAllPools();
            if (Own is null) await RunAsync(server!, $"drop database if exists {database} with (force)");
            else await Own.DisposeAsync();
            if (Proxy is not null) await Proxy.DisposeAsync();
        }
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task RunAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The real time, moved forward to ten in the morning: at night the bot would keep what it pushes until the next day.</summary>
internal sealed class DayClock(TimeSpan ahead) : TimeProvider
{
    private static readonly TimeSpan _china = TimeSpan.FromHours(8), _morning = TimeSpan.FromHours(10);

    public TimeSpan Ahead => ahead;

    public static DayClock New()
    {
        var now = System.GetUtcNow().ToOffset(_china).TimeOfDay;
        return new DayClock(now < _morning ? _morning - now : _morning + TimeSpan.FromDays(1) - now);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}

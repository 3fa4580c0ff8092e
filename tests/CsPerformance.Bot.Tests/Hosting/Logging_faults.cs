using CsPerformance.Bot.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CsPerformance.Bot.Tests.Hosting;

public sealed class Logging_faults
{
    private const string Said = "13900001111 家里有人住院";

    [Fact]
    public void A_fault_is_logged_by_its_kinds_and_places_and_never_by_what_it_says()
    {
        var lines = Logged(log => log.LogError(Thrown(() => Throw(new FormatException(Said))), "Message {Inbox} was not answered.", 7));

        Assert.Contains("Message 7 was not answered.", lines, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", lines, StringComparison.Ordinal);
        Assert.Contains(" ---> System.FormatException", lines, StringComparison.Ordinal);
        Assert.Contains(nameof(Throw), lines, StringComparison.Ordinal);
        Assert.DoesNotContain(Said, lines, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_of_several_is_there()
    {
        var lines = Logged(log => log.LogError(new AggregateException(new FormatException(Said), new TimeoutException("after 5 s")), "Two."));

        Assert.Contains("System.FormatException", lines, StringComparison.Ordinal);
        Assert.Contains("System.TimeoutException: after 5 s", lines, StringComparison.Ordinal);
        Assert.DoesNotContain(Said, lines, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_names_the_value_it_refuses_is_logged_by_its_code()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = new SqliteCommand($"select \"{Said}\" from sqlite_master", connection);
        var fault = Thrown(() => command.ExecuteScalar());
        Assert.Contains(Said, fault.Message, StringComparison.Ordinal);

        var lines = Logged(log => log.LogError(fault, "Refused."));

        Assert.Contains("SqliteException: SQLite 1", lines, StringComparison.Ordinal);
        Assert.DoesNotContain(Said, lines, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bot_has_no_log_beside_it()
    {
        using var services = Services(null);
        Assert.Equal([typeof(FaultsWithoutWords)], services.GetServices<ILoggerProvider>().Select(provider => provider.GetType()));
    }

    private static void Throw(Exception inner) => throw new InvalidOperationException(Said, inner);

    private static Exception Thrown(Action act) => Record.Exception(act)!;

    private static string Logged(Action<ILogger> log)
    {
        var seen = new Seen();
        using (var services = Services(seen)) log(services.GetRequiredService<ILoggerFactory>().CreateLogger("test"));
        return seen.Text.ToString();
    }

    /// <param name="seen">What takes the console's place.</param>
    private static ServiceProvider Services(Seen? seen)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => Logs.Set(logging, new ConfigurationBuilder().Build()));
        if (seen is not null)
        {
            services.Remove(services.Single(service => service.ServiceType == typeof(ILoggerProvider)));
            services.AddSingleton<ILoggerProvider>(new FaultsWithoutWords(seen));
        }
        return services.BuildServiceProvider();
    }

    /// <summary>Writes as the console does.</summary>
    private sealed class Seen : ILoggerProvider, ILogger
    {
        public StringWriter Text { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Text.WriteLine($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

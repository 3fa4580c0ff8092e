using System.Data.Common;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CsPerformance.Bot.Hosting;

/// <summary>
/// A log that shows of each fault its kinds, codes and places. What a fault says may be what somebody said: a database and a reader name the
/// value that they refuse.
/// </summary>
[ProviderAlias("Console")]
internal sealed class FaultsWithoutWords(ILoggerProvider inner) : ILoggerProvider, ISupportExternalScope
{
    public ILogger CreateLogger(string categoryName) => new Log(inner.CreateLogger(categoryName));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose() => inner.Dispose();

    private sealed class Log(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception is null ? null : new Wordless(exception), (it, _) => formatter(it, exception));
    }

    /// <summary>What the console writes is <see cref="ToString"/>.</summary>
    private sealed class Wordless(Exception fault) : Exception
    {
        public override string ToString()
        {
            var text = new StringBuilder();
            Add(text, fault);
            return text.ToString();
        }

        private static void Add(StringBuilder text, Exception fault)
        {
            text.Append(fault.GetType().FullName);
            if (Words(fault) is { Length: > 0 } words) text.Append(": ").Append(words);
            if (fault.StackTrace is { } places) text.AppendLine().Append(places);
            foreach (var cause in fault is AggregateException all ? all.InnerExceptions : fault.InnerException is { } one ? [one] : (IEnumerable<Exception>)[])
            {
                text.AppendLine().Append(" ---> ");
                Add(text, cause);
            }
        }

        /// <summary>Codes, and the words of what knows nothing of messages: the network and the file system.</summary>
        private static string Words(Exception fault) => fault switch
        {
            PostgresException server => "SQLSTATE " + server.SqlState,
            SqliteException file => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SQLite {file.SqliteExtendedErrorCode}"),
            DbException or HttpRequestException or SocketException or TimeoutException or IOException => fault.Message,
            _ => "",
        };
    }
}

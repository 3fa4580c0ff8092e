using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>
/// The writer's statements on one connection. SQLite compiles each text once; PostgreSQL gets those whose outcome nobody asks for
/// together, in one round trip with what comes next. That halves the writer's time for a record on both.
/// </summary>
internal sealed class Statements(DbConnection connection) : IDisposable
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    private readonly Dictionary<string, DbCommand> compiled = [];
    private readonly NpgsqlBatch? later = (connection as NpgsqlConnection)?.CreateBatch();

    /// <summary>Names and values of an object's properties, or the pairs themselves.</summary>
    public static IEnumerable<(string Name, object? Value)> Pairs(object? parameters) => parameters switch
    {
        null => [],
        IEnumerable<(string, object?)> pairs => pairs,
        _ => Properties.GetOrAdd(parameters.GetType(), type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)).Select(p => (p.Name, p.GetValue(parameters))),
    };

    public int Execute(string sql, object? parameters, DbTransaction transaction) => Run(sql, parameters, transaction, command => command.ExecuteNonQuery());

    /// <summary>The first column of the first row, or null.</summary>
    public object? Scalar(string sql, object? parameters, DbTransaction transaction) =>
        Run(sql, parameters, transaction, command => command.ExecuteScalar()) is { } value and not DBNull ? value : null;

    /// <summary>Like <see cref="Execute"/>, but at the latest with the next read or at the end of the work.</summary>
    public void Later(string sql, object? parameters, DbTransaction transaction)
    {
        if (later is null)
        {
            Execute(sql, parameters, transaction);
            return;
        }
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in Pairs(parameters)) command.Parameters.Add(new NpgsqlParameter(name, Columns.Value(value, sqlite: false)));
        later.BatchCommands.Add(command);
    }

    /// <summary>Sends what <see cref="Later"/> gathered.</summary>
    public void Flush(DbTransaction transaction)
    {
        if (later is not { BatchCommands.Count: > 0 }) return;
        later.Transaction = (NpgsqlTransaction)transaction;
        try
        {
            later.ExecuteNonQuery();
        }
        finally
        {
            Forget();
        }
    }

    /// <summary>Drops what was gathered: the work is undone.</summary>
    public void Forget() => later?.BatchCommands.Clear();

    public void Dispose()
    {
        foreach (var command in compiled.Values) command.Dispose();
        later?.Dispose();
    }

    private T Run<T>(string sql, object? parameters, DbTransaction transaction, Func<DbCommand, T> run)
    {
        Flush(transaction);
        // PostgreSQL compiles by itself what comes often; an own command each time lets it see the types of that time.
        if (later is not null)
        {
            using var once = Bind(connection.CreateCommand(), sql, parameters, transaction);
            return run(once);
        }
        if (!compiled.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            if (compiled.Count < 500) compiled.Add(sql, command);
        }
        return run(Bind(command, sql, parameters, transaction));
    }

    private DbCommand Bind(DbCommand command, string sql, object? parameters, DbTransaction transaction)
    {
        if (command.CommandText.Length == 0) command.CommandText = sql;
        command.Transaction = transaction;
        command.Parameters.Clear();
        foreach (var (name, value) in Pairs(parameters))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, Columns.Value(value, sqlite: later is null));
            command.Parameters.Add(parameter);
        }
        return command;
    }
}

using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using Dapper;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>
/// The statements of one connection. SQLite compiles each text once; PostgreSQL gets those whose outcome nobody asks for
/// together, in one round trip with what comes next. That halves the writer's time for a record on both.
/// </summary>
internal sealed class Statements(DbConnection connection) : IDisposable
{
    /// <summary>Texts that are made of parts could be many; past this number one is compiled each time.</summary>
    private const int MostCompiled = 500;

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    private readonly Dictionary<string, DbCommand> compiled = [];
    private readonly NpgsqlBatch? later = (connection as NpgsqlConnection)?.CreateBatch();

    public DbConnection Connection => connection;

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

    /// <summary>All rows: of one column as values, of several as tuples by place or objects by name.</summary>
    public List<T> Query<T>(string sql, object? parameters, DbTransaction transaction) => Run(sql, parameters, transaction, command =>
    {
        using var reader = command.ExecuteReader();
        return reader.Parse<T>().AsList();
    });

    /// <summary>The first row, or the type's default where there is none.</summary>
    public T? First<T>(string sql, object? parameters, DbTransaction transaction) => Run(sql, parameters, transaction, command =>
    {
        using var reader = command.ExecuteReader();
        return reader.Parse<T>().FirstOrDefault();
    });

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
        if (later is null && Compiled(sql) is { } command)
        {
            Bind(command, parameters, transaction);
            return run(command);
        }
        using var once = New(sql);
        Bind(once, parameters, transaction);
        return run(once);
    }

    private DbCommand? Compiled(string sql)
    {
        if (compiled.TryGetValue(sql, out var known)) return known;
        return compiled.Count < MostCompiled ? compiled[sql] = New(sql) : null;
    }

    private DbCommand New(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private void Bind(DbCommand command, object? parameters, DbTransaction transaction)
    {
        command.Transaction = transaction;
        var (place, known) = (0, command.Parameters);
        foreach (var (name, value) in Pairs(parameters))
        {
            if (place < known.Count && known[place].ParameterName != name) known.Clear();
            if (place == known.Count)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                known.Add(parameter);
            }
            known[place++].Value = Columns.Value(value, sqlite: later is null);
        }
    }
}

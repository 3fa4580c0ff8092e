using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using Dapper;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>
/// The statements of one connection. SQLite compiles each text once; PostgreSQL gets those whose outcome nobody asks for
/// together with the next one that is asked for, in one round trip: most of the time of a record there is the way to the server and back.
/// </summary>
internal sealed class Statements(Database database, DbConnection connection) : IDisposable
{
    /// <summary>Texts that are made of parts could be many; past this number one is compiled each time.</summary>
    private const int MostCompiled = 500;

    /// <summary>An import gathers tens of thousands; they go in portions.</summary>
    private const int MostGathered = 500;

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    private readonly Dictionary<string, DbCommand> compiled = [];
    private readonly NpgsqlBatch? batch = (connection as NpgsqlConnection)?.CreateBatch();
    private readonly List<(NpgsqlBatchCommand Command, Func<int, Exception?> Fault)> expected = [];
    private bool carries;

    public DbConnection Connection => connection;

    /// <summary>True where a send failed on this side of the wire: nobody knows how far it got, and the connection is not used again.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>True where a send failed that held what an earlier work left: nobody knows whose fault it was.</summary>
    public bool IsMixedUp { get; private set; }

    /// <summary>How often something went to the server: what was gathered since is not there yet.</summary>
    public long Sent { get; private set; }

    /// <summary>How much is gathered; what comes now is the next work's.</summary>
    public (int Commands, int Expected) Mark()
    {
        carries = batch is { BatchCommands.Count: > 0 };
        return (batch?.BatchCommands.Count ?? 0, expected.Count);
    }

    /// <summary>Names and values of an object's properties, or the pairs themselves.</summary>
    public static IEnumerable<(string Name, object? Value)> Pairs(object? parameters) => parameters switch
    {
        null => [],
        IEnumerable<(string, object?)> pairs => pairs,
        _ => Properties.GetOrAdd(parameters.GetType(), type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)).Select(p => (p.Name, p.GetValue(parameters))),
    };

    public int Execute(string sql, object? parameters, DbTransaction? transaction)
    {
        if (batch is null) return Run(sql, parameters, transaction, command => command.ExecuteNonQuery());
        var last = Gather(sql, parameters);
        Flush(transaction);
        return last.RecordsAffected;
    }

    /// <summary>The first column of the first row, or null.</summary>
    public object? Scalar(string sql, object? parameters, DbTransaction? transaction) =>
        Read(sql, parameters, transaction, reader => reader.Read() ? reader.GetValue(0) : null) is { } value and not DBNull ? value : null;

    /// <summary>All rows: of one column as values, of several as tuples by place or objects by name.</summary>
    public List<T> Query<T>(string sql, object? parameters, DbTransaction? transaction) => Read(sql, parameters, transaction, reader => reader.Parse<T>().AsList());

    /// <summary>The first row, or the type's default where there is none.</summary>
    public T? First<T>(string sql, object? parameters, DbTransaction? transaction) => Read(sql, parameters, transaction, reader => reader.Parse<T>().FirstOrDefault());

    /// <summary>Like <see cref="Execute"/>, but at the latest with the next read or at the end of the work.</summary>
    /// <param name="fault">What the work fails with, by how many rows were touched; null where it does not.</param>
    public void Later(string sql, object? parameters, DbTransaction? transaction, Func<int, Exception?>? fault = null)
    {
        if (batch is null)
        {
            var touched = Execute(sql, parameters, transaction);
            if (fault?.Invoke(touched) is { } found) throw found;
            return;
        }
        var command = Gather(sql, parameters);
        if (fault is not null) expected.Add((command, fault));
        if (batch.BatchCommands.Count >= MostGathered) Flush(transaction);
    }

    /// <summary>Sends what <see cref="Later"/> gathered.</summary>
    public void Flush(DbTransaction? transaction)
    {
        if (batch is { BatchCommands.Count: > 0 }) Send(transaction, _ => true);
    }

    /// <summary>Drops what was gathered since a mark: the work is undone.</summary>
    public void Forget((int Commands, int Expected) mark)
    {
        if (batch is null) return;
        while (batch.BatchCommands.Count > mark.Commands) batch.BatchCommands.RemoveAt(batch.BatchCommands.Count - 1);
        if (expected.Count > mark.Expected) expected.RemoveRange(mark.Expected, expected.Count - mark.Expected);
    }

    public void Dispose()
    {
        foreach (var command in compiled.Values) command.Dispose();
        batch?.Dispose();
    }

    private T Read<T>(string sql, object? parameters, DbTransaction? transaction, Func<DbDataReader, T> read)
    {
        if (batch is not null)
        {
            Gather(sql, parameters);
            return Send(transaction, read);
        }
        return Run(sql, parameters, transaction, command =>
        {
            using var reader = command.ExecuteReader();
            return read(reader);
        });
    }

    /// <summary>Sends what was gathered; of all of it only the last statement returns rows.</summary>
    private T Send<T>(DbTransaction? transaction, Func<DbDataReader, T> read)
    {
        Sent++;
        batch!.Transaction = (NpgsqlTransaction?)transaction;
        try
        {
            T result;
            using (var reader = Sending(batch)) result = read(reader);
            foreach (var (command, fault) in expected)
            {
                if (fault(command.RecordsAffected) is { } found) throw found;
            }
            carries = false;
            return result;
        }
        finally
        {
            IsMixedUp |= carries;
            Forget((0, 0));
        }
    }

    /// <summary>Npgsql takes statements for prepared that it could not send: such a connection must not go back to the pool.</summary>
    private NpgsqlDataReader Sending(NpgsqlBatch gathered)
    {
        try
        {
            return gathered.ExecuteReader();
        }
        catch (Exception fault) when (fault is not PostgresException)
        {
            IsBroken = true;
            database.Distrust();
            throw;
        }
    }

    private NpgsqlBatchCommand Gather(string sql, object? parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in Pairs(parameters)) command.Parameters.Add(new NpgsqlParameter(name, Columns.Value(value, sqlite: false)));
        batch!.BatchCommands.Add(command);
        return command;
    }

    private T Run<T>(string sql, object? parameters, DbTransaction? transaction, Func<DbCommand, T> run)
    {
        if (Compiled(sql) is { } command)
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

    private static void Bind(DbCommand command, object? parameters, DbTransaction? transaction)
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
            known[place++].Value = Columns.Value(value, sqlite: true);
        }
    }
}

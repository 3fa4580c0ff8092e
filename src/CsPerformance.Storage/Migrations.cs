using System.Data.Common;
using System.Globalization;
using Dapper;

namespace CsPerformance.Storage;

/// <summary>Numbered SQL files, run once each at the start, under a lock so that several instances may start together.</summary>
internal static class Migrations
{
    private const long LockKey = 7_301_448_820;

    public static void Run(Database database)
    {
        using var connection = database.OpenWriting();
        using var transaction = connection.BeginTransaction();
        if (database.IsPostgres) connection.Execute("select pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction);
        connection.Execute("create table if not exists schema_versions (version bigint primary key, name text not null)", null, transaction);
        var done = connection.Query<long>("select version from schema_versions", null, transaction).ToHashSet();
        var known = Scripts(database.IsPostgres).ToList();
        if (done.Count > 0 && done.Max() > known[^1].Version)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The store has schema version {done.Max()}, this program knows up to {known[^1].Version}. Start a newer version of the program."));
        }
        foreach (var (version, name, sql) in known.Where(script => !done.Contains(script.Version)))
        {
            Run(connection, transaction, sql);
            connection.Execute("insert into schema_versions (version, name) values (@version, @name)", new { version, name }, transaction);
        }
        transaction.Commit();
    }

    private static void Run(DbConnection connection, DbTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static IEnumerable<(long Version, string Name, string Sql)> Scripts(bool postgres)
    {
        var assembly = typeof(Migrations).Assembly;
        var ending = postgres ? ".postgres.sql" : ".sqlite.sql";
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var file = resource[(resource.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (long.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file[..^ending.Length], reader.ReadToEnd());
        }
    }
}

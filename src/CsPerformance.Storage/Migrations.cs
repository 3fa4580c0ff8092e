using System.Data.Common;
using System.Globalization;
using Dapper;

namespace CsPerformance.Storage;

/// <summary>Numbered SQL files, run once each at the start, under a lock so that several instances may start together.</summary>
internal static class Migrations
{
    internal const long LockKey = 7_301_448_820;

    /// <summary>Seconds. An index over years of records takes its time, and another instance may be at it already: no limit.</summary>
    private const int NoLimit = 0;

    public static void Run(Database database)
    {
        using var connection = database.OpenWriting();
        using var transaction = connection.BeginTransaction();
        if (database.IsPostgres) connection.Execute("select pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction, NoLimit);
        connection.Execute("create table if not exists schema_versions (version bigint primary key, name text not null)", null, transaction);
        var done = connection.Query<long>("select version from schema_versions", null, transaction).ToHashSet();
        var known = Scripts(database.IsPostgres).ToList();
        RefuseNewer(done.DefaultIfEmpty().Max(), known[^1].Version);
        foreach (var (version, name, sql) in known.Where(script => !done.Contains(script.Version)))
        {
            Run(connection, transaction, sql);
            connection.Execute("insert into schema_versions (version, name) values (@version, @name)", new { version, name }, transaction);
        }
        transaction.Commit();
    }

    /// <summary>Looks whether the store is there and up to date, and changes nothing.</summary>
    /// <exception cref="UnfitStoreException">It is not.</exception>
    public static void Check(Database database)
    {
        if (database.File is { } file && !File.Exists(file)) throw new UnfitStoreException(Unfit.Missing, $"There is no file {file}.");
        using var reading = database.OpenReading();
        var look = database.IsPostgres ? "select to_regclass('schema_versions')::text" : "select name from sqlite_master where name = 'schema_versions'";
        if (reading.Statements.Scalar(look, null, null) is null) throw new UnfitStoreException(Unfit.Missing, "The database holds no company.");
        var done = reading.Statements.First<long>("select coalesce(max(version), 0) from schema_versions", null, null);
        var known = Scripts(database.IsPostgres).Max(script => script.Version);
        RefuseNewer(done, known);
        if (done < known) throw new UnfitStoreException(Unfit.Older, Versions(done, known));
        reading.Keep();
    }

    private static void RefuseNewer(long done, long known)
    {
        if (done > known) throw new UnfitStoreException(Unfit.Newer, Versions(done, known));
    }

    private static string Versions(long done, long known) =>
        string.Create(CultureInfo.InvariantCulture, $"The store has schema version {done}, this program {known}.");

    private static void Run(DbConnection connection, DbTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = NoLimit;
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

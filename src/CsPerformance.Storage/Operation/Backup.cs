using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CsPerformance.Storage;

/// <summary>Backups of a SQLite store. PostgreSQL has its own tools (pg_dump).</summary>
public static class Backup
{
    /// <summary>Writes a checked copy while the bot runs; the copy holds all that was committed when it began.</summary>
    /// <exception cref="InvalidOperationException">The store is not SQLite, or the copy is damaged.</exception>
    /// <exception cref="IOException">The file is there already or cannot be written.</exception>
    public static void Write(StoreOptions options, string path)
    {
        var source = FileOf(options);
        if (!File.Exists(source)) throw new InvalidOperationException($"There is no store at {source}.");
        if (File.Exists(path)) throw new IOException($"{path} is there already.");
        var part = path + ".part";
        File.Delete(part);
        Copy(source, part);
        File.Move(part, path);
    }

    /// <summary>Puts a backup in the place of the store; the bot is stopped. The old store is kept beside it.</summary>
    /// <returns>Where the old store is kept; null where there was none.</returns>
    /// <exception cref="InvalidOperationException">The store is not SQLite, or the backup is damaged or not one of ours.</exception>
    /// <exception cref="StoreInUseException">A bot runs on the store.</exception>
    public static string? Restore(StoreOptions options, string path)
    {
        var target = FileOf(options);
        if (!File.Exists(path)) throw new InvalidOperationException($"There is no backup at {path}.");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var alone = FilePresence.Lock(target);
        var part = target + ".part";
        File.Delete(part);
        Copy(path, part);
        var kept = File.Exists(target) ? PutAside(target) : null;
        File.Move(part, target);
        return kept;
    }

    private static void Copy(string from, string to)
    {
        try
        {
            using var source = Open(from, SqliteOpenMode.ReadOnly);
            using var copy = Open(to, SqliteOpenMode.ReadWriteCreate);
            source.BackupDatabase(copy);
            // A copy that is one file alone, without a log beside it.
            copy.Execute("pragma journal_mode = delete");
            if (copy.ExecuteScalar<string>("pragma integrity_check") != "ok" || copy.ExecuteScalar<long>("select count(*) from schema_versions") == 0)
                throw new InvalidOperationException($"The copy of {from} is damaged.");
        }
        catch (SqliteException e)
        {
            throw new InvalidOperationException($"{from} is damaged or not a store of this program.", e);
        }
    }

    private static string PutAside(string store)
    {
        var number = 1;
        string Aside() => string.Create(CultureInfo.InvariantCulture, $"{store}.old{number}");
        while (File.Exists(Aside())) number++;
        foreach (var ending in (IEnumerable<string>)["-wal", "-shm", ""])
            if (File.Exists(store + ending)) File.Move(store + ending, Aside() + ending);
        return Aside();
    }

    private static string FileOf(StoreOptions options) => options.Provider == StoreProvider.Sqlite
        ? Path.GetFullPath(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource)
        : throw new InvalidOperationException("Only a SQLite store is backed up this way; PostgreSQL has pg_dump.");

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }
}

using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CsPerformance.Storage;

/// <param name="Kept">Where the store that was there before is kept; null where there was none.</param>
/// <param name="Unknown">Pushes that may have gone out since the backup was made.</param>
public sealed record Restored(string? Kept, int Unknown);

/// <summary>Backups of a SQLite store. PostgreSQL has its own tools (pg_dump).</summary>
public static class Backup
{
    /// <summary>
    /// A push that waited when the backup was made has most likely gone out since, perhaps with somebody's pay: an admin decides about each.
    /// The operator of a PostgreSQL runs the same line, see deploy/backup.md.
    /// </summary>
    internal const string PutInDoubt =
        "update outbox set state = 'unknown', lease_until = null, error = '从备份恢复，不知道发出没有' where state in ('waiting', 'sending') and purpose <> 'reply'";

    /// <summary>Writes a checked copy, which its owner alone can read, while the bot runs; it holds all that was committed when it began.</summary>
    /// <exception cref="UnfitStoreException">There is no store, or the copy is damaged.</exception>
    /// <exception cref="InvalidOperationException">The store is not SQLite.</exception>
    /// <exception cref="IOException">The file is there already or cannot be written.</exception>
    public static void Write(StoreOptions options, string path)
    {
        var source = FileOf(options);
        if (!File.Exists(source)) throw new UnfitStoreException(Unfit.Missing, $"There is no store at {source}.");
        if (File.Exists(path)) throw new IOException($"{path} is there already.");
        var part = path + ".part";
        File.Delete(part);
        Copy(source, part);
        File.Move(part, path);
    }

    /// <summary>Puts a backup in the place of the store; the bot is stopped. The old store is kept beside it.</summary>
    /// <remarks>Pushes that had not gone out by then are put in doubt and not sent again by themselves.</remarks>
    /// <exception cref="UnfitStoreException">The backup is missing, damaged or not one of ours.</exception>
    /// <exception cref="InvalidOperationException">The store is not SQLite.</exception>
    /// <exception cref="StoreInUseException">A bot runs on the store.</exception>
    public static Restored Restore(StoreOptions options, string path)
    {
        var target = FileOf(options);
        if (!File.Exists(path)) throw new UnfitStoreException(Unfit.Missing, $"There is no backup at {path}.");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var alone = FilePresence.Lock(target);
        var part = target + ".part";
        File.Delete(part);
        Copy(path, part);
        var unknown = Doubt(part);
        var kept = File.Exists(target) ? PutAside(target) : null;
        File.Move(part, target);
        return new Restored(kept, unknown);
    }

    private static int Doubt(string store)
    {
        using var connection = Open(store, SqliteOpenMode.ReadWrite);
        return connection.Execute(PutInDoubt);
    }

    private static void Copy(string from, string to)
    {
        MakeForOwner(to);
        try
        {
            using var source = Open(from, SqliteOpenMode.ReadOnly);
            using var copy = Open(to, SqliteOpenMode.ReadWriteCreate);
            source.BackupDatabase(copy);
            // A copy that is one file alone, without a log beside it.
            copy.Execute("pragma journal_mode = delete");
            if (copy.ExecuteScalar<string>("pragma integrity_check") != "ok" || copy.ExecuteScalar<long>("select count(*) from schema_versions") == 0)
                throw new UnfitStoreException(Unfit.Damaged, $"The copy of {from} is damaged.");
        }
        catch (SqliteException e)
        {
            throw new UnfitStoreException(Unfit.Damaged, $"{from} is damaged or not a store of this program.", e);
        }
    }

    /// <summary>Empty, for SQLite to fill: whatever the umask says, nobody else reads what people earn.</summary>
    private static void MakeForOwner(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
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

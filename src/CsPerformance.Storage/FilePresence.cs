using Microsoft.Data.Sqlite;

namespace CsPerformance.Storage;

/// <summary>
/// A SQLite store has one instance: a locked file beside it keeps a second one out. The operating system frees it with the process,
/// so a file that is merely there means nothing. Commands that read or back up beside the bot do not need it; a restore and a copy do.
/// </summary>
internal sealed class FilePresence : Presence
{
    private readonly FileStream? file;

    private FilePresence(FileStream? file) => this.file = file;

    public override bool IsHeld => true;

    public override bool MayJudge => true;

    public static FilePresence Take(Database database)
    {
        var source = new SqliteConnectionStringBuilder(database.Options.ConnectionString);
        return new FilePresence(source.Mode == SqliteOpenMode.Memory || source.DataSource is "" or ":memory:" ? null : Lock(source.DataSource));
    }

    /// <summary>Holds the lock of a store's file until it is disposed of.</summary>
    /// <exception cref="StoreInUseException">Another process has it.</exception>
    public static FileStream Lock(string store)
    {
        try
        {
            return new FileStream(store + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (held is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StoreInUseException($"Another process has {store}.", held);
        }
    }

    public override ValueTask DisposeAsync() => file?.DisposeAsync() ?? ValueTask.CompletedTask;
}

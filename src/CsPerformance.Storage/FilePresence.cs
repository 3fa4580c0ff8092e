using Microsoft.Data.Sqlite;

namespace CsPerformance.Storage;

/// <summary>
/// A SQLite store has one instance: a locked file beside it keeps a second one out. The operating system frees it with the process,
/// so a file that is merely there means nothing. Commands that read or back up beside the bot do not need it.
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
        if (source.Mode == SqliteOpenMode.Memory || source.DataSource is "" or ":memory:") return new FilePresence(null);
        try
        {
            return new FilePresence(new FileStream(source.DataSource + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (held is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StoreInUseException($"Another process has {source.DataSource}.", held);
        }
    }

    public override ValueTask DisposeAsync() => file?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using CsPerformance.Bot.Hosting;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Commands;

/// <summary><c>verify</c>, <c>backup</c>, <c>restore</c> and <c>storage copy</c>: what an operator does with the store of the settings.</summary>
internal static class StoreCommands
{
    public static IReadOnlyList<CommandLineCommand> All { get; } =
    [
        new("verify", "逐条核对记录、审批和公布的哈希链，指出第一处不符", (arguments, cancellation) => arguments is [] ? VerifyAsync(cancellation) : Usage("verify")),
        new("backup", "<文件>  在线备份 SQLite 数据库", (arguments, _) => Task.FromResult(arguments is [var path] ? Write(path) : UsageNow("backup <文件>"))),
        new("restore", "<文件>  用备份替换 SQLite 数据库(先停机；原库改名保留)", (arguments, _) => Task.FromResult(arguments is [var path] ? Restore(path) : UsageNow("restore <文件>"))),
        new("storage copy", "<PostgreSQL 连接串>  把当前数据库复制到空的 PostgreSQL 并逐表核对", (arguments, cancellation) => arguments is [var target] ? CopyAsync(target, cancellation) : Usage("storage copy <连接串>")),
    ];

    private static async Task<int> VerifyAsync(CancellationToken cancellation)
    {
        await using var store = await Store.OpenExistingAsync(Options(), TimeProvider.System, cancellation: cancellation);
        var report = await store.VerifyAsync(cancellation);
        if (report.Bad is { } bad)
        {
            await Console.Error.WriteLineAsync($"不符：{bad}");
            return 1;
        }
        Console.WriteLine($"一致：共 {report.Links} 环，链头 {(report.Head.Length == 0 ? "(空)" : report.Head)}");
        return 0;
    }

    private static int Write(string path)
    {
        var options = Options();
        if (options.Provider != StoreProvider.Sqlite) return Fail("PostgreSQL 请用 pg_dump 备份，见 deploy/backup.md。");
        if (File.Exists(path)) return Fail($"{path} 已存在，没有覆盖。");
        Backup.Write(options, path);
        Console.WriteLine($"已备份到 {path}");
        return 0;
    }

    private static int Restore(string path)
    {
        var options = Options();
        if (options.Provider != StoreProvider.Sqlite) return Fail("PostgreSQL 请用 pg_restore 恢复，见 deploy/backup.md。");
        if (!File.Exists(path)) return Fail($"没有文件 {path}。");
        var (kept, unknown) = Backup.Restore(options, path);
        Console.WriteLine(kept is null ? "已恢复。" : $"已恢复；原数据库保留为 {kept}");
        if (unknown > 0) Console.WriteLine($"备份时还没有发出的 {unknown} 条推送，之后可能已经发出，不会自动再发；启动后请管理员在“待办”里逐条决定。见 deploy/backup.md。");
        return 0;
    }

    private static async Task<int> CopyAsync(string target, CancellationToken cancellation)
    {
        await using var from = await Store.OpenExistingAsync(Options(), TimeProvider.System, cancellation: cancellation);
        await from.AppearAsync("storage copy", cancellation);
        await using var into = await Store.OpenAsync(new StoreOptions(StoreProvider.Postgres, target), TimeProvider.System, cancellation: cancellation);
        var tables = await StorageCopy.RunAsync(from, into, cancellation);
        foreach (var table in tables) Console.WriteLine($"{(table.IsEqual ? "一致" : "不同")}  {table.Name}  {table.SourceRows} → {table.TargetRows}  {table.SourceHash} {table.TargetHash}");
        return tables.All(table => table.IsEqual) ? 0 : 1;
    }

    private static StoreOptions Options() => Composition.OptionsOf(BotHost.Settings([]).Storage);

    private static Task<int> Usage(string usage) => Task.FromResult(UsageNow(usage));

    private static int UsageNow(string usage)
    {
        Console.Error.WriteLine("用法：" + usage);
        return 2;
    }

    private static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }
}

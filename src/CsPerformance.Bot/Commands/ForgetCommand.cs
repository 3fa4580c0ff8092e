using CsPerformance.Bot.Hosting;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Commands;

/// <summary><c>forget 工号</c>: removes a former colleague's personal data (个人信息保护法第四十七条); points, sums and the hash chain stay.</summary>
internal static class ForgetCommand
{
    private const string Usage = "forget <工号> [--why 原因] [--by 工号] [--yes]";
    private const string Unnamed = "命令行";

    /// <summary>Tables in the words of whoever runs it.</summary>
    private static readonly IReadOnlyDictionary<string, string> _titles = new Dictionary<string, string>
    {
        ["people"] = "花名册(姓名、手机号)",
        ["nicknames"] = "花名",
        ["identities"] = "平台账号",
        ["records"] = "记录的理由、凭据和附件",
        ["decisions"] = "审批意见",
        ["publications"] = "公布里的姓名",
        ["inbox"] = "收到的消息",
        ["outbox"] = "发出的消息",
        ["cards"] = "卡片",
        ["drafts"] = "待确认的草稿",
        ["pages"] = "未翻完的长消息",
        ["files"] = "图片和文件",
        ["refusals"] = "被拒绝的操作",
        ["job_runs"] = "任务标记",
        ["settings"] = "运行设置",
        ["subjects"] = "登记的对象",
        ["schemes_in_force"] = "方案启用时的提醒",
        ["shared_state"] = "临时共享值",
    };

    public static CommandLineCommand Command { get; } =
        new("forget", "<工号> [--why 原因] [--by 经办人工号] [--yes]  删除离职人员的个人信息；分数、合计和哈希链不变", RunAsync);

    private static async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        if (Read(arguments) is not { } read)
        {
            await Console.Error.WriteLineAsync("用法：" + Usage);
            return 2;
        }
        await using var store = await Store.OpenExistingAsync(Composition.OptionsOf(BotHost.Settings([]).Storage), TimeProvider.System, cancellation: cancellation);
        // The file is written anew afterwards, which no bot may be in the way of.
        if (store.Provider == StoreProvider.Sqlite) await store.AppearAsync("forget", cancellation);
        var report = await store.ForgetAsync(read.Wish, tries: !read.Yes, cancellation);
        if (read.Yes && report is ForgetReport.Done or ForgetReport.Before) await store.SweepAsync(cancellation);
        return Tell(report, read.Wish.Number, read.Yes);
    }

    private static int Tell(ForgetReport report, string number, bool yes)
    {
        switch (report)
        {
            case ForgetReport.Nobody:
                Console.Error.WriteLine($"花名册里没有工号 {number}。");
                return 1;
            case ForgetReport.AtWork(var name):
                Console.Error.WriteLine($"{name}({number})还在职，不能删除。请先办理离职：管理员在花名册文件里加“状态”和“离职日期”两列，写“离职”和最后工作日，再发给机器人导入。");
                return 1;
            case ForgetReport.Before(var pseudonym):
                Console.WriteLine($"{number} 已经删除过，现在是“{pseudonym}”；没有可改的。");
                return 0;
            case ForgetReport.Done done:
                Tell(done, number, yes);
                return yes ? 0 : 1;
            default:
                throw new InvalidOperationException("No such report.");
        }
    }

    private static void Tell(ForgetReport.Done done, string number, bool yes)
    {
        Console.WriteLine(yes ? $"已删除 {number} 的个人信息，名字改为“{done.Pseudonym}”，工号不再使用。" : $"将删除 {number} 的个人信息(现在什么都没有改)：");
        foreach (var (table, count) in done.Rows) Console.WriteLine($"  {_titles.GetValueOrDefault(table, table)}({table})：{count} 行");
        foreach (var shared in done.Shared) Console.WriteLine($"  “{shared}”同时是在册同事的名字，别人消息里的这个名字没有替换。");
        Console.WriteLine("  不变：分数、次数、日期、合计、公布的工资数，以及哈希链(verify 可核对)。");
        Console.WriteLine(yes ? "旧的备份里还有这些信息，请按保留期限删除；从旧备份恢复后要再执行一次。见 deploy/backup.md。" : "删除后不能恢复。确认请加 --yes 再执行一次。");
    }

    private static (ForgetWish Wish, bool Yes)? Read(string[] arguments)
    {
        if (arguments is not [{ Length: > 0 } number, .. var rest] || number.StartsWith('-')) return null;
        var (why, by, yes) = ("", Unnamed, false);
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == "--yes") yes = true;
            else if (rest[i] == "--why" && i + 1 < rest.Length) why = rest[++i];
            else if (rest[i] == "--by" && i + 1 < rest.Length) by = rest[++i];
            else return null;
        }
        return (new ForgetWish(number, why, by), yes);
    }
}

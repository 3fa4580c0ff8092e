using System.Diagnostics;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Hosting;

/// <summary>The commands of an operator, run as a program of their own beside a store in use.</summary>
public sealed class Operating_the_store : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operate").FullName;

    private StoreOptions Options => new(StoreProvider.Sqlite, $"Data Source={Path.Combine(folder, "bot.db")}");

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public async Task Restore_copy_and_forget_wait_until_the_bot_is_stopped_and_say_so()
    {
        var backup = Path.Combine(folder, "b.db");
        await using (var store = await Store.OpenAsync(Options, TimeProvider.System))
        {
            await store.AppearAsync("bot");
            Assert.Equal(0, (await RunAsync("backup", backup)).Status);
            foreach (var command in (string[][])[["restore", backup], ["storage", "copy", "Host=127.0.0.1;Port=1"], ["forget", "10002", "--yes"]])
            {
                var (status, said) = await RunAsync(command);
                Assert.Equal(1, status);
                Assert.Contains("正由另一个机器人使用", said, StringComparison.Ordinal);
            }
        }
        Assert.Equal(0, (await RunAsync("restore", backup)).Status);
    }

    [Fact]
    public async Task Forget_shows_first_and_does_it_with_yes_and_only_for_who_has_left()
    {
        await using (var store = await Store.OpenAsync(Options, TimeProvider.System))
        {
            await store.WriteAsync(transaction =>
            {
                transaction.People.Save(new Person("10002", "王芳", ["小芳"], "客服一组", new HashSet<Role> { Role.Agent }, "basic", "初级", "13800000000", Active: false), Period.Month(2026, 1));
                transaction.People.Save(new Person("10003", "李强", [], "客服一组", new HashSet<Role> { Role.Agent }, "basic", "初级"), Period.Month(2026, 1));
            });
        }
        Assert.Contains("还在职", (await RunAsync("forget", "10003", "--yes")).Said, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("forget")).Status);
        var (status, shown) = await RunAsync("forget", "10002");
        Assert.Equal(1, status);
        Assert.Contains("什么都没有改", shown, StringComparison.Ordinal);
        Assert.Contains("(people)：1 行", shown, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("forget", "10002", "--why", "本人申请", "--yes")).Status);
        Assert.Contains("已经删除过", (await RunAsync("forget", "10002", "--yes")).Said, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("verify")).Status);
    }

    [Fact]
    public async Task In_a_wrong_folder_nothing_is_verified_and_no_company_is_made()
    {
        foreach (var command in (string[][])[["verify"], ["backup", "b.db"], ["forget", "10002"], ["storage", "copy", "Host=127.0.0.1;Port=1"]])
        {
            var (status, said) = await RunAsync(command);
            Assert.Equal(1, status);
            Assert.Contains("没有数据库", said, StringComparison.Ordinal);
        }
        // The platforms are looked at before the first start, too.
        foreach (var platform in (string[])["wecom", "dingtalk"]) Assert.DoesNotContain("没有数据库", (await RunAsync("doctor", platform)).Said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task Verify_leaves_the_schema_of_an_older_program_as_it_is_and_says_what_brings_it_up_to_date()
    {
        await using (await Store.OpenAsync(Options, TimeProvider.System)) { }
        await ForceAsync("delete from schema_versions where version = (select max(version) from schema_versions)");

        var (status, said) = await RunAsync("verify");

        Assert.Equal(1, status);
        Assert.Contains("先启动一次新版机器人", said, StringComparison.Ordinal);
        await ForceAsync("insert into schema_versions (version, name) values (9999, 'x')");
        Assert.Contains("换用新版程序", (await RunAsync("verify")).Said, StringComparison.Ordinal);
    }

    private async Task ForceAsync(string sql)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(Options.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<(int Status, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CsPerformance.Bot.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Storage__ConnectionString"] = Options.ConnectionString },
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }
}

using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace CsPerformance.Bot.Tests.Hosting;

/// <summary>The bot as a process of its own, whose output is collected and whose counters nobody else moves.</summary>
internal sealed partial class OwnProcess : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("telling").FullName;
    private readonly Process process;

    public OwnProcess(params string[] more) => process = Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "CsPerformance.Bot.dll"), "--Urls=http://127.0.0.1:0", "--Simulator:Enabled=true", .. more])
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        StandardOutputEncoding = Encoding.UTF8,
    })!;

    /// <summary>The line that says that it has started, and where it listens.</summary>
    public async Task<(string Line, Uri Address)> StartedAsync()
    {
        var line = await LineAsync("绩效机器人已启动");
        return (line, new Uri(Address().Match(line).Value));
    }

    /// <summary>The next line with some words in it; what comes before it is passed by.</summary>
    public async Task<string> LineAsync(string words)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Contains(words, StringComparison.Ordinal)) return line;
        throw new InvalidOperationException($"It ended without a line with “{words}”.");
    }

    public async Task ForceAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "data", "bot.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}

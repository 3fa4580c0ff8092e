using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace CsPerformance.Channels.Tests;

/// <summary>Programs of others, run by Node; installed from npm once, where it can be reached.</summary>
internal static class NodePeers
{
    private static readonly Lazy<string?> s_missing = new(Install);

    /// <summary>Why the peers cannot be run here; null where they can.</summary>
    public static string? Missing => s_missing.Value;

    private static string Folder
    {
        get
        {
            for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "CsPerformance.Bot.sln")))
                    return Path.Combine(folder, "tests", "node");
            }
            throw new DirectoryNotFoundException("tests/node");
        }
    }

    public static Process Start(string script, params string[] arguments) => Run("node", [script, .. arguments]);

    /// <summary>Runs a script to its end and gives what it wrote.</summary>
    public static async Task<string> RunAsync(string script, string input)
    {
        using var process = Start(script);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var faults = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, faults);
        return await output;
    }

    private static string? Install()
    {
        try
        {
            using var once = new FileStream(Path.Combine(Path.GetTempPath(), "csperformance-node-peers.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (Directory.Exists(Path.Combine(Folder, "node_modules", "@wecom")) && Directory.Exists(Path.Combine(Folder, "node_modules", "dingtalk-stream")))
                return null;
            using var npm = Run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]);
            npm.StandardInput.Close();
            if (!npm.WaitForExit(TimeSpan.FromMinutes(3)))
            {
                npm.Kill(entireProcessTree: true);
                return "npm 无法访问，跳过与第三方实现的对照。";
            }
            return npm.ExitCode == 0 ? null : "npm 无法访问，跳过与第三方实现的对照。";
        }
        catch (Win32Exception)
        {
            return "没有 Node.js，跳过与第三方实现的对照。";
        }
        catch (IOException)
        {
            return "另一测试进程正在安装第三方实现，跳过对照。";
        }
    }

    private static Process Run(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
}

/// <summary>A test that needs the programs of others; skipped with the reason where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = NodePeers.Missing;
}

using System.Diagnostics;
using System.Globalization;

namespace CsPerformance.Chaos;

/// <summary>The built bot as a process of its own, at a port that stays over its restarts.</summary>
/// <param name="clock">Where its simulated clock starts; null for where all trials start.</param>
/// <param name="more">Further settings; the last word on each counts.</param>
internal sealed class BotProcess(Ground ground, DateTimeOffset? clock = null, IReadOnlyList<string>? more = null) : IAsyncDisposable
{
    private const int Kept = 40;

    /// <summary>The build beside this program, or the one that was published as for a server.</summary>
    private static IReadOnlyList<string> program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "CsPerformance.Bot.dll")];

    private readonly Queue<string> lines = new();
    private Process? process;
    private bool goesOn;

    /// <summary>Which build runs, in words.</summary>
    public static string Build { get; private set; } = "the plain build";

    public Uri Address { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}"));

    /// <summary>The last lines that it wrote, for somebody who looks for what went wrong.</summary>
    public string Log
    {
        get
        {
            lock (lines) return string.Join('\n', lines);
        }
    }

    /// <summary>From now on runs what the deployment guides publish.</summary>
    /// <param name="folder">Where it is published to; what was published there before is used as it is.</param>
    /// <exception cref="InvalidOperationException">It could not be published.</exception>
    public static async Task UsePublishedAsync(string folder)
    {
        var host = Path.Combine(folder, "CsPerformance.Bot");
        if (!File.Exists(host))
        {
            var top = new DirectoryInfo(AppContext.BaseDirectory);
            while (top is not null && !File.Exists(Path.Combine(top.FullName, "CsPerformance.Bot.sln"))) top = top.Parent;
            var project = Path.Combine(top?.FullName ?? throw new InvalidOperationException("The source is not above this program."), "src", "CsPerformance.Bot");
            await Tool.RunAsync("dotnet", "publish", project, "-c", "Release", "--use-current-runtime", "--self-contained", "-p:PublishReadyToRunComposite=true", "-o", folder, "--nologo", "-v", "quiet");
        }
        (program, Build) = ([host], "published ahead and self-contained, as deployed");
    }

    /// <summary>A bot that people talk to through a platform, by the clock of the ground, which goes on.</summary>
    public static BotProcess On(Platform platform, Ground ground) => new(ground, more: platform.Settings) { goesOn = true };

    public void Start()
    {
        var start = new ProcessStartInfo(program[0], [
            .. program.Skip(1), $"--Urls={Address}", "--Simulator:Enabled=true",
            .. goesOn ? (string[])[] : [$"--Simulator:StartAt={(clock ?? Ground.Start).ToString("O", CultureInfo.InvariantCulture)}"],
            $"--Storage:Provider={ground.Options.Provider}", $"--Storage:ConnectionString={ground.Options.ConnectionString}",
            .. more ?? [],
        ])
        { WorkingDirectory = ground.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts, and waits until it can take messages.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not become ready within two minutes.</exception>
    public async Task StartReadyAsync()
    {
        Start();
        await ReadyAsync();
    }

    /// <inheritdoc cref="StartReadyAsync"/>
    public async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(10) };
        var last = "";
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2); await Task.Delay(50))
        {
            if (process is null or { HasExited: true }) break;
            try
            {
                using var answer = await http.GetAsync("/readyz");
                if (answer.IsSuccessStatusCode) return;
                last = await answer.Content.ReadAsStringAsync();
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                // It does not listen yet.
                last = fault.Message;
            }
        }
        throw new InvalidOperationException($"The bot did not become ready: {last}\n{Log}");
    }

    /// <summary>SIGKILL: it gets no chance to finish anything.</summary>
    /// <returns>False where it had ended before.</returns>
    public async Task<bool> KillAsync()
    {
        if (process is null) return false;
        var runs = !process.HasExited;
        if (runs) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
        return runs;
    }

    /// <summary>SIGTERM, as systemd and containers stop it: what it took it may finish.</summary>
    /// <param name="atMost">A bot that still runs after this time is killed.</param>
    /// <returns>Its exit status; null where it had to be killed.</returns>
    public async Task<int?> StopAsync(TimeSpan atMost)
    {
        if (process is null) return null;
        await Tool.RunAsync("kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
        using var limit = new CancellationTokenSource(atMost);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            await KillAsync();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (lines)
        {
            lines.Enqueue(line.Data);
            if (lines.Count > Kept) lines.Dequeue();
        }
    }
}

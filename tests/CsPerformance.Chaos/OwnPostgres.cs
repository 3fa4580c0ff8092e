using System.Globalization;

namespace CsPerformance.Chaos;

/// <summary>A PostgreSQL server in a folder of its own, which may be stopped as a power cut would.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private readonly string folder;
    private readonly string data;
    private readonly string binaries;
    private readonly int port = Ports.Free();

    private OwnPostgres(string folder, string data, string binaries)
    {
        this.folder = folder;
        this.data = data;
        this.binaries = binaries;
    }

    /// <summary>The folder of the server's programs, or null where none is installed.</summary>
    public static string? Binaries { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max(StringComparer.Ordinal)
        : null;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres");

    private string Data => Path.Combine(data, "pg");

    private string Log => Path.Combine(folder, "wal");

    /// <param name="data">Where the tables shall lie; null for the folder that also holds the log.</param>
    public static async Task<OwnPostgres> StartAsync(string? data = null)
    {
        var binaries = Binaries ?? throw new InvalidOperationException("No PostgreSQL server is installed below /usr/lib/postgresql.");
        var folder = Directory.CreateTempSubdirectory("csp-chaos-pg-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var server = new OwnPostgres(folder, data ?? folder, binaries);
        foreach (var part in (IEnumerable<string>)[server.Data, server.Log])
        {
            Directory.CreateDirectory(part);
            if (Environment.IsPrivilegedProcess) await Tool.RunAsync("chown", "postgres", part);
        }
        await Tool.RunAsPostgresAsync(Path.Combine(binaries, "initdb"), "-D", server.Data, "-X", server.Log, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "--no-instructions");
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync() => ControlAsync("start", "-l", Path.Combine(Log, "server.log"), "-o",
        string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={Log} -c max_connections=200"));

    /// <summary>All its processes end at once, without a checkpoint; the next start recovers from the log.</summary>
    public Task StopAtOnceAsync() => ControlAsync("stop", "-m", "immediate");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await StopAtOnceAsync();
        if (data != folder) Directory.Delete(Data, recursive: true);
        Directory.Delete(folder, recursive: true);
    }

    private Task ControlAsync(string what, params string[] arguments) =>
        Tool.RunAsPostgresAsync(Path.Combine(binaries, "pg_ctl"), [what, "-D", Data, "-w", "-s", .. arguments]);
}

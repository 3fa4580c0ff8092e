using System.Globalization;

namespace CsPerformance.Chaos;

/// <summary>A PostgreSQL server in a folder of its own, which may be stopped as a power cut would.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private readonly string folder;
    private readonly string binaries;
    private readonly int port = Ports.Free();

    private OwnPostgres(string folder, string binaries)
    {
        this.folder = folder;
        this.binaries = binaries;
    }

    /// <summary>The folder of the server's programs, or null where none is installed.</summary>
    public static string? Binaries { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max(StringComparer.Ordinal)
        : null;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres");

    private string Data => Path.Combine(folder, "pg");

    public static async Task<OwnPostgres> StartAsync()
    {
        var binaries = Binaries ?? throw new InvalidOperationException("No PostgreSQL server is installed below /usr/lib/postgresql.");
        var folder = Directory.CreateTempSubdirectory("csp-chaos-pg-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var server = new OwnPostgres(folder, binaries);
        Directory.CreateDirectory(server.Data);
        if (Environment.IsPrivilegedProcess) await Tool.RunAsync("chown", "postgres", server.Data);
        await Tool.RunAsPostgresAsync(Path.Combine(binaries, "initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "--no-instructions");
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync() => ControlAsync("start", "-l", Path.Combine(Data, "server.log"), "-o",
        string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={Data} -c max_connections=200"));

    /// <summary>All its processes end at once, without a checkpoint; the next start recovers from the log.</summary>
    public Task StopAtOnceAsync() => ControlAsync("stop", "-m", "immediate");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await StopAtOnceAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Task ControlAsync(string what, params string[] arguments) =>
        Tool.RunAsPostgresAsync(Path.Combine(binaries, "pg_ctl"), [what, "-D", Data, "-w", "-s", .. arguments]);
}

using System.Diagnostics;

namespace CsPerformance.Chaos;

/// <summary>Programs that a trial needs beside the bot.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It ended with another status than 0.</exception>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        // What it says is short and of no interest; what goes wrong it writes to the error stream.
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/", RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}.");
    }

    /// <summary>As the user postgres where we are root, because the server refuses to run as root.</summary>
    public static Task RunAsPostgresAsync(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments]) : RunAsync(program, arguments);
}

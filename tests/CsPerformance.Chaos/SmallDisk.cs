using System.ComponentModel;
using System.Globalization;

namespace CsPerformance.Chaos;

/// <summary>A memory disk of a few megabytes that can be filled to the last byte and emptied again. Linux, as root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string folder;
    private readonly string ballast;

    private SmallDisk(string folder)
    {
        this.folder = folder;
        ballast = Path.Combine(folder, "ballast");
    }

    public static bool MayMount { get; } = Probe();

    public string Folder => folder;

    /// <returns>Null where mounting is not allowed.</returns>
    public static async Task<SmallDisk?> MountAsync(string folder, int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return null;
        Directory.CreateDirectory(folder);
        try
        {
            await Tool.RunAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0755"), "csp-chaos", folder);
            return new SmallDisk(folder);
        }
        catch (Exception refused) when (refused is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Leaves this many bytes free.</summary>
    public void Fill(long free)
    {
        using var file = new FileStream(ballast, FileMode.Append, FileAccess.Write, FileShare.None, 0);
        var block = new byte[4096];
        while (new DriveInfo(folder).AvailableFreeSpace > free) file.Write(block);
    }

    public void Empty() => File.Delete(ballast);

    private static bool Probe()
    {
        var folder = Path.Combine(Path.GetTempPath(), "csp-chaos-disk-" + Guid.NewGuid().ToString("n"));
        var disk = Task.Run(() => MountAsync(folder, 1)).GetAwaiter().GetResult();
        if (disk is not null) Task.Run(async () => await disk.DisposeAsync()).GetAwaiter().GetResult();
        else if (Directory.Exists(folder)) Directory.Delete(folder);
        return disk is not null;
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync("umount", "-l", folder);
        Directory.Delete(folder);
    }
}

using System.ComponentModel;
using System.Diagnostics;
using CsPerformance.Bot.Operation;

namespace CsPerformance.Bot.Charts;

/// <summary>
/// Turns SVG into PNG by librsvg's program. Where it is not installed, fails or hangs there is no picture: the log says so, the metric counts it,
/// and nothing waits for it.
/// </summary>
/// <param name="program">The name on the path, or a file.</param>
/// <param name="patience">After this time the program is ended, and left alone for a while.</param>
internal sealed class PngTool(ILogger<PngTool> logger, string program = "rsvg-convert", TimeSpan? patience = null)
{
    private static readonly byte[] _png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20), _rest = TimeSpan.FromMinutes(10);

    private long _hungAt;
    private int _told;

    /// <summary>The picture; null where there is none to be had.</summary>
    public async Task<byte[]?> DrawAsync(string svg, CancellationToken cancellation)
    {
        var result = await TryAsync(svg, cancellation);
        Meters.Pictures.Add(1, new KeyValuePair<string, object?>("result", result.Word));
        return result.Png;
    }

    private async Task<(byte[]? Png, string Word)> TryAsync(string svg, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _hungAt) is > 0 and var at && Stopwatch.GetElapsedTime(at) < _rest) return (null, "resting");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience ?? _patience);
        try
        {
            if (!await KnowsChineseAsync(limit.Token)) return Missing("没有中文字体(如 fonts-noto-cjk)");
            var (code, png, fault) = await RunAsync(program, ["--format", "png"], svg, limit.Token);
            if (code == 0 && png.AsSpan().StartsWith(_png)) return (png, "drawn");
            logger.LogError("周榜图片没有画成，只发文字。{Program} 结束码 {Code}：{Fault}", program, code, fault);
            return (null, "failed");
        }
        catch (Win32Exception)
        {
            return Missing($"没有安装 {program}(librsvg)");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Volatile.Write(ref _hungAt, Stopwatch.GetTimestamp());
            logger.LogError("周榜图片没有按时画成，只发文字；{Program} 已终止，10 分钟内不再使用。", program);
            return (null, "late");
        }
    }

    // Once: it stays so until somebody installs it.
    private (byte[]?, string) Missing(string what)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0) logger.LogWarning("{What}，周榜只发文字，没有图片。", what);
        return (null, "missing");
    }

    /// <summary>Without a font the picture would be rows of empty boxes. Where nothing tells the fonts, it is tried.</summary>
    private static async Task<bool> KnowsChineseAsync(CancellationToken cancellation)
    {
        try
        {
            return await RunAsync("fc-list", [":lang=zh-cn", "family"], "", cancellation) is not (0, [], _);
        }
        catch (Win32Exception)
        {
            return true;
        }
    }

    private static async Task<(int Code, byte[] Output, string Fault)> RunAsync(string program, string[] arguments, string input, CancellationToken cancellation)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new System.Text.UTF8Encoding(false) },
        };
        process.Start();
        try
        {
            using var output = new MemoryStream();
            var reads = process.StandardOutput.BaseStream.CopyToAsync(output, cancellation);
            var faults = process.StandardError.ReadToEndAsync(cancellation);
            await WriteAsync(process, input, cancellation);
            await Task.WhenAll(reads, faults);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, output.ToArray(), (await faults).Trim());
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read all; its code and its words say why.
        }
    }
}

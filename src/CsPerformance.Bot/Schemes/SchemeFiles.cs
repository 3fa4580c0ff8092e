using System.Collections.Concurrent;
using System.Text;
using CsPerformance.Domain;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Schemes.Language;

namespace CsPerformance.Bot.Schemes;

/// <summary>The scheme files: those that ship beside the program, by id, and any other one by path.</summary>
public static class SchemeFiles
{
    /// <summary>A larger file is refused.</summary>
    public const int LargestBytes = 256 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly ConcurrentDictionary<string, SchemeReading> Shipped = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, (DateTime At, IReadOnlyList<string> Ids)> Found = new(StringComparer.Ordinal);

    /// <summary>The folder with the shipped schemes.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Schemes");

    /// <summary>Ids of the shipped schemes, in order.</summary>
    public static IReadOnlyList<string> Ids => IdsIn(Folder);

    /// <summary>Ids of the schemes that lie in a folder now, in order; a file that was added is found without a restart.</summary>
    public static IReadOnlyList<string> IdsIn(string folder)
    {
        var at = Directory.Exists(folder) ? Directory.GetLastWriteTimeUtc(folder) : DateTime.MinValue;
        if (Found.TryGetValue(folder, out var known) && known.At == at) return known.Ids;
        Found[folder] = known = (at, Find(folder));
        return known.Ids;
    }

    /// <summary>Loads a shipped scheme by id (read once), or a file by path.</summary>
    public static SchemeReading Load(string idOrPath)
    {
        // Every message asks for every shipped scheme: what was read is not looked for on the disk again.
        if (Shipped.TryGetValue(idOrPath, out var read)) return read;
        if (Ids.Contains(idOrPath)) return Shipped.GetOrAdd(idOrPath, id => File(PathOf(id)));
        if (System.IO.File.Exists(idOrPath)) return File(idOrPath);
        return Faulty(idOrPath, "方案", "没有这个方案，也没有这个文件", Nearest.To(idOrPath, Ids));
    }

    /// <summary>Reads every shipped scheme ahead of whoever asks for one.</summary>
    public static void LoadAll()
    {
        foreach (var id in Ids) Load(id);
    }

    /// <summary>Where a shipped scheme lies.</summary>
    public static string PathOf(string id) => Path.Combine(Folder, id + ".yaml");

    /// <summary>Reads the text of a scheme file.</summary>
    public static SchemeReading Read(string file, string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > LargestBytes) return Faulty(file, "文件", $"文件太大(最多 {LargestBytes / 1024} kB)");
        var (root, fault) = YamlTree.Read(file, text);
        return root is null ? new(null, [fault!]) : SchemeReader.Read(new(file, text, root));
    }

    /// <summary>Reads the bytes of a scheme file, which are UTF-8.</summary>
    public static SchemeReading Read(string file, byte[] bytes)
    {
        if (bytes.Length > LargestBytes) return Faulty(file, "文件", $"文件太大(最多 {LargestBytes / 1024} kB)");
        return Decoded(bytes) is { } text ? Read(file, text) : Faulty(file, "文件", "文件不是 UTF-8");
    }

    /// <summary>Null where the bytes are no UTF-8. Reading the text is no part of it, so that a slip in reading is not taken for the file's encoding.</summary>
    private static string? Decoded(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static SchemeReading File(string path)
    {
        try
        {
            return new FileInfo(path).Length > LargestBytes ? Faulty(path, "文件", $"文件太大(最多 {LargestBytes / 1024} kB)") : Read(path, System.IO.File.ReadAllBytes(path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Faulty(path, "文件", "文件读不出来");
        }
    }

    private static SchemeReading Faulty(string file, string place, string problem, string? nearest = null) => new(null, [new(file, place, problem, nearest)]);

    private static string[] Find(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.yaml").Where(IsScheme).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)]
        : [];

    // Calendars and tables lie in the same folder; a scheme says its id.
    private static bool IsScheme(string path) =>
        System.IO.File.ReadLines(path).Take(40).Any(line => line.StartsWith("id:", StringComparison.Ordinal));
}

using CsPerformance.Domain;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Schemes.Checking;
using CsPerformance.Domain.Schemes.Language;

namespace CsPerformance.Bot.Schemes;

/// <summary>A scheme file with everything that its check found.</summary>
/// <param name="Text">The text that was checked; null where no file could be read.</param>
/// <param name="Scheme">Null where there are faults.</param>
/// <param name="Remarks">Faults and remarks together, in the order of the file.</param>
public sealed record CheckedScheme(string? Text, Scheme? Scheme, IReadOnlyList<Remark> Remarks)
{
    public IReadOnlyList<Remark> Faults => [.. Remarks.Where(remark => remark.IsFault)];

    /// <summary>Reads and checks a shipped scheme by id or a file by path, as it lies on the disk now.</summary>
    public static CheckedScheme Load(string idOrPath)
    {
        var path = SchemeFiles.Ids.Contains(idOrPath) ? SchemeFiles.PathOf(idOrPath) : idOrPath;
        return File.Exists(path) ? LoadFile(path, path == idOrPath ? path : Path.GetFileName(path))
            : Faulty(new(idOrPath, "方案", "没有这个方案，也没有这个文件", Nearest.To(idOrPath, SchemeFiles.Ids)));
    }

    /// <param name="name">What the file is called in a remark.</param>
    public static CheckedScheme LoadFile(string path, string name)
    {
        try
        {
            // What is too large is refused before it is read.
            if (new FileInfo(path).Length > SchemeFiles.LargestBytes) return Faulty(SchemeFiles.Read(path, new byte[SchemeFiles.LargestBytes + 1]).Faults[0]);
            return Of(name, File.ReadAllBytes(path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Faulty(new(name, "文件", "文件读不出来"));
        }
    }

    /// <summary>Checks the bytes of a scheme file, which are UTF-8.</summary>
    public static CheckedScheme Of(string file, byte[] bytes)
    {
        var reading = SchemeFiles.Read(file, bytes);
        var text = bytes.Length > SchemeFiles.LargestBytes ? "" : System.Text.Encoding.UTF8.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes);
        // Where the file is no YAML there is nothing but that to tell.
        if (YamlTree.Read(file, text).Root is not { } root || (reading.Scheme is null && reading.Faults.Any(fault => fault.Place == "文件")))
            return new(null, null, [.. reading.Faults.Select(SchemeChecker.OfFault)]);
        return new(reading.Scheme is null ? null : text, reading.Scheme, SchemeChecker.Check(new(file, text, root), reading.Scheme, LawFiles.Tables));
    }

    private static CheckedScheme Faulty(Fault fault) => new(null, null, [SchemeChecker.OfFault(fault)]);
}

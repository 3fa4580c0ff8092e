using System.IO.Compression;
using System.Text;

namespace CsPerformance.Storage;

/// <summary>What can be read in a stored file: as UTF-8, as GB 18030, and each part of a zip, which a workbook is.</summary>
internal static class FileText
{
    private const int MostRead = 64 * 1024 * 1024;

    private static readonly Encoding Chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    public static IEnumerable<string> Of(byte[] content)
    {
        if (content is not [(byte)'P', (byte)'K', 3, 4, ..])
        {
            yield return Encoding.UTF8.GetString(content);
            yield return Chinese.GetString(content);
            yield break;
        }
        foreach (var part in Parts(content)) yield return part;
    }

    private static List<string> Parts(byte[] content)
    {
        var parts = new List<string>();
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            foreach (var entry in zip.Entries)
            {
                using var stream = entry.Open();
                using var taken = new MemoryStream();
                var block = new byte[81920];
                for (int read; taken.Length < MostRead && (read = stream.Read(block)) > 0;) taken.Write(block, 0, read);
                parts.Add(Encoding.UTF8.GetString(taken.GetBuffer(), 0, (int)taken.Length));
            }
        }
        catch (InvalidDataException)
        {
            // Not a zip after all, or a broken one: nobody can read it.
        }
        return parts;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace CsPerformance.Bot.Files;

/// <summary>
/// Looks at the directory of a zip before anything is unpacked: how many entries, how large they say they are. What an entry holds beyond its
/// declared size is cut off by the runtime. Source: ASVS 5.0 5.2.3.
/// </summary>
internal static class ZipBounds
{
    private const int MostEntries = 1_000;
    private const long MostUnpacked = 48L * 1024 * 1024;
    private const long MostInOne = 24L * 1024 * 1024;
    private const long MostStrings = 10L * 1024 * 1024;
    private const int MostSheets = 50;
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const string Broken = "这个 Excel 文件已损坏，无法读取。请重新保存后再发。";
    private const string TooLarge = "这个 Excel 文件解开后太大，没有读取。请只保留需要的工作表、行和列后重发。";

    /// <summary>Null where it may be unpacked, else why not, in Chinese.</summary>
    public static string? Refusal(ReadOnlySpan<byte> zip)
    {
        var end = EndOfDirectory(zip);
        if (end < 0) return Broken;
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(zip[(end + 10)..]);
        long at = BinaryPrimitives.ReadUInt32LittleEndian(zip[(end + 16)..]);
        if (entries > MostEntries) return TooLarge;
        var (unpacked, sheets, isBook) = (0L, 0, false);
        for (var i = 0; i < entries; i++)
        {
            if (at < 0 || at + EntryLength > zip.Length || BinaryPrimitives.ReadUInt32LittleEndian(zip[(int)at..]) != 0x02014b50) return Broken;
            var entry = zip[(int)at..];
            var (size, lengths) = (BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]), Lengths(entry));
            if (EntryLength + lengths.Name + lengths.Tail > entry.Length) return Broken;
            var name = Encoding.UTF8.GetString(entry.Slice(EntryLength, lengths.Name)).Replace('\\', '/');
            unpacked += size;
            if (size > MostInOne || unpacked > MostUnpacked || (size > MostStrings && name.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase))) return TooLarge;
            if (name.StartsWith("xl/worksheets/sheet", StringComparison.OrdinalIgnoreCase) && ++sheets > MostSheets) return $"工作表超过 {MostSheets} 个，请只保留需要的工作表后重发。";
            isBook |= name.StartsWith("xl/workbook", StringComparison.OrdinalIgnoreCase);
            at += EntryLength + lengths.Name + lengths.Tail;
        }
        return isBook ? null : "只能读取 Excel(.xlsx、.xls)或 CSV 文件，这个文件不是。";
    }

    private static (int Name, int Tail) Lengths(ReadOnlySpan<byte> entry) => (
        BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]),
        BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]));

    /// <summary>The last end record, as unpackers look for it; -1 where there is none.</summary>
    private static int EndOfDirectory(ReadOnlySpan<byte> zip)
    {
        var first = Math.Max(0, zip.Length - EndLength - ushort.MaxValue);
        for (var at = zip.Length - EndLength; at >= first; at--)
            if (BinaryPrimitives.ReadUInt32LittleEndian(zip[at..]) == 0x06054b50) return at;
        return -1;
    }
}

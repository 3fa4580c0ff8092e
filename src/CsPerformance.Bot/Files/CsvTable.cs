using System.Text;
using CsvHelper;

namespace CsPerformance.Bot.Files;

/// <summary>Reads CSV as Chinese offices save it: UTF-8 with or without a mark, UTF-16, GB18030; comma, semicolon or tab.</summary>
internal static class CsvTable
{
    private const int LongestRecord = 64 * 1024;

    private static readonly char[] _delimiters = [',', ';', '\t', '|'];

    /// <summary>The text; null where the bytes are no text.</summary>
    public static string? Decode(byte[] content)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = content switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Strictly(new UTF8Encoding(false, true), content.AsSpan(3)),
            [0xFF, 0xFE, ..] => Strictly(new UnicodeEncoding(false, false, true), content.AsSpan(2)),
            [0xFE, 0xFF, ..] => Strictly(new UnicodeEncoding(true, false, true), content.AsSpan(2)),
            _ => Strictly(new UTF8Encoding(false, true), content)
                ?? Strictly(Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback), content),
        };
        return text is null || text.AsSpan().ContainsAnyInRange('\0', '\b') ? null : text;
    }

    /// <exception cref="TableBoundsException">Too much, or a quote that is never closed.</exception>
    public static Table Read(string text, TableBounds bounds)
    {
        var rows = new List<TableRow>();
        try
        {
            var settings = CsvReaderOptions.Default with
            {
                Separator = DelimiterOf(text),
                HasHeader = false,
                SkipEmptyLines = false,
                MaxRecordSize = LongestRecord,
                // What a stray quote swallows would be missing without a word: better to refuse the file.
                MalformedData = CsvMalformedDataHandling.Throw,
            };
            using var reader = CsvReader.FromText(text, settings);
            for (var number = 1; reader.Read(); number++)
            {
                var cells = Enumerable.Range(0, reader.FieldCount).Select(i => new ReadCell(Plain(reader.GetString(i)))).ToList();
                while (cells.Count > 0 && cells[^1].IsEmpty) cells.RemoveAt(cells.Count - 1);
                if (cells.Count == 0) continue;
                bounds.CountRow(cells.Count);
                rows.Add(new(number, cells));
            }
        }
        catch (CsvFormatException)
        {
            throw new TableBoundsException("CSV 文件里有不成对的引号或过长的单元格，请用 Excel 打开后重新保存。");
        }
        return new("", rows);
    }

    private static string? Strictly(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The separator that the first lines use most, outside quotes.</summary>
    private static char DelimiterOf(string text)
    {
        var counts = new int[_delimiters.Length];
        var (quoted, lines) = (false, 0);
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, 20_000)))
        {
            if (character == '"') quoted = !quoted;
            else if (!quoted && character == '\n' && ++lines == 20) break;
            else if (!quoted && Array.IndexOf(_delimiters, character) is >= 0 and var i) counts[i]++;
        }
        return _delimiters[Array.IndexOf(counts, counts.Max())];
    }

    /// <summary>="10002" and '10002 are how a number is kept as text in a CSV.</summary>
    private static string Plain(string field)
    {
        var text = field.Trim();
        if (text.Length > 3 && text.StartsWith("=\"", StringComparison.Ordinal) && text.EndsWith('"')) text = text[2..^1];
        return text.Length > 1 && text[0] == '\'' ? text[1..] : text;
    }
}

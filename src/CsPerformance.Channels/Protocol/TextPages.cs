using System.Buffers;
using System.Globalization;
using System.Text;

namespace CsPerformance.Channels.Protocol;

/// <summary>Splits a long text into pages of a platform's size; nothing is left out.</summary>
public static class TextPages
{
    private static readonly SearchValues<char> s_sentenceEnds = SearchValues.Create("。！？；.!?;");

    /// <param name="maxBytes">The most bytes (UTF-8) of a page; at least 16.</param>
    /// <returns>At least one page. Pages end at a line's end where one fits, otherwise at a sentence's, never inside a character or a sign made of several.</returns>
    public static IReadOnlyList<string> Split(string text, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 16);
        var pages = new List<string>();
        var rest = text.AsSpan();
        while (Encoding.UTF8.GetByteCount(rest) > maxBytes)
        {
            var end = End(rest, maxBytes);
            pages.Add(rest[..end].TrimEnd('\n').ToString());
            rest = rest[end..].TrimStart('\n');
        }
        pages.Add(rest.ToString());
        return pages;
    }

    /// <summary>How many characters fit; a sign of several (a family emoji, a flag, an accent) stays in one piece unless it alone is too long.</summary>
    private static int Fitting(ReadOnlySpan<char> text, int maxBytes)
    {
        var bytes = 0;
        var fits = 0;
        while (fits < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text[fits..]);
            bytes += Encoding.UTF8.GetByteCount(text.Slice(fits, length));
            if (bytes > maxBytes)
                break;
            fits += length;
        }
        return fits > 0 ? fits : FittingRunes(text, maxBytes);
    }

    private static int FittingRunes(ReadOnlySpan<char> text, int maxBytes)
    {
        var bytes = 0;
        var fits = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
                break;
            fits += rune.Utf16SequenceLength;
        }
        return fits;
    }

    private static int End(ReadOnlySpan<char> text, int maxBytes)
    {
        var fits = Fitting(text, maxBytes);
        var page = text[..fits];
        // A break in the first half would make many short pages.
        var line = page.LastIndexOf('\n');
        if (line > fits / 2)
            return line + 1;
        var sentence = page.LastIndexOfAny(s_sentenceEnds);
        return sentence > fits / 2 ? sentence + 1 : fits;
    }
}

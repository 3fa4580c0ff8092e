using System.Globalization;
using System.Text;
using System.Text.Json;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation;

/// <summary>Long answers in pages that every platform shows whole: 下一页 asks for the next.</summary>
internal static class Paging
{
    /// <summary>The smallest limit of the platforms (WeChat Work's text), in bytes of UTF-8.</summary>
    private const int MaxBytes = 2048;

    /// <summary>Room for "…(第 12/34 页,回复 下一页)".</summary>
    private const int FooterBytes = 64;

    /// <summary>Splits between lines where it can, between characters where it must; nothing is lost.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxBytes) return [text];
        var pages = new List<string>();
        var page = new StringBuilder();
        var bytes = 0;
        foreach (var piece in Pieces(text))
        {
            var size = Encoding.UTF8.GetByteCount(piece);
            if (bytes + size > MaxBytes - FooterBytes)
            {
                pages.Add(page.ToString().TrimEnd('\n'));
                page.Clear();
                bytes = 0;
            }
            page.Append(piece);
            bytes += size;
        }
        pages.Add(page.ToString().TrimEnd('\n'));
        return [.. pages.Select((content, i) => content + Footer(i, pages.Count))];
    }

    public static void Keep(Transaction transaction, string person, string chat, IEnumerable<string> rest) =>
        transaction.Pages.Put(person, chat, JsonSerializer.Serialize(rest));

    /// <summary>Takes the next page, or null where there is none.</summary>
    public static string? Next(Transaction transaction, string person, string chat)
    {
        if (transaction.Pages.Find(person, chat) is not { } kept) return null;
        var rest = JsonSerializer.Deserialize<List<string>>(kept)!;
        if (rest.Count == 0) return null;
        Keep(transaction, person, chat, rest.Skip(1));
        return rest[0];
    }

    private static string Footer(int page, int pages) => page + 1 == pages
        ? string.Create(CultureInfo.InvariantCulture, $"\n(第 {page + 1}/{pages} 页)")
        : string.Create(CultureInfo.InvariantCulture, $"\n(第 {page + 1}/{pages} 页，回复 下一页)");

    /// <summary>At most so many characters, without parting a sign of several (a family emoji, a flag) unless it alone is longer.</summary>
    private static int Whole(string text, int most)
    {
        var length = 0;
        while (length < text.Length && StringInfo.GetNextTextElementLength(text, length) is var next && length + next <= most) length += next;
        return length > 0 ? length : char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
    }

    /// <summary>Lines with their line end; a line longer than a page in pieces of whole characters.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var rest = line + "\n";
            while (Encoding.UTF8.GetByteCount(rest) > MaxBytes - FooterBytes)
            {
                var length = Whole(rest, 400);
                yield return rest[..length];
                rest = rest[length..];
            }
            yield return rest;
        }
    }
}

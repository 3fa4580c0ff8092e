using System.Globalization;
using System.Security;
using System.Text;
using System.Xml;
using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Scores;

namespace CsPerformance.Bot.Charts;

/// <summary>The bars of a board as SVG, made for the width of a phone. It shows what <see cref="Ranking.Open"/> says and nothing beyond.</summary>
internal static class BoardChart
{
    // The units of the drawing: twice the points of a narrow phone.
    private const int Width = 750, Margin = 40, Head = 190, RowHeight = 100, Foot = 120;

    // More rows than this come only from equal values; a taller picture is unreadable in a chat.
    private const int MostRows = 12;

    private const string Fonts = "Noto Sans CJK SC,Noto Sans SC,Source Han Sans SC,WenQuanYi Micro Hei,Microsoft YaHei,sans-serif";

    private static readonly (string Badge, string Bar)[] _places = [("#f5b301", "url(#gold)"), ("#9aa5b1", "url(#bar)"), ("#cd7f32", "url(#bar)")];

    /// <param name="title">客服一组 周榜</param>
    /// <param name="when">11月16日至11月22日</param>
    /// <returns>Null where the board has no bars: nobody has a value yet, or it ranks by a title instead of a number.</returns>
    public static string? Of(string title, string when, Board board)
    {
        var rows = Ranking.Openly(board);
        if (rows.Count == 0) return null;
        var shown = rows.Take(MostRows).ToList();
        var height = Head + (shown.Count * RowHeight) + Foot;
        var svg = new StringBuilder();
        svg.Append(Invariant($"""
            <svg xmlns="http://www.w3.org/2000/svg" width="1080" height="{height * 1080 / Width}" viewBox="0 0 {Width} {height}" font-family="{Fonts}">
            <defs><linearGradient id="head" x2="1"><stop stop-color="#1f5fd6"/><stop offset="1" stop-color="#12a4b8"/></linearGradient>
            <linearGradient id="bar" x2="1"><stop stop-color="#5b9dff"/><stop offset="1" stop-color="#2f6fe4"/></linearGradient>
            <linearGradient id="gold" x2="1"><stop stop-color="#ffcf4a"/><stop offset="1" stop-color="#f59e0b"/></linearGradient></defs>
            <rect width="{Width}" height="{height}" fill="#ffffff"/><rect width="{Width}" height="150" fill="url(#head)"/>

            """));
        svg.Append(Text(Margin, 72, 44, "#ffffff", Fitting(title, 15), bold: true));
        svg.Append(Text(Margin, 120, 26, "#e6f1ff", Fitting($"{when} · {board.By}", 25)));
        for (var i = 0; i < shown.Count; i++) svg.Append(Row(shown[i], Head + (i * RowHeight), shown[0].Value));
        svg.Append(Footer(board, rows.Count - shown.Count, height));
        return svg.Append("</svg>").ToString();
    }

    private static string Row(BoardRow row, int top, decimal most)
    {
        var (badge, bar) = row.Place <= _places.Length ? _places[row.Place - 1] : ("#c5ccd6", "url(#bar)");
        var value = Words.Of(row.Value);
        const int left = Margin + 68, track = Width - Margin - left;
        // Never thinner than its round ends.
        var length = Math.Max(24, decimal.Floor(track * row.Value / most));
        var place = row.Place.ToString(CultureInfo.InvariantCulture);
        return Invariant($"""
            <circle cx="{Margin + 24}" cy="{top + 36}" r="24" fill="{badge}"/>{Text(Margin + 24, top + 46, 28, "#ffffff", place, bold: true, anchor: "middle")}
            {Text(left, top + 32, 32, "#1f2937", Fitting(row.Rated.Name, 9), bold: true, after: Moved(row))}{Text(Width - Margin, top + 32, 34, "#1f2937", value, bold: true, anchor: "end")}
            <rect x="{left}" y="{top + 48}" width="{track}" height="24" rx="12" fill="#eef2f7"/><rect x="{left}" y="{top + 48}" width="{length}" height="24" rx="12" fill="{bar}"/>

            """);
    }

    private static string Moved(BoardRow row) =>
        Ranking.Change(row) is { Length: > 0 } change ? $"""<tspan dx="14" font-size="24" font-weight="normal" fill="{(change.Contains('↑', StringComparison.Ordinal) ? "#16a34a" : "#8a94a3")}">{change.Trim()}</tspan>""" : "";

    private static string Footer(Board board, int hidden, int height)
    {
        List<string> words = [];
        if (Ranking.Total(board) is > 0 and var total) words.Add($"团队合计 {Words.Of(total)}");
        if (hidden > 0) words.Add($"并列的还有{hidden}人");
        if (board.Waiting.Count > 0) words.Add($"另有{board.Waiting.Count}人数据未录全");
        return Invariant($"""<rect x="{Margin}" y="{height - Foot + 8}" width="{Width - (2 * Margin)}" height="2" fill="#e5e9f0"/>""")
            + Text(Margin, height - 64, 28, "#1f2937", Fitting(string.Join(" · ", words), 23), bold: true)
            + Text(Margin, height - 26, 20, "#8a94a3", Fitting(SheetText.Of(board.Scheme), 32));
    }

    /// <param name="after">Elements that follow in the same line.</param>
    private static string Text(int x, int y, int size, string colour, string words, bool bold = false, string anchor = "start", string after = "") => Invariant(
        $"""<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" font-weight="{(bold ? "bold" : "normal")}" text-anchor="{anchor}">{Escaped(words)}{after}</text>""");

    /// <summary>As much as fits into a number of Chinese characters; letters and digits take about six tenths of one.</summary>
    private static string Fitting(string words, int most)
    {
        var (text, width) = (new StringBuilder(), 0m);
        for (var parts = StringInfo.GetTextElementEnumerator(words); parts.MoveNext();)
        {
            var part = parts.GetTextElement();
            width += part[0] < 0x2000 ? 0.6m : 1m;
            if (width > most) return text.Append('…').ToString();
            text.Append(part);
        }
        return text.ToString();
    }

    // A name may hold anything; half a character or a control mark is no XML and would cost the whole picture.
    private static string Escaped(string words)
    {
        var text = new StringBuilder();
        foreach (var rune in words.EnumerateRunes())
        {
            if (rune.IsBmp ? XmlConvert.IsXmlChar((char)rune.Value) : true) text.Append(rune);
        }
        return SecurityElement.Escape(text.ToString());
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

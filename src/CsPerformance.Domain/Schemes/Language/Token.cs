namespace CsPerformance.Domain.Schemes.Language;

internal enum TokenKind
{
    Number,
    Name,
    Text,
    Sign,
    End,
    Bad,
}

/// <param name="Text">A sign in its one form (≤ for &lt;=), a name, or the text without its quotes.</param>
internal readonly record struct Token(TokenKind Kind, string Text, decimal Number, int At);

/// <summary>Cuts an expression into tokens; Chinese and ASCII forms of signs and words are the same.</summary>
internal static class Tokens
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["且"] = "and",
        ["或"] = "or",
        ["非"] = "not",
        ["若"] = "if",
        ["则"] = "then",
        ["否则"] = "else",
        ["属于"] = "in",
        ["是"] = "true",
        ["否"] = "false",
        ["无绩效"] = "void",
    };

    public static List<Token> Of(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var token = Next(text, at, out var length);
            tokens.Add(token);
            if (token.Kind == TokenKind.Bad) break;
            at += length;
        }
        tokens.Add(new(TokenKind.End, "", 0, text.Length));
        return tokens;
    }

    private static Token Next(string text, int at, out int length)
    {
        var c = text[at];
        if (char.IsAsciiDigit(c)) return Number(text, at, out length);
        if (char.IsLetter(c) || c == '_') return Name(text, at, out length);
        if (c is '\'' or '"' or '“') return Quoted(text, at, c == '“' ? '”' : c, out length);
        var two = at + 1 < text.Length ? text.Substring(at, 2) : "";
        (var sign, length) = two switch
        {
            "<=" => ("≤", 2),
            ">=" => ("≥", 2),
            "!=" or "<>" => ("≠", 2),
            "==" => ("=", 2),
            _ => (One(c), 1),
        };
        return new(sign is null ? TokenKind.Bad : TokenKind.Sign, sign ?? c.ToString(), 0, at);
    }

    private static string? One(char c) => c switch
    {
        '+' or '-' or '*' or '/' or '(' or ')' or ',' or '[' or ']' or '{' or '}' or '=' or '<' or '>' or '≤' or '≥' or '≠' or '∞' => c.ToString(),
        '−' => "-",
        '×' => "*",
        '÷' => "/",
        '\uFF08' => "(",
        '\uFF09' => ")",
        '\uFF0C' or '、' => ",",
        _ => null,
    };

    private static Token Number(string text, int at, out int length)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))) end++;
        if (end < text.Length && text[end] == '%') end++;
        length = end - at;
        var word = text[at..end];
        return Interval.TryNumber(word, out var number) ? new(TokenKind.Number, word, number, at) : new(TokenKind.Bad, word.Length > 40 ? word[..40] + "…" : word, 0, at);
    }

    private static Token Name(string text, int at, out int length)
    {
        var end = at;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_' || (text[end] == '.' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1])))) end++;
        length = end - at;
        var word = text[at..end];
        return new(TokenKind.Name, Words.GetValueOrDefault(word, word), 0, at);
    }

    private static Token Quoted(string text, int at, char close, out int length)
    {
        var end = text.IndexOf(close, at + 1);
        length = end < 0 ? text.Length - at : end + 1 - at;
        return end < 0 ? new(TokenKind.Bad, text[at..Math.Min(text.Length, at + 20)], 0, at) : new(TokenKind.Text, text[(at + 1)..end], 0, at);
    }
}

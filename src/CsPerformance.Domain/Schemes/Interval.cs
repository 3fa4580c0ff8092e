using System.Globalization;

namespace CsPerformance.Domain.Schemes;

/// <summary>A range as the schemes write it: <c>(20,30]</c> leaves 20 out and takes 30 in. A null end is open.</summary>
public readonly record struct Interval(decimal? From, bool FromIn, decimal? To, bool ToIn)
{
    /// <summary>Every number.</summary>
    public static Interval Everything { get; } = new(null, false, null, false);

    /// <summary>0 and above.</summary>
    public static Interval NotNegative { get; } = new(0, true, null, false);

    public bool Contains(decimal x) =>
        (From is not { } low || x > low || (FromIn && x == low)) &&
        (To is not { } high || x < high || (ToIn && x == high));

    /// <summary>Reads <c>(20,30]</c>, <c>[70,∞)</c>, <c>≥90</c>, <c>&gt;10</c>, <c>≤3</c>, <c>&lt;60</c> and a single number.</summary>
    /// <returns>False for anything else, and for an interval that holds no number.</returns>
    public static bool TryParse(string text, out Interval interval)
    {
        text = text.Trim();
        interval = default;
        if (text.Length == 0) return false;
        if (text[0] is '[' or '(' or '\uFF08') return TryBrackets(text, out interval);
        var (mark, rest) = text switch
        {
            ['>', '=', ..] or ['<', '=', ..] => (text[0] == '>' ? '≥' : '≤', text[2..]),
            ['≥' or '≤' or '>' or '<', ..] => (text[0], text[1..]),
            _ => ('=', text),
        };
        if (!TryNumber(rest, out var end)) return false;
        interval = mark switch
        {
            '≥' => new(end, true, null, false),
            '>' => new(end, false, null, false),
            '≤' => new(null, false, end, true),
            '<' => new(null, false, end, false),
            _ => new(end, true, end, true),
        };
        return true;
    }

    /// <summary>Reads a plain number with at most 28 digits; a percentage such as <c>85%</c> is 0.85.</summary>
    public static bool TryNumber(string text, out decimal number)
    {
        number = 0;
        text = text.Trim();
        var percent = text.EndsWith('%');
        if (percent) text = text[..^1];
        if (text.Length is 0 or > 40 || text.Count(char.IsAsciiDigit) > 28 || text.Any(c => !char.IsAsciiDigit(c) && c is not ('.' or '-' or '−' or '+'))) return false;
        if (!decimal.TryParse(text.Replace('−', '-'), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)) return false;
        if (percent) number /= 100;
        return true;
    }

    private static bool TryBrackets(string text, out Interval interval)
    {
        interval = default;
        var comma = text.IndexOfAny([',', '\uFF0C']);
        if (comma < 0 || text[^1] is not (']' or ')' or '\uFF09')) return false;
        var (low, high) = (text[1..comma].Trim(), text[(comma + 1)..^1].Trim());
        decimal? from = null, to = null;
        if (low is not ("-∞" or "−∞"))
        {
            if (!TryNumber(low, out var number)) return false;
            from = number;
        }
        if (high is not ("∞" or "+∞"))
        {
            if (!TryNumber(high, out var number)) return false;
            to = number;
        }
        interval = new(from, from is not null && text[0] == '[', to, to is not null && text[^1] == ']');
        return from is null || to is null || from < to || (from == to && interval.FromIn && interval.ToIn);
    }

    public override string ToString()
    {
        var (from, to) = (From?.ToString("0.############################", CultureInfo.InvariantCulture), To?.ToString("0.############################", CultureInfo.InvariantCulture));
        return from is not null && from == to ? from : $"{(FromIn ? '[' : '(')}{from ?? "-∞"},{to ?? "∞"}{(ToIn ? ']' : ')')}";
    }
}

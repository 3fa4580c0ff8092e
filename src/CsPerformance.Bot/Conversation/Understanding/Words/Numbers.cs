using System.Globalization;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Numbers as people write them: 5200, 5,200, 5千2, 1.2万, 五千二, 两百零五, 半.</summary>
internal static class Numbers
{
    /// <summary>A part of a regular expression that matches what <see cref="TryParse"/> may read.</summary>
    public const string Pattern =
        @"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?(?:[万千百]\d?|[kw](?![a-z]))?|[零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?|半)";

    private const string Digits = "零一二三四五六七八九";

    /// <summary>Reads the whole text as a number not below zero; false where it is none or has more than 12 digits before the point.</summary>
    public static bool TryParse(string text, out decimal value)
    {
        value = 0;
        text = text.Replace(",", "", StringComparison.Ordinal).Replace('〇', '零').Replace('两', '二');
        if (text.Length is 0 or > 20) return false;
        if (text == "半")
        {
            value = 0.5m;
            return true;
        }
        return char.IsAsciiDigit(text[0]) ? TryMixed(text, out value) : TryChinese(text, out value);
    }

    private static bool TryMixed(string text, out decimal value)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        if (!decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) || value >= 1_000_000_000_000) return false;
        if (end == text.Length) return true;
        var unit = Unit(text[end]);
        if (unit < 100 || value >= 1_000_000) return false;
        value *= unit;
        if (end + 1 == text.Length) return true;
        if (end + 2 < text.Length || !char.IsAsciiDigit(text[end + 1])) return false;
        value += (text[end + 1] - '0') * unit / 10m;
        return true;
    }

    private static bool TryChinese(string text, out decimal value)
    {
        value = 0;
        if (text.Split('点') is [var whole, var fraction])
        {
            if (fraction.Length is 0 or > 6 || !TryChinese(whole, out value)) return false;
            var scale = 0.1m;
            foreach (var character in fraction)
            {
                if (Digits.IndexOf(character, StringComparison.Ordinal) is not (>= 0 and var digit)) return false;
                value += digit * scale;
                scale /= 10;
            }
            return true;
        }
        if (text.Length > 1 && text.All(character => Digits.Contains(character, StringComparison.Ordinal)))
        {
            foreach (var character in text) value = value * 10 + Digits.IndexOf(character, StringComparison.Ordinal);
            return text.Length <= 12;
        }
        return TryUnits(text, out value);
    }

    /// <summary>五千二 is 5200: a last digit without a unit counts in tenths of the unit before it, unless a 零 stands between.</summary>
    private static bool TryUnits(string text, out decimal value)
    {
        decimal total = 0, section = 0, digit = -1;
        var last = 1;
        value = 0;
        foreach (var character in text)
        {
            var found = Digits.IndexOf(character, StringComparison.Ordinal);
            if (found == 0)
            {
                if (digit > 0) return false;
                (last, digit) = (1, text.Length == 1 ? 0 : -1);
            }
            else if (found > 0)
            {
                if (digit >= 0) return false;
                digit = found;
            }
            else
            {
                var unit = Unit(character);
                if (unit == 0) return false;
                if (unit == 10_000)
                {
                    if (total > 0 || (section == 0 && digit <= 0)) return false;
                    total = (section + Math.Max(digit, 0)) * unit;
                    section = 0;
                }
                else
                {
                    if (digit < 0 && unit != 10) return false;
                    section += (digit < 0 ? 1 : digit) * unit;
                }
                (last, digit) = (unit, -1);
            }
        }
        value = total + section + (digit < 0 ? 0 : digit * Math.Max(last / 10, 1));
        return true;
    }

    private static int Unit(char character) => character switch
    {
        '十' => 10,
        '百' => 100,
        '千' or 'k' => 1_000,
        '万' or 'w' => 10_000,
        _ => 0,
    };

    public static string Show(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);
}

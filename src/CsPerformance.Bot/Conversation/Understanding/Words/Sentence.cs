using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>One utterance in a plain form, with a mask of what has been understood already. What is left over is the reason.</summary>
/// <remarks>Plain: half width, lower case, simplified characters, one kind of punctuation, no emoji, no invisible or direction-changing characters.
/// Text in quotes is never read as anything but a reason.</remarks>
internal sealed class Sentence
{
    private const string Separators = " \t\n,;:!?~|/\\\"'()[]{}<>=*_`^";
    private const string Opening = "(<[{（【《〈［｛＜";
    private const string Closing = ")>]}）】》〉］｝＞";
    private readonly List<int> map;
    private readonly bool[] taken;
    private readonly bool[] quoted;

    public Sentence(string source)
    {
        Source = source;
        var plain = new StringBuilder(source.Length);
        map = new(source.Length + 1);
        var index = 0;
        foreach (var rune in source.EnumerateRunes())
        {
            Append(plain, rune, index);
            index += rune.Utf16SequenceLength;
        }
        map.Add(source.Length);
        Cased = plain.ToString();
        Text = Cased.ToLowerInvariant();
        taken = new bool[Text.Length];
        quoted = new bool[Text.Length];
        for (var open = Text.IndexOf('"'); open >= 0; open = Next(open))
        {
            var close = Text.IndexOf('"', open + 1);
            if (close < 0) break;
            Array.Fill(quoted, true, open, close - open + 1);
        }

        int Next(int open) => Text.IndexOf('"', open + 1) is var close && close + 1 < Text.Length ? Text.IndexOf('"', close + 1) : -1;
    }

    public string Source { get; }

    /// <summary>The plain form in lower case; all positions refer to it.</summary>
    public string Text { get; }

    /// <summary>The plain form with the letters as typed.</summary>
    public string Cased { get; }

    public static string Fold(string text) => new Sentence(text).Text.Trim();

    /// <summary>True for a separator and for both ends of the text. A point between digits separates nothing.</summary>
    public bool Boundary(int at) =>
        at < 0 || at >= Text.Length || Separators.Contains(Text[at], StringComparison.Ordinal) ||
        (Text[at] == '.' && !(at > 0 && at + 1 < Text.Length && char.IsAsciiDigit(Text[at - 1]) && char.IsAsciiDigit(Text[at + 1])));

    public bool Quoted(int at) => quoted[at];

    public bool Free(int start, int length)
    {
        for (var i = start; i < start + length; i++) if (taken[i] || quoted[i]) return false;
        return true;
    }

    /// <summary>For a reader that may find in the end that the sentence is not its own.</summary>
    public Sentence Copy()
    {
        var copy = new Sentence(Source);
        taken.CopyTo(copy.taken, 0);
        return copy;
    }

    public void Take(int start, int length) => Array.Fill(taken, true, start, length);

    public void Take(Match match) => Take(match.Index, match.Length);

    /// <summary>The matches that lie wholly in what is still free, left to right.</summary>
    public IEnumerable<Match> Matches(Regex pattern)
    {
        for (var match = pattern.Match(Text); match.Success;)
        {
            if (match.Length > 0 && Free(match.Index, match.Length))
            {
                yield return match;
                match = pattern.Match(Text, match.Index + match.Length);
            }
            else
            {
                if (match.Index + 1 > Text.Length) yield break;
                match = pattern.Match(Text, match.Index + 1);
            }
        }
    }

    public Match? First(Regex pattern) => Matches(pattern).FirstOrDefault();

    /// <summary>Takes the first match; null where there is none.</summary>
    public Match? TakeFirst(Regex pattern)
    {
        var match = First(pattern);
        if (match is not null) Take(match);
        return match;
    }

    public string Slice(int start, int length) => Source[map[start]..map[start + length]];

    /// <summary>As it was typed, with the signs at its edges that belong to it: 辛苦了👍, 见(http://x).</summary>
    public string Whole(int start, int length)
    {
        var end = start + length;
        while (true)
        {
            if (start > 0 && Belongs(start - 1, Opening, Closing)) start--;
            else if (end < Text.Length && Belongs(end, Closing, Opening)) end++;
            else if (end + 1 < Text.Length && Text[end] == ' ' && !taken[end] && Belongs(end + 1, "", "")) end += 2;
            else return Slice(start, end - start);
        }

        // A bracket where its other half is inside: what it closes may have been understood.
        bool Belongs(int at, string mine, string others) => !taken[at] && Rune.GetRuneAt(Source, map[at]) is var sign
            && (Rune.GetUnicodeCategory(sign) is UnicodeCategory.OtherSymbol
                || (sign.IsBmp && mine.IndexOf((char)sign.Value, StringComparison.Ordinal) is >= 0 and var kind && Count(mine[kind]) < Count(others[kind])));

        int Count(char bracket) => Slice(start, end - start).Count(sign => sign == bracket);
    }

    /// <summary>The source with one passage replaced.</summary>
    public string With(int start, int length, string replacement) => Source[..map[start]] + replacement + Source[map[start + length]..];

    /// <summary>The source with several passages replaced; they do not overlap.</summary>
    public string With(IEnumerable<(int Start, int Length, string Replacement)> edits)
    {
        var text = Source;
        foreach (var (start, length, replacement) in edits.OrderByDescending(edit => edit.Start))
            text = text[..map[start]] + replacement + text[map[start + length]..];
        return text;
    }

    /// <summary>What has not been taken: runs of text without separators at their ends.</summary>
    public IEnumerable<(int Start, int Length)> Left()
    {
        for (var i = 0; i < Text.Length; i++)
        {
            if (taken[i]) continue;
            var start = i;
            while (i < Text.Length && !taken[i]) i++;
            var end = i;
            while (start < end && Trimmed(start)) start++;
            while (end > start && Trimmed(end - 1)) end--;
            if (end > start) yield return (start, end - start);
        }
    }

    /// <summary>What has not been taken, as words between separators.</summary>
    public IEnumerable<(int Start, int Length)> LeftWords()
    {
        foreach (var (start, length) in Left())
        {
            var from = start;
            for (var i = start; i <= start + length; i++)
            {
                if (i < start + length && !Boundary(i)) continue;
                if (i > from) yield return (from, i - from);
                from = i + 1;
            }
        }
    }

    private bool Trimmed(int at) => Boundary(at) || Text[at] is '.' or '+' or '-' or '@' or '#' or '·';

    private void Append(StringBuilder plain, Rune rune, int index)
    {
        var text = Plain(rune);
        foreach (var character in text)
        {
            plain.Append(character);
            map.Add(index);
        }
    }

    private static string Plain(Rune rune)
    {
        if (rune.Value is >= 0xFF01 and <= 0xFF5E) rune = new Rune(rune.Value - 0xFEE0);
        switch (rune.Value)
        {
            case '\n': return "\n";
            case '\t': return "\t";
            case 0x3001: return ",";
            case 0x3002 or 0x2026 or 0x22EF: return " ";
            case '"' or 0x201C or 0x201D or 0x300C or 0x300D or 0x300E or 0x300F: return "\"";
            case 0x2018 or 0x2019: return "'";
            case 0x2010 or 0x2011 or 0x2012 or 0x2013 or 0x2014 or 0x2015 or 0x2212: return "-";
            case 0x301C or 0x223C: return "~";
            case 0x2022 or 0x30FB: return "·";
            case 0x00D7 or 0x2715: return "x";
            case 0xFFFD: return "";
            case >= 0x2460 and <= 0x2473: return (rune.Value - 0x245F).ToString(CultureInfo.InvariantCulture);
        }
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
            UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => "",
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ModifierSymbol when rune.Value > 127 => "",
            UnicodeCategory.OtherSymbol => " ",
            UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation when rune.Value > 127 => " ",
            _ => rune.IsBmp ? Traditional.Simplified((char)rune.Value).ToString() : rune.ToString(),
        };
    }
}

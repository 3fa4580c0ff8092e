namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>How alike two words are.</summary>
internal static class Likeness
{
    /// <summary>Edits (insert, delete, replace) from one word to the other; words longer than 64 characters are never alike.</summary>
    public static int Distance(string a, string b)
    {
        if (a.Length > 64 || b.Length > 64) return 64;
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], cost);
            }
        }
        return row[b.Length];
    }

    /// <summary>The passage of a text that is most like a word, with its distance; windows of the word's length ±1.</summary>
    public static (int Start, int Length, int Distance) Best(string text, string word)
    {
        var best = (Start: 0, Length: 0, Distance: int.MaxValue);
        if (text.Length > 300) text = text[..300];
        for (var length = Math.Max(2, word.Length - 1); length <= word.Length + 1; length++)
            for (var start = 0; start + length <= text.Length; start++)
            {
                var distance = Distance(text.Substring(start, length), word);
                if (distance < best.Distance || (distance == best.Distance && length == word.Length && best.Length != word.Length)) best = (start, length, distance);
            }
        return best;
    }

    /// <summary>True where so few edits lie between a word and a passage that a typing error is likely.</summary>
    public static bool Near(string word, int distance) => distance <= (word.Length <= 2 ? 0 : word.Length <= 5 ? 1 : 2);
}

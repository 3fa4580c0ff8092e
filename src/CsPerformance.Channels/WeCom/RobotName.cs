using System.Text.RegularExpressions;

namespace CsPerformance.Channels.WeCom;

/// <summary>
/// Takes the robot's own @name out of what is said in groups. No field tells it; but the robot hears only messages that
/// name it, so its name is the one that all of them share.
/// </summary>
internal sealed partial class RobotName
{
    private HashSet<string>? _candidates;

    /// <summary>The text without the robot's mention; other mentions stay, they are the people talked about.</summary>
    public string Without(string text)
    {
        var names = Mention().Matches(text).Select(match => match.Groups[1].Value).ToArray();
        if (names.Length == 0)
            return text.Trim();
        lock (this)
        {
            var left = names.ToHashSet(StringComparer.Ordinal);
            if (_candidates is not null)
                left.IntersectWith(_candidates);
            // It was renamed: begin anew.
            _candidates = left.Count > 0 ? left : names.ToHashSet(StringComparer.Ordinal);
        }
        var left0 = text.TrimStart().StartsWith('@') ? names[0] : names[^1];
        var own = _candidates.Contains(left0) ? left0 : names.First(_candidates.Contains);
        return Regex.Replace(text, "@" + Regex.Escape(own) + @"(?=\s|$)[\s\u2005]*", "").Trim();
    }

    [GeneratedRegex(@"@([^\s@]+)(?=\s|$)")]
    private static partial Regex Mention();
}

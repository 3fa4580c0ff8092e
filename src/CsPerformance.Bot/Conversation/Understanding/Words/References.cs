using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Session, order and ticket numbers (会话5531), and the numbers of records (#1024).</summary>
internal static partial class References
{
    /// <summary>Takes all references; null where there is none. Several are joined by 、.</summary>
    public static string? Take(Sentence sentence)
    {
        var found = new List<string>();
        foreach (var match in sentence.Matches(Reference()).ToList())
        {
            sentence.Take(match);
            var kind = match.Groups["kind"].Value;
            var number = match.Groups["number"];
            found.Add(kind + sentence.Cased.Substring(number.Index, number.Length).TrimEnd('-', '_'));
        }
        return found.Count == 0 ? null : string.Join('、', found.Distinct());
    }

    /// <summary>True where a number belongs to a word such as 会话 before it.</summary>
    public static bool IsNumberAt(Sentence sentence, int at) => Reference().Matches(sentence.Text).Any(match => match.Groups["number"].Index == at);

    [GeneratedRegex(@"(?<kind>会话|工单|订单|单号|通话|录音|聊天|快递单|运单|退款单|流水|session|ticket|order)(?:编号|单号|号码|号|id)?\s*(?:[:#]|是|no\.?)?\s*(?<number>(?=[a-z_-]*\d)[a-z0-9][a-z0-9_-]{0,63})(?![个次条分单通天%])", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    /// <summary>Numbers of records, as they may stand in a decision.</summary>
    [GeneratedRegex(@"第\s*(?<number>\d{1,18})(?:条|号|笔)|(?:编号|记录|no\.?|#)?\s*#?(?<![\da-z.\-+])(?<number>\d{1,18})(?![\d.]|[a-z%分天次个点月日人条单通小])号?", RegexOptions.CultureInvariant)]
    public static partial Regex RecordNumber();

    /// <summary>A number with # before it can only be a record.</summary>
    [GeneratedRegex(@"#\s*(?<number>\d{1,18})(?!\d)", RegexOptions.CultureInvariant)]
    public static partial Regex HashNumber();
}

using System.Text.RegularExpressions;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Records;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>What somebody says that a record ought to be: 应为 -2, 改为 350, 应为 98.5%, 应为 优秀.</summary>
/// <param name="Number">Negative for 扣2分 or -2; null where a word was said.</param>
/// <param name="Sign">-1, +1, or 0 where none was said: then it is meant in the record's own direction.</param>
/// <param name="Word">For a mark that is a word; null where a number was said.</param>
/// <param name="Percent">Said with a %, and a hundredth of it already.</param>
/// <param name="Sure">False where points stand among other words (扣3分太多了) and may be meant or only spoken of.</param>
internal sealed partial record Claim(decimal? Number, int Sign = 0, string? Word = null, bool Percent = false, bool Sure = true)
{
    private const string Verbs = "应该是|应该为|应当为|应当是|应为|应是|改为|改成|改到|调为|调整为|定为|记为|算作|应计";

    /// <summary>What an appeal proposes, and its reason without it; null where it proposes nothing.</summary>
    public static (Claim? Claim, string Reason) Of(Turn turn, Command.Appeal command)
    {
        if (command.Proposed is not { } proposed) return (OfWord(command.Reason), command.Reason);
        // The number was taken out of the sentence before; what stood right behind it is left.
        var percent = PercentSign().IsMatch(command.Reason);
        var reason = Unit().Replace(command.Reason, " ").Trim();
        return (new(percent ? proposed / 100 : proposed, proposed < 0 ? -1 : Math.Max(SignOf(turn, proposed), 0), null, percent), reason);
    }

    /// <summary>What a judge sets instead, and the reason without it; null where nothing is set.</summary>
    public static (Claim? Claim, string Reason) Of(Turn turn, Command.Approve command)
    {
        if (command.Points is { } points)
        {
            var (sign, reason) = (SignOf(turn, points), Ought().Replace(command.Reason, " ").Trim());
            return (new(sign < 0 ? -points : points, sign, Sure: reason.Length == 0 || OughtVerb().IsMatch(turn.Message.Text)), reason);
        }
        if (OughtToBe().Match(command.Reason) is { Success: true } said && IsWhole(command.Reason, said) && Numbers.TryParse(Sentence.Fold(said.Groups["n"].Value), out var number))
        {
            var percent = said.Groups["p"].Success;
            if (percent) number /= 100;
            var sign = said.Groups["sign"].Value switch { "" => 0, "+" or "加" => 1, _ => -1 };
            return (new(sign < 0 ? -number : number, sign, null, percent), command.Reason.Remove(said.Index, said.Length).Trim(' ', ',', '，', '。'));
        }
        return (OfWord(command.Reason), command.Reason);
    }

    /// <summary>What stands in a stored appeal.</summary>
    public static Claim? Of(Record appeal) =>
        appeal.Points is { } points ? new(points, points < 0 ? -1 : 0) : appeal.Label is { } word ? new(null, 0, word) : null;

    private static Claim? OfWord(string reason) => OughtToBeWord().Match(reason) is { Success: true } said ? new(null, 0, said.Groups["word"].Value) : null;

    /// <summary>应为 一时疏忽 names no number, 应为 350核对过 does.</summary>
    private static bool IsWhole(string reason, Match said) =>
        char.IsDigit(said.Groups["n"].Value[0]) || said.Index + said.Length == reason.Length || !char.IsLetter(reason[said.Index + said.Length]);

    /// <summary>The sign with which points stand in the message; 0 where they have none.</summary>
    private static int SignOf(Turn turn, decimal points) =>
        PointWords.Find(new Sentence(turn.Message.Text)).Find(word => word.Points == Math.Abs(points) && word.Sign != 0)?.Sign ?? 0;

    [GeneratedRegex(@"(?<!不)(?:" + Verbs + @"|应该(?=\s*[扣加减]))", RegexOptions.CultureInvariant)]
    private static partial Regex OughtVerb();

    [GeneratedRegex(@"(?<!不)(?:" + Verbs + @")\s*(?=\s|$|[,，。；;])", RegexOptions.CultureInvariant)]
    private static partial Regex Ought();

    [GeneratedRegex(@"(?<!不)(?:" + Verbs + @")\s*(?<sign>[-+扣减加])?\s*(?<n>" + Numbers.Pattern + @"|[０-９]+)\s*(?<p>[%％])?\s*(?:[分单条次通](?![钟时]))?(?![\d.]*[\d号日月点天年时])", RegexOptions.CultureInvariant)]
    private static partial Regex OughtToBe();

    [GeneratedRegex(@"(?<!不)(?:" + Verbs + @")\s*[“""]?(?<word>[^\s,，。；;“”""]+)", RegexOptions.CultureInvariant)]
    private static partial Regex OughtToBeWord();

    [GeneratedRegex(@"(?<=^|\s)[%％]", RegexOptions.CultureInvariant)]
    private static partial Regex PercentSign();

    [GeneratedRegex(@"(?<=^|\s)(?:[%％]\s*|[次单条通](?=\s|$))", RegexOptions.CultureInvariant)]
    private static partial Regex Unit();
}

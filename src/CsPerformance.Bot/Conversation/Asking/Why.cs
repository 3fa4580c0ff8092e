using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>为什么: how a line came about, from the same run that produced it.</summary>
internal static class Why
{
    private const int MostRecords = 20;

    public static Effect Explain(Turn turn, Command.Why command)
    {
        if (command.Record is { } number) return RecordStory.Tell(turn, number);
        var whom = Whom.Of(turn, command.Person, turn.Month);
        var period = command.When is { } when ? Whom.PeriodOf(turn, whom.Rated.Team, when) : turn.House.Scores.PeriodOf(turn.Reads, whom.Rated.Team, turn.Today);
        whom = Whom.Of(turn, command.Person, period);
        if (!whom.Own && Whom.SeesOnlyQa(turn, whom.Rated.Id)) return Refused("您只能查看质检记录的由来，例如“为什么 1024”。");
        var scored = turn.House.Scores.SheetOf(turn.Reads, whom.Rated, period, Wish.Explained);
        if (command.Term is { Kind: not TermKind.Line } term) return OfInput(turn, whom, scored, term);
        var code = command.Term?.Code ?? scored.Scheme.BoardLine ?? scored.Scheme.Lines[^1].Code;
        var sheet = scored.Of(whom.Rated.Id);
        var line = sheet.Line(code) ?? sheet.Steps?.FirstOrDefault(step => step.Code == code) ?? scored.Sheet.Group.Line(code);
        if (line is null) return Refused($"{SheetText.Of(scored.Period, turn.Today)}的方案“{scored.Scheme.Title}”没有这一行。");
        var pay = line.Money || SheetText.IsPay(scored.Scheme, code);
        if (pay && !whom.Pay) return Refused("工资只有本人和人事可以查看。");
        var text = OfLine(turn, whom, scored, line);
        return (transaction, said) =>
        {
            if (pay) whom.Log(transaction, turn, scored.Period, "为什么 " + line.Title);
            said.Privately(text);
        };
    }

    private static Effect Refused(string text) => (_, said) => said.Privately(text);

    private static string OfLine(Turn turn, Whom whom, Scored scored, SheetLine line)
    {
        var text = Explained(whom, scored, line, turn.Today);
        if (line.Explanation is not null) text.AddRange(Records(turn, scored.Scheme, SheetText.Behind(scored.Of(whom.Rated.Id), line)));
        text.Add(SheetText.Of(scored.Scheme));
        return string.Join('\n', text);
    }

    /// <summary>The line, its formula in words and in numbers, where it falls, what it rests on and its parts.</summary>
    public static List<string> Explained(Whom whom, Scored scored, SheetLine line, DateOnly today)
    {
        var text = new List<string> { $"{whom.Name} {SheetText.Of(scored.Period, today)} {line.Title} = {SheetText.Value(line)}({SheetText.State(scored)})" };
        if (line.Value is LineValue.Missing missing) text.Add("原因：" + InWords.Reason(scored.Scheme, missing.Why));
        if (line.Explanation is { } how)
        {
            string Words(string formula) => InWords.Formula(scored.Scheme, line, formula);
            text.Add("怎么算：" + Words(how.Formula));
            if (how.Numbers.Length > 0 && how.Numbers != how.Formula && line.Value is not LineValue.Missing)
                text.Add(how.Numbers == how.Result ? $"代入：{SheetText.Value(line)}" : how.Band is not null ? $"代入：{Words(how.Numbers)}" : $"代入：{Words(how.Numbers)} = {SheetText.Value(line)}");
            if (how.Band is { } band && Words(band) is var written && !Words(how.Numbers).EndsWith(written, StringComparison.Ordinal)) text.Add("落在：" + written);
            if (how.Next is { } next) text.Add("下一档：" + Words(next));
            if (how.Clause is { } clause) text.Add("依据：" + clause);
            text.AddRange(Parts(scored, whom, how));
        }
        return text;
    }

    private static List<string> Parts(Scored scored, Whom whom, Explanation how)
    {
        var sheet = scored.Of(whom.Rated.Id);
        var parts = how.Uses
            .Select(code => sheet.Line(code) ?? sheet.Steps?.FirstOrDefault(step => step.Code == code) ?? scored.Sheet.Group.Line(code))
            .OfType<SheetLine>().Where(part => whom.Pay || !(part.Money || SheetText.IsPay(scored.Scheme, part.Code))).ToList();
        return parts.Count == 0 ? [] : ["其中：", .. parts.Select(part => $"• {SheetText.Line(part)}{(part.Explanation?.Band is { } band ? $"({InWords.Formula(scored.Scheme, band)})" : "")}")];
    }

    private static List<string> Records(Turn turn, Scheme scheme, IReadOnlyList<long> numbers)
    {
        if (numbers.Count == 0) return [];
        List<string> text = [$"背后的记录({numbers.Count}条)："];
        text.AddRange(numbers.Take(MostRecords).Select(number => turn.Reads.Records.Find(number)).OfType<Record>().Select(record => RecordText.Line(turn, scheme, record)));
        if (numbers.Count > MostRecords) text.Add($"还有{numbers.Count - MostRecords}条，回复“明细”查看。");
        return text;
    }

    /// <summary>An item, figure or mark: what was recorded, and the lines that it went into.</summary>
    private static Effect OfInput(Turn turn, Whom whom, Scored scored, Term term)
    {
        var kinds = term.Kind switch { TermKind.Metric => new[] { RecordKind.Metric }, TermKind.Rating => [RecordKind.Rating], _ => [RecordKind.Item, RecordKind.Complaint] };
        var records = turn.Reads.Records.Of(whom.Rated.Id, scored.Period.First, scored.Period.Last, kinds)
            .Where(record => record.Code == term.Code && record.State == RecordState.Active).ToList();
        Definition? definition = term.Kind switch
        {
            TermKind.Metric => scored.Scheme.Metrics.FirstOrDefault(metric => metric.Code == term.Code),
            TermKind.Rating => scored.Scheme.Ratings.FirstOrDefault(rating => rating.Code == term.Code),
            _ => scored.Scheme.Items.FirstOrDefault(item => item.Code == term.Code),
        };
        var text = new List<string> { $"{whom.Name} {SheetText.Of(scored.Period, turn.Today)} {definition?.Title ?? term.Code}" };
        text.AddRange(records.Count == 0 ? ["还没有记录。"] : records.Select(record => RecordText.Line(turn, scored.Scheme, record)));
        if (definition?.Clause is { } number && scored.Scheme.Clauses.FirstOrDefault(clause => clause.Number == number) is { } clause) text.Add($"依据：第{clause.Number}条 {clause.Text}");
        var numbers = records.Select(record => record.Number).ToHashSet();
        var into = SheetText.Visible(scored, whom.Rated.Id, whom.Own)
            .Where(line => SheetText.Behind(scored.Of(whom.Rated.Id), line).Any(numbers.Contains)).Select(line => $"• {SheetText.Line(line)}").ToList();
        if (into.Count > 0) text.AddRange(["进入这些行：", .. into]);
        text.Add(SheetText.Of(scored.Scheme));
        return (_, said) => said.Privately(string.Join('\n', text));
    }
}

using System.Text.RegularExpressions;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>A pasted list: lines 小王 5200, 10002,5200, 小王：5200, or a table with a header. Every faulty line is named, the others are kept.</summary>
internal static partial class FigureList
{
    private const int MostLines = 20_000;

    /// <summary>Null where the text is no list.</summary>
    public static Reading? Read(Utterance utterance, Vocabulary vocabulary, DateTimeOffset now, WorkingDays workingDays)
    {
        var lines = utterance.Text.Split(['\n', '\r', ';', '；']).Select((text, i) => (Text: Numbering().Replace(text.Trim(), ""), Number: i + 1)).Where(line => line.Text.Length > 0).Take(MostLines).ToList();
        if (lines.Count < 2 || lines[0].Text.Length > 500) return null;
        var header = Read(lines[0].Text, 1);
        var verbs = Verbs.Find(header.Sentence, header.People, [], []);
        if (verbs.Exists(verb => verb.Verb is not (Verb.Rating or Verb.Import or Verb.Team))) return null;
        var words = new FigureLine(header, 1).Terms();
        var opens = header.People.Count == 0 && (words.Count > 0 || verbs.Count > 0 || !FigureReader.HasValue(header));
        var rows = opens ? lines[1..] : lines;
        if (!Looks(rows, opens && words.Count > 0)) return null;
        var months = new StretchWords(header.Today, coming: false).Find(header.Sentence);
        var month = opens ? header.TakeMonth() : null;
        if (opens && words.Count == 0 && verbs.Exists(verb => verb.Verb is Verb.Rating) && vocabulary.Ratings is [var only]) words = [new(0, 0, [only])];
        if (opens) CheckHeader(header, words, verbs);
        if (words.Count == 0 && (opens || !rows.Exists(row => new FigureLine(Read(row.Text, row.Number), 1).Terms().Count > 0))) return AskWhat(header, vocabulary, utterance.Text, lines, opens);
        return Rows(header, opens || words.Count == 1 ? words : [], rows, month ?? Period.Month(header.Today));

        Attempt Read(string text, int number) =>
            new(utterance with { Text = text, Mentions = text.Contains('@', StringComparison.Ordinal) || text.Contains('＠', StringComparison.Ordinal) ? [.. utterance.Mentions] : [] }, text, vocabulary, now, workingDays);

        bool Looks(List<(string Text, int Number)> candidates, bool hasHeader)
        {
            var some = candidates.Take(40).Where(row => row.Text.Length <= 500).ToList();
            return some.Count(row => row.Text.Any(char.IsDigit) is var digit && (hasHeader ? digit || Named(row.Text) : digit && Named(row.Text))) * 2 >= Math.Max(some.Count, 1);

            bool Named(string text) => Read(text, 1).People.Count > 0;
        }

        Reading Rows(Attempt header, List<TermWord<SchemeTerm>> words, List<(string Text, int Number)> rows, Period month)
        {
            var figures = new List<Figure>();
            var faults = new List<LineFault>();
            var seen = new Dictionary<(string, string, string?), int>();
            var (ratings, metrics) = (false, false);
            foreach (var (text, number) in rows)
            {
                var shown = text.Length > 60 ? text[..60] + "…" : text;
                if (text.Length > 500)
                {
                    faults.Add(new(number, shown, "这一行太长"));
                    continue;
                }
                var attempt = Read(text, number);
                var line = new FigureLine(attempt, number);
                if (attempt.TakeMonth() is { } own && own != month) attempt.Ask(Doubt.Period, "月份和其余各行不同");
                line.ReadRow(words);
                if (attempt.Conclude(() => new Command.Import()) is Reading.Asked asked)
                {
                    faults.Add(new(number, shown, asked.Question.Text + (asked.Question.Choices.Count is > 0 and <= 4 ? $"（{string.Join('、', asked.Question.Choices.Select(choice => choice.Label))}）" : "")));
                    continue;
                }
                foreach (var figure in line.Figures)
                    if (seen.TryAdd((figure.Person, figure.Code, figure.Assessor), number)) figures.Add(figure);
                    else faults.Add(new(number, shown, $"和第 {seen[(figure.Person, figure.Code, figure.Assessor)]} 行是同一个人的同一项"));
                ratings |= line.IsRating;
                metrics |= !line.IsRating;
            }
            if (ratings && metrics) header.Ask(Doubt.Value, "指标和评分请分开发。");
            return header.Conclude(() => ratings ? new Command.Rate(month, figures, faults) : new Command.EnterMetrics(month, figures, faults));
        }

        void CheckHeader(Attempt header, List<TermWord<SchemeTerm>> words, List<VerbWord> verbs)
        {
            foreach (var word in words) header.Sentence.Take(word.Start, word.Length);
            foreach (var verb in verbs) header.Sentence.Take(verb.Start, verb.Length);
            header.TakeTeam();
            if (words.Count > 0) header.NothingLeft("姓名", "名字", "工号", "人员", "员工", "客服", "花名", "指标", "数据", "序号", "如下", "各人", "每人", "大家", "月", "数", "小组", "组员");
            if (months.Exists(word => word.Certain is null)) header.Ask(Doubt.Period, "是哪个月的数据？");
        }
    }

    private static Reading AskWhat(Attempt header, Vocabulary vocabulary, string text, List<(string Text, int Number)> lines, bool opens)
    {
        var near = opens ? TermWords.Nearest(header.Sentence, vocabulary.Metrics.Concat<SchemeTerm>(vocabulary.Ratings), 4).Select(hit => hit.Term).ToList() : [];
        var rest = opens ? text[(text.IndexOf(lines[0].Text, StringComparison.Ordinal) + lines[0].Text.Length)..] : "\n" + text;
        header.Ask(Doubt.Item, "这是哪一项的数据？", (near.Count > 0 ? near : [.. vocabulary.Metrics.Concat<SchemeTerm>(vocabulary.Ratings)])
            .DistinctBy(term => term.Title).Take(8).Select(term => new Choice(term.Title, term.Title + rest)));
        return header.Conclude(() => new Command.Import());
    }

    /// <summary>The 1. or (2) or 3、 of a list that somebody numbered.</summary>
    [GeneratedRegex(@"^[(（]?\d{1,3}\s*[.．、)）]\s*(?=[^\d\s])", RegexOptions.CultureInvariant)]
    private static partial Regex Numbering();
}

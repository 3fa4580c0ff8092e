using System.Text.RegularExpressions;
using CsPerformance.Bot.Conversation.Subjects;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>The work on one utterance: what has been read of it, and the first doubt that came up.</summary>
/// <remarks>Readers ask for what their command needs; what is read is taken out of the sentence. A doubt never stops the reading: <see cref="Conclude"/> turns it into a question.</remarks>
internal sealed partial class Attempt
{
    private static readonly string[] _ownTeam = ["咱们组", "我们组", "自己组", "我的组", "本组", "我组"];

    private Question? doubt;

    public Attempt(Utterance utterance, string text, Vocabulary vocabulary, DateTimeOffset now, WorkingDays workingDays)
    {
        (Utterance, Vocabulary, WorkingDays) = (utterance, vocabulary, workingDays);
        Today = DateOnly.FromDateTime(now.DateTime);
        Sentence = new(text);
        People = PeopleWords.Find(Sentence, vocabulary.Roster, utterance.Mentions, vocabulary.BotNames ?? [], at => References.IsNumberAt(Sentence, at));
        foreach (var word in People.Where(word => word.Candidates.Any(Roster.IsSubject))) TakeKind(word);
    }

    public Utterance Utterance { get; }

    public Vocabulary Vocabulary { get; }

    public WorkingDays WorkingDays { get; }

    public DateOnly Today { get; }

    public Sentence Sentence { get; }

    public List<PersonWord> People { get; }

    public bool IsDoubtful => doubt is not null;

    public static string Show(Person person) => $"{person.Name}（{string.Join('，', new[] { person.Number, person.Team }.Where(part => part is not null))}）";

    /// <summary>Keeps the first doubt; later ones come up when it has been answered.</summary>
    public void Ask(Doubt about, string text, params IEnumerable<Choice> choices) => AskAgain(about, text, Sentence.Source, choices);

    /// <summary>The same, where an answer takes the place of words that cannot stand: they are missing in <paramref name="rest"/>.</summary>
    public void AskAgain(Doubt about, string text, string rest, IEnumerable<Choice> choices) =>
        doubt ??= new(about, text, [.. choices.DistinctBy(choice => choice.Utterance).Take(10)], rest.Trim());

    public Reading Conclude(Func<Command> command) => doubt is null ? new Reading.Understood(command()) : new Reading.Asked(doubt);

    /// <summary>A choice that adds words to the utterance.</summary>
    public Choice Adding(string label, string words) => new(label, $"{Sentence.Source.Trim()} {words}");

    /// <summary>Words of the scheme: longest first over all kinds, so that an item is not found inside a metric's name.</summary>
    public List<TermWord<SchemeTerm>> Terms() => TermWords.Find(Sentence, Vocabulary);

    public IEnumerable<SchemeTerm> AllTerms => Vocabulary.Items.Concat<SchemeTerm>(Vocabulary.Metrics).Concat(Vocabulary.Ratings).Concat(Vocabulary.Lines);

    /// <summary>What is left as somebody's own words: reason, praise, complaint.</summary>
    public string Reason()
    {
        var parts = new List<string>();
        foreach (var (start, length) in Sentence.Left())
        {
            var said = start > 0 && Sentence.Text.AsSpan(start, length) is "帮忙";
            if (!said && Fillers.Covers(Sentence.Text, start, start + length, "被", "因为", "一个", "一笔", "条", "扣", "记", "加", "开始", "去", "休", "请", "不好意思", "然后", "绩效分", "绩效", "各", "各自", "每人", "各位", "俩", "三个人", "两个人", "又", "刚才", "刚刚", "别忘了", "别忘", "记得")) continue;
            var part = Sentence.Whole(start, length).Replace('\n', ' ').Trim(' ', '"', '“', '”', '「', '」', '\u200b');
            foreach (var opening in new[] { "因为", "原因是", "原因：", "原因:", "原因", "理由是", "理由：", "理由:", "理由", "由于" })
                if (part.StartsWith(opening, StringComparison.Ordinal)) part = part[opening.Length..].Trim(' ', ':', '：', ',', '，');
            part = Particle().Replace(part, "");
            if (part.Count(character => character == '"') % 2 != 0) part += '"';
            if (part.Contains('“', StringComparison.Ordinal) && !part.Contains('”', StringComparison.Ordinal)) part += '”';
            if (part.Length > 0) parts.Add(part);
        }
        return string.Join(' ', parts);
    }

    /// <summary>What 驳回 2031 吧 leaves before the reason.</summary>
    [GeneratedRegex(@"^[吧啊呀哦呢哈了嘛]+(?:[\s,，.。!！]+|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Particle();

    /// <summary>For commands that take no words of one's own: whatever is left over is a doubt.</summary>
    public void NothingLeft(params IReadOnlyList<string> fillers)
    {
        var left = Fillers.Meaningful(Sentence, fillers);
        if (left.Count == 0) return;
        var words = string.Join('、', left.Select(span => Sentence.Slice(span.Start, span.Length).Trim()));
        var without = Sentence.With(left.Select(span => (span.Start, span.Length, " "))).Trim();
        Ask(Doubt.Meaning, $"“{words}”没看懂。", new Choice($"不管它：{without}", without));
    }

    public long? TakeNumber(string verb)
    {
        var numbers = TakeNumbers();
        if (numbers.Count == 1) return numbers[0];
        if (numbers.Count > 1)
            Ask(Doubt.Number, "一次只能处理一条，是哪一条？", numbers.Select(number => new Choice($"{verb} {number}", $"{verb} {number} {Reason()}".Trim())));
        else
            Ask(Doubt.Number, $"{verb}哪一条？请说编号，例如“{verb} 1024”。", Vocabulary.LastTopic?.Value?.Record is { } last ? [Adding($"{verb} {last}", $"#{last}")] : []);
        return null;
    }

    /// <summary>The first run of record numbers: 2031、2032 和 #2033.</summary>
    public List<long> TakeNumbers()
    {
        var numbers = new List<long>();
        var end = -1;
        foreach (var match in Sentence.Matches(References.RecordNumber()).ToList())
        {
            if (end >= 0 && Sentence.Text[end..match.Index].Any(character => !" ,、和跟与及\n/".Contains(character, StringComparison.Ordinal))) break;
            if (!long.TryParse(match.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture, out var number)) break;
            if (!numbers.Contains(number)) numbers.Add(number);
            Sentence.Take(match);
            end = match.Index + match.Length;
        }
        return numbers;
    }

    /// <summary>门店 东门店 is 东门店: what a subject is stands before its name and says nothing more.</summary>
    private void TakeKind(PersonWord subject)
    {
        var end = subject.Start;
        while (end > 0 && Sentence.Text[end - 1] == ' ') end--;
        foreach (var (word, _) in Kinds.Words)
            if (end >= word.Length && string.CompareOrdinal(Sentence.Text, end - word.Length, word, 0, word.Length) == 0 && Sentence.Boundary(end - word.Length - 1) && Sentence.Free(end - word.Length, word.Length))
            {
                Sentence.Take(end - word.Length, word.Length);
                return;
            }
    }

    /// <summary>A team by its full name, by the end of it that only one has (一组), or 本组.</summary>
    public string? TakeTeam()
    {
        foreach (var (name, team) in TeamNames())
        {
            var at = Sentence.Text.IndexOf(name, StringComparison.Ordinal);
            if (at < 0 || !Sentence.Free(at, name.Length)) continue;
            Sentence.Take(at, name.Length);
            return team;
        }
        return null;
    }

    /// <summary>Where a team is named; nothing is taken.</summary>
    public IEnumerable<(int Start, int Length)> TeamSpans() =>
        TeamNames().Select(pair => (Sentence.Text.IndexOf(pair.Name, StringComparison.Ordinal), pair.Name.Length)).Where(span => span.Item1 >= 0);

    private IEnumerable<(string Name, string Team)> TeamNames() =>
        Vocabulary.Sender?.Team is { } own ? Vocabulary.Roster.TeamNames.LongestFirst.Concat(_ownTeam.Select(name => (name, own))) : Vocabulary.Roster.TeamNames.LongestFirst;
}

using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Who is meant.</summary>
internal sealed partial class Attempt
{
    /// <summary>Asked where nobody is named.</summary>
    internal const string Who = "是谁？请用 @、姓名、花名或工号。";

    /// <summary>First characters of common family names: a short word that begins with one, beside a person, may be somebody unknown.</summary>
    private const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖石贾韦夏付方邹熊孟秦邱江尹薛闫段雷侯龙陶黎贺顾毛郝龚邵万钱严武戴莫孔汤";

    /// <summary>The people whom a command is about.</summary>
    /// <param name="costing">It costs them something: a part of a name (小李) is then not enough, even where only one fits.</param>
    public IReadOnlyList<string> Subjects(bool costing)
    {
        var words = People.Where(word => !word.Quoted).ToList();
        if (words.Count == 0)
        {
            AskWho();
            return [];
        }
        var groups = Groups(words);
        if (groups.Count > 1) AskWhichGroup(groups);
        foreach (var word in words) Resolve(word, costing);
        LooksComplete(groups[0]);
        foreach (var word in words) Sentence.Take(word.Start, word.Length);
        return [.. groups[0].SelectMany(word => word.Candidates.Take(1)).Select(person => person.Number).Distinct()];
    }

    /// <summary>At most one person; null for the sender, or where nobody is named.</summary>
    public string? OnePerson(bool costing = false)
    {
        if (People.All(word => word.Quoted)) return null;
        var people = Subjects(costing);
        if (people.Count > 1) Ask(Doubt.Person, "一次只能看一个人，是哪一位？", people.Select(number => Only(number)));
        return people is [var one] && one != Vocabulary.Sender?.Number ? one : null;
    }

    /// <summary>Exactly one, for commands that name somebody.</summary>
    public string TheOne(bool costing)
    {
        var people = Subjects(costing);
        if (people.Count > 1) Ask(Doubt.Person, "一次只能是一个人，是哪一位？", people.Select(number => Only(number)));
        return people.Count > 0 ? people[0] : "";
    }

    private Choice Only(string number)
    {
        var others = People.Where(word => word.Candidates is [var person] && person.Number != number && !word.Quoted && word.Length > 0);
        return new(Show(Vocabulary.Roster.Known(number)!), Sentence.With(others.Select(word => (word.Start, word.Length, " "))));
    }

    private void AskWho()
    {
        foreach (var (start, length) in Sentence.LeftWords())
            if (length is >= 2 and <= 4 && Vocabulary.Roster.Nearest(Sentence.Text.Substring(start, length), 3) is { Count: > 0 } near)
            {
                Ask(Doubt.Person, $"名单里没有“{Sentence.Slice(start, length)}”。是不是：", near.Select(person => new Choice(Show(person), Sentence.With(start, length, person.Number))));
                return;
            }
        var team = Vocabulary.Roster.People.Where(person => person.Team == Vocabulary.Sender?.Team && person.Team is not null && person.Number != Vocabulary.Sender?.Number).ToList();
        Ask(Doubt.Person, Who, team.Count <= 8 ? team.Select(person => Adding(Show(person), person.Number)) : []);
    }

    private void Resolve(PersonWord word, bool costing)
    {
        if (word.Candidates.Count == 1 && (word.Exact || !costing)) return;
        var said = Sentence.Slice(word.Start, word.Length).Trim();
        if (word.Candidates.Count == 0)
        {
            var name = Sentence.Text.Substring(word.Start, word.Length).TrimStart('@', ' ');
            var near = Vocabulary.Roster.Nearest(name.Length > 4 ? name[..2] : name, 4);
            AskAgain(Doubt.Person, $"名单里没有“{said.TrimStart('@', '＠')}”。" + (near.Count > 0 ? "是不是：" : "请用姓名、花名或工号。"), Without(), near.Select(Pinned));
        }
        else if (word.Candidates.Count == 1)
            AskAgain(Doubt.Person, $"“{said}”是这一位吗？", Without(), word.Candidates.Select(Pinned));
        else
            AskAgain(Doubt.Person, $"“{said}”可能是{word.Candidates.Count}个人，是哪一位？" + (word.Candidates.Count > 10 ? "请用全名或工号。" : ""), Without(), word.Candidates.Select(Pinned));

        string Without() => Sentence.With(word.Start, word.Length, " ");

        Choice Pinned(Person person) => new(Show(person), Sentence.With(word.Start, word.Length, $" {person.Number} "));
    }

    /// <summary>People that stand together; a later mention may belong to the story (帮小李解决了问题).</summary>
    private List<List<PersonWord>> Groups(List<PersonWord> words)
    {
        var groups = new List<List<PersonWord>> { new() };
        foreach (var word in words)
        {
            if (groups[^1] is [.., var before] && !Joined(before, word)) groups.Add([]);
            groups[^1].Add(word);
        }
        var people = groups[0].SelectMany(word => word.Candidates).ToHashSet();
        groups.RemoveAll(group => group != groups[0] && group.All(word => word.Candidates is [var only] && people.Contains(only)));
        return groups;
    }

    private bool Joined(PersonWord before, PersonWord word) =>
        before.Length == 0 || Sentence.Text[before.End..word.Start].All(character => " ,、和跟与及&/\t@;".Contains(character, StringComparison.Ordinal));

    private void AskWhichGroup(List<List<PersonWord>> groups)
    {
        var all = groups.SelectMany(group => group).ToList();
        var choices = groups.Select(group => new Choice("只是" + Names(group), Quoting(all.Except(group)))).ToList();
        if (all.All(word => word.Candidates.Count == 1))
            choices.Add(new(Names(all), $"{Quoting(all)} {string.Join(' ', all.Select(word => word.Candidates[0].Number).Distinct())}"));
        Ask(Doubt.Person, "提到了几个人，是关于谁的？", choices);

        string Names(IEnumerable<PersonWord> group) => string.Join('、', group.Select(word => word.Candidates is [var one] ? one.Name : Sentence.Slice(word.Start, word.Length)));
        string Quoting(IEnumerable<PersonWord> group) => Sentence.With(group.Where(word => word.Length > 0).Select(word => (word.Start, word.Length, $"“{Sentence.Slice(word.Start, word.Length)}”")));
    }

    /// <summary>小李和张三: where a second name follows that nobody on the roster has, the list is not complete.</summary>
    private void LooksComplete(List<PersonWord> group)
    {
        var last = group[^1];
        if (last.Length == 0) return;
        var text = Sentence.Text;
        var start = last.End;
        var joined = false;
        while (start < text.Length && " ,、和跟与及&/".Contains(text[start], StringComparison.Ordinal)) joined |= text[start++] is '和' or '跟' or '与' or '及' or '&';
        var end = start;
        while (end < text.Length && !Sentence.Boundary(end)) end++;
        var word = text[start..end];
        var aName = word.Length is 2 or 3 && Surnames.Contains(word[0], StringComparison.Ordinal) && PeopleWords.IsHan(word[^1]);
        var aNumber = word.Length >= 3 && word.Length == (last.Candidates.Count > 0 ? last.Candidates[0].Number.Length : 0) && word.All(char.IsAsciiDigit);
        if (!(aName || aNumber) || !Sentence.Free(start, word.Length) || (!joined && start == last.End)) return;
        if (Terms().Any(term => term.Start < end && start < term.End) || new DayWords(Today, coming: false, WorkingDays).Find(Sentence).Any(day => day.Start < end && start < day.End)) return;
        Ask(Doubt.Person, $"名单里没有“{word}”。", new Choice($"没有“{word}”这个人，是说明", Sentence.With(start, word.Length, $"“{word}”")));
    }
}

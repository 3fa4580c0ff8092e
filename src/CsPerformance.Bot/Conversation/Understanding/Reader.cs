using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Understands what people type, by a grammar of its own; a doubt becomes a question, never a guess.</summary>
public static partial class Reader
{
    /// <summary>A longer text that is no list is not said to a bot; platforms cut at about this length.</summary>
    private const int LongestSentence = 2_000;

    /// <param name="now">The sender's moment in the company's time zone.</param>
    /// <param name="workingDays">Counts the days of leave.</param>
    /// <remarks>Pure; never throws for any text. Linear in the length of a pasted list.</remarks>
    public static Reading Read(Utterance utterance, Vocabulary vocabulary, DateTimeOffset now, WorkingDays workingDays)
    {
        ArgumentNullException.ThrowIfNull(utterance);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(workingDays);
        var text = utterance.Text;
        if (Sentence.Fold(text).Length == 0) return Empty(utterance, vocabulary);
        if (FigureList.Read(utterance, vocabulary, now, workingDays) is { } list) return list;
        if (text.Length > LongestSentence) return new Reading.NotUnderstood(Hints.For(vocabulary));
        var reading = new Sentences(utterance, vocabulary, now, workingDays).Read();
        if (reading is not (Reading.NotUnderstood or Reading.Asked { Question.About: Doubt.Meaning }) || Closed(text) is not { } closed) return reading;
        return new Sentences(utterance with { Text = closed }, vocabulary, now, workingDays).Read() is var second and not Reading.NotUnderstood ? second : reading;
    }

    /// <summary>排 行 榜 is 排行榜; null where no single characters stand apart.</summary>
    private static string? Closed(string text) => Apart().Replace(text, "") is var closed && closed.Length < text.Length ? closed : null;

    /// <summary>Reads what was said while a question is open: an answer to it, unless it makes sense as something new or does not answer it.</summary>
    /// <param name="mentions">Who was mentioned in the utterance that raised the question.</param>
    /// <param name="alone">What <see cref="Read"/> made of it.</param>
    /// <returns><paramref name="alone"/> itself where it is no answer.</returns>
    public static Reading Answer(Question open, IReadOnlyList<string> mentions, Utterance said, Reading alone, Vocabulary vocabulary, DateTimeOffset now, WorkingDays workingDays)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(said);
        if (alone is Reading.Understood or Reading.NextPage or Reading.Courtesy || (alone is Reading.MenuPick pick && pick.Choice <= open.Choices.Count)) return alone;
        if (alone is Reading.Asked && new Sentences(said, vocabulary, now, workingDays).IsNew(IsShort(open.About), open.About is not Doubt.Reason && References.Take(new Sentence(open.Utterance)) is not null)) return alone;
        var whole = Read(said with { Text = open.ContinueWith(said.Text), Mentions = [.. mentions, .. said.Mentions] }, vocabulary, now, workingDays);
        return whole is Reading.Understood || (whole is Reading.Asked { Question: var next } && LeadsOn(open, next)) ? whole : alone;
    }

    /// <summary>The next doubt, not the same one again, and not that the answer made no sense.</summary>
    private static bool LeadsOn(Question open, Question next) =>
        (next.About != open.About || next.Text != open.Text) && !(open.About is Doubt.Person && next.Text == Attempt.Who) && !(next.About is Doubt.Meaning && next.Text.Contains("没看懂", StringComparison.Ordinal));

    /// <summary>扣5分, 质检 and 事假 answer such a question, though they could open a sentence.</summary>
    private static bool IsShort(Doubt about) =>
        about is Doubt.Points or Doubt.Count or Doubt.Value or Doubt.Role or Doubt.LeaveType or Doubt.Half or Doubt.Item or Doubt.Assessor;

    private static Reading Empty(Utterance utterance, Vocabulary vocabulary) =>
        utterance.HasFile ? new Reading.Understood(new Command.Import())
        : utterance.InGroup && !utterance.HasImage ? new Reading.Understood(new Command.Help())
        : !utterance.HasImage && utterance.Text.EnumerateRunes().Any(IsEmoji) ? new Reading.Courtesy(CourtesyKind.Acknowledged)
        : new Reading.NotUnderstood(Hints.For(vocabulary));

    private static bool IsEmoji(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol;

    /// <summary>Answers to what the bot showed last: a number, 下一页, 确认.</summary>
    internal static Reading? Short(string text)
    {
        if (Pick().Match(text) is { Success: true } pick && Numbers.TryParse(pick.Groups["n"].Value, out var choice) && choice is >= 1 and <= 99 && decimal.Truncate(choice) == choice)
            return new Reading.MenuPick((int)choice);
        return text is "下一页" or "下页" or "更多" or "继续" or "看下一页" or "回复下一页" or "回复 下一页" or "翻页" or "next" ? new Reading.NextPage() : null;
    }

    [GeneratedRegex(@"(?<=(?:^|\s)[\u4e00-\u9fff])[^\S\n]+(?=[\u4e00-\u9fff](?:\s|$))", RegexOptions.CultureInvariant)]
    private static partial Regex Apart();

    [GeneratedRegex(@"^(?:回复|选择|选|第)?\s*(?<n>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*(?:个|项|号)?\s*[.,!]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Pick();
}

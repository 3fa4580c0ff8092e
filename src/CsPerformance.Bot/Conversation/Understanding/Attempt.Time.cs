using System.Buffers;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>When it was.</summary>
internal sealed partial class Attempt
{
    private static readonly SearchValues<char> _figure = SearchValues.Create("0123456789-./");

    /// <summary>The day of a record; today where none is said.</summary>
    public DateOnly TakeDay()
    {
        var words = new DayWords(Today, coming: false, WorkingDays).Find(Sentence);
        if (words.Count == 0) return Undated();
        var different = words.Where(word => word.Certain is null || word.Certain != words[0].Certain).ToList();
        if (different.Count > 0 && words.Count > 1)
            Ask(Doubt.Day, "说到了几个日子，是哪一天的？", words.Select(word => new Choice(
                Sentence.Slice(word.Start, word.Length), Sentence.With(words.Where(other => other != word).Select(other => (other.Start, other.Length, $"“{Sentence.Slice(other.Start, other.Length)}”"))))));
        else if (words[0].Certain is null)
            AskDay(words[0]);
        else if (words.Find(IsFigure) is { } figure)
            AskWhetherDay(figure);
        foreach (var word in words) Sentence.Take(word.Start, word.Length);
        return words[0].Certain ?? Today;
    }

    /// <summary>评分4.8 and 完成3/5: the number belongs to the word before it and may be no day.</summary>
    private bool IsFigure(DayWord word)
    {
        if (Sentence.Text.AsSpan(word.Start, word.Length).ContainsAnyExcept(_figure)) return false;
        var start = word.Start;
        while (start > 0 && !Sentence.Boundary(start - 1) && Sentence.Free(start - 1, 1)) start--;
        return !Fillers.Covers(Sentence.Text, start, word.Start, "记", "扣", "加", "发生", "于", "日期", "时间", "当天", "日", "号");
    }

    private void AskWhetherDay(DayWord word)
    {
        var said = Sentence.Slice(word.Start, word.Length);
        Ask(Doubt.Day, $"“{said}”是日期吗？",
            new Choice(DayWords.Show(word.Certain!.Value), Sentence.With(word.Start, word.Length, $" {DayWords.Iso(word.Certain.Value)} ")),
            new Choice("是说明", Sentence.With(word.Start, word.Length, $"“{said}”")));
    }

    /// <summary>上周 and 上个月 are no day, and certainly not today.</summary>
    private DateOnly Undated()
    {
        if (new StretchWords(Today, coming: false).Find(Sentence) is [var stretch, ..])
            AskAgain(Doubt.Day, $"“{Sentence.Slice(stretch.Start, stretch.Length)}”是哪一天？", Sentence.With(stretch.Start, stretch.Length, " "),
                [new Choice("今天", Sentence.With(stretch.Start, stretch.Length, $" {DayWords.Iso(Today)} "))]);
        return Today;
    }

    public void AskDay(DayWord word) =>
        AskAgain(Doubt.Day, word.Problem ?? "是哪一天？", Sentence.With(word.Start, word.Length, " "), word.Days.Select(day => new Choice(DayWords.Show(day), Sentence.With(word.Start, word.Length, $" {DayWords.Iso(day)} "))));

    /// <summary>The period of a question; null where none is said. Single days are read where <paramref name="days"/> is given.</summary>
    public Stretch? TakeStretch(bool coming = false, bool days = false)
    {
        var single = days ? TakeDays() : null;
        if (single is not null) return single;
        var words = new StretchWords(Today, coming).Find(Sentence);
        if (words.Count == 0) return null;
        if (words.Any(word => word.Certain is null))
        {
            var word = words.First(candidate => candidate.Certain is null);
            AskAgain(Doubt.Period, word.Problem ?? "是哪个期间？", Sentence.With(word.Start, word.Length, " "), word.Options.Select(option => new Choice(Show(option), Sentence.With(word.Start, word.Length, $" {Write(option)} "))));
        }
        else if (words.Select(word => word.Certain).Distinct().Count() > 1)
            Ask(Doubt.Period, "说到了几个期间，是哪一个？", words.Select(word => new Choice(
                Sentence.Slice(word.Start, word.Length), Sentence.With(words.Where(other => other != word).Select(other => (other.Start, other.Length, " "))))));
        foreach (var word in words) Sentence.Take(word.Start, word.Length);
        return words[0].Certain;
    }

    public Stretch TakeStretchOrMonth(bool days = false) => TakeStretch(days: days) ?? new Stretch.OfPeriod(Period.Month(Today));

    /// <summary>A month; null where none is said.</summary>
    public Period? TakeMonth(bool coming = false)
    {
        switch (TakeStretch(coming))
        {
            case null:
                return null;
            case Stretch.OfPeriod { Period: { Kind: PeriodKind.Month } month }:
                return month;
            default:
                Ask(Doubt.Period, "这里要说月份，例如“10月”或“上月”。");
                return null;
        }
    }

    private Stretch.OfDays? TakeDays()
    {
        var words = new DayWords(Today, coming: false, WorkingDays).Find(Sentence);
        if (words.Count == 0) return null;
        foreach (var word in words) Sentence.Take(word.Start, word.Length);
        if (words.FirstOrDefault(word => word.Certain is null) is { } unsure)
        {
            AskDay(unsure);
            return null;
        }
        var (first, last) = (words[0].Certain!.Value, words[^1].Certain!.Value);
        if (words.Count > 2 || last < first) Ask(Doubt.Day, "请说一天，或者从哪天到哪天。");
        return new Stretch.OfDays(first, last);
    }

    private static string Show(Stretch stretch) => stretch switch
    {
        Stretch.OfPeriod { Period: { Kind: PeriodKind.Month } month } => StretchWords.Show(month),
        Stretch.OfPeriod { Period: { Kind: PeriodKind.Quarter } quarter } => $"{quarter.Year}年第{quarter.Ordinal}季度",
        _ => Write(stretch),
    };

    private static string Write(Stretch stretch) => stretch switch
    {
        Stretch.OfPeriod { Period: { Kind: PeriodKind.Quarter } quarter } => $"{quarter.Year}年{quarter.Ordinal}季度",
        Stretch.OfPeriod of => of.Period.ToString(),
        _ => DayWords.Iso(stretch.From),
    };
}

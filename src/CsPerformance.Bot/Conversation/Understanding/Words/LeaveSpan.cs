using System.Text.RegularExpressions;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>From when until when somebody wants leave.</summary>
internal sealed record LeaveTime(DateOnly From, DateOnly Until, bool FromNoon, bool UntilNoon)
{
    /// <summary>Working days, halves as 0.5.</summary>
    public decimal Days(WorkingDays calendar) =>
        calendar.Count(From, Until) - (FromNoon && calendar.IsWorkingDay(From) ? 0.5m : 0) - (UntilNoon && calendar.IsWorkingDay(Until) ? 0.5m : 0);
}

/// <summary>Reads days, halves of days, times, durations and spans into one stretch of leave; asks where two readings differ.</summary>
internal sealed partial class LeaveSpan(Attempt attempt)
{
    private enum Part
    {
        None,
        Morning,
        Afternoon,
        Whole,
    }

    private readonly Sentence sentence = attempt.Sentence;
    private readonly List<(int Start, int Length)> halves = [];
    private (int Start, int Length, decimal Days, bool Calendar)? duration;
    private (int Start, int Length, decimal Hours)? hours;

    public LeaveTime? Take()
    {
        var days = new DayWords(attempt.Today, coming: true, attempt.WorkingDays).Find(sentence);
        foreach (var day in days) sentence.Take(day.Start, day.Length);
        if (days.FirstOrDefault(day => day.Certain is null) is { } unsure)
        {
            attempt.AskDay(unsure);
            return null;
        }
        TakeDuration();
        var parts = days.Select((day, i) => PartBetween(i == 0 ? 0 : day.End, i + 1 < days.Count ? days[i + 1].Start : sentence.Text.Length, days)).ToList();
        TakeJoints(days);
        if (attempt.IsDoubtful) return null;
        return days.Count switch
        {
            0 => AskDay(),
            1 => FromOne(days[0], parts[0]),
            2 => Between(days[0], days[1], parts),
            _ => Several(days),
        };
    }

    /// <summary>从 before a day, 起 and 开始 behind it, 到 and 和 between two.</summary>
    private void TakeJoints(List<DayWord> days)
    {
        foreach (var joint in sentence.Matches(Joint()).ToList())
        {
            var end = joint.Index + joint.Length;
            var belongs = joint.Value is "从" ? days.Exists(day => sentence.Text[end..Math.Max(end, day.Start)].Trim().Length == 0 && day.Start >= end)
                : joint.Value is "起" or "开始" or "以后" or "之后" or "往后" ? days.Exists(day => joint.Index >= day.End && joint.Index - day.End <= 4)
                : days.Count > 1 && joint.Index >= days[0].End && end <= days[^1].Start;
            if (belongs) sentence.Take(joint);
        }
    }

    private LeaveTime? AskDay()
    {
        attempt.Ask(Doubt.Day, "请哪一天的假？", Enumerable.Range(0, 3).Select(ahead => attempt.Today.AddDays(ahead)).Select(day => attempt.Adding(DayWords.Show(day), DayWords.Iso(day))));
        return null;
    }

    private void TakeDuration()
    {
        foreach (var match in sentence.Matches(Lasting()).ToList())
        {
            sentence.Take(match);
            if (!Numbers.TryParse(match.Groups["n"].Value, out var number)) continue;
            if (match.Groups["half"].Success) number += 0.5m;
            var unit = match.Groups["u"].Value;
            if (duration is not null || hours is not null) attempt.Ask(Doubt.Day, "请多久的假？请只说一次。");
            if (unit is "小时" or "钟头") hours = (match.Index, match.Length, number);
            else duration = (match.Index, match.Length, unit is "天" or "日" or "工作日" ? number : number * 7, unit is not ("天" or "日" or "工作日"));
            if (number <= 0 || number > 200) attempt.Ask(Doubt.Day, "请多久的假？");
        }
    }

    /// <summary>上午, 下午, 9点半, 下午3点到5点 between two places.</summary>
    private Part PartBetween(int from, int to, List<DayWord> days)
    {
        var said = Part.None;
        var times = new List<decimal>();
        var firstTime = 0;
        foreach (var match in sentence.Matches(HalfOrTime()).Where(match => match.Index >= from && match.Index < to).ToList())
        {
            sentence.Take(match);
            var half = match.Groups["half"].Value switch { "" => Part.None, "上午" or "早上" or "上半天" or "早晨" => Part.Morning, "全天" or "整天" or "一整天" => Part.Whole, "中午" => Part.None, _ => Part.Afternoon };
            if (match.Groups["h"].Success && times.Count == 0) firstTime = match.Index;
            if (match.Groups["h"].Success) times.Add(Hour(match, half == Part.None ? said : half));
            else halves.Add((match.Index, match.Length));
            if (half != Part.None) said = said is Part.None || said == half ? half : Part.Whole;
        }
        if (times.Contains(-1))
            attempt.Ask(Doubt.Half, "是上午还是下午？", [new("上午", sentence.With(firstTime, 0, "上午")), new("下午", sentence.With(firstTime, 0, "下午"))]);
        return times.Count == 0 || days.Count > 1 && times.Count == 1 && said != Part.None ? said : OfTimes(times, days.Count);
    }

    /// <summary>The hour of the day with minutes as a fraction; -1 where 3点 could be night or afternoon.</summary>
    private static decimal Hour(Match match, Part half)
    {
        if (!Numbers.TryParse(match.Groups["h"].Value, out var hour) || hour > 24) return -1;
        var minutes = match.Groups["m"].Value switch { "半" => 30, "一刻" => 15, "三刻" => 45, var text => Numbers.TryParse(text, out var number) ? number : 0 };
        if (half is Part.Afternoon && hour < 12) hour += 12;
        return half is Part.None && hour < 7 ? -1 : hour + minutes / 60m;
    }

    private Part OfTimes(List<decimal> times, int days)
    {
        if (times.Count > 2) attempt.Ask(Doubt.Time, "从几点到几点？");
        if (days > 1) return times[0] < 12.5m ? Part.Morning : Part.Afternoon;
        if (times.Count == 1)
        {
            var end = times[0] + (hours?.Hours ?? 0);
            if (times[0] >= 12) return Part.Afternoon;
            if (hours is not null && end <= 13) return Part.Morning;
            if (hours is not null && hours.Value.Hours > 4) return Part.Whole;
            if (duration is not { Days: 0.5m }) attempt.Ask(Doubt.Half, "请半天还是一天？", Halves());
            return Part.Morning;
        }
        var (first, last) = (times[0], times[^1]);
        if (last <= first) attempt.Ask(Doubt.Time, "从几点到几点？");
        if (last <= 13) return Part.Morning;
        if (first >= 12) return Part.Afternoon;
        if (last - first <= 4) attempt.Ask(Doubt.Half, "跨了中午，算哪半天？", Halves());
        return Part.Whole;
    }

    private Choice[] Halves() => [attempt.Adding("上午", "上午"), attempt.Adding("下午", "下午"), attempt.Adding("全天", "全天")];

    private LeaveTime? FromOne(DayWord word, Part part)
    {
        var day = word.Certain!.Value;
        if (hours is { } some && duration is null)
        {
            if (some.Hours > 8) attempt.Ask(Doubt.Day, "超过 8 小时请说几天。");
            if (some.Hours > 4 || part is Part.Whole) return new(day, day, false, false);
            if (part is Part.None) attempt.Ask(Doubt.Half, "是上午还是下午？", attempt.Adding("上午", "上午"), attempt.Adding("下午", "下午"));
            return Half(day, part);
        }
        switch (duration)
        {
            case null:
                return part is Part.None or Part.Whole ? new(day, day, false, false) : Half(day, part);
            case { Days: 0.5m }:
                if (part is Part.None) attempt.Ask(Doubt.Half, "是上午还是下午？", attempt.Adding("上午", "上午"), attempt.Adding("下午", "下午"));
                if (part is Part.Whole) attempt.Ask(Doubt.Half, "请半天还是一天？");
                return Half(day, part);
            case { Days: 1 } when part is Part.Morning or Part.Afternoon:
                AskHalfOrWhole();
                return null;
            case { } lasting:
                return Lasting(word, day, part, lasting);
        }
    }

    private static LeaveTime Half(DateOnly day, Part part) => new(day, day, part is Part.Afternoon, part is Part.Morning);

    private void AskHalfOrWhole()
    {
        var (start, length, _, _) = duration!.Value;
        attempt.Ask(Doubt.Half, "请半天还是一天？", new Choice("半天", sentence.With(start, length, "半天")),
            new Choice("一整天", sentence.With(halves.Select(half => (half.Start, half.Length, " ")))));
    }

    /// <summary>三天 from a Friday: three working days, or three days on the calendar? Where the two differ, it is asked.</summary>
    private LeaveTime? Lasting(DayWord word, DateOnly day, Part part, (int Start, int Length, decimal Days, bool Calendar) lasting)
    {
        var fromNoon = part is Part.Afternoon;
        var ends = (fromNoon ? 1 : 0) + lasting.Days * 2;
        if (decimal.Truncate(ends) != ends || ends > 400)
        {
            attempt.Ask(Doubt.Day, "请几天？半天为单位，例如 1.5 天。");
            return null;
        }
        var (whole, untilNoon) = ((int)(ends + 1) / 2, ends % 2 != 0);
        var byCalendar = day.AddDays(whole - 1);
        var byWork = attempt.WorkingDays.After(day.AddDays(-1), whole);
        if (lasting.Calendar || byWork == byCalendar) return new(day, byCalendar, fromNoon, untilNoon);
        attempt.Ask(Doubt.Day, "中间有休息日，请到哪一天？", new[] { byWork, byCalendar }.Select(until => new Choice(
            $"到{DayWords.Show(until)}（{Numbers.Show(new LeaveTime(day, until, fromNoon, untilNoon).Days(attempt.WorkingDays))} 个工作日）",
            sentence.With([(word.Start, word.Length, $"{DayWords.Iso(day)}到{DayWords.Iso(until)} "), (lasting.Start, lasting.Length, " ")]))));
        return null;
    }

    private LeaveTime? Between(DayWord first, DayWord last, List<Part> parts)
    {
        var (from, until) = (first.Certain!.Value, last.Certain!.Value);
        if (from == until && parts.TrueForAll(part => part == parts[0])) return FromOne(first, parts[0]);
        var between = sentence.Text[first.End..last.Start];
        var joined = between.AsSpan().IndexOfAny("到至-~") >= 0 || (from.AddDays(1) == until && between.All(character => " ,和跟与、及上下午".Contains(character, StringComparison.Ordinal)));
        if (!joined || until <= from)
        {
            attempt.Ask(Doubt.Day, until < from ? "结束的日子在开始之前，从哪天到哪天？" : "从哪天到哪天？", until > from
                ? [new Choice($"{DayWords.Show(from)}到{DayWords.Show(until)}", sentence.With([(first.Start, first.Length, $"{DayWords.Iso(from)}到{DayWords.Iso(until)} "), (last.Start, last.Length, " ")]))]
                : []);
            return null;
        }
        var time = new LeaveTime(from, until, parts[0] is Part.Afternoon, parts[1] is Part.Morning);
        if (duration is not { } said || said.Days == time.Days(attempt.WorkingDays) || said.Days == until.DayNumber - from.DayNumber + 1) return time;
        attempt.Ask(Doubt.Day, $"{DayWords.Show(from)}到{DayWords.Show(until)}是 {Numbers.Show(time.Days(attempt.WorkingDays))} 个工作日，不是 {Numbers.Show(said.Days)} 天。",
            new Choice($"请到{DayWords.Show(until)}", sentence.With(said.Start, said.Length, " ")), new Choice($"从{DayWords.Show(from)}起 {Numbers.Show(said.Days)} 天", sentence.With(last.Start, last.Length, " ")));
        return null;
    }

    private LeaveTime? Several(List<DayWord> days)
    {
        attempt.Ask(Doubt.Day, "说到了几个日子，请说一天，或者从哪天到哪天。", days.Select(day => new Choice(
            sentence.Slice(day.Start, day.Length), sentence.With(days.Where(other => other != day).Select(other => (other.Start, other.Length, " "))))));
        return null;
    }

    [GeneratedRegex(@"(?<![\d.第])(?<n>" + Numbers.Pattern + @")\s*(?:个)?(?<half>半)?\s*(?<u>天|工作日|日(?!期)|小时|钟头|周|星期|礼拜)(?<half>半)?(?!后|前|内|没|都|之)", RegexOptions.CultureInvariant)]
    private static partial Regex Lasting();

    [GeneratedRegex(@"(?<half>上午|早上|早晨|上半天|下午|下半天|晚上|傍晚|中午|一整天|整天|全天)?\s*(?<![\d.])(?<h>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点|时|:(?=\d{2}))(?:(?<m>半|一刻|三刻|\d{1,2}|[一二三四五]?十[一二三四五六七八九]?)分?)?(?!事)|(?<half>上午|早上|早晨|上半天|下午|下半天|晚上|傍晚|一整天|整天|全天)", RegexOptions.CultureInvariant)]
    private static partial Regex HalfOrTime();

    [GeneratedRegex(@"从|到|至|起|开始|-|~|以后|之后|往后|,|和|跟", RegexOptions.CultureInvariant)]
    private static partial Regex Joint();
}

using System.Globalization;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>Metrics and ratings by chat: one sentence or a pasted list; a second figure replaces the first, which stands as reversed.</summary>
internal static class Figures
{
    /// <summary>接待量 @小王 5200: no card; the echo says what was there before. A list with faulty lines is previewed.</summary>
    public static Effect EnterMetrics(Turn turn, Command.EnterMetrics command, Consent consent)
    {
        var entries = command.Figures.Select(figure => Entry.OfMetric(turn, command.Month, figure)).ToList();
        var faults = command.Faults.Concat(entries.Where(entry => entry.Problem is not null).Select(entry => entry.ToFault())).OrderBy(fault => fault.Line).ToList();
        var good = entries.Where(entry => entry.Problem is null).ToList();
        if (faults.Count > 0) return Preview(turn, good, faults, good.Count == 0 ? null : command with { Figures = [.. good.Select(entry => entry.Figure)], Faults = [] });
        return (transaction, said) => said.Privately("已录入:\n" + Keep(turn, transaction, good));
    }

    /// <summary>执行力 @小王 280: a mark is shown as a card first.</summary>
    public static Effect Rate(Turn turn, Command.Rate command, Consent consent)
    {
        var entries = command.Marks.Select(mark => Entry.OfRating(turn, command.Month, mark)).ToList();
        var faults = command.Faults.Concat(entries.Where(entry => entry.Problem is not null).Select(entry => entry.ToFault())).OrderBy(fault => fault.Line).ToList();
        var good = entries.Where(entry => entry.Problem is null).ToList();
        if (faults.Count > 0) return Preview(turn, good, faults, good.Count == 0 ? null : command with { Marks = [.. good.Select(entry => entry.Figure)], Faults = [] });
        if (consent == Consent.None) return (_, said) => said.AskToConfirm(turn, command, $"请确认评分({command.Month})", [.. good.Select(entry => entry.Line(entry.Before(turn)))]);
        return (transaction, said) =>
        {
            said.Privately("已评分:\n" + Keep(turn, transaction, good));
            foreach (var entry in good) said.Notify(entry.Person.Number, $"您 {command.Month} 的{entry.Said},由 {Words.Of(turn.Sender)} 评定。回复“明细”可查看记录。");
        };
    }

    /// <summary>评分 alone: who is still to be rated in the own team.</summary>
    public static Effect Open(Turn turn, Command.RatingsOpen command)
    {
        var lines = new List<string>();
        foreach (var person in turn.Roster.People.Where(person => turn.Sender.Leads(person) && person.Is(Role.Agent)))
        {
            var scheme = turn.SchemeFor(person.Team, command.Month);
            var period = Period.Of(scheme.PeriodKinds[0], command.Month.Last);
            var given = turn.Reads.Records.Of(person.Number, period.Last, period.Last, RecordKind.Rating)
                .Where(record => record.State == RecordState.Active).Select(record => (record.Code, record.Assessor ?? "")).ToHashSet();
            var open = scheme.Ratings
                .Where(rating => Applies(rating, person) && (rating.RatedBy.Count == 0 || rating.RatedBy.Contains(Role.Lead)))
                .Where(rating => (rating.Assessors.Count == 0 ? [""] : rating.Assessors.Select(assessor => assessor.Code)).Any(assessor => !given.Contains((rating.Code, assessor))))
                .Select(rating => $"{rating.Title} {rating.Range}").ToList();
            if (open.Count > 0) lines.Add($"{Words.Of(person)}:{string.Join("、", open)}");
        }
        var text = lines.Count == 0 ? $"{command.Month} 本组评分已齐。" : $"{command.Month} 待评分:\n{string.Join('\n', lines)}\n例如:执行力 @姓名 280";
        return (_, said) => said.Privately(text);
    }

    private static bool Applies(Definition definition, Person person) =>
        definition.AppliesTo.All(only => only.Key switch
        {
            "position" or "post" => person.Position is null || only.Value.Contains(person.Position),
            "grade" => person.Grade is null || only.Value.Contains(person.Grade),
            _ => true,
        });

    private static Effect Preview(Turn turn, List<Entry> good, List<LineFault> faults, Command? rest)
    {
        var lines = faults.Select(fault => $"第{fault.Line.ToString(CultureInfo.InvariantCulture)}行 “{fault.Text}”:{fault.Problem}").ToList();
        if (rest is null) return (_, said) => said.Privately("没有录入:\n" + string.Join('\n', lines));
        lines.AddRange(good.Select(entry => entry.Line(entry.Before(turn))));
        return (_, said) => said.AskToImport(turn, [rest], "pasted", $"识别 {good.Count + faults.Count} 行,{faults.Count} 行有误;“导入”录入其余 {good.Count} 行", lines);
    }

    private static string Keep(Turn turn, Transaction transaction, List<Entry> entries) => string.Join('\n', entries.Select(entry =>
    {
        var (added, previous) = transaction.Records.AddReplacing(entry.ToRecord(turn), turn.InboxId);
        return $"{Words.Number(added.Number)} {entry.Line(previous)}";
    }));

    /// <summary>One figure or mark, checked against the scheme of the person's team.</summary>
    private sealed record Entry(Person Person, Figure Figure, RecordKind Kind, string Title, Period Period, string? Problem)
    {
        private const string Yes = "是";
        private const string No = "否";

        public static Entry OfMetric(Turn turn, Period month, Figure figure)
        {
            var person = turn.Person(figure.Person);
            var scheme = turn.SchemeFor(person.Team, month);
            var metric = scheme.Metrics.FirstOrDefault(metric => metric.Code == figure.Code);
            var problem = metric is null ? $"{Words.Of(person)} 的方案没有指标 {figure.Code}"
                : !metric.Range.Contains(figure.Value!.Value) ? $"{metric.Title}应在 {metric.Range} 之内"
                : metric.Whole && figure.Value.Value != decimal.Truncate(figure.Value.Value) ? $"{metric.Title}应为整数"
                : null;
            return new Entry(person, figure, RecordKind.Metric, metric?.Title ?? figure.Code, Period.Of(scheme.PeriodKinds[0], month.Last), problem);
        }

        public static Entry OfRating(Turn turn, Period month, Figure figure)
        {
            var person = turn.Person(figure.Person);
            var scheme = turn.SchemeFor(person.Team, month);
            var rating = scheme.Ratings.FirstOrDefault(rating => rating.Code == figure.Code);
            var problem = ProblemOf(turn, person, figure, rating);
            return new Entry(person, problem is null ? Coded(figure, rating!) : figure, RecordKind.Rating, rating?.Title ?? figure.Code, Period.Of(scheme.PeriodKinds[0], month.Last), problem);
        }

        public LineFault ToFault() => new(Figure.Line, $"{Person.Name} {Value(Figure.Value, Figure.Label)}", Problem!);

        /// <summary>执行力 280, with who assessed it where several do.</summary>
        public string Said => $"{Title}{(Figure.Assessor is { Length: > 0 } assessor ? $"({assessor})" : "")} {Value(Figure.Value, Figure.Label)}";

        public string Line(Record? previous) =>
            $"{Words.Of(Person)} {Said}"
            + (previous is null ? "" : $"(原为 {Value(previous.Value, previous.Label)},{Words.Number(previous.Number)} 已被替换)");

        public Record? Before(Turn turn) => turn.Reads.Records.Of(Person.Number, Period.Last, Period.Last, Kind)
            .LastOrDefault(record => record.State == RecordState.Active && record.Code == Figure.Code && (record.Assessor ?? "") == (Figure.Assessor ?? ""));

        public NewRecord ToRecord(Turn turn) => new(
            Kind, Person.Number, Figure.Code, Period.Last, Period.Last, turn.Sender.Number, turn.Message.Channel,
            Value: Figure.Value, Label: Figure.Label, Assessor: Figure.Assessor);

        /// <summary>As it is stored: a label by its code, yes and no as 1 and 0.</summary>
        private static Figure Coded(Figure figure, RatingDefinition rating) =>
            figure.Label is not { } label ? figure
            : rating.Kind == ValueKind.YesNo ? figure with { Label = null, Value = label == Yes ? 1 : 0 }
            : figure with { Label = rating.Labels.First(choice => choice.Code == label || choice.Title == label).Code };

        private static string? ProblemOf(Turn turn, Person person, Figure figure, RatingDefinition? rating) =>
            rating is null ? $"{Words.Of(person)} 的方案没有评分 {figure.Code}"
            : rating.RatedBy.Count > 0 && !rating.RatedBy.Any(turn.Sender.Is) ? $"{rating.Title}由{string.Join("、", rating.RatedBy.Select(Words.Of))}评定"
            : rating.Kind == ValueKind.YesNo ? (figure.Label is Yes or No || figure.Value is 0 or 1 ? null : $"{rating.Title}只能是{Yes}或{No}")
            : figure.Label is { } label ? (rating.Labels.Any(choice => choice.Code == label || choice.Title == label) ? null : $"{rating.Title}没有“{label}”这一档")
            : !rating.Range.Contains(figure.Value!.Value) ? $"{rating.Title}应在 {rating.Range} 之内"
            : rating.Values.Count > 0 && !rating.Values.Contains(figure.Value.Value) ? $"{rating.Title}只能是 {string.Join("、", rating.Values.Select(Words.Of))}"
            : rating.Step is { } step && figure.Value.Value % step != 0 ? $"{rating.Title}以 {Words.Of(step)} 为一档"
            : null;

        private static string Value(decimal? number, string? label) => number is { } known ? Words.Of(known) : label ?? "";
    }
}

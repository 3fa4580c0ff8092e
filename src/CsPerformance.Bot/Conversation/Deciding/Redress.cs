using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>What takes a record's place where an appeal against it is upheld; the score counts whatever stands here.</summary>
/// <param name="Instead">The new record, still without who decides; null where the old one is cancelled and nothing takes its place.</param>
/// <param name="Shown">质检扣分 -2分, 工单量 350, 整条取消</param>
/// <param name="IsWorse">True where it costs the person more, or brings less, than what stands now; false for figures, which have no direction.</param>
internal sealed record Redress(NewRecord? Instead, string Shown, bool IsWorse = false)
{
    private const string Cancelled = "整条取消";

    /// <summary>So many occurrences stand in one record at most.</summary>
    private const int MostTimes = 100;

    /// <summary>A figure or mark that is cancelled would count as nothing, and nobody appeals to lose a bonus: another value has to take its place.</summary>
    public static bool NeedsValue(Turn turn, Record record) =>
        record.Kind is RecordKind.Metric or RecordKind.Rating
        || SchemeOf(turn, record).Items.FirstOrDefault(item => item.Code == record.Code) is { Direction: ItemDirection.Bonus } bonus && Possible(bonus, record).Length > 0;

    /// <summary>What people can say instead of what stands: 0 到 300, 扣 1 到 100 分; empty where nothing can be said.</summary>
    public static string Possible(Turn turn, Record record)
    {
        var scheme = SchemeOf(turn, record);
        return record.Kind switch
        {
            RecordKind.Metric => scheme.Metrics.FirstOrDefault(metric => metric.Code == record.Code) is { } metric ? Possible(metric) : "",
            RecordKind.Rating => scheme.Ratings.FirstOrDefault(rating => rating.Code == record.Code) is { } rating ? Possible(rating) : "",
            _ => scheme.Items.FirstOrDefault(item => item.Code == record.Code) is { } item ? Possible(item, record) : "",
        };
    }

    /// <summary>True where a mark is no number, so that 应为 优秀 names it; elsewhere such words are a reason.</summary>
    public static bool TakesWords(Turn turn, Record record) =>
        record.Kind == RecordKind.Rating && SchemeOf(turn, record).Ratings.FirstOrDefault(rating => rating.Code == record.Code) is { } rating && IsWord(rating);

    /// <summary>What a claim makes of a record, or why it cannot be, ready to show and without a full stop.</summary>
    /// <param name="claim">Null: nothing is claimed but that the record is wrong.</param>
    public static (Redress? Redress, string? Problem) Of(Turn turn, Record record, Claim? claim)
    {
        var scheme = SchemeOf(turn, record);
        return record.Kind switch
        {
            RecordKind.Metric => OfMetric(scheme, record, claim),
            RecordKind.Rating => OfRating(scheme, record, claim),
            _ when claim?.Number is { } number && number != 0 => OfItem(turn, scheme, record, claim, number),
            _ => (new(null, Cancelled, Bonus(scheme, record)), null),
        };
    }

    private static (Redress?, string?) OfMetric(Scheme scheme, Record record, Claim? claim)
    {
        if (scheme.Metrics.FirstOrDefault(metric => metric.Code == record.Code) is not { } metric) return (null, $"方案“{scheme.Title}”没有这个指标({record.Code})，不能改");
        if (claim?.Number is not { } value) return (null, $"{metric.Title}要写明应为多少({Possible(metric)})");
        if (claim.Sign > 0) return (null, $"{metric.Title}请写最后应为多少，而不是相差多少({Possible(metric)})");
        if (claim.Percent != SchemeWords.IsRatio(metric) && (claim.Percent || value > 1)) return (null, claim.Percent ? $"{metric.Title}不是百分数" : $"{metric.Title}是百分数，请写成 {Words.Of(value)}%");
        if (FigureEntry.Unfit(metric, value) is not null) return (null, $"{metric.Title}不能是 {Words.Of(value)}({Possible(metric)})");
        return value == record.Value ? (null, $"{metric.Title}现在就是 {Words.Of(value)}") : (new(At(record) with { Value = value }, $"{metric.Title} {Words.Of(value)}"), null);
    }

    private static (Redress?, string?) OfRating(Scheme scheme, Record record, Claim? claim)
    {
        if (scheme.Ratings.FirstOrDefault(rating => rating.Code == record.Code) is not { } rating) return (null, $"方案“{scheme.Title}”没有这个评分({record.Code})，不能改");
        if (claim is { Percent: true }) return (null, $"{rating.Title}不是百分数");
        if (claim is { Sign: > 0, Number: not null }) return (null, $"{rating.Title}请写最后应为多少，而不是相差多少({Possible(rating)})");
        if (claim is null || (claim.Number is null && !IsWord(rating))) return (null, $"{rating.Title}要写明应为多少({Possible(rating)})");
        var figure = new Figure(record.Subject, rating.Code, claim.Number, 1, claim.Number is null ? claim.Word : null, record.Assessor);
        if (figure.Value is not null && rating.Kind == ValueKind.Label) return (null, $"{rating.Title}不能是 {Words.Of(figure.Value.Value)}({Possible(rating)})");
        if (FigureEntry.Unfit(rating, figure) is not null) return (null, $"{rating.Title}不能是 {FigureEntry.Value(figure.Value, figure.Label)}({Possible(rating)})");
        figure = FigureEntry.Coded(figure, rating);
        if (figure.Value == record.Value && figure.Label == record.Label) return (null, $"{rating.Title}现在就是 {InWords(rating, figure)}");
        return (new(At(record) with { Value = figure.Value, Label = figure.Label }, $"{rating.Title} {InWords(rating, figure)}", figure.Value < record.Value), null);
    }

    private static (Redress?, string?) OfItem(Turn turn, Scheme scheme, Record record, Claim claim, decimal number)
    {
        if (scheme.Items.FirstOrDefault(item => item.Code == record.Code) is not { } item) return (null, $"方案“{scheme.Title}”没有这个项目({record.Code})，不能改分，只能整条取消");
        if (claim.Percent) return (null, $"“{item.Title}”不是百分数");
        var can = Possible(item, record) is { Length: > 0 } possible ? $"可以改为{possible}" : $"申诉成立即{Cancelled}";
        var size = Math.Abs(number);
        if (claim.Sign != 0 && claim.Sign == (item.Direction == ItemDirection.Deduction ? 1 : -1))
            return (null, $"“{item.Title}”是{(item.Direction == ItemDirection.Deduction ? "扣减" : item.Direction == ItemDirection.Bonus ? "加分" : "计次")}项目，不能改为 {Words.Signed(claim.Sign * size)}；{can}");
        var (points, count) = item.Chosen is null ? ((decimal?)null, Times(item, record, size)) : (size, record.Count);
        if (item.Chosen is { } range && !range.Contains(size)) return (null, $"“{item.Title}”不能改为 {Words.Of(size)} 分；{can}");
        if (count == 0) return (null, $"“{item.Title}”{(item.FixedPoints is { } set ? $"按方案固定为一次 {Words.Signed(set)} 分" : "只记次数")}，不能改为 {Words.Of(size)}{(item.FixedPoints is null ? "" : " 分")}；{can}");
        if (points == record.Points && count == record.Count) return (null, $"{Words.Number(record.Number)} 现在就是这个数");
        var instead = At(record) with { Kind = RecordKind.Item, Points = points, Count = count };
        var person = turn.Person(record.Subject);
        var effect = new Incident(person, item, scheme, record.On, points, count, record.Reason, record.Reference).Effect;
        return (new(instead, $"{item.Title} {effect}", item.Direction switch
        {
            ItemDirection.Deduction => (points ?? 1) * count > (record.Points ?? 1) * record.Count,
            _ => (points ?? 1) * count < (record.Points ?? 1) * record.Count,
        }), null);
    }

    /// <summary>How often a fixed item happened where so many points, or times, are claimed for it; 0 where that cannot be: an appeal takes from deductions and never adds one.</summary>
    private static int Times(ItemDefinition item, Record record, decimal size)
    {
        var times = item.FixedPoints is { } points && points != 0 ? size / Math.Abs(points) : size;
        return times == decimal.Truncate(times) && times >= 1 && times <= Most(item, record.Count) ? (int)times : 0;
    }

    private static int Most(ItemDefinition item, int most) => item.Direction == ItemDirection.Deduction ? most : MostTimes;

    /// <summary>Empty where the scheme fixes it: it stands as it is or not at all.</summary>
    private static string Possible(ItemDefinition item, Record record)
    {
        var sign = item.Direction == ItemDirection.Deduction ? "扣" : item.Direction == ItemDirection.Bonus ? "加" : "";
        if (item.Chosen is { } range) return $"{sign}{(range is { FromIn: true, To: null } ? "" : " ")}{Range(range)} 分{(record.Count > 1 ? $"(每次，共 {record.Count} 次)" : "")}，或 0 分({Cancelled})";
        var most = Most(item, record.Count - 1);
        if (most == 0) return "";
        return item.FixedPoints is { } set && Math.Abs(set) is var each
            ? $"{sign} {(most == 1 ? Words.Of(each) : $"{Words.Of(each)} 到 {Words.Of(each * most)}")} 分(每次 {Words.Of(each)} 分)，或 0 分({Cancelled})"
            : $"{(most == 1 ? "1" : $"1 到 {most}")} 次，或 0 次({Cancelled})";
    }

    private static string Possible(MetricDefinition metric) => Range(metric.Range) + (metric.Whole ? "，整数" : "") + (SchemeWords.IsRatio(metric) ? "，可以写成百分数" : "");

    private static string Possible(RatingDefinition rating) =>
        rating.Kind == ValueKind.YesNo ? "是或否"
        : rating.Labels.Count > 0 ? string.Join("、", rating.Labels.Select(choice => choice.Title))
        : rating.Values.Count > 0 ? string.Join("、", rating.Values.Select(Words.Of))
        : Range(rating.Range) + (rating.Step is { } step ? $"，以 {Words.Of(step)} 为一档" : "");

    private static bool Bonus(Scheme scheme, Record record) => scheme.Items.Any(item => item.Code == record.Code && item.Direction == ItemDirection.Bonus);

    private static bool IsWord(RatingDefinition rating) => rating.Kind is ValueKind.YesNo or ValueKind.Label;

    private static string InWords(RatingDefinition rating, Figure figure) =>
        rating.Kind == ValueKind.YesNo ? (figure.Value == 1 ? "是" : "否")
        : figure.Label is { } label ? rating.Labels.FirstOrDefault(choice => choice.Code == label)?.Title ?? label
        : Words.Of(figure.Value ?? 0);

    /// <summary>1 到 100, 不少于 0</summary>
    private static string Range(Interval range) => range switch
    {
        { From: { } low, FromIn: true, To: { } high, ToIn: true } => $"{Words.Of(low)} 到 {Words.Of(high)}",
        { From: { } low, FromIn: true, To: null } => $"不少于 {Words.Of(low)}",
        _ => range.ToString(),
    };

    /// <summary>Of the same person, day and matter; who records it and why is added by who decides.</summary>
    private static NewRecord At(Record record) => new(
        record.Kind, record.Subject, record.Code, record.On, record.Until, "", "",
        Assessor: record.Assessor, Reason: record.Reason, Reference: record.Reference, About: record.Number);

    /// <summary>The scheme that the person's score of that time is computed by.</summary>
    private static Scheme SchemeOf(Turn turn, Record record)
    {
        var month = Period.Month(record.On);
        return turn.SchemeFor(Rated.Find(turn.Reads, record.Subject, month)?.Team ?? turn.Roster.Known(record.Subject)?.Team, month);
    }
}

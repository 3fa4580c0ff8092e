using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>为什么 1024: the whole story of one record.</summary>
internal static class RecordStory
{
    public static Effect Tell(Turn turn, long number)
    {
        var text = turn.Reads.Records.Find(number) switch
        {
            null => $"没有编号 {Words.Number(number)} 的记录。",
            var record when !Whom.MaySee(turn, record) => "这条记录只有本人、本组组长、质检(质检记录)和人事可以查看。",
            var record when record.Subject == turn.Sender.Number && Recorder.IsUntold(record) => $"{Words.Number(number)} 是一条没有计入的反馈。反馈人保密；核实计入后您会收到通知，届时可以申诉。",
            var record when Whom.OnlyReported(turn, record) => Report(turn, record),
            var record => Story(turn, record),
        };
        return (_, said) => said.Privately(text);
    }

    private static string Story(Turn turn, Record record)
    {
        var rated = Rated.Find(turn.Reads, record.Subject, Period.Month(record.On));
        var scheme = turn.SchemeFor(rated?.Team, Period.Month(record.On));
        var text = new List<string>
        {
            $"{Words.Number(record.Number)} {RecordText.What(scheme, record)}({(record.Kind == RecordKind.Appeal ? Deciding.Appeals.StateOf(turn.Reads, record) : Words.Of(record.State))})",
            $"对象：{turn.NameOf(record.Subject)}",
            $"日期：{Words.Of(record.On, turn.Today)}{(record.Until == record.On ? record.Part : "至" + Words.Of(record.Until, turn.Today))}",
            Recorder.IsKnown(turn, record) ? $"记录人：{turn.NameOf(record.By)}，{Words.Of(turn.Local(record.At))}，{ChannelName(record.Channel)}" : $"记录人：{Recorder.Name(turn, record)}",
        };
        if (record.Reason.Length > 0) text.Add("理由：" + record.Reason);
        if (record.Reference is { Length: > 0 } reference) text.Add("凭据：" + reference);
        if (Evidence.Of(turn.Reads, record).Count is > 0 and var pieces)
            text.Add(Evidence.IsOpen(turn, record) ? $"附件：有，{pieces}份(回复“凭证 {record.Number}”查看)" : "附件：有，不对被反馈人公开");
        if (record.About is { } about) text.Add($"针对：{Words.Number(about)}");
        if (Recorder.IsKnown(turn, record) && record.MessageId is { } message && WordsOf(turn, message) is { Length: > 0 } words) text.Add($"原话：“{words}”");
        if (ClauseOf(scheme, record) is { } clause) text.Add($"依据：第{clause.Number}条 {clause.Text}");
        text.AddRange(Decisions(turn, scheme, record));
        text.AddRange(Appeals(turn, record));
        if (rated is not null) text.AddRange(EffectOf(turn, rated, record));
        text.Add(SheetText.Of(scheme));
        return string.Join('\n', text);
    }

    /// <summary>What was said: before a 确认 the sentence that it confirms, before an answer the sentence that the question was about.</summary>
    private static string? WordsOf(Turn turn, long message)
    {
        var own = turn.Reads.Inbox.Find(message)?.Message;
        return (turn.Reads.Drafts.TakenBy(message) is { } draft ? Waiting.Read(draft.Payload) : null) switch
        {
            Waiting.ToConfirm confirmed => confirmed.Text,
            Waiting.ToAnswer asked when own?.Press is { } press => int.TryParse(press.Key, out var choice) ? asked.Question.Choices.ElementAtOrDefault(choice - 1)?.Utterance : null,
            Waiting.ToAnswer asked => $"{asked.Question.Utterance}”“{own?.Text}",
            _ => own?.Text,
        };
    }

    /// <summary>What who reported something may know of it: the own words and what became of them, not what it costs somebody else.</summary>
    private static string Report(Turn turn, Record record) => string.Join('\n', new[]
    {
        $"您提交的 {Words.Number(record.Number)}({turn.NameOf(record.Subject)})：{Words.Of(record.State)}",
        $"日期：{Words.Of(record.On, turn.Today)}", $"内容：{record.Reason}", record.Reference is { Length: > 0 } reference ? "凭据：" + reference : "",
    }.Where(line => line.Length > 0));

    private static Clause? ClauseOf(Scheme scheme, Record record) =>
        scheme.Items.Cast<Definition>().Concat(scheme.Metrics).Concat(scheme.Ratings).FirstOrDefault(definition => definition.Code == record.Code)?.Clause is { } number
            ? scheme.Clauses.FirstOrDefault(clause => clause.Number == number)
            : null;

    private static List<string> Decisions(Turn turn, Scheme scheme, Record record)
    {
        var decisions = turn.Reads.Decisions.Of(record.Number);
        var first = decisions.Any(decision => decision.Kind != DecisionKind.Evidence) ? "经过："
            : record.State == RecordState.Pending ? "经过：等待处理" : "经过：记录后即生效";
        return [first, .. decisions.Select(decision =>
        {
            if (decision.Kind == DecisionKind.Evidence)
                return $"• {Words.Of(turn.Local(decision.At))} {(decision.By != record.By || Recorder.IsKnown(turn, record) ? turn.NameOf(decision.By) : "反馈人")} 补充凭证";
            var chosen = decision.Code is { } code ? $"，定为{scheme.Items.FirstOrDefault(item => item.Code == code)?.Title ?? code}" : "";
            var points = decision.Points is { } value ? $" {Words.Of(value)}分" : "";
            return $"• {Words.Of(turn.Local(decision.At))} {turn.NameOf(decision.By)} {Of(decision.Kind)}{chosen}{points}{(decision.Reason.Length > 0 ? "：" + decision.Reason : "")}";
        })];
    }

    private static IEnumerable<string> Appeals(Turn turn, Record record) =>
        record.Kind == RecordKind.Appeal ? [] : turn.Reads.Records.Query(new() { About = record.Number, Kind = RecordKind.Appeal })
            .Select(appeal => $"申诉：{Words.Number(appeal.Number)} {Deciding.Appeals.StateOf(turn.Reads, appeal)} {appeal.Reason}");

    /// <summary>What the record does to the lines: the sheet with it and without it.</summary>
    private static List<string> EffectOf(Turn turn, Rated rated, Record record)
    {
        if (record.Kind == RecordKind.Appeal) return [];
        if (record.State != RecordState.Active) return [$"影响：{Words.Of(record.State)}，不计入任何一行"];
        if (Whom.SeesOnlyQa(turn, record.Subject)) return [];
        var with = turn.House.Scores.SheetOf(turn.Reads, rated, turn.House.Scores.PeriodOf(turn.Reads, rated.Team, record.On), Wish.Explained);
        var without = ScoreBook.Suppose(with, facts => facts with { Subjects = [.. facts.Subjects.Select(subject => subject.Id == rated.Id ? Without(subject, record) : subject)] });
        var changes = SheetText.Visible(with, rated.Id, record.Subject == turn.Sender.Number)
            .Select(line => (line, Was: without.Of(rated.Id).Line(line.Code)))
            .Where(pair => pair.Was is not null && !pair.Was.Value.Equals(pair.line.Value) && pair is not { Was.Value: LineValue.Missing, line.Value: LineValue.Missing })
            .Select(pair => $"• {pair.line.Title}：没有这条为{SheetText.Value(pair.Was!)}，有这条为{SheetText.Value(pair.line)}").ToList();
        var unknown = SheetText.Visible(with, rated.Id, record.Subject == turn.Sender.Number).Where(line => line.Value is LineValue.Missing).Select(line => line.Title).ToList();
        if (unknown.Count > 0) changes.Add($"• {string.Join("、", unknown)}还缺数据，现在算不出影响");
        return changes.Count == 0 ? ["影响：没有改变任何一行"] : [$"影响({SheetText.Of(with.Period, turn.Today)}，{SheetText.State(with)})：", .. changes];
    }

    private static SubjectFacts Without(SubjectFacts subject, Record record) => record.Kind switch
    {
        RecordKind.Metric => subject with { Metrics = subject.Metrics.Where(metric => metric.Key != record.Code).ToDictionary() },
        RecordKind.Rating => subject with { Ratings = subject.Ratings.Where(rating => rating.Key != record.Code).ToDictionary() },
        RecordKind.Check => subject with { Checks = subject.Checks.Where(check => check.Key != record.Code).ToDictionary() },
        RecordKind.Leave => subject with { Leave = [.. subject.Leave.Where(leave => leave.Record != record.Number)] },
        _ => subject with { Items = [.. subject.Items.Where(item => item.Record != record.Number)] },
    };

    private static string ChannelName(string channel) => channel switch
    {
        "wecom" or "wecom-robot" => "企业微信",
        "dingtalk" => "钉钉",
        "simulator" => "模拟器",
        _ => channel,
    };

    private static string Of(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => "同意",
        DecisionKind.Reject => "驳回",
        DecisionKind.Undo => "撤销",
        DecisionKind.Reverse => "冲正",
        DecisionKind.Replace => "由新数据替换",
        DecisionKind.Withdraw => "撤回",
        _ => "转下一级",
    };
}

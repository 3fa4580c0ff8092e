using System.Globalization;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>
/// 重发推送 and 推送 已收到: an admin decides on messages of which nobody knows whether they arrived, and on those that no platform took.
/// Who decided stands among the job runs.
/// Nothing here reads what a message says.
/// </summary>
internal static class UnknownPushes
{
    /// <summary>So many are decided on without a card that asks first, and told one by one.</summary>
    private const int Few = 10;

    /// <summary>More at once would keep the writer from everybody else.</summary>
    private const int Most = 500;

    /// <summary>So much of what a platform said stands on one line.</summary>
    private const int LongestReason = 60;

    private const string Job = "push-decision";

    private enum Verdict
    {
        Resend,
        Drop,
    }

    public static Effect Resend(Turn turn, Command.ResendPushes command, Consent consent) =>
        Decide(turn, Verdict.Resend, command.Numbers, numbers => command with { Numbers = numbers }, consent);

    public static Effect Drop(Turn turn, Command.DropPushes command, Consent consent) =>
        Decide(turn, Verdict.Drop, command.Numbers, numbers => command with { Numbers = numbers }, consent);

    /// <summary>工资通知，给 王芳(10002)</summary>
    public static string What(Turn turn, Envelope push) => $"{Kind(push)}，给 {To(turn, push)}";

    /// <summary>What waits for a decision, oldest first, between two numbers: of unknown outcome, or pay that did not arrive.</summary>
    public static IReadOnlyList<Envelope> Open(Session reads, long first = 0, long last = long.MaxValue) =>
        [.. reads.Envelopes.Unknown(first, last).Concat(reads.Envelopes.RefusedPay(first, last)).OrderBy(push => push.Id)];

    /// <summary>True where an admin may still decide; nobody is reminded of a refused message that told no pay.</summary>
    public static bool MayDecide(Envelope push) => push.State is OutboxState.Unknown or OutboxState.Refused;

    /// <summary>What the platform said when it refused, on one line.</summary>
    public static string Reason(Envelope push)
    {
        var said = string.Join(' ', (push.Refusal ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('。', '.');
        return said.Length == 0 ? "原因未知" : said.Length > LongestReason ? said[..LongestReason] + "…" : said;
    }

    private static Effect Decide(Turn turn, Verdict verdict, IReadOnlyList<NumberRange> asked, Func<IReadOnlyList<NumberRange>, Command> with, Consent consent)
    {
        var all = Numbers(turn.Reads, asked);
        if (all.Count == 0) return (_, said) => said.Privately(asked.Count == 0 ? "没有结果未知的推送。" : $"{string.Join('、', asked)} 里没有结果未知的推送。");
        var numbers = all.Take(Most).ToList();
        if (consent == Consent.None && (asked.Count == 0 || numbers.Count > Few || (verdict == Verdict.Drop && SweepsRefused(turn.Reads, asked, numbers))))
        {
            var lines = Preview(turn, verdict, numbers, all.Count - numbers.Count);
            return (_, said) => said.AskToConfirm(turn, with([.. numbers.Select(NumberRange.One)]), Title(verdict, numbers.Count), lines);
        }
        return (transaction, said) =>
        {
            var results = numbers.ConvertAll(number => One(turn, transaction, verdict, number));
            said.Privately(Report(turn, verdict, [.. results.Select(result => result.Done).OfType<Envelope>()], [.. results.Select(result => result.Problem).OfType<string>()]));
        };
    }

    /// <summary>A number is meant as it stands; of a range, or of all, only what is to be decided.</summary>
    private static List<long> Numbers(Session reads, IReadOnlyList<NumberRange> asked) => asked.Count == 0
        ? [.. Open(reads).Select(push => push.Id)]
        : [.. asked.SelectMany(range => range.First == range.Last ? [range.First] : Open(reads, range.First, range.Last).Select(push => push.Id)).Distinct()];

    /// <summary>推送 12-20 都收到了 is not said of pay among them that certainly did not arrive.</summary>
    private static bool SweepsRefused(Session reads, IReadOnlyList<NumberRange> asked, List<long> numbers) =>
        asked.Any(range => range.First != range.Last) && reads.Envelopes.RefusedPay(numbers.Min(), numbers.Max()).Any(push => numbers.Contains(push.Id));

    private static (Envelope? Done, string? Problem) One(Turn turn, Transaction transaction, Verdict verdict, long number)
    {
        if (transaction.Envelopes.Find(number) is not { } push) return (null, $"没有推送 {number}。");
        if (!MayDecide(push)) return (null, Settled(turn, transaction, push));
        if (verdict == Verdict.Resend && HasLeft(turn, push)) return (null, $"推送 {number} 没有重发：接收人是 {To(turn, push)}。请回复“推送 {number} 不用发了”。");
        // Whoever presses at the same moment changes the row only once.
        if (!(verdict == Verdict.Resend ? transaction.Outbox.Resend(number) : transaction.Outbox.Drop(number, push.State)))
            return (null, Settled(turn, transaction, transaction.Envelopes.Find(number)!));
        var period = number.ToString(CultureInfo.InvariantCulture);
        var turns = transaction.JobRuns.Of(Job, period).Count + 1;
        transaction.JobRuns.Once(Job, period, string.Create(CultureInfo.InvariantCulture, $"{turns:000} {verdict} {turn.Sender.Number}"));
        if (verdict == Verdict.Resend && Waits(turn, push) is { } until) transaction.Envelopes.Postpone(number, until);
        return (push, null);
    }

    /// <summary>Where quiet hours hold a push back, until when; an answer goes at once.</summary>
    private static DateTimeOffset? Waits(Turn turn, Envelope push) =>
        push.Purpose != Purpose.Reply && turn.House.Clock.NextPush(turn.Now) is var next && next > turn.Now ? next : null;

    /// <summary>What was decided before and by whom, or what became of it without anybody's word.</summary>
    private static string Settled(Turn turn, Transaction transaction, Envelope push)
    {
        var state = State(turn, push);
        if (transaction.JobRuns.Of(Job, push.Id.ToString(CultureInfo.InvariantCulture)) is not [.., var last] || last.Target.Split(' ') is not [_, var verdict, var by])
            return $"推送 {push.Id} 不是结果未知的推送(现在：{state})，没有变化。";
        return $"推送 {push.Id} 已由 {turn.NameOf(by)} {Words.Of(turn.Local(last.DoneAt))} {(verdict == nameof(Verdict.Resend) ? "决定重发" : "决定不再发送")}(现在：{state})，没有重复执行。";
    }

    private static string State(Turn turn, Envelope push) => push.State switch
    {
        OutboxState.Waiting when push.NotBefore > turn.Now => $"等待发送，{Words.Of(turn.Local(push.NotBefore))} 起",
        OutboxState.Waiting => "等待发送",
        OutboxState.Sending => "正在发送",
        OutboxState.Sent => push.SentAt is { } at ? $"已送达 {Words.Of(turn.Local(at))}" : "已送达",
        OutboxState.Refused => "平台没有接受，没有送达",
        OutboxState.Unknown => "发送结果未知",
        _ => "不再发送",
    };

    private static string Report(Turn turn, Verdict verdict, IReadOnlyList<Envelope> done, IReadOnlyList<string> problems)
    {
        var refused = done.Count(push => push.State == OutboxState.Refused);
        var outcome = verdict == Verdict.Resend ? "已安排重发，内容不变" : refused == 0 ? "已标记为已收到，不再发送" : refused == done.Count ? "没有送达，不再发送" : "不再发送";
        List<string> lines = done.Count switch
        {
            0 => [],
            1 => [$"推送 {done[0].Id}({What(turn, done[0])}){outcome}。"],
            <= Few => [$"{done.Count} 条推送{outcome}：", .. done.Select(push => $"推送 {push.Id}({What(turn, push)})")],
            _ => [$"{done.Count} 条推送{outcome}：{Kinds(done)}。"],
        };
        if (verdict == Verdict.Resend && done.Select(push => Waits(turn, push)).OfType<DateTimeOffset>().ToList() is [var until, ..])
            lines.Add($"21:00 至 08:30 不推送，将在 {Words.Of(until)} 发送。");
        lines.AddRange(problems.Take(Few));
        if (problems.Count > Few) lines.Add($"另有 {problems.Count - Few} 条已被处理，没有变化。");
        return string.Join('\n', lines);
    }

    private static string Title(Verdict verdict, int count) => verdict == Verdict.Resend ? $"请确认重发 {count} 条推送" : $"请确认 {count} 条推送不再发送";

    private static List<string> Preview(Turn turn, Verdict verdict, List<long> numbers, int left)
    {
        var pushes = numbers.Select(turn.Reads.Envelopes.Find).OfType<Envelope>().Where(MayDecide).ToList();
        List<string> lines = [$"种类：{(pushes.Count == 0 ? "无" : Kinds(pushes))}", $"编号：{(numbers.Count == 1 ? $"{numbers[0]}" : $"{numbers.Min()} 至 {numbers.Max()}")}"];
        if (pushes.Count(push => push.State == OutboxState.Refused) is > 0 and var refused) lines.Add($"其中 {refused} 条平台没有接受，没有送达。");
        if (pushes.Count < numbers.Count) lines.Add($"其中 {numbers.Count - pushes.Count} 条不是结果未知的推送，不会改变。");
        if (left > 0) lines.Add($"一次最多 {Most} 条，还有 {left} 条请之后再说一次。");
        lines.Add(verdict == Verdict.Resend ? "内容不变，只发给原来的接收人；已经收到过的人会再收到一次。" : "确认后不能再重发。");
        return lines;
    }

    private static string Kinds(IEnumerable<Envelope> pushes) =>
        string.Join('、', pushes.GroupBy(Kind).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()} 条"));

    private static string Kind(Envelope push) => push.IsUpdate ? "卡片更新" : push.Purpose switch
    {
        Purpose.Reply => "回复",
        Purpose.Notice => "通知",
        Purpose.Board => "周榜",
        Purpose.Estimate => "工资预估",
        _ => "工资通知",
    };

    /// <summary>A team's name stands for its group; what comes from a platform alone carries its channel before a colon.</summary>
    private static string To(Turn turn, Envelope push) => push.To switch
    {
        { Group: { } group } => group.Contains(':', StringComparison.Ordinal) ? "没有绑定小组的群" : $"{group}的群",
        { Person: { } number } when turn.Roster.Known(number) is { } person => person.Active ? Words.Of(person) : $"{person.Name}({person.Number}，已离职)",
        { Person: { } number } => number.Contains(':', StringComparison.Ordinal) ? "没有绑定工号的账号" : number,
        _ => "",
    };

    private static bool HasLeft(Turn turn, Envelope push) => push.To.Person is { } number && turn.Roster.Known(number) is { Active: false };
}

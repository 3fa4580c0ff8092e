using System.Globalization;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Subjects;

/// <summary>登记 and 对象: the small register of shops, centres and customers that are rated by the same engine as people.</summary>
internal static class Register
{
    private const int LongestName = 30;

    public static Effect Add(Turn turn, Command.RegisterSubject command, Consent consent)
    {
        var team = command.Team ?? turn.Sender.Team;
        if (Problem(turn, command) is { } problem) return (_, said) => said.Privately(problem);
        var closed = turn.Reads.Subjects.All().FirstOrDefault(known => known.ClosedFrom is not null && known.Name == command.Title && known.Kind == command.Kind);
        var subject = new Subject { Code = command.Code ?? closed?.Code ?? NextCode(turn, command.Kind), Name = command.Title, Kind = command.Kind, Team = team };
        var lines = new List<string> { $"类别：{Kinds.Title(subject.Kind)}", $"名称：{subject.Name}", $"编号：{subject.Code}", $"小组：{team ?? "全公司"}" };
        if (closed is not null && closed.Code == subject.Code) lines.Add("停用过，登记后重新参加考核，以前的数据仍在。");
        if (Mismatch(turn, subject) is { } remark) lines.Add(remark);
        if (consent == Consent.None) return (_, said) => said.AskToConfirm(turn, command with { Code = subject.Code, Team = team }, "请确认登记", lines);
        return (transaction, said) =>
        {
            transaction.Subjects.Save(subject);
            said.Privately($"已登记 {Kinds.Title(subject.Kind)} {subject.Name}({subject.Code})。之后可以像对人一样录入和查询，例如“为什么 {subject.Name}”“我的分数 {subject.Name}”。" + (Mismatch(turn, subject) is { } note ? "\n" + note : ""));
        };
    }

    /// <summary>改名, and 停用: what was rated before stays under the same number.</summary>
    public static Effect Change(Turn turn, Command.ChangeSubject command, Consent consent)
    {
        if (turn.Reads.Subjects.Find(command.Subject) is not { ClosedFrom: null } subject) return (_, said) => said.Privately("这个对象已经停用。重新登记同一名称即可恢复。");
        if (command.Title is { } title && Problem(turn, new(subject.Kind, title)) is { } problem) return (_, said) => said.Privately(problem);
        var changed = new Subject { Code = subject.Code, Name = command.Title ?? subject.Name, Kind = subject.Kind, Team = subject.Team, ClosedFrom = command.Title is null ? turn.Month.First : null };
        var what = command.Title is null
            ? $"停用 {Kinds.Title(subject.Kind)} {subject.Name}({subject.Code})：从 {turn.Month} 起不再考核，之前的结果保留"
            : $"改名 {subject.Name}({subject.Code}) → {changed.Name}：编号和已有数据不变";
        if (consent == Consent.None) return (_, said) => said.AskToConfirm(turn, command, "请确认", [what]);
        return (transaction, said) =>
        {
            transaction.Subjects.Save(changed);
            said.Privately($"已{what}。");
        };
    }

    public static Effect Show(Turn turn, Command.ShowSubjects command)
    {
        var subjects = turn.Reads.Subjects.All().Where(subject => subject.ClosedFrom is null)
            .Where(subject => command.Kind is null || subject.Kind.Equals(command.Kind, StringComparison.OrdinalIgnoreCase))
            .Where(subject => !turn.Sender.Is(Role.Lead) || turn.Sender.Is(Role.Admin) || turn.Sender.Is(Role.Hr) || subject.Team is null || subject.Team == turn.Sender.Team).ToList();
        var text = subjects.Count == 0 ? "还没有登记的对象。例如：登记 门店 东门店"
            : string.Join('\n', subjects.GroupBy(subject => Kinds.Title(subject.Kind)).Select(kind => $"{kind.Key}({kind.Count()})\n" + string.Join('\n', kind.Select(subject => $"{subject.Code} {subject.Name} {subject.Team}".TrimEnd()))));
        return (_, said) => said.Privately(text);
    }

    private static string? Problem(Turn turn, Command.RegisterSubject command) =>
        command.Title.Length > LongestName ? $"名称不能超过{LongestName}个字。"
        : turn.Roster.Everybody.FirstOrDefault(other => other.Name == command.Title || other.Nicknames.Contains(command.Title)) is { } same
            ? $"“{command.Title}”已经有了：{Words.Of(same)}。" + (Roster.IsSubject(same) ? "" : "名称不能和人员相同。")
        : command.Code is { } code && turn.Reads.People.Find(code) is not null ? $"{code} 是人员的工号，请换一个编号。"
        : command.Code is { } used && turn.Reads.Subjects.Find(used) is { ClosedFrom: not null } gone && gone.Name != command.Title ? $"编号 {used} 是停用的 {gone.Name} 的，请换一个编号。"
        : command.Code is { } taken && turn.Roster.ByNumber(taken) is { } known ? $"编号 {taken} 已经用于 {known.Name}。"
        : null;

    /// <summary>The next free number of a kind: MD001.</summary>
    /// <param name="taken">Numbers that are given away just now.</param>
    public static string NextCode(Turn turn, string kind, IReadOnlySet<string>? taken = null)
    {
        var prefix = Kinds.Prefix(kind);
        for (var i = 1; ; i++)
        {
            var code = prefix + i.ToString("000", CultureInfo.InvariantCulture);
            if (taken?.Contains(code) != true && turn.Roster.ByNumber(code) is null && turn.Reads.People.Find(code) is null && turn.Reads.Subjects.Find(code) is null) return code;
        }
    }

    /// <summary>A word where the scheme of that team rates something else.</summary>
    private static string? Mismatch(Turn turn, Subject subject)
    {
        var scheme = turn.SchemeFor(subject.Team, Period.Month(turn.Today));
        return scheme.Subject.ToString().Equals(subject.Kind, StringComparison.OrdinalIgnoreCase) ? null
            : $"注意：{subject.Team ?? "全公司"}现行的方案“{scheme.Title}”评的不是{Kinds.Title(subject.Kind)}；请管理员用“方案 启用 … 从 {turn.Month.Ordinal}月 小组名”给一个小组启用合适的方案，并把对象登记到该组。";
    }
}

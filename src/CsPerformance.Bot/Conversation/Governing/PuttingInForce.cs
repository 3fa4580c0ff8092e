using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Schemes.Checking;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Governing;

/// <summary>方案 启用: a preview of what changes, a second card where there are remarks, and only then it counts from a month on.</summary>
internal static class PuttingInForce
{
    private const int MostRemarks = 12;

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Effect PutInForce(Turn turn, Command.SchemePutInForce command, Consent consent)
    {
        if (SchemeChecks.Load(turn, command.Id) is not { } found) return (_, said) => said.Privately(SchemeChecks.Unknown(turn, command.Id));
        if (found.Scheme is not { } scheme) return (_, said) => said.Privately(Faulty(command.Id, found.Faults));
        if (Refusal(turn, command, scheme) is { } refusal) return (_, said) => said.Privately(refusal);
        if (command.Version is { } seen && seen != scheme.Version)
            return (_, said) => said.Privately($"方案 {scheme.Id} 的文件在预览之后改过，没有启用。请重新发“方案 启用 {scheme.Id} 从 {command.From}”。");
        var asked = command with { Version = scheme.Version };
        if (consent == Consent.None)
        {
            IReadOnlyList<string> preview = [.. Preview(turn, command, scheme, found)];
            return (_, said) => said.AskToConfirm(turn, asked, $"请确认启用方案 {scheme.Title}({scheme.Id})", preview);
        }
        if (consent == Consent.Given && found.Remarks.Count > 0)
            return (_, said) => said.AskToConfirm(turn, asked, $"这个方案有 {found.Remarks.Count} 条提醒，仍要启用吗？", [.. Shortened(found.Remarks), "确认后这些提醒会随启用记录留存。"], Consent.GivenAgain);
        return (transaction, said) =>
        {
            SchemesInForce.PutInForce(transaction, command.Team, command.From, scheme, turn.Sender.Number, JsonSerializer.Serialize(found.Remarks, _json), found.Text);
            said.Privately($"已启用：{command.Team ?? "全公司"} 从 {SheetText.Of(command.From, turn.Today)} 起用 {scheme.Title}({scheme.Id} 版本 {scheme.Version[..8]})"
                + (found.Remarks.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"，提醒 {found.Remarks.Count} 条已留存。") : "。"));
        };
    }

    private static string Faulty(string id, IReadOnlyList<Remark> faults) =>
        string.Join('\n', [$"方案 {id} 有 {faults.Count} 处错误，不能启用：", .. faults.Take(MostRemarks).SelectMany(SchemeChecks.Lines)]);

    // What is published was paid by the scheme of that time; a later entry must not seem to change it.
    private static string? Refusal(Turn turn, Command.SchemePutInForce command, Scheme scheme)
    {
        if (scheme.Id != command.Id) return $"文件 {command.Id}.yaml 里写的 id 是 {scheme.Id}，没有启用。请把 id 改成 {command.Id}，或把文件改名为 {scheme.Id}.yaml。";
        for (var month = command.From; month.First <= turn.Month.First; month = month.Next)
        {
            foreach (var kind in new[] { PeriodKind.Month, PeriodKind.Quarter, PeriodKind.Half, PeriodKind.Year })
            {
                var period = Period.Of(kind, month.Last);
                if (turn.Reads.Publications.Of(period).Any(one => one.Team is null || command.Team is null || one.Team == command.Team))
                    return $"{period} 已经发布，不能从 {SheetText.Of(command.From, turn.Today)} 起换方案。最早从 {SheetText.Of(turn.Month, turn.Today)} 之后没有发布的月份开始。";
            }
        }
        var inForce = turn.SchemeFor(command.Team, command.From);
        return inForce.Id == scheme.Id && inForce.Version == scheme.Version
            ? $"{command.Team ?? "全公司"} 从 {SheetText.Of(command.From, turn.Today)} 起用的已经是 {scheme.Title} 的这一版。" : null;
    }

    private static IEnumerable<string> Preview(Turn turn, Command.SchemePutInForce command, Scheme scheme, CheckedScheme found)
    {
        var old = turn.SchemeFor(command.Team, command.From);
        yield return $"范围：{command.Team ?? "全公司"}，从 {SheetText.Of(command.From, turn.Today)} 起；之前的月份不变";
        yield return $"现在：{old.Title}({old.Id} 版本 {old.Version[..8]})";
        yield return $"改为：{scheme.Title}({scheme.Id} 版本 {scheme.Version[..8]})";
        foreach (var line in SchemeDifferences.Of(old, scheme)) yield return line;
        if (command.Team is null)
        {
            var own = turn.Reads.Schemes.History().Where(entry => entry.Team is not null).Select(entry => entry.Team!).Distinct().ToList();
            if (own.Count > 0) yield return $"不受影响：{string.Join("、", own)} 有自己的方案";
        }
        foreach (var line in Effects(turn, command, scheme)) yield return line;
        yield return found.Remarks.Count == 0 ? "检查：没有提醒" : string.Create(CultureInfo.InvariantCulture, $"检查：{found.Remarks.Count} 条提醒，下一步逐条列出");
    }

    /// <summary>What last month would have come to, in numbers of people; nobody's pay is named here.</summary>
    private static IEnumerable<string> Effects(Turn turn, Command.SchemePutInForce command, Scheme scheme)
    {
        var month = turn.Month.Previous;
        foreach (var team in turn.Reads.People.Teams(month).Where(team => command.Team is null || team == command.Team))
        {
            var trial = Trial.Of(turn, scheme, team, month);
            if (trial.People.Count == 0) continue;
            yield return string.Create(CultureInfo.InvariantCulture, $"{team} 按{SheetText.Of(month, turn.Today)}的数据：{trial.Ups.Count()} 人升，{trial.Downs.Count()} 人降，{trial.Same.Count()} 人不变，{trial.Unknown.Count()} 人算不出来")
                + $"(比较{trial.Measure})";
        }
    }

    private static IEnumerable<string> Shortened(IReadOnlyList<Remark> remarks)
    {
        // Risks first: they are what the confirmation is about.
        foreach (var remark in remarks.OrderBy(remark => !remark.Code.StartsWith("risk.", StringComparison.Ordinal)).Take(MostRemarks)) yield return string.Create(CultureInfo.InvariantCulture, $"第{remark.Line}行 {remark.Place}：{remark.What}({remark.Why})");
        if (remarks.Count > MostRemarks) yield return string.Create(CultureInfo.InvariantCulture, $"…还有 {remarks.Count - MostRemarks} 条，发“方案 检查”看全部");
    }
}

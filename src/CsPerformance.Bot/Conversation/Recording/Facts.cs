using CsPerformance.Bot.Conversation.Understanding;

namespace CsPerformance.Bot.Conversation.Recording;

/// <summary>属性 and 达标 by chat: what describes somebody from a month on, and requirements that are ticked. Shown as a card first, because pay may hang on them.</summary>
internal static class Facts
{
    public static Effect SetAttributes(Turn turn, Command.SetAttributes command, Consent consent) =>
        Keep(turn, command, consent, [.. command.Facts.Select(fact => FigureEntry.OfAttribute(turn, command.Month, fact))], $"请确认属性(从 {command.Month} 起)");

    public static Effect TickChecks(Turn turn, Command.TickChecks command, Consent consent) =>
        Keep(turn, command, consent, [.. command.Ticks.Select(tick => FigureEntry.OfCheck(turn, command.Month, tick))], $"请确认达标项({command.Month})");

    private static Effect Keep(Turn turn, Command command, Consent consent, IReadOnlyList<FigureEntry> entries, string title)
    {
        if (entries.FirstOrDefault(entry => entry.Problem is not null) is { } wrong) return (_, said) => said.Privately($"没有录入：{wrong.Problem}。");
        if (consent == Consent.None) return (_, said) => said.AskToConfirm(turn, command, title, [.. entries.Select(entry => entry.Line(entry.Before(turn)))]);
        return (transaction, said) =>
        {
            var lines = new List<string>();
            foreach (var entry in entries)
            {
                var (added, previous) = transaction.Records.AddReplacing(entry.ToRecord(turn), turn.InboxId);
                lines.Add($"{Words.Number(added.Number)} {entry.Line(previous)}");
            }
            said.Privately("已录入：\n" + string.Join('\n', lines));
            foreach (var person in entries.Where(entry => !Roster.IsSubject(entry.Person)).GroupBy(entry => entry.Person.Number))
                said.Notify(person.Key, $"已由 {Words.Of(turn.Sender)} 录入您的{string.Join("、", person.Select(entry => entry.Said))}。如有误，请联系组长或人事。");
        };
    }
}

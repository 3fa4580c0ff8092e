using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using Choice = CsPerformance.Bot.Conversation.Understanding.Choice;
using ItemUse = CsPerformance.Domain.Schemes.ItemUse;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>A reported praise or complaint becomes an item: who confirms it chooses item and points where they are open.</summary>
internal static class Confirmations
{
    /// <summary>Buttons of one card.</summary>
    private const int MostChoices = 6;

    public static Effect Approve(Turn turn, Command.Approve command, Record record, Consent consent)
    {
        var person = turn.Person(record.Subject);
        var scheme = turn.SchemeFor(person, record.On);
        var code = command.Item ?? record.Code;
        var item = scheme.Items.FirstOrDefault(candidate => candidate.Code == code);
        if (item is null) return Choose(turn, record, scheme, code);
        var points = item.Chosen is null ? null : command.Points ?? record.Points;
        if (item.Chosen is { } range && points is null)
            return (_, said) => said.Ask(turn, new Question(Doubt.Points, $"“{item.Title}”多少分？({range})", [], $"同意 {record.Number} {item.Title}"));
        var (incidents, problem) = Incident.Of(turn, [record.Subject], item.Code, record.On, points, record.Count, record.Reason, record.Reference);
        if (problem is not null) return (_, said) => said.Privately(problem);
        var incident = incidents[0];
        if (incident.Costs && consent == Consent.None)
            return (_, said) => said.AskToConfirm(turn, command with { Item = item.Code, Points = points }, $"请确认：{Words.Number(record.Number)} 计为扣减绩效分", [.. RecordItems.Lines(turn, incident)]);
        return (transaction, said) =>
        {
            if (!Judgements.Decide(turn, transaction, record, DecisionKind.Approve, command.Reason, item.Code, points))
            {
                said.Privately(Judgements.Race(record));
                return;
            }
            said.Privately($"已同意 {Words.Number(record.Number)}：{Words.Of(person)} {item.Title} {incident.Effect}。");
            Judgements.Concerned(turn, said, record, $"您提交的 {Words.Number(record.Number)}({person.Name})已由 {Words.Of(turn.Sender)} 确认。");
            RecordItems.Tell(turn, said, incident, record with { By = turn.Sender.Number });
        };
    }

    /// <summary>Which item of the scheme in force it is; the ones meant for it first.</summary>
    private static Effect Choose(Turn turn, Record record, Scheme scheme, string? unknown)
    {
        var praise = record.Kind == RecordKind.Item;
        var direction = praise ? ItemDirection.Bonus : ItemDirection.Deduction;
        var use = praise ? ItemUse.Praise : ItemUse.Complaint;
        var items = scheme.Items.Where(item => item.Direction == direction).OrderByDescending(item => item.Use == use).ToList();
        var choices = items.Take(MostChoices).Select(item => new Choice(Label(item), $"同意 {record.Number} {item.Title}")).ToList();
        var more = items.Count > MostChoices ? $"\n其他项目请回复“同意 {record.Number} 项目名”：{string.Join("、", items.Skip(MostChoices).Select(item => item.Title))}" : "";
        var text = (unknown is null ? "" : $"方案里没有项目 {unknown}。") + $"{Words.Number(record.Number)} 计为哪一项？{more}";
        return (_, said) => said.Ask(turn, new Question(Doubt.Item, text, choices, $"同意 {record.Number}"));
    }

    private static string Label(ItemDefinition item) =>
        item.FixedPoints is { } points ? $"{item.Title} {Words.Signed(points)}" : item.Chosen is { } range ? $"{item.Title} {range}" : item.Title;
}

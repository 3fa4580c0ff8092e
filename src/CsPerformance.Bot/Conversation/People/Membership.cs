using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.People;

/// <summary>成员 and 角色.</summary>
internal static class Membership
{
    public static Effect Members(Turn turn, Command.Members command)
    {
        var lines = turn.Roster.People
            .Where(person => command.Team is null || person.Team == command.Team)
            .GroupBy(person => person.Team ?? "(无小组)")
            .Select(team => $"{team.Key}({team.Count()}人)\n" + string.Join('\n', team.Select(person => Line(turn, person))));
        var text = string.Join('\n', lines);
        return (_, said) => said.Privately(text.Length == 0 ? "没有成员。" : text);
    }

    public static Effect SetRole(Turn turn, Command.SetRole command, Consent consent)
    {
        var person = turn.Person(command.Person);
        if (person.Is(command.Role) && person.Roles.Count == 1) return (_, said) => said.Privately($"{Words.Of(person)} 已经是{Words.Of(command.Role)}。");
        if (consent == Consent.None)
        {
            return (_, said) => said.AskToConfirm(turn, command, "请确认角色变更",
                [$"人员：{Words.Of(person)}", $"现在：{Roles(person)}", $"改为：{Words.Of(command.Role)}", .. RatedUntil(turn, person, person with { Roles = new HashSet<Role> { command.Role } }) is { } until ? [until] : Array.Empty<string>()]);
        }
        return (transaction, said) =>
        {
            transaction.People.Save(person with { Roles = new HashSet<Role> { command.Role } }, Period.Month(turn.Today));
            said.Privately($"{Words.Of(person)} 的角色已改为{Words.Of(command.Role)}。");
            said.Notify(person.Number, $"您的角色已由 {Words.Of(turn.Sender)} 改为{Words.Of(command.Role)}。回复“帮助”看看可以做什么。");
        };
    }

    /// <summary>Until when who is no agent any more is still rated; null where that does not change.</summary>
    public static string? RatedUntil(Turn turn, Person before, Person now) =>
        before.Is(Role.Agent) && !now.Is(Role.Agent) ? $"{turn.Month} 仍参加客服考核，从 {turn.Month.Next} 起不再列入" : null;

    private static string Roles(Person person) => string.Join("、", person.Roles.Order().Select(Words.Of));

    private static string Line(Turn turn, Person person) =>
        string.Join(' ', new[] { person.Number, person.Name, person.Nicknames.Count > 0 ? $"({string.Join("、", person.Nicknames)})" : "", Roles(person), turn.PositionOf(person), person.Grade ?? "" }.Where(part => part.Length > 0));
}

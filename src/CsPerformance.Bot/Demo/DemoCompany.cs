using CsPerformance.Channels.Simulator;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Demo;

/// <summary>Two teams and their colleagues, for a first look. Source: design.md, The demo company.</summary>
internal static class DemoCompany
{
    public const string FirstTeam = "客服一组", SecondTeam = "客服二组";

    private const string Junior = "初级";

    public static IReadOnlyList<Person> People { get; } =
    [
        New("10001", "陈静", FirstTeam, Role.Lead),
        New("10002", "王芳", FirstTeam, Role.Agent, "basic", "小芳"),
        New("10003", "李强", FirstTeam, Role.Agent, "basic"),
        New("10004", "王磊", FirstTeam, Role.Agent, "vip"),
        New("10005", "赵敏", FirstTeam, Role.Agent, "phone"),
        New("10006", "刘洋", SecondTeam, Role.Lead),
        New("10007", "孙丽", SecondTeam, Role.Agent, "basic"),
        New("10008", "周涛", SecondTeam, Role.Agent, "vip"),
        New("10009", "吴霞", SecondTeam, Role.Agent, "phone"),
        New("10010", "郑凯", null, Role.Qa),
        New("10011", "冯雪", null, Role.Hr),
        New("10012", "何军", null, Role.Admin),
    ];

    /// <summary>Puts the company into a store without people; in any other nothing happens.</summary>
    public static void Found(Transaction transaction)
    {
        if (transaction.People.All().Count > 0) return;
        var from = Period.Month(transaction.Today).Plus(-12);
        foreach (var person in People)
        {
            transaction.People.Save(person, from);
            transaction.Identities.Bind(SimulatorChannel.ChannelName, person.Number, person.Number, SimulatorChannel.ChannelName);
        }
        foreach (var team in (string[])[FirstTeam, SecondTeam]) transaction.GroupChats.Bind(team, SimulatorChannel.ChannelName, team);
    }

    private static Person New(string number, string name, string? team, Role role, string? position = null, params IReadOnlyList<string> nicknames) =>
        new(number, name, nicknames, team, new HashSet<Role> { role }, position, Junior);
}

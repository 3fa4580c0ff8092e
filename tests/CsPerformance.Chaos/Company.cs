using System.Globalization;
using CsPerformance.Domain.People;

namespace CsPerformance.Chaos;

/// <summary>Colleagues of a trial. There are many leads, because each may say no more than 30 messages a minute.</summary>
internal static class Company
{
    private static readonly string[] _agents = ["王芳", "李强", "赵敏", "孙丽", "周涛", "吴霞"];

    public static IReadOnlyList<Person> OneTeam(int leads) =>
    [
        .. Enumerable.Range(0, leads).Select(place => New(Lead(place), "领班" + Lead(place), "客服一组", Role.Lead)),
        .. Enumerable.Range(0, _agents.Length).Select(place => New(Agent(place).Number, _agents[place], "客服一组", Role.Agent)),
    ];

    /// <summary>As many agents as leads: to each of them the platform shows no more than 30 messages a minute.</summary>
    public static IReadOnlyList<Person> OneLargeTeam(int leads) =>
    [
        .. Enumerable.Range(0, leads).Select(place => New(Lead(place), "领班" + Lead(place), "客服一组", Role.Lead)),
        .. Enumerable.Range(0, leads).Select(place => New(Colleague(place).Number, Colleague(place).Name, "客服一组", Role.Agent)),
    ];

    /// <summary>An agent of <see cref="OneLargeTeam"/>.</summary>
    public static (string Number, string Name) Colleague(int place) => (string.Create(CultureInfo.InvariantCulture, $"{30000 + place}"), "坐席" + Han(place));

    /// <summary>A number in Chinese signs, as part of a name.</summary>
    private static string Han(int number) => string.Concat(number.ToString("000", CultureInfo.InvariantCulture).Select(digit => "零一二三四五六七八九"[digit - '0']));

    /// <summary>Teams of one lead and one agent each.</summary>
    public static IReadOnlyList<Person> Teams(int teams) =>
    [
        .. Enumerable.Range(0, teams).Select(team => New(Lead(team), "领班" + Lead(team), Team(team), Role.Lead)),
        .. Enumerable.Range(0, teams).Select(team => New(
            string.Create(CultureInfo.InvariantCulture, $"{50000 + team}"), string.Create(CultureInfo.InvariantCulture, $"客服员{team:000}"), Team(team), Role.Agent)),
    ];

    public static string Team(int team) => string.Create(CultureInfo.InvariantCulture, $"客服{team + 1}组");

    public static string Lead(int place) => string.Create(CultureInfo.InvariantCulture, $"{20000 + place}");

    public static (string Number, string Name) Agent(int place) =>
        (string.Create(CultureInfo.InvariantCulture, $"{10001 + (place % _agents.Length)}"), _agents[place % _agents.Length]);

    private static Person New(string number, string name, string team, Role role) =>
        new(number, name, [], team, new HashSet<Role> { role }, role == Role.Agent ? "basic" : null, "初级");
}

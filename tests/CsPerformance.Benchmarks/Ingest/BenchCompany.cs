using System.Globalization;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Benchmarks.Ingest;

/// <summary>100 teams of ten leads and ten agents: enough leads that none says more than 30 messages a minute.</summary>
internal static class BenchCompany
{
    public const int Leads = 1000;

    private const int Teams = 100;

    private const string Channel = "wecom";

    public static string Lead(int message) => Number(1000 + (message % Leads));

    /// <summary>Somebody of the team of the message's lead.</summary>
    public static string AgentName(int message) => Name(10_000 + (message % Leads));

    public static Task SettleAsync(Store store) => store.WriteAsync(transaction =>
    {
        for (var i = 0; i < Leads; i++)
        {
            Hire(transaction, 1000 + i, i, Role.Lead);
            Hire(transaction, 10_000 + i, i, Role.Agent);
        }
    });

    private static void Hire(Transaction transaction, int number, int place, Role role)
    {
        var team = string.Create(CultureInfo.InvariantCulture, $"客服{(place % Teams) + 1}组");
        var person = new Person(Number(number), Name(number), [], team, new HashSet<Role> { role }, role == Role.Agent ? "basic" : null, "初级");
        transaction.People.Save(person, Period.Month(2026, 1));
        transaction.Identities.Bind(Channel, person.Number, person.Number, Channel);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"客服员{number:00000}");
}

using System.Globalization;
using CsPerformance.Chaos;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Chaos;

/// <summary>The short forms of the trials; <c>dotnet run --project tests/CsPerformance.Chaos</c> has the long ones.</summary>
public class Breaking_the_bot
{
    [Fact]
    public Task Killed_twice_under_load_it_keeps_and_answers_once_what_it_acknowledged() =>
        Holds(said => CrashTrial.RunAsync(StoreProvider.Sqlite, kills: 2, clients: 4, seed: 1, said));

    [Fact]
    public Task Operations_of_eight_clients_end_as_one_after_the_other_on_Sqlite() =>
        Holds(said => ModelTrial.RunAsync(StoreProvider.Sqlite, operations: 2000, clients: 8, seed: 1, said));

    [PostgresFact]
    public Task Operations_of_eight_clients_end_as_one_after_the_other_on_Postgres() =>
        Holds(said => ModelTrial.RunAsync(StoreProvider.Postgres, operations: 2000, clients: 8, seed: 1, said));

    [PostgresFact]
    public Task The_same_message_over_two_instances_is_one_record_and_one_reply() =>
        Holds(said => SameTrial.RunAsync(times: 100, clients: 8, said));

    private static async Task Holds(Func<TextWriter, Task<bool>> trial)
    {
        await using var said = new StringWriter(CultureInfo.InvariantCulture);
        Assert.True(await trial(said), said.ToString());
    }
}

/// <summary>Skipped, and says so, where no PostgreSQL server is named.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CSP_TEST_POSTGRES"))) Skip = "CSP_TEST_POSTGRES names no PostgreSQL server.";
    }
}

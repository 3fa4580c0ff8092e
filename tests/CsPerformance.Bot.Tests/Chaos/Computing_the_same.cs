using CsPerformance.Chaos;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Chaos;

/// <summary>Operations at the same time, and the same months computed elsewhere, end in the same numbers.</summary>
public class Computing_the_same
{
    [Fact]
    public Task Months_computed_again_elsewhere_are_the_same_bytes() =>
        Trial.Holds(said => RecomputeTrial.RunAsync(PostgresFactAttribute.IsThere, places: 2, said));

    [Fact]
    public Task Operations_of_eight_clients_end_as_one_after_the_other_on_Sqlite() =>
        Trial.Holds(said => ModelTrial.RunAsync(StoreProvider.Sqlite, operations: 2000, clients: 8, seed: 1, said));

    [PostgresFact]
    public Task Operations_of_eight_clients_end_as_one_after_the_other_on_Postgres() =>
        Trial.Holds(said => ModelTrial.RunAsync(StoreProvider.Postgres, operations: 2000, clients: 8, seed: 1, said));
}

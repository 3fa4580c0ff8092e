using CsPerformance.Chaos;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Chaos;

/// <summary>The bot is told to stop while work is in hand: it finishes what it acknowledged, and ends.</summary>
public class Stopping_the_bot
{
    [Fact]
    public Task Told_to_stop_under_load_it_leaves_nothing_acknowledged_behind_on_Sqlite() =>
        Trial.Holds(said => StopTrial.RunAsync(StoreProvider.Sqlite, times: 2, clients: 4, seed: 1, said));

    [PostgresFact]
    public Task Told_to_stop_under_load_it_leaves_nothing_acknowledged_behind_on_Postgres() =>
        Trial.Holds(said => StopTrial.RunAsync(StoreProvider.Postgres, times: 2, clients: 4, seed: 1, said));
}

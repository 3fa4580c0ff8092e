using CsPerformance.Chaos;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Chaos;

/// <summary>The database is away, slow or full under load, and is well again.</summary>
public class Losing_the_database
{
    [OwnPostgresFact]
    public Task A_database_that_stops_at_once_loses_nothing_acknowledged() =>
        Trial.Holds(said => OutageTrial.StopsAsync(times: 1, clients: 4, TimeSpan.FromSeconds(1), seed: 1, said));

    [PostgresFact]
    public Task A_database_that_is_away_makes_errors_and_then_the_bot_goes_on() =>
        Trial.Holds(said => OutageTrial.AwayAsync(times: 1, clients: 4, TimeSpan.FromSeconds(2), seed: 1, said));

    [PostgresFact]
    public Task A_database_that_answers_four_seconds_late_doubles_nothing() =>
        Trial.Holds(said => OutageTrial.SlowAsync(times: 1, clients: 4, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5), seed: 1, said));

    [SmallDiskFact]
    public Task A_full_disk_refuses_and_leaves_nothing_half_written_on_Sqlite() =>
        Trial.Holds(said => OutageTrial.FullAsync(StoreProvider.Sqlite, times: 1, clients: 4, TimeSpan.FromSeconds(2), seed: 1, said));

    [SmallDiskPostgresFact]
    public Task A_full_disk_refuses_and_leaves_nothing_half_written_on_Postgres() =>
        Trial.Holds(said => OutageTrial.FullAsync(StoreProvider.Postgres, times: 1, clients: 4, TimeSpan.FromSeconds(2), seed: 1, said));
}

using CsPerformance.Chaos;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Chaos;

/// <summary>The bot is killed at any moment, under load: what it acknowledged is there once.</summary>
public class Killing_the_bot
{
    [Fact]
    public Task Killed_twice_under_load_it_keeps_and_answers_once_what_it_acknowledged_on_Sqlite() =>
        Trial.Holds(said => CrashTrial.RunAsync(StoreProvider.Sqlite, kills: 2, clients: 4, atMost: TimeSpan.FromMinutes(2), seed: 1, said));

    [PostgresFact]
    public Task Killed_twice_under_load_it_keeps_and_answers_once_what_it_acknowledged_on_Postgres() =>
        Trial.Holds(said => CrashTrial.RunAsync(StoreProvider.Postgres, kills: 2, clients: 4, atMost: TimeSpan.FromMinutes(2), seed: 1, said));

    [Fact]
    public Task Messages_of_DingTalk_are_recorded_once_over_broken_connections_and_a_killed_bot() =>
        Trial.Holds(said => DingTalkTrial.RunAsync(StoreProvider.Sqlite, messages: 60, instances: 1, kills: 1, seed: 1, said));

    [PostgresFact]
    public Task Messages_of_DingTalk_are_recorded_once_by_two_instances_of_which_one_is_killed() =>
        Trial.Holds(said => DingTalkTrial.RunAsync(StoreProvider.Postgres, messages: 60, instances: 2, kills: 1, seed: 1, said));
}

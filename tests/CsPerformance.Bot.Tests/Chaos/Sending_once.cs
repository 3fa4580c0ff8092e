using CsPerformance.Chaos;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Chaos;

/// <summary>Several instances, and senders that die: everybody gets everything once.</summary>
public class Sending_once
{
    [PostgresFact]
    public Task Boards_of_three_instances_with_skewed_clocks_and_kills_go_out_once() =>
        Trial.Holds(said => BroadcastTrial.RunAsync(teams: 3, weeks: 1, TimeSpan.FromMinutes(2), seed: 1, said));

    [Fact]
    public Task A_sender_killed_between_sent_and_marked_doubles_no_pay_on_Sqlite() =>
        Trial.Holds(said => PushTrial.RunAsync(StoreProvider.Sqlite, kills: 3, seed: 1, said));

    [PostgresFact]
    public Task A_sender_killed_between_sent_and_marked_doubles_no_pay_on_Postgres() =>
        Trial.Holds(said => PushTrial.RunAsync(StoreProvider.Postgres, kills: 3, seed: 1, said));

    [PostgresFact]
    public Task The_same_message_over_two_instances_is_one_record_and_one_reply() =>
        Trial.Holds(said => SameTrial.RunAsync(times: 100, clients: 8, said));
}

using System.Globalization;
using CsPerformance.Chaos;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Chaos;

/// <summary>The short forms of the trials; <c>dotnet run --project tests/CsPerformance.Chaos</c> has the long ones.</summary>
public class Breaking_the_bot
{
    [Fact]
    public Task Killed_twice_under_load_it_keeps_and_answers_once_what_it_acknowledged_on_Sqlite() =>
        Holds(said => CrashTrial.RunAsync(StoreProvider.Sqlite, kills: 2, clients: 4, atMost: TimeSpan.FromMinutes(2), seed: 1, said));

    [PostgresFact]
    public Task Killed_twice_under_load_it_keeps_and_answers_once_what_it_acknowledged_on_Postgres() =>
        Holds(said => CrashTrial.RunAsync(StoreProvider.Postgres, kills: 2, clients: 4, atMost: TimeSpan.FromMinutes(2), seed: 1, said));

    [OwnPostgresFact]
    public Task A_database_that_stops_at_once_loses_nothing_acknowledged() =>
        Holds(said => OutageTrial.StopsAsync(times: 1, clients: 4, TimeSpan.FromSeconds(1), seed: 1, said));

    [PostgresFact]
    public Task A_database_that_is_away_makes_errors_and_then_the_bot_goes_on() =>
        Holds(said => OutageTrial.AwayAsync(times: 1, clients: 4, TimeSpan.FromSeconds(2), seed: 1, said));

    [PostgresFact]
    public Task A_database_that_answers_four_seconds_late_doubles_nothing() =>
        Holds(said => OutageTrial.SlowAsync(times: 1, clients: 4, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5), seed: 1, said));

    [SmallDiskFact]
    public Task A_full_disk_refuses_and_leaves_nothing_half_written_on_Sqlite() =>
        Holds(said => OutageTrial.FullAsync(StoreProvider.Sqlite, times: 1, clients: 4, TimeSpan.FromSeconds(2), seed: 1, said));

    [PostgresFact]
    public Task Boards_of_three_instances_with_skewed_clocks_and_kills_go_out_once() =>
        Holds(said => BroadcastTrial.RunAsync(teams: 3, weeks: 1, TimeSpan.FromMinutes(2), seed: 1, said));

    [Fact]
    public Task A_sender_killed_between_sent_and_marked_doubles_no_pay() =>
        Holds(said => PushTrial.RunAsync(StoreProvider.Sqlite, kills: 3, seed: 1, said));

    [Fact]
    public Task Months_computed_again_elsewhere_are_the_same_bytes() =>
        Holds(said => RecomputeTrial.RunAsync(PostgresFactAttribute.IsThere, places: 2, said));

    [Fact]
    public Task Operations_of_eight_clients_end_as_one_after_the_other_on_Sqlite() =>
        Holds(said => ModelTrial.RunAsync(StoreProvider.Sqlite, operations: 2000, clients: 8, seed: 1, said));

    [Fact]
    public Task Messages_of_DingTalk_are_recorded_once_over_broken_connections_and_a_killed_bot() =>
        Holds(said => DingTalkTrial.RunAsync(StoreProvider.Sqlite, messages: 60, instances: 1, kills: 1, seed: 1, said));

    [PostgresFact]
    public Task Messages_of_DingTalk_are_recorded_once_by_two_instances_of_which_one_is_killed() =>
        Holds(said => DingTalkTrial.RunAsync(StoreProvider.Postgres, messages: 60, instances: 2, kills: 1, seed: 1, said));

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
        if (!IsThere) Skip = "CSP_TEST_POSTGRES names no PostgreSQL server.";
    }

    public static bool IsThere => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CSP_TEST_POSTGRES"));
}

/// <summary>Skipped, and says so, where no PostgreSQL is installed that a test may stop.</summary>
public sealed class OwnPostgresFactAttribute : FactAttribute
{
    public OwnPostgresFactAttribute()
    {
        if (OwnPostgres.Binaries is null) Skip = "No PostgreSQL server is installed below /usr/lib/postgresql.";
    }
}

/// <summary>Skipped, and says so, where no memory disk can be mounted.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.MayMount) Skip = "Mounting a memory disk is not allowed here; it takes Linux and root.";
    }
}

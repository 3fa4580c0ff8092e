using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CsPerformance.Bot.Tests.Hosting;

/// <summary>What a probe, Prometheus and the log see while the store is away, is full, or nobody works.</summary>
public sealed partial class Telling_how_it_is
{
    [Fact]
    public async Task While_the_store_does_not_answer_it_is_not_ready_and_its_counters_are_still_told()
    {
        await using var bot = await RunningBot.StartAsync();
        await bot.SayAsync("10002", "帮助");
        var counters = Counter().Matches(await bot.Http.GetStringAsync("/metrics")).Select(match => match.Value).ToList();
        Assert.NotEmpty(counters);

        await ForceAsync(bot, "alter table outbox rename to gone");

        var (status, body) = await bot.GetAsync("/readyz");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (status, body.GetProperty("status").GetString()));
        var metrics = await bot.Http.GetStringAsync("/metrics");
        Assert.All(counters, counter => Assert.Contains(counter, metrics, StringComparison.Ordinal));
        Assert.Contains("\ncsp_store_up 0\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("csp_outbox_due", metrics, StringComparison.Ordinal);

        await ForceAsync(bot, "alter table gone rename to outbox");
        Assert.Equal(HttpStatusCode.OK, (await bot.GetAsync("/readyz")).Status);
        Assert.Contains("\ncsp_store_up 1\n", await bot.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inbox", "00:45:01", "ok")]
    [InlineData("inbox", "00:45:00", "stuck")]
    [InlineData("outbox", "00:45:01", "ok")]
    [InlineData("outbox", "00:45:00", "stuck")]
    public async Task A_message_that_nobody_answers_or_sends_for_a_quarter_of_an_hour_means_that_the_bot_is_stuck(string table, string since, string expected)
    {
        // The clock stands at 01:00 UTC. A lease that somebody holds keeps this bot from doing it.
        await using var bot = await RunningBot.StartAsync();
        await bot.SayAsync("10002", "帮助");
        await ForceAsync(bot, table == "inbox"
            ? $"update inbox set state = 'new', lease_until = '2999-01-01T00:00:00.000000Z', lease_by = null, received_at = '2026-11-24T{since}.000000Z' where id = 1"
            : $"update outbox set state = 'sending', lease_until = '2999-01-01T00:00:00.000000Z', lease_by = null, not_before = '2026-11-24T{since}.000000Z' where id = 1");

        var (status, body) = await bot.GetAsync("/readyz");

        Assert.Equal(expected, body.GetProperty("status").GetString());
        Assert.Equal(expected == "ok" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, status);
    }

    [Fact]
    public async Task While_no_write_comes_through_it_is_not_ready_and_the_probe_itself_finds_the_end_of_it()
    {
        await using var bot = await RunningBot.StartAsync();
        await RefuseAsync(sql => ForceAsync(bot, sql));
        Assert.NotEqual(HttpStatusCode.OK, (await bot.PostAsync("/simulator/messages", """{"from":"10002","text":"帮助"}""")).Status);

        var (status, body) = await bot.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.False(body.GetProperty("writes").GetProperty("ok").GetBoolean());
        Assert.Equal(JsonValueKind.String, body.GetProperty("writes").GetProperty("failedSince").ValueKind);
        Assert.Contains("\ncsp_writes_failing 1\n", await bot.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);

        await AllowAsync(sql => ForceAsync(bot, sql));
        Assert.Equal(HttpStatusCode.OK, (await bot.GetAsync("/readyz")).Status);
        Assert.Contains("\ncsp_writes_failing 0\n", await bot.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.NotEmpty(await bot.SayAsync("10002", "帮助"));
    }

    [Fact]
    public async Task A_log_that_is_collected_is_lines_of_JSON_in_UTC_and_tells_that_the_store_refuses_writes()
    {
        await using var bot = new OwnProcess();
        var (raw, address) = await bot.StartedAsync();
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", JsonSerializer.Deserialize<JsonElement>(raw).GetProperty("Timestamp").GetString());
        using var http = new HttpClient { BaseAddress = address };

        await RefuseAsync(bot.ForceAsync);
        using var words = new StringContent("""{"from":"10002","text":"帮助"}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/simulator/messages", UriKind.Relative), words);
        Assert.False(answer.IsSuccessStatusCode);
        var told = JsonSerializer.Deserialize<JsonElement>(await bot.LineAsync("does not take writes"));
        Assert.Equal("CsPerformance.Storage.Store", told.GetProperty("Category").GetString());
        Assert.DoesNotContain("机密", told.GetRawText(), StringComparison.Ordinal);

        await AllowAsync(bot.ForceAsync);
        await http.GetAsync(new Uri("/readyz", UriKind.Relative));
        await bot.LineAsync("takes writes again");
    }

    [Fact]
    public async Task A_log_at_a_terminal_has_the_date_and_the_zone()
    {
        await using var bot = new OwnProcess("--Logging:Console:FormatterName=simple");

        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d info: ", await bot.LineAsync("绩效机器人已启动"));
    }

    [Fact]
    public async Task A_format_of_the_log_that_is_none_stops_the_start_with_its_name()
    {
        var fault = await Assert.ThrowsAsync<SettingsException>(() => BotHost.BuildAsync(["--Simulator:Enabled=true", "--Logging:Console:FormatterName=xml"]));
        Assert.Equal("Logging:Console:FormatterName", Assert.Single(fault.Faults).Place);
    }

    // As a full disk would, with a text that no log must repeat.
    private static Task RefuseAsync(Func<string, Task> forceAsync) => forceAsync(string.Join(' ', Tables().Select(table =>
        $"create trigger refuse_{table} before insert on {table} begin select raise(abort, '机密'); end;")));

    private static Task AllowAsync(Func<string, Task> forceAsync) => forceAsync(string.Join(' ', Tables().Select(table => $"drop trigger refuse_{table};")));

    private static string[] Tables() => ["inbox", "shared_state"];

    private static async Task ForceAsync(RunningBot bot, string sql)
    {
        await using var connection = new SqliteConnection(bot.Services.GetRequiredService<BotSettings>().Storage.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex(@"# TYPE csp_\w+ counter")]
    private static partial Regex Counter();
}

using System.Globalization;
using System.Net.Http.Json;

namespace CsPerformance.Bot.Tests.Hosting;

/// <summary>Every figure that Prometheus reads, by its name and labels, after a message, its double, an answer, a job and its pushes.</summary>
public sealed class Counting_what_happens
{
    private const string Pushes = "csp_pushes_total", Evaluated = "csp_evaluation_seconds_count";

    [Fact]
    public async Task A_message_its_double_its_answer_a_job_and_its_pushes_are_counted_once_each()
    {
        await using var bot = new OwnProcess("--Simulator:StartAt=2026-11-24T09:00:00+08:00");
        using var http = new HttpClient { BaseAddress = (await bot.StartedAsync()).Address };
        Assert.Equal(("0", "0"), Of(await ReadAsync(http), "csp_outbox_due", "csp_outbox_age_seconds"));

        await PostAsync(http, "messages", new { from = "10002", text = "我的分数", messageId = "m1" });
        var once = await SettledAsync(http, pushes: 1);
        await PostAsync(http, "messages", new { from = "10002", text = "我的分数", messageId = "m1" });
        var twice = await SettledAsync(http, pushes: 1);

        Assert.Equal("1", once[Arrived("stored")]);
        Assert.False(once.ContainsKey(Arrived("duplicate")));
        Assert.Equal(("1", "1"), Of(twice, Arrived("stored"), Arrived("duplicate")));
        Assert.Equal(("2", "2"), Of(twice, "csp_acknowledge_seconds_count", "csp_acknowledge_seconds_bucket{le=\"+Inf\"}"));
        Assert.InRange(Number(twice, "csp_acknowledge_seconds_sum"), double.Epsilon, 600);
        Assert.Equal("1", twice[Sent("reply", "sent")]);
        Assert.InRange(Number(once, Evaluated), 1, 10);
        Assert.InRange(Number(once, "csp_evaluation_seconds_sum"), double.Epsilon, 600);
        Assert.Equal(once[Evaluated], twice[Evaluated]);

        // One of nine gets no board, because no account is his any more; an admin hears of it. The teams' groups and their leads get theirs.
        await bot.ForceAsync("delete from identities where account = '10004'");
        await PostAsync(http, "clock", new { now = "2026-11-30T09:07:00+08:00" });
        var monday = await SettledAsync(http, pushes: 13);

        Assert.Equal(("10", "1"), Of(monday, Sent("board", "sent"), Sent("board", "refused")));
        Assert.Equal(("1", "1"), Of(monday, Sent("notice", "sent"), Sent("reply", "sent")));
        Assert.Equal(4, monday.Keys.Count(key => key.StartsWith(Pushes, StringComparison.Ordinal)));
        Assert.Equal(("2", "0"), Of(monday, Late("count", "weekly-board"), Late("sum", "weekly-board")));
        // Of 9:17 on four days. The simulator, on its way to Monday, comes by at 12:07 on each.
        Assert.Equal(("4", $"{4 * 170 * 60}"), Of(monday, Late("count", "undecided-pushes"), Late("sum", "undecided-pushes")));
        Assert.True(Number(monday, Evaluated) > Number(twice, Evaluated));
        Assert.Equal(("0", "0"), Of(monday, "csp_outbox_due", "csp_outbox_age_seconds"));

        // Somebody else sends it and does not get on: it has been due for ten minutes.
        await bot.ForceAsync("update outbox set state = 'sending', lease_until = '2999-01-01T00:00:00.000000Z', lease_by = null, not_before = '2026-11-30T00:57:00.000000Z' where id = 1");
        Assert.Equal(("1", "600"), Of(await ReadAsync(http), "csp_outbox_due", "csp_outbox_age_seconds"));
    }

    private static string Arrived(string result) => $"csp_messages_in_total{{channel=\"simulator\",result=\"{result}\"}}";

    private static string Sent(string purpose, string result) => $"{Pushes}{{purpose=\"{purpose}\",result=\"{result}\"}}";

    private static string Late(string what, string job) => $"csp_job_lateness_seconds_{what}{{job=\"{job}\"}}";

    private static (string, string) Of(Dictionary<string, string> metrics, string first, string second) => (metrics[first], metrics[second]);

    private static double Number(Dictionary<string, string> metrics, string name) => double.Parse(metrics[name], CultureInfo.InvariantCulture);

    private static async Task PostAsync(HttpClient http, string what, object call) =>
        (await http.PostAsJsonAsync(new Uri($"/simulator/{what}", UriKind.Relative), call)).EnsureSuccessStatusCode();

    /// <summary>What is read once so many sends are counted: a send is counted after it was marked, which is what the simulator waits for.</summary>
    private static async Task<Dictionary<string, string>> SettledAsync(HttpClient http, int pushes)
    {
        for (var tries = 0; ; tries++)
        {
            var metrics = await ReadAsync(http);
            if (metrics.Where(metric => metric.Key.StartsWith(Pushes, StringComparison.Ordinal)).Sum(metric => int.Parse(metric.Value, CultureInfo.InvariantCulture)) >= pushes || tries == 100) return metrics;
            await Task.Delay(50);
        }
    }

    /// <summary>Each line as Prometheus takes it: name with labels, and value.</summary>
    private static async Task<Dictionary<string, string>> ReadAsync(HttpClient http) =>
        (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#').Select(line => line.Split(' ')).ToDictionary(line => line[0], line => line[1], StringComparer.Ordinal);
}

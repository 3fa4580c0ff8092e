using System.Net;

namespace CsPerformance.Bot.Tests.Hosting;

public sealed class Reading_the_api
{
    private static readonly string[] _tokens =
        ["--Api:Tokens:0:Token=for-records", "--Api:Tokens:0:Scopes=records", "--Api:Tokens:1:Token=for-scores", "--Api:Tokens:1:Scopes=scores, pay"];

    [Fact]
    public async Task It_is_off_unless_tokens_are_set()
    {
        await using var bot = await RunningBot.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await bot.GetAsync("/api/people")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bot.GetAsync("/api/openapi.json")).Status);
    }

    [Fact]
    public async Task A_token_opens_what_its_scopes_say()
    {
        await using var bot = await RunningBot.StartAsync(_tokens);
        Assert.Equal(HttpStatusCode.OK, (await bot.GetAsync("/api/records", "for-records")).Status);
        foreach (var (token, expected) in ((string?, HttpStatusCode)[])[(null, HttpStatusCode.Unauthorized), ("wrong", HttpStatusCode.Unauthorized), ("for-record", HttpStatusCode.Unauthorized), ("for-scores", HttpStatusCode.Forbidden)])
        {
            var (status, body) = await bot.GetAsync("/api/records", token);
            Assert.Equal(expected, status);
            Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        }
    }

    [Fact]
    public async Task People_are_told_as_the_roster_has_them()
    {
        await using var bot = await RunningBot.StartAsync(_tokens);
        var (_, body) = await bot.GetAsync("/api/people", "for-records");
        var fang = body.GetProperty("people").EnumerateArray().Single(person => person.GetProperty("number").GetString() == "10002");
        Assert.Equal("""{"number":"10002","name":"王芳","nicknames":["小芳"],"team":"客服一组","roles":["agent"],"position":"basic","grade":"初级"}""", fang.GetRawText());
    }

    [Fact]
    public async Task A_day_that_is_none_is_refused()
    {
        await using var bot = await RunningBot.StartAsync(_tokens);
        foreach (var query in (string[])["from=yesterday", "to=2026-13-01", "from=2026-11-02&to=2026-11-01"])
            Assert.Equal(HttpStatusCode.BadRequest, (await bot.GetAsync("/api/records?" + query, "for-records")).Status);
    }

    [Fact]
    public async Task Scores_come_without_pay_unless_the_token_may_see_it()
    {
        await using var bot = await RunningBot.StartAsync([.. _tokens, "--Api:Tokens:2:Token=no-pay", "--Api:Tokens:2:Scopes=scores"]);
        await bot.SayAsync("10001", "接待量 @王芳 5200", mentions: "10002");
        var asked = await bot.SayAsync("10001", "执行力 @王芳 280", mentions: "10002");
        await bot.PressAsync("10001", asked.First(message => message.Card is not null).Card!.Id, "1");
        var query = "/api/scores?period=2026-11&team=" + Uri.EscapeDataString("客服一组");
        var (_, open) = await bot.GetAsync(query, "for-scores");
        var (_, shut) = await bot.GetAsync(query, "no-pay");
        Assert.True(LinesOf(open).TryGetProperty("pay", out _));
        Assert.Equal(LinesOf(open).GetProperty("total").GetString(), LinesOf(shut).GetProperty("total").GetString());
        foreach (var money in (string[])["pay", "base_pay", "performance_pay"])
        {
            Assert.False(LinesOf(shut).TryGetProperty(money, out _));
            Assert.DoesNotContain($"\"{money}\"", shut.GetRawText(), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await bot.GetAsync(query, "for-records")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await bot.GetAsync("/api/scores?period=2026-13", "no-pay")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bot.GetAsync("/api/scores?team=nobody", "no-pay")).Status);
        Assert.Equal(HttpStatusCode.OK, (await bot.GetAsync("/api/scores", "no-pay")).Status);
    }

    [Fact]
    public async Task Records_are_told_as_people_said_them()
    {
        await using var bot = await RunningBot.StartAsync(_tokens);
        await bot.SayAsync("10001", "表扬 @王芳 优秀案例 工单88213", mentions: "10002");
        var (_, body) = await bot.GetAsync("/api/records?person=10002&from=2026-11-24&to=2026-11-24", "for-records");
        var record = Assert.Single(body.GetProperty("records").EnumerateArray().ToList());
        Assert.Equal(("10002", "item", "excellent_case", "2026-11-24", "1", "10001", "active", "simulator", "工单88213"), (
            record.GetProperty("person").GetString(), record.GetProperty("kind").GetString(), record.GetProperty("code").GetString(), record.GetProperty("on").GetString(),
            record.GetProperty("count").GetString(), record.GetProperty("by").GetString(), record.GetProperty("state").GetString(), record.GetProperty("channel").GetString(),
            record.GetProperty("reference").GetString()));
        var (_, description) = await bot.GetAsync("/api/openapi.json");
        var told = description.GetProperty("components").GetProperty("schemas").GetProperty("Records").GetProperty("properties").GetProperty("records").GetProperty("items").GetProperty("properties");
        Assert.Equal(told.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal), record.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_complained_is_told_to_a_token_with_a_scope_for_it_and_to_no_other()
    {
        await using var bot = await RunningBot.StartAsync([.. _tokens, "--Api:Tokens:2:Token=for-all", "--Api:Tokens:2:Scopes=records, scores, pay", "--Api:Tokens:3:Token=for-reporters", "--Api:Tokens:3:Scopes=records,reporters"]);
        await bot.SayAsync("10008", "投诉 李强 客户说他态度差 会话7001");
        Assert.Equal([null, null, "10008"], await ByAsync());

        var number = (await bot.GetAsync("/api/records?person=10003", "for-records")).Body.GetProperty("records")[0].GetProperty("number").GetInt64();
        var asked = await bot.SayAsync("10001", $"同意 {number} 质检扣分 5分");
        await bot.PressAsync("10001", asked.First(message => message.Card is not null).Card!.Id, "1");

        Assert.Equal(["10001", "10001", "10008"], await ByAsync());

        async Task<IReadOnlyList<string?>> ByAsync()
        {
            var read = new List<string?>();
            foreach (var token in (string[])["for-records", "for-all", "for-reporters"])
            {
                var (_, body) = await bot.GetAsync("/api/records?person=10003", token);
                read.Add(Assert.Single(body.GetProperty("records").EnumerateArray().ToList()).GetProperty("by").GetString());
            }
            return read;
        }
    }

    private static System.Text.Json.JsonElement LinesOf(System.Text.Json.JsonElement scores) =>
        scores.GetProperty("subjects").EnumerateArray().Single(subject => subject.GetProperty("id").GetString() == "10002").GetProperty("lines");
}

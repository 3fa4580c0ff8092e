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
}

using System.Net;
using CsPerformance.Bot.Tests.Hosting;

namespace CsPerformance.Bot.Tests.Simulator;

public sealed class Talking_to_the_simulator : IAsyncLifetime
{
    private RunningBot _bot = null!;

    public async Task InitializeAsync() => _bot = await RunningBot.StartAsync();

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Theory]
    [InlineData("10002")]
    [InlineData("王芳")]
    [InlineData("小芳")]
    public async Task A_sender_may_be_named_by_number_name_or_nickname(string from)
    {
        var heard = await _bot.SayAsync(from, "帮助");
        Assert.All(heard, message => Assert.Equal("person:10002", message.To));
        Assert.NotEmpty(heard);
    }

    [Fact]
    public async Task A_stranger_is_answered_as_an_account_that_is_not_bound()
    {
        var heard = await _bot.SayAsync("某人", "我的分数");
        Assert.Contains(heard, message => message.To == "person:某人" && message.Text.Contains("绑定", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_resend_gives_the_same_messages_and_nothing_new()
    {
        var first = await _bot.SayAsync("10002", "帮助", messageId: "m1");
        var again = await _bot.SayAsync("10002", "帮助", messageId: "m1");
        Assert.Equal(first.Select(m => m.Id), again.Select(m => m.Id));
        Assert.Equal(first.Count, (await _bot.InboxAsync("person:10002")).Count);
    }

    [Fact]
    public async Task The_same_message_twice_at_once_is_answered_once()
    {
        var both = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _bot.SayAsync("10002", "帮助", messageId: "m1")));
        Assert.Single(both.Select(heard => string.Join(',', heard.Select(m => m.Id))).Distinct());
        Assert.Equal(both[0].Count, (await _bot.InboxAsync("person:10002")).Count);
    }

    [Fact]
    public async Task Two_people_may_use_the_same_message_id()
    {
        await _bot.SayAsync("10002", "帮助", messageId: "1");
        var other = await _bot.SayAsync("10003", "帮助", messageId: "1");
        Assert.Contains(other, message => message.To == "person:10003");
    }

    [Fact]
    public async Task The_thirty_first_message_of_a_minute_gets_a_friendly_word_and_the_next_a_429()
    {
        for (var i = 0; i < 30; i++) await _bot.SayAsync("10002", "帮助");
        var warned = Assert.Single(await _bot.SayAsync("10002", "帮助"));
        Assert.Contains("一分钟", warned.Text, StringComparison.Ordinal);
        var before = (await _bot.InboxAsync("person:10002")).Count;
        Assert.Equal(HttpStatusCode.TooManyRequests, (await _bot.PostAsync("/simulator/messages", """{"from":"10002","text":"帮助"}""")).Status);
        Assert.Equal(before, (await _bot.InboxAsync("person:10002")).Count);
        Assert.NotEmpty(await _bot.SayAsync("10003", "帮助"));
        await _bot.MoveAsync("2026-11-24T09:01:00+08:00");
        Assert.NotEmpty(await _bot.SayAsync("10002", "帮助"));
    }

    [Fact]
    public async Task A_page_of_a_stranger_cannot_speak_for_anybody()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/simulator/messages") { Content = new StringContent("""{"from":"10001","text":"帮助"}""") };
        request.Headers.Add("Origin", "https://evil.example");
        using var crossed = await _bot.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, crossed.StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/simulator/inbox?to=person:10001");
        rebound.Headers.Host = "evil.example";
        using var named = await _bot.Http.SendAsync(rebound);
        Assert.Equal(HttpStatusCode.Forbidden, named.StatusCode);
    }

    [Fact]
    public async Task A_file_that_was_sent_can_be_fetched_again_but_never_runs()
    {
        var html = Convert.ToBase64String("<script>alert(1)</script>"u8);
        await _bot.PostAsync("/simulator/messages", $$$"""{"from":"10002","text":"看","file":{"name":"../a.html","base64":"{{{html}}}"}}""");
        var (_, chat) = await _bot.GetAsync("/simulator/chat?as=10002&chat=direct");
        var file = chat.GetProperty("messages").EnumerateArray().First(m => m.GetProperty("file").ValueKind != System.Text.Json.JsonValueKind.Null).GetProperty("file");
        Assert.Equal("a.html", file.GetProperty("name").GetString());
        using var response = await _bot.Http.GetAsync(file.GetProperty("url").GetString());
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }
}

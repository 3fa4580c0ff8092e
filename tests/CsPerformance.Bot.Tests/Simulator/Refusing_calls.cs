using System.Net;
using System.Text;
using CsPerformance.Bot.Tests.Hosting;

namespace CsPerformance.Bot.Tests.Simulator;

/// <summary>One bot for all of these: none of them leaves anything behind, which the last look proves.</summary>
public sealed class Refusing_calls(Refusing_calls.OneBot one) : IClassFixture<Refusing_calls.OneBot>
{
    private readonly RunningBot _bot = one.Bot;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"from":10002,"text":"帮助"}""")]
    [InlineData("""{"from":"10002","text":["帮助"]}""")]
    [InlineData("""{"from":"10002","text":"\ud800"}""")]
    [InlineData("""{"from":"","text":"帮助"}""")]
    [InlineData("""{"text":"帮助"}""")]
    [InlineData("""{"from":"10002"}""")]
    [InlineData("""{"from":"10002","text":"帮助","chat":"elsewhere"}""")]
    [InlineData("""{"from":"10002","text":"帮助","chat":"group:"}""")]
    [InlineData("""{"from":"10002","text":"帮助","mentions":[1]}""")]
    [InlineData("""{"from":"10002","text":"帮助","mentions":[null]}""")]
    [InlineData("""{"from":"10002","file":{"name":"a.png","base64":"不是"}}""")]
    [InlineData("""{"from":"10002","file":{"name":"","base64":"AAAA"}}""")]
    [InlineData("""{"from":"10002","file":{"base64":"AAAA"}}""")]
    public async Task What_cannot_be_said_is_refused_with_a_sentence(string body)
    {
        var (status, problem) = await _bot.PostAsync("/simulator/messages", body);
        Assert.InRange((int)status, 400, 499);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_body_above_ten_megabytes_is_refused()
    {
        using var body = new StringContent($$"""{"from":"10002","text":"{{new string('好', 4_000_000)}}"}""", Encoding.UTF8, "application/json");
        using var response = await _bot.Http.PostAsync("/simulator/messages", body);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"from":"10001","card":"none","key":"1"}""")]
    [InlineData("""{"from":"10001","key":"1"}""")]
    [InlineData("""{"from":"10001","card":7,"key":"1"}""")]
    public async Task A_button_that_is_not_there_cannot_be_pressed(string body) =>
        Assert.InRange((int)(await _bot.PostAsync("/simulator/buttons", body)).Status, 400, 499);

    [Theory]
    [InlineData("")]
    [InlineData("?to=10002")]
    [InlineData("?to=person:")]
    public async Task An_inbox_needs_its_owner(string query) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _bot.GetAsync("/simulator/inbox" + query)).Status);

    public sealed class OneBot : IAsyncLifetime
    {
        public RunningBot Bot { get; private set; } = null!;

        public async Task InitializeAsync() => Bot = await RunningBot.StartAsync();

        public async Task DisposeAsync()
        {
            Assert.Empty(await Bot.InboxAsync("person:10002"));
            await Bot.DisposeAsync();
        }
    }
}

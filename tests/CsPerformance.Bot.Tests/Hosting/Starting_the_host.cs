using System.Net;
using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Settings;
using CsPerformance.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CsPerformance.Bot.Tests.Hosting;

public sealed class Starting_the_host
{
    [Theory]
    [InlineData("http://0.0.0.0:5999")]
    [InlineData("http://*:5999")]
    [InlineData("http://192.168.1.5:5999")]
    [InlineData("http://127.0.0.1:5999;http://[::]:5999")]
    public async Task The_simulator_refuses_an_address_that_others_can_reach(string urls)
    {
        var fault = await Assert.ThrowsAsync<SettingsException>(() => BotHost.BuildAsync([$"--Urls={urls}", "--Simulator:Enabled=true"]));
        Assert.Contains("Urls", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_simulator_its_calls_and_page_are_not_there()
    {
        await using var bot = await RunningBot.StartAsync("--Simulator:Enabled=false");
        Assert.Equal(HttpStatusCode.NotFound, (await bot.GetAsync("/")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bot.PostAsync("/simulator/messages", """{"from":"10001","text":"帮助"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await bot.GetAsync("/healthz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await bot.GetAsync("/readyz")).Status);
    }

    [Fact]
    public async Task A_second_bot_on_the_same_file_is_kept_out_and_told_why()
    {
        await using var bot = await RunningBot.StartAsync();
        var file = bot.Services.GetRequiredService<BotSettings>().Storage.ConnectionString;

        var fault = await Assert.ThrowsAsync<StoreInUseException>(() => BotHost.BuildAsync(
            ["--Urls=http://127.0.0.1:0", "--Simulator:Enabled=true", $"--Storage:ConnectionString={file}"]));

        Assert.Contains("另一个机器人", StartFault.Of(fault), StringComparison.Ordinal);
        Assert.NotEmpty(await bot.SayAsync("10002", "帮助"));
    }

    [Fact]
    public async Task A_second_start_keeps_the_company_and_what_was_said()
    {
        await using var bot = await RunningBot.StartAsync();
        await bot.SayAsync("10002", "帮助");
        var before = await bot.InboxAsync("person:10002");
        await bot.StartAgainAsync();
        Assert.Equal(before.Select(m => m.Text), (await bot.InboxAsync("person:10002")).Select(m => m.Text));
        var (_, page) = await bot.GetAsync("/simulator/people");
        Assert.Equal(12, page.GetProperty("people").GetArrayLength());
    }

    [Fact]
    public async Task Demo_data_fills_three_months_once_and_every_sheet_of_them_is_complete()
    {
        await using var bot = await RunningBot.StartAsync("--demo-data", "--Api:Tokens:0:Token=t", "--Api:Tokens:0:Scopes=records,scores,pay");
        var (_, first) = await bot.GetAsync("/api/records", "t");
        await bot.StartAgainAsync();
        var (_, second) = await bot.GetAsync("/api/records", "t");
        Assert.Equal(first.GetRawText(), second.GetRawText());
        foreach (var month in (string[])["2026-08", "2026-09", "2026-10"])
        {
            var (_, scores) = await bot.GetAsync($"/api/scores?period={month}", "t");
            Assert.All(scores.GetProperty("subjects").EnumerateArray().ToList(), subject => Assert.Empty(subject.GetProperty("missing").EnumerateObject()));
            Assert.Equal(7, scores.GetProperty("subjects").GetArrayLength());
        }
    }

    [Fact]
    public async Task Without_demo_data_the_company_has_no_records()
    {
        await using var bot = await RunningBot.StartAsync("--Api:Tokens:0:Token=t", "--Api:Tokens:0:Scopes=records");
        Assert.Equal(0, (await bot.GetAsync("/api/records", "t")).Body.GetProperty("records").GetArrayLength());
    }
}
